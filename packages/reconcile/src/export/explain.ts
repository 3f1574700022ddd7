import { formatRupiah } from "@openfinpay/finpay-core"
import type { Rupiah } from "@openfinpay/finpay-core"
import type { Result } from "../Result.ts"
import type { Told } from "../Told.ts"
import { words } from "./Words.ts"
import type { Language, Words } from "./Words.ts"

const finpay = (told: Told | undefined, say: Words): ReadonlyArray<string> => {
  if (told === undefined) return []
  if (told.answer === "not_found") return [say.notAtFinpay]
  return [told.answer === "failed" ? say.finpayFailed(told.problem) : say.finpaySays(told.status)]
}

/** Only shown: an amount that is none must not keep the rest from being written. */
const rupiah = (amount: number): string => formatRupiah(amount as Rupiah)

type AmountDiffers = Result & { readonly verdict: "amount_differs" }

const amounts = ({ known, line, told }: Pick<AmountDiffers, "known" | "line" | "told">, say: Words) => [
  say.reportSays(rupiah(line.amount)),
  ...(known === undefined ? [] : [say.recordsSay(rupiah(known.amount)), ...finpay(told, say)]),
  ...(known === undefined && told?.answer === "status" && told.paidAmount !== undefined
    ? [say.finpaySays(rupiah(told.paidAmount))]
    : [])
]

const sentences = (result: Result, say: Words): ReadonlyArray<string> => {
  switch (result.verdict) {
    case "matched":
      return []
    case "amount_differs":
      return amounts(result, say)
    case "status_differs":
      return [
        say.reportSays(result.line.status ?? say.outcomes[result.line.outcome]),
        ...(result.known === undefined ? [] : [say.recordsSay(say.state(result.known))]),
        ...finpay(result.told, say)
      ]
    case "missing_here":
      return [say.notInRecords, ...finpay(result.told, say)]
    case "missing_there":
      return [
        result.perhapsUnreadable === true ? say.perhapsUnreadable : say.notInReport,
        say.recordsSay(say.state(result.known)),
        ...finpay(result.told, say)
      ]
    case "duplicate_line":
      return [say.repeats(result.repeats), ...finpay(result.told, say)]
    case "not_compared":
      return [say.notKept, ...finpay(result.told, say)]
    case "unreadable":
      return [result.problems.map(({ about, code, column }) => `${column}: ${say.problems[code](about)}`).join("; ")]
  }
}

/**
 * What a result means, in plain sentences; nothing for what matched.
 *
 * @example
 * ```ts
 * import { explain } from "@openfinpay/finpay-reconcile"
 *
 * const line = { line: 2, reference: "INV-1", kind: "refund", amount: 22000, outcome: "done" } as const
 * const known = { reference: "INV-1", kind: "refund", amount: 2200, outcome: "done", state: "succeeded", at: 0 } as const
 * explain({ verdict: "amount_differs", line, known })
 * // => "The report says Rp 22.000. Our records say Rp 2.200."
 * ```
 */
export const explain = (result: Result, language: Language = "en"): string =>
  sentences(result, words[language]).join(" ")
