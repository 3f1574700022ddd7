import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { vectors } from "../../../../packages/core/test/snap-vectors.ts"
import { assertJsonFailure, assertTextFailure, finpay, jsonLines, oneJson } from "../support/finpay.ts"

const { privateKeyPem } = vectors.keys.ownTestKey
const toLines = (records: ReadonlyArray<object>) => records.map((record) => `${JSON.stringify(record)}\n`).join("")
const isOwn = ({ keyRef }: { readonly keyRef: string }) => keyRef === "ownTestKey"

const [symmetric] = vectors.symmetric
const call = {
  kind: "symmetric",
  method: symmetric.method,
  path: symmetric.path,
  token: symmetric.token,
  body: symmetric.body,
  timestamp: symmetric.timestamp,
  secret: symmetric.secret
}

const temporaryFile = (content: string) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const folder = mkdtempSync(join(tmpdir(), "finpay-cli-"))
      const file = join(folder, "file")
      writeFileSync(file, content)
      return { folder, file }
    }),
    ({ folder }) => Effect.sync(() => rmSync(folder, { recursive: true }))
  ).pipe(Effect.map(({ file }) => file))

describe("finpay snap sign --jsonl", () => {
  it.effect("agrees with every known answer, in order", () =>
    Effect.gen(function*() {
      const records = [
        ...vectors.symmetric.map((vector) => ({ kind: "symmetric", ...vector })),
        ...vectors.rsaToken.filter(isOwn).map((vector) => ({ kind: "token", privateKeyPem, ...vector })),
        ...vectors.rsaTransaction.filter(isOwn).map((vector) => ({ kind: "asymmetric", privateKeyPem, ...vector }))
      ]
      const ended = yield* finpay(["snap", "sign", "--jsonl"], { stdin: toLines(records) })
      assert.strictEqual(ended.exitCode, 0, ended.stderr)
      assert.strictEqual(ended.stderr, "")
      assert.deepStrictEqual(
        jsonLines(ended.stdout),
        [
          ...vectors.symmetric.map(({ hmacBase64, sha256Hex, stringToSign }) => ({
            signature: hmacBase64,
            stringToSign,
            bodySha256: sha256Hex
          })),
          ...vectors.rsaToken.filter(isOwn).map(({ signatureBase64, stringToSign }) => ({
            signature: signatureBase64,
            stringToSign
          })),
          ...vectors.rsaTransaction.filter(isOwn).map(({ sha256Hex, signatureBase64, stringToSign }) => ({
            signature: signatureBase64,
            stringToSign,
            bodySha256: sha256Hex
          }))
        ]
      )
    }))

  it.effect("answers a bad line in its place, naming the member, and ends with 2", () =>
    Effect.gen(function*() {
      const records = [
        call,
        { ...call, kind: "other" },
        { ...call, path: "no-slash" },
        { ...call, token: "Bearer x" },
        { ...call, secret: "" },
        { kind: "token", clientId: "client", timestamp: symmetric.timestamp, privateKeyPem: "no key" },
        { kind: "asymmetric", method: "POST" },
        call
      ]
      const ended = yield* finpay(["snap", "sign", "--jsonl"], { stdin: toLines(records) })
      const answers = jsonLines(ended.stdout)
      assert.deepStrictEqual(
        answers.map((answer) => "signature" in answer ? "signed" : /^\w+/u.exec(String(answer["error"]))?.[0]),
        ["signed", "kind", "path", "token", "secret", "privateKeyPem", "path", "signed"]
      )
      assert.strictEqual(ended.exitCode, 2)
      assert.match(String(oneJson(ended.stderr)["message"]), /^6 of the lines/u)
    }))
})

describe("finpay snap verify --jsonl", () => {
  it.effect("agrees with every known answer, in order", () =>
    Effect.gen(function*() {
      const keyed = <A extends { readonly keyRef: "ownTestKey" | "midtransDemo"; readonly signatureBase64: string }>(
        kind: string,
        all: ReadonlyArray<A>
      ) =>
        all.map((vector) => ({
          kind,
          ...vector,
          signature: vector.signatureBase64,
          publicKeyPem: vectors.keys[vector.keyRef].publicKeyPem
        }))
      const records = [
        ...vectors.symmetric.map((vector) => ({
          kind: "symmetric",
          ...vector,
          signature: vector.hmacBase64,
          expectValid: true
        })),
        ...vectors.symmetricNegative.map((vector) => ({ kind: "symmetric", ...vector })),
        ...keyed("token", vectors.rsaToken),
        ...keyed("token", vectors.rsaTokenNegative),
        ...keyed("asymmetric", vectors.rsaTransaction)
      ]
      const ended = yield* finpay(["snap", "verify", "--jsonl"], { stdin: toLines(records) })
      assert.strictEqual(ended.exitCode, 0, ended.stderr)
      assert.deepStrictEqual(jsonLines(ended.stdout), records.map(({ expectValid }) => ({ valid: expectValid })))
    }))

  it.effect("a bad line is not valid and says why", () =>
    Effect.gen(function*() {
      const signed = { ...call, signature: symmetric.hmacBase64 }
      const ended = yield* finpay(["snap", "verify", "--jsonl"], { stdin: toLines([signed, call, signed]) })
      assert.deepStrictEqual(jsonLines(ended.stdout), [
        { valid: true },
        { valid: false, error: "signature: is missing" },
        { valid: true }
      ])
      assert.strictEqual(ended.exitCode, 2)
    }))
})

