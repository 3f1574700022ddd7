import { authenticateCallback, formatRupiah, verifyCallback } from "@openfinpay/finpay-core"
import type { CallbackRefused, VerifiedCallback } from "@openfinpay/finpay-core"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { EndWith, UsageError } from "../errors.ts"
import { exitCodes } from "../exit-codes.ts"
import { fileArgument } from "../input/file-argument.ts"
import { runJsonLines } from "../input/json-lines.ts"
import { type JsonObject, textMember } from "../input/record.ts"
import { bytesOf, readBytes } from "../input/source.ts"
import { answer } from "../output/answer.ts"
import { fields } from "../output/text.ts"
import type { PipeClosed } from "../output/write.ts"
import { keyEnv, merchantKey } from "./callback-key.ts"

const valid = { valid: true } as const
const notValid = (reason: string) => ({ valid: false, reason }) as const

const encoder = new TextEncoder()

/** One line of `--jsonl`. The verdict is about the signature alone; what the body says is another question. */
const verdictOn = Effect.fnUntraced(function*(record: JsonObject) {
  const key = yield* textMember(record, "key")
  const body = yield* textMember(record, "body")
  // Half a surrogate pair stands for bytes that are no UTF-8; encoding it would put other bytes in their place.
  if (!body.isWellFormed()) return notValid("not-utf8")
  return yield* authenticateCallback({ body: encoder.encode(body), key: Redacted.make(key) }).pipe(
    Effect.as(valid),
    Effect.catch((refused) => Effect.succeed(notValid(refused.reason)))
  )
})

const tellValid = ({ matched, notification }: VerifiedCallback) => {
  const { order, result } = notification
  return answer({
    json: { ...valid, matched, orderId: order.id, amount: order.amount, status: result?.payment.status ?? null },
    text: fields([
      ["Signature", "valid"],
      ["Order", order.id],
      ["Amount", formatRupiah(order.amount)],
      ["Status", result?.payment.status],
      ["Next", `a callback is news, not proof: finpay check ${order.id}`]
    ])
  })
}

const tellNotValid = (refused: CallbackRefused) =>
  answer({
    json: { ...notValid(refused.reason), message: refused.message },
    text: fields([["Signature", "NOT valid"], ["Reason", refused.reason], ["Next", refused.message]])
  }).pipe(Effect.andThen(Effect.fail(new EndWith({ exitCode: exitCodes.refused }))))

const tellRefused = (
  refused: CallbackRefused
): Effect.Effect<void, CallbackRefused | EndWith | PipeClosed> => {
  switch (refused.reason) {
    // An empty key and a missing byte array are our mistakes, not a verdict on the callback.
    case "no-key":
    case "not-bytes":
      return Effect.fail(refused)
    case "unexpected-shape":
      return answer({
        json: { ...valid, message: refused.message },
        text: fields([["Signature", "valid"], ["Next", refused.message]])
      })
    default:
      return tellNotValid(refused)
  }
}

const verifyOne = Effect.fnUntraced(function*(file: Option.Option<string>, variable: Option.Option<string>) {
  const key = yield* merchantKey(variable)
  const body = yield* readBytes(file)
  yield* Effect.matchEffect(verifyCallback({ body, key }), { onFailure: tellRefused, onSuccess: tellValid })
})

const verifyLines = (file: Option.Option<string>) =>
  runJsonLines(bytesOf(file), {
    each: verdictOn,
    onProblem: (problem) => ({ ...notValid("unusable-line"), error: problem.message })
  })

/** `finpay callback verify`: was this callback signed with the Merchant Key? */
export const callbackVerify = Command.make(
  "verify",
  {
    file: fileArgument("The body of the callback, byte for byte as it arrived"),
    keyEnv,
    jsonl: Flag.Boolean("jsonl").pipe(
      Flag.withoutNegation,
      Flag.withDefault(false),
      Flag.withDescription(
        "Read many: one {\"key\",\"body\"} a line, one verdict a line in the same order; exit 0 whatever the verdicts"
      )
    )
  },
  Effect.fnUntraced(function*({ file, jsonl, keyEnv }) {
    if (!jsonl) return yield* verifyOne(file, keyEnv)
    if (Option.isSome(keyEnv)) {
      return yield* new UsageError({ message: "--key-env: with --jsonl each line holds its own key" })
    }
    yield* verifyLines(file)
  })
).pipe(
  Command.withDescription("Check that a callback was signed with the Merchant Key (exit 0 valid, 3 not valid)"),
  Command.withExamples([
    { command: "finpay callback verify body.json", description: "Verify a body that was saved to a file" },
    { command: "finpay callback verify --key-env SANDBOX_KEY < body.json", description: "With a key of another name" },
    { command: "finpay callback verify --jsonl < callbacks.jsonl", description: "Verify many" }
  ])
)
