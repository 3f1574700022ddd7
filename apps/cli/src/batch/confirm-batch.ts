import { baseUrls } from "@openfinpay/finpay-core"
import type { FinpayConfig } from "@openfinpay/finpay-transport"
import * as Effect from "effect/Effect"
import { askPerson } from "../ask-person.ts"
import { UsageError } from "../errors.ts"
import { NoInput } from "../global-flags.ts"
import { say } from "../language.ts"
import { errorScreen } from "../output/terminal.ts"
import { fields, rupiah } from "../output/text.ts"
import type { Totals } from "./Workspace.ts"

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

const question = (config: FinpayConfig, batch: string, { amount, lines, orders }: Totals): string =>
  `${say("This gives back money in PRODUCTION.", "Ini mengembalikan dana di PRODUKSI.")}\n${
    fields([
      ["Batch", batch],
      [say("Lines", "Baris"), String(lines)],
      [say("Orders", "Pesanan"), String(orders)],
      [say("Total", "Jumlah seluruhnya"), rupiah(amount)],
      ["Merchant", config.merchantId],
      [say("Address", "Alamat"), config.baseUrl ?? baseUrls[config.environment]]
    ], errorScreen())
  }${say("To go on, type the total, in digits: ", "Untuk melanjutkan, ketik jumlah seluruhnya, dengan angka saja: ")}`

/**
 * In production a person confirms a batch by typing its total. A script says `--yes --no-input`. Fails with a usage error
 * otherwise; nothing was sent then.
 */
export const confirmBatch = Effect.fnUntraced(
  function*(config: FinpayConfig, batch: string, totals: Totals, isYes: boolean) {
    if (config.environment !== "production" || (isYes && (yield* NoInput))) return
    yield* askPerson({
      text: question(config, batch, totals),
      expected: String(totals.amount),
      nobody,
      otherwise
    })
  }
)
