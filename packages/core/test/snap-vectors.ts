import { Schema } from "effect"
import { readFileSync } from "node:fs"

const Verdict = Schema.Struct({
  id: Schema.String,
  keyRef: Schema.Literals(["ownTestKey", "midtransDemo"]),
  timestamp: Schema.String,
  stringToSign: Schema.String,
  signatureBase64: Schema.String,
  expectValid: Schema.Boolean
})

const Vectors = Schema.fromJsonString(Schema.Struct({
  keys: Schema.Struct({
    ownTestKey: Schema.Struct({
      privateKeyPem: Schema.String,
      privateKeyPkcs1Pem: Schema.String,
      publicKeyPem: Schema.String
    }),
    midtransDemo: Schema.Struct({ publicKeyPem: Schema.String })
  }),
  minify: Schema.NonEmptyArray(Schema.Struct({
    id: Schema.String,
    raw: Schema.String,
    minified: Schema.String,
    sha256Hex: Schema.String
  })),
  symmetric: Schema.NonEmptyArray(Schema.Struct({
    id: Schema.String,
    method: Schema.String,
    path: Schema.String,
    token: Schema.String,
    body: Schema.String,
    timestamp: Schema.String,
    secret: Schema.String,
    sha256Hex: Schema.String,
    stringToSign: Schema.String,
    hmacBase64: Schema.String,
    hmacHex: Schema.String
  })),
  symmetricNegative: Schema.NonEmptyArray(Schema.Struct({
    id: Schema.String,
    why: Schema.String,
    method: Schema.String,
    path: Schema.String,
    token: Schema.String,
    body: Schema.String,
    timestamp: Schema.String,
    secret: Schema.String,
    signature: Schema.String,
    expectValid: Schema.Literal(false)
  })),
  rsaToken: Schema.NonEmptyArray(Verdict.pipe(Schema.fieldsAssign({ clientId: Schema.String }))),
  rsaTokenNegative: Schema.NonEmptyArray(
    Verdict.pipe(Schema.fieldsAssign({ clientId: Schema.String, why: Schema.String }))
  ),
  rsaTransaction: Schema.NonEmptyArray(Verdict.pipe(Schema.fieldsAssign({
    method: Schema.String,
    path: Schema.String,
    body: Schema.String,
    sha256Hex: Schema.String
  }))),
  qris: Schema.NonEmptyArray(Schema.Struct({
    id: Schema.String,
    payload: Schema.String,
    crc: Schema.String,
    expectValid: Schema.Boolean,
    tags: Schema.optionalKey(Schema.Array(Schema.Tuple([Schema.String, Schema.String])))
  })),
  timestamps: Schema.NonEmptyArray(Schema.Struct({
    value: Schema.String,
    form: Schema.TemplateLiteral([
      Schema.Literals(["send", "accept", "reject 400xx01", "reject 400xx02"]),
      Schema.String
    ])
  }))
}))

/** The known answers for SNAP signatures and QRIS payloads. */
export const vectors = Schema.decodeSync(Vectors)(
  readFileSync(new URL("./vectors/snap-vectors.json", import.meta.url), "utf8")
)
