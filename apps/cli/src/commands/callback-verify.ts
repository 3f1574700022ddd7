import { authenticateCallback, explainCallback, formatRupiah, verifyCallback } from "@openfinpay/finpay-core"
import type { CallbackRefused, ExplainInput, SignedForm, VerifiedCallback } from "@openfinpay/finpay-core"
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
import { upTo } from "../input/repeated.ts"
import { bytesOf, readBytes } from "../input/source.ts"
import { toggle } from "../input/toggle.ts"
import { say } from "../language.ts"
import { answer } from "../output/answer.ts"
import { callbackRefusedText } from "../output/callback-indonesian.ts"
import { status } from "../output/terminal-status.ts"
import { fields } from "../output/text.ts"
import { explanationFields, explanationJson } from "./callback-explanation.ts"
import { keyEnv, merchantKey, publicKeys } from "./callback-key.ts"

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

/** What a stricter receiver would stumble over: it compares the bytes as they came. */
const respelled = (matched: SignedForm): string | undefined =>
  matched === "raw" ? undefined : say(
    "its spelling was changed on the way; what it says is as it was signed",
    "penulisannya diubah di perjalanan; isinya tetap seperti saat ditandatangani"
  )

const signature = () => say("Signature", "Tanda tangan")
const next = () => say("Next", "Berikutnya")

const tellValid = ({ matched, notification }: VerifiedCallback) => {
  const { order, result } = notification
  const paymentStatus = result?.payment.status
  return answer({
    json: { ...valid, matched, orderId: order.id, amount: order.amount, status: paymentStatus ?? null },
    text: fields([
      [signature(), status(say("valid", "sah"), "", "good")],
      [say("Order", "Pesanan"), order.id],
      [say("Amount", "Jumlah"), formatRupiah(order.amount)],
      [say("Status", "Status"), paymentStatus === undefined ? undefined : status(paymentStatus)],
      [say("Note", "Catatan"), respelled(matched)],
      [
        next(),
        say(
          `a callback is news, not proof: finpay check ${order.id}`,
          `callback adalah kabar, bukan bukti: finpay check ${order.id}`
        )
      ]
    ])
  })
}

const tellNotValid = Effect.fnUntraced(function*(refused: CallbackRefused, input: ExplainInput) {
  const explanation = yield* explainCallback(input)
  yield* answer({
    json: { ...notValid(refused.reason), message: refused.message, explanation: explanationJson(explanation) },
    text: fields([
      [signature(), status(say("NOT valid", "TIDAK sah"), "", "bad")],
      [say("Reason", "Alasan"), refused.reason],
      ...explanationFields(explanation),
      [next(), explanation.isProven ? undefined : say(refused.message, callbackRefusedText(refused))]
    ])
  })
  return yield* new EndWith({ exitCode: exitCodes.refused })
})

const tellRefused = Effect.fnUntraced(function*(refused: CallbackRefused, input: ExplainInput) {
  switch (refused.reason) {
    // An empty key and a missing byte array are our mistakes, not a verdict on the callback.
    case "no-key":
    case "not-bytes":
      return yield* refused
    case "unexpected-shape":
      return yield* answer({
        json: { ...valid, message: refused.message },
        text: fields([[signature(), status(say("valid", "sah"), "", "good")], [
          next(),
          say(refused.message, callbackRefusedText(refused))
        ]])
      })
    default:
      return yield* tellNotValid(refused, input)
  }
})

interface One {
  readonly file: Option.Option<string>
  readonly keyEnv: Option.Option<string>
  readonly other: ReadonlyArray<string>
}

const verifyOne = Effect.fnUntraced(function*({ file, keyEnv, other }: One) {
  const key = yield* merchantKey(keyEnv)
  const body = yield* readBytes(file)
  const otherCallbacks = yield* Effect.forEach(
    other,
    (name) => Effect.map(readBytes(Option.some(name)), (body) => ({ name, body }))
  )
  yield* Effect.matchEffect(verifyCallback({ body, key }), {
    onFailure: (refused) => tellRefused(refused, { body, key, otherKeys: publicKeys, otherCallbacks }),
    onSuccess: tellValid
  })
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
    file: fileArgument(
      say(
        "The body of the callback, byte for byte as it arrived",
        "Isi callback, byte demi byte seperti diterima"
      )
    ),
    keyEnv,
    other: Flag.String("other").pipe(
      Flag.withMetavar("FILE"),
      Flag.withDescription(
        say(
          "The body of another callback: is the signature taken from it? May be given more than once",
          "Isi callback lain: apakah tanda tangannya diambil dari sana? Boleh diberikan lebih dari sekali"
        )
      ),
      upTo(100)
    ),
    jsonl: toggle(
      "jsonl",
      say(
        "Read many: one {\"key\",\"body\"} a line, one verdict a line in the same order; exit 0 whatever the verdicts",
        "Baca banyak: satu {\"key\",\"body\"} per baris, satu putusan per baris dengan urutan sama; kode keluar 0 apa pun putusannya"
      )
    )
  },
  Effect.fnUntraced(function*({ file, jsonl, keyEnv, other }) {
    if (!jsonl) return yield* verifyOne({ file, keyEnv, other })
    if (Option.isSome(keyEnv) || other.length > 0) {
      const flag = Option.isSome(keyEnv) ? "--key-env" : "--other"
      const message = say(
        `${flag}: has no meaning with --jsonl, where each line holds its own key`,
        `${flag}: tidak berarti bersama --jsonl, karena tiap baris membawa kuncinya sendiri`
      )
      return yield* new UsageError({ message })
    }
    yield* verifyLines(file)
  })
).pipe(
  Command.withDescription(
    say(
      "Check that a callback was signed with the Merchant Key, and explain why not (exit 0 valid, 3 not valid)",
      "Periksa apakah callback ditandatangani dengan Merchant Key, dan jelaskan sebabnya jika tidak (kode keluar 0 sah, 3 tidak sah)"
    )
  ),
  Command.withExamples([
    {
      command: "finpay callback verify body.json",
      description: say("Verify a body that was saved to a file", "Verifikasi isi yang disimpan dalam berkas")
    },
    {
      command: "finpay callback verify --key-env SANDBOX_KEY < body.json",
      description: say("With a key of another name", "Dengan kunci bernama lain")
    },
    {
      command: "finpay callback verify --jsonl < callbacks.jsonl",
      description: say("Verify many", "Verifikasi banyak sekaligus")
    }
  ])
)
