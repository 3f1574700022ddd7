import { baseUrls } from "@openfinpay/finpay-core"
import type { FinpayConfig } from "@openfinpay/finpay-transport"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { askPerson } from "../ask-person.ts"
import { ActiveProfile } from "../config/ActiveProfile.ts"
import { UsageError } from "../errors.ts"
import { NoInput } from "../global-flags.ts"
import { say } from "../language.ts"
import { errorScreen } from "../output/terminal.ts"
import { type Field, fields, rupiah } from "../output/text.ts"
import type { OutcomeTotal, Totals } from "./Workspace.ts"

const nobody = new UsageError({
  message: say(
    "nothing was sent: a batch in production is confirmed on a terminal, or by --yes --no-input in a script",
    "tidak ada yang dikirim: batch di produksi dikonfirmasi di terminal, atau dengan --yes --no-input dalam skrip"
  )
})

const otherwise = new UsageError({
  message: say(
    "nothing was sent: what was typed is not the total",
    "tidak ada yang dikirim: yang diketik bukan jumlah seluruhnya"
  )
})

/** What is known to have ended, and what is left to be sent; nothing where no line was looked at before. */
const settledFields = (totals: Totals, settled: ReadonlyArray<OutcomeTotal>): ReadonlyArray<Field> => {
  if (settled.length === 0) return []
  const left = settled.reduce(
    (rest, { amount, lines }) => ({ lines: rest.lines - lines, amount: rest.amount - amount }),
    { lines: totals.lines, amount: totals.amount }
  )
  const each = settled.map(({ amount, lines, outcome }) => `${lines} ${outcome}, ${rupiah(amount)}`)
  return [
    [say("Settled before", "Sudah selesai"), each.join("; ")],
    [
      say("Left to send", "Belum dikirim"),
      say(`${left.lines} lines, ${rupiah(left.amount)}`, `${left.lines} baris, ${rupiah(left.amount)}`)
    ]
  ]
}

/** A batch that is to be confirmed. */
export interface AboutBatch {
  readonly batch: string
  readonly totals: Totals
  /** The lines that were settled before: nothing is sent for them. */
  readonly settled: ReadonlyArray<OutcomeTotal>
}

const question = Effect.fnUntraced(function*(config: FinpayConfig, { batch, settled, totals }: AboutBatch) {
  const profile = Option.map(yield* ActiveProfile, (active) => active.profile.name)
  const shown = fields([
    ["Batch", batch],
    [say("Lines", "Baris"), String(totals.lines)],
    [say("Orders", "Pesanan"), String(totals.orders)],
    [say("Total", "Jumlah seluruhnya"), rupiah(totals.amount)],
    ...settledFields(totals, settled),
    ["Merchant", config.merchantId],
    [say("Profile", "Profil"), Option.getOrUndefined(profile)],
    [say("Address", "Alamat"), config.baseUrl ?? baseUrls[config.environment]]
  ], errorScreen())
  const ask = say(
    "To go on, type the total, in digits: ",
    "Untuk melanjutkan, ketik jumlah seluruhnya, dengan angka saja: "
  )
  return `${say("This gives back money in PRODUCTION.", "Ini mengembalikan dana di PRODUKSI.")}\n${shown}${ask}`
})

/**
 * In production a person confirms a batch by typing its total. A script says `--yes --no-input`. Fails with a usage error
 * otherwise; nothing was sent then.
 */
export const confirmBatch = Effect.fnUntraced(function*(config: FinpayConfig, about: AboutBatch, isYes: boolean) {
  if (config.environment !== "production" || (isYes && (yield* NoInput))) return
  yield* askPerson({
    text: yield* question(config, about),
    expected: String(about.totals.amount),
    nobody,
    otherwise
  })
})
