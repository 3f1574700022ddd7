import { signAsymmetric, type Signed, signSymmetric, signToken } from "@openfinpay/finpay-core"
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import { UsageError } from "../errors.ts"
import { runJsonLines } from "../input/json-lines.ts"
import { type JsonObject, type RecordProblem, textMember, wordMember } from "../input/record.ts"
import { bytesOf } from "../input/source.ts"
import { say } from "../language.ts"
import { answer } from "../output/answer.ts"
import { callMembers, inMembers, readSnapInput, secretMember, snapFlags, snapKinds } from "./snap-input.ts"

const sign = Effect.fnUntraced(function*(record: JsonObject) {
  switch (yield* wordMember(record, "kind", snapKinds)) {
    case "symmetric":
      return yield* signSymmetric({
        ...(yield* callMembers(record)),
        accessToken: yield* secretMember(record, "token"),
        clientSecret: yield* secretMember(record, "secret")
      })
    case "token":
      return yield* signToken({
        clientId: yield* textMember(record, "clientId"),
        timestamp: yield* textMember(record, "timestamp"),
        privateKey: yield* secretMember(record, "privateKeyPem")
      })
    case "asymmetric":
      return yield* signAsymmetric({
        ...(yield* callMembers(record)),
        privateKey: yield* secretMember(record, "privateKeyPem")
      })
  }
})

const signRecord = (record: JsonObject): Effect.Effect<Signed, RecordProblem> =>
  Effect.mapError(sign(record), inMembers)

/** `finpay snap sign`: the `X-SIGNATURE` of a SNAP call. */
export const snapSign = Command.make(
  "sign",
  snapFlags,
  Effect.fnUntraced(function*(input) {
    if (input.jsonl) {
      return yield* runJsonLines(bytesOf(input.file), {
        each: signRecord,
        onProblem: (problem) => ({ error: problem.message })
      })
    }
    const record = yield* readSnapInput(input)
    const signed = yield* Effect.mapError(signRecord(record), ({ message }) => new UsageError({ message }))
    // The string to sign holds the access token, so a person gets the signature alone unless JSON is asked for.
    yield* answer({ json: signed, text: `${signed.signature}\n` })
  })
).pipe(
  Command.withDescription(
    say(
      "Sign a SNAP call. Prints the X-SIGNATURE; --json adds the string to sign (which holds the access token) and the " +
        "body's SHA-256",
      "Tanda tangani panggilan SNAP. Mencetak X-SIGNATURE; --json menambahkan string yang ditandatangani (memuat access " +
        "token) dan SHA-256 dari body"
    )
  ),
  Command.withShortDescription(say("Sign a SNAP call", "Tanda tangani panggilan SNAP")),
  Command.withExamples([
    {
      command: "finpay snap sign --body body.json < call.json",
      description: say(
        "call.json: {\"kind\":\"symmetric\", \"method\":\"POST\", \"path\":\"/v1.0/qr/qr-mpm-query\", " +
          "\"timestamp\":\"2024-06-07T10:03:54+07:00\"}; token and secret from FINPAY_SNAP_ACCESS_TOKEN and " +
          "FINPAY_SNAP_CLIENT_SECRET",
        "call.json: {\"kind\":\"symmetric\", \"method\":\"POST\", \"path\":\"/v1.0/qr/qr-mpm-query\", " +
          "\"timestamp\":\"2024-06-07T10:03:54+07:00\"}; token dan secret dari FINPAY_SNAP_ACCESS_TOKEN dan " +
          "FINPAY_SNAP_CLIENT_SECRET"
      )
    },
    {
      command: "finpay snap sign --jsonl < calls.jsonl",
      description: say("Sign many: one object a line", "Tanda tangani banyak: satu objek per baris")
    }
  ])
)
