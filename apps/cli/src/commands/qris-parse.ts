import { formatRupiah, parseQris } from "@openfinpay/finpay-core"
import type { QrisPayload } from "@openfinpay/finpay-core"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { readText } from "../input/source.ts"
import { answer } from "../output/answer.ts"
import { fields } from "../output/text.ts"

// A file or a here-document ends in a line end that is no part of the payload.
const withoutLineEnd = (text: string): string => text.replace(/[\r\n]+$/u, "")

const amountText = ({ amount, amountRupiah }: QrisPayload): string => {
  if (amountRupiah !== undefined) return formatRupiah(amountRupiah)
  return amount ?? "the payer types it"
}

const tipText = (tip: QrisPayload["tip"]): string | undefined => {
  switch (tip?.kind) {
    case "ask":
      return "the payer is asked for one"
    case "fixed":
      return tip.amount
    case "percent":
      return `${tip.percent} %`
    default:
      return undefined
  }
}

const text = (payload: QrisPayload): string =>
  fields([
    ["Merchant", payload.merchantName],
    ["City", payload.merchantCity],
    ["Postal code", payload.postalCode],
    ["Amount", amountText(payload)],
    ["Tip", tipText(payload.tip)],
    ["Kind", payload.pointOfInitiation],
    ["NMID", payload.nmid],
    ["Merchant PAN", payload.merchantPan],
    ["Criteria", payload.criteria],
    ["Category", payload.mcc],
    ["Bill", payload.billNumber],
    ["Reference", payload.reference],
    ["Terminal", payload.terminal],
    ["CRC", `${payload.crc}, right`]
  ])

/** `finpay qris parse`: what a QRIS code says. */
export const qrisParse = Command.make(
  "parse",
  {
    payload: Argument.String("payload").pipe(
      Argument.withDescription("The text of the QR, beginning with 000201; standard input when left out"),
      Argument.optional
    )
  },
  Effect.fnUntraced(function*({ payload }) {
    const given = Option.isSome(payload) ? payload.value : yield* readText(Option.none())
    const parsed = yield* Effect.fromResult(parseQris(withoutLineEnd(given)))
    yield* answer({ json: parsed, text: text(parsed) })
  })
).pipe(
  Command.withDescription("Read the text of a QRIS code and check its CRC"),
  Command.withExamples([
    { command: "finpay qris parse --json < qr.txt", description: "Read a payload from a file" },
    { command: "zbarimg --raw qr.png | finpay qris parse", description: "Read a picture, with zbar" }
  ])
)