describe("finpay snap sign", () => {
  it.effect("prints the signature alone; --json adds what was signed", () =>
    Effect.gen(function*() {
      const text = yield* finpay(["snap", "sign"], { stdin: JSON.stringify(call) })
      assert.strictEqual(text.exitCode, 0, text.stderr)
      assert.strictEqual(text.stdout, `${symmetric.hmacBase64}\n`)
      const json = yield* finpay(["snap", "sign", "--json"], { stdin: JSON.stringify(call) })
      assert.deepStrictEqual(oneJson(json.stdout), {
        signature: symmetric.hmacBase64,
        stringToSign: symmetric.stringToSign,
        bodySha256: symmetric.sha256Hex
      })
    }))

  it.effect("takes secrets from the environment and the body from a file", () =>
    Effect.gen(function*() {
      const { body, secret, token, ...rest } = call
      const bodyFile = yield* temporaryFile(body)
      const env = { FINPAY_SNAP_CLIENT_SECRET: secret, FINPAY_SNAP_ACCESS_TOKEN: token }
      const ended = yield* finpay(["snap", "sign", "--body", bodyFile], { stdin: JSON.stringify(rest), env })
      assert.strictEqual(ended.stdout, `${symmetric.hmacBase64}\n`)
    }))

  it.effect("takes the private key from the file FINPAY_SNAP_PRIVATE_KEY_FILE names", () =>
    Effect.gen(function*() {
      const vector = vectors.rsaToken.find(isOwn)
      assert(vector !== undefined)
      const FINPAY_SNAP_PRIVATE_KEY_FILE = yield* temporaryFile(privateKeyPem)
      const stdin = JSON.stringify({ kind: "token", timestamp: vector.timestamp })
      const env = { FINPAY_SNAP_PRIVATE_KEY_FILE, FINPAY_SNAP_CLIENT_ID: vector.clientId }
      assert.strictEqual((yield* finpay(["snap", "sign"], { stdin, env })).stdout, `${vector.signatureBase64}\n`)
      const missing = yield* finpay(["snap", "sign", "--json"], {
        stdin,
        env: { ...env, FINPAY_SNAP_PRIVATE_KEY_FILE: "/no/such/key.pem" }
      })
      assert.match(
        String(assertJsonFailure(missing, 5, "ConfigurationProblem")["message"]),
        /FINPAY_SNAP_PRIVATE_KEY_FILE/u
      )
    }))

  it.effect("bad input: exit 2, naming the member and quoting no value", () =>
    Effect.gen(function*() {
      const ended = yield* finpay(["snap", "sign"], { stdin: JSON.stringify({ ...call, token: "Bearer sesame" }) })
      assertTextFailure(ended, 2, /token: must be the bare token/u)
      assert.notInclude(ended.stderr, "sesame")
      const twice = JSON.stringify(call).replace("{", "{\"method\":\"sesame\",")
      for (const command of ["sign", "verify"]) {
        const refused = yield* finpay(["snap", command], { stdin: twice })
        assertTextFailure(refused, 2, /method: is there twice/u)
        assert.notInclude(refused.stderr, "sesame")
      }
      const broken = yield* finpay(["snap", "sign", "--json"], { stdin: "{\"secret\":\"sesame\"" })
      assert.notInclude(String(assertJsonFailure(broken, 2, "UsageError")["message"]), "sesame")
    }))
})

describe("finpay snap verify", () => {
  it.effect("exit 0 when valid, 3 when not", () =>
    Effect.gen(function*() {
      const valid = { ...call, signature: symmetric.hmacBase64 }
      const yes = yield* finpay(["snap", "verify"], { stdin: JSON.stringify(valid) })
      assert.deepStrictEqual(yes, { exitCode: 0, stdout: "valid\n", stderr: "" })
      const no = yield* finpay(["snap", "verify", "--json"], { stdin: JSON.stringify({ ...valid, method: "PUT" }) })
      assert.deepStrictEqual(no, { exitCode: 3, stdout: "{\"valid\":false}\n", stderr: "" })
    }))
})
