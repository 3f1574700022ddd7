import type { KeyError, SnapInputError } from "@openfinpay/finpay-core"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { UsageError } from "../errors.ts"
import { fileArgument } from "../input/file-argument.ts"
import { privateKeyOfFile } from "../input/private-key.ts"
import { type JsonObject, parseRecord, RecordProblem, textMember } from "../input/record.ts"
import { secretSetting } from "../input/setting.ts"
import { readText } from "../input/source.ts"
import { toggle } from "../input/toggle.ts"
import { say } from "../language.ts"

/** The kinds of SNAP signature. */
export const snapKinds = ["symmetric", "token", "asymmetric"] as const

/** The method, path, body and timestamp of a call. */
export const callMembers = Effect.fnUntraced(function*(record: JsonObject) {
  return {
    method: yield* textMember(record, "method"),
    path: yield* textMember(record, "path"),
    body: yield* textMember(record, "body"),
    timestamp: yield* textMember(record, "timestamp")
  }
})

/** A member that is a secret. */
export const secretMember = (record: JsonObject, member: string) =>
  Effect.map(textMember(record, member), (text) => Redacted.make(text))

const memberOfKey: Readonly<Record<KeyError["key"], string>> = {
  "client secret": "secret",
  "private key": "privateKeyPem",
  "public key": "publicKeyPem"
}

/** The library's errors in the words of the input: which member, and what is wrong with it. */
export const inMembers = (error: RecordProblem | SnapInputError | KeyError): RecordProblem => {
  switch (error._tag) {
    case "RecordProblem":
      return error
    case "KeyError":
      return new RecordProblem({ member: memberOfKey[error.key], problem: error.message })
    case "SnapInputError":
      return new RecordProblem({
        member: error.field === "accessToken" ? "token" : error.field,
        problem: error.problem
      })
  }
}

const variables = {
  clientId: "FINPAY_SNAP_CLIENT_ID",
  secret: "FINPAY_SNAP_CLIENT_SECRET",
  token: "FINPAY_SNAP_ACCESS_TOKEN"
} as const

/** Members that the object leaves out and the environment has. */
const membersOfEnvironment = Effect.fnUntraced(function*(given: JsonObject) {
  const found: Record<string, string> = {}
  for (const [member, variable] of Object.entries(variables)) {
    if (Object.hasOwn(given, member)) continue
    const value = yield* secretSetting(variable)
    if (Option.isSome(value)) found[member] = Redacted.value(value.value)
  }
  if (!Object.hasOwn(given, "privateKeyPem")) {
    const pem = yield* privateKeyOfFile
    if (Option.isSome(pem)) found["privateKeyPem"] = Redacted.value(pem.value)
  }
  return found
})

/** Where the one object of `snap sign` and `snap verify` comes from. */
export interface SnapInput {
  readonly file: Option.Option<string>
  readonly bodyFile: Option.Option<string>
}

const asUsage = (problem: RecordProblem) => new UsageError({ message: problem.message })

/** Reads one object, fills in what the environment has, and takes the body from a file where one is named. */
export const readSnapInput = Effect.fnUntraced(function*(input: SnapInput) {
  const record = yield* Effect.mapError(
    Effect.flatMap(readText(input.file), parseRecord),
    (error) => error._tag === "RecordProblem" ? asUsage(error) : error
  )
  const environment = yield* membersOfEnvironment(record)
  const body = Option.isSome(input.bodyFile) ? { body: yield* readText(input.bodyFile) } : {}
  return Object.assign({}, environment, record, body)
})

/** The flags and the argument that `snap sign` and `snap verify` share. */
export const snapFlags = {
  file: fileArgument(
    say(
      "A JSON object: kind, method, path, token, body, timestamp, secret, clientId, privateKeyPem, ...",
      "Objek JSON: kind, method, path, token, body, timestamp, secret, clientId, privateKeyPem, ..."
    )
  ),
  bodyFile: Flag.String("body").pipe(
    Flag.withMetavar("FILE"),
    Flag.withDescription(say(
      "Take the body from a file, byte for byte, instead of from the object",
      "Ambil body dari berkas, byte demi byte, bukan dari objek"
    )),
    Flag.optional
  ),
  jsonl: toggle(
    "jsonl",
    say(
      "Read many: one object a line, one answer a line in the same order",
      "Baca banyak: satu objek per baris, satu jawaban per baris dengan urutan yang sama"
    )
  )
} as const
