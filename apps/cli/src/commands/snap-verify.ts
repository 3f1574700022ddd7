import { verifyAsymmetric, verifySymmetric, verifyToken } from "@openfinpay/finpay-core"
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import { EndWith, UsageError } from "../errors.ts"
import { exitCodes } from "../exit-codes.ts"
import { runJsonLines } from "../input/json-lines.ts"
import { type JsonObject, type RecordProblem, textMember, wordMember } from "../input/record.ts"
import { bytesOf } from "../input/source.ts"
import { say } from "../language.ts"
import { answer } from "../output/answer.ts"
import { callMembers, inMembers, readSnapInput, secretMember, snapFlags, snapKinds } from "./snap-input.ts"

const verify = Effect.fnUntraced(function*(record: JsonObject) {
  const kind = yield* wordMember(record, "kind", snapKinds)
  const signature = yield* textMember(record, "signature")
  switch (kind) {
    case "symmetric":
      return yield* verifySymmetric({
        ...(yield* callMembers(record)),
        signature,
        accessToken: yield* secretMember(record, "token"),
        clientSecret: yield* secretMember(record, "secret")
      })
    case "token":
      return yield* verifyToken({
        signature,
        clientId: yield* textMember(record, "clientId"),
        timestamp: yield* textMember(record, "timestamp"),
        publicKey: yield* textMember(record, "publicKeyPem")
      })
    case "asymmetric":
      return yield* verifyAsymmetric({
        ...(yield* callMembers(record)),
        signature,
        publicKey: yield* textMember(record, "publicKeyPem")
      })
  }
})

const verdictOn = (record: JsonObject): Effect.Effect<{ readonly valid: boolean }, RecordProblem> =>
  verify(record).pipe(Effect.map((valid) => ({ valid })), Effect.mapError(inMembers))

/** `finpay snap verify`: does this `X-SIGNATURE` belong to this SNAP call? */
export const snapVerify = Command.make(
  "verify",
  snapFlags,
  Effect.fnUntraced(function*(input) {
    if (input.jsonl) {
      return yield* runJsonLines(bytesOf(input.file), {
        each: verdictOn,
        onProblem: (problem) => ({ valid: false, error: problem.message })
      })
    }
    const record = yield* readSnapInput(input)
    const verdict = yield* Effect.mapError(verdictOn(record), ({ message }) => new UsageError({ message }))
    yield* answer({ json: verdict, text: verdict.valid ? say("valid\n", "sah\n") : say("NOT valid\n", "TIDAK sah\n") })
    if (!verdict.valid) return yield* new EndWith({ exitCode: exitCodes.refused })
  })
).pipe(
  Command.withDescription(say(
    "Check the signature of a SNAP call (exit 0 valid, 3 not valid)",
    "Periksa tanda tangan panggilan SNAP (kode keluar 0 sah, 3 tidak sah)"
  )),
  Command.withExamples([
    {
      command: "finpay snap verify --body body.json < call.json",
      description: say(
        "call.json: as for snap sign, with signature, and publicKeyPem where a private key signed",
        "call.json: seperti pada snap sign, dengan signature, dan publicKeyPem bila ditandatangani kunci privat"
      )
    },
    {
      command: "finpay snap verify --jsonl < calls.jsonl",
      description: say("Verify many: one object a line", "Periksa banyak: satu objek per baris")
    }
  ])
)
