import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { say } from "../language.ts"
import { OutputMode } from "../output/OutputMode.ts"
import { fields, rupiah, table } from "../output/text.ts"
import { stdout } from "../output/write.ts"
import { jsonWithList } from "./json-list.ts"
import type { Taken } from "./take.ts"
import { type OrderTotal, rowsOf, type Workspace } from "./Workspace.ts"

/** Tells what a run would give back, of each order and in all. */
export const tellDryRun = Effect.fnUntraced(function*(batch: string, { totals }: Taken, workspace: Workspace) {
  const orders = rowsOf((last: OrderTotal | undefined) => workspace.ordersAfter(last))
  const known = workspace.outcomes().reduce((sum, { lines }) => sum + lines, 0)
  const { amount, lines } = totals
  if ((yield* OutputMode) === "json") {
    const members = { dryRun: true, batch, lines, amount, inJournal: known }
    return yield* Stream.runForEachArray(jsonWithList(members, "orders", orders), (some) => stdout(some.join("")))
  }
  // A table for as many as are held at a time.
  yield* Stream.runForEachArray(orders, (some) =>
    stdout(
      `${
        table(
          [say("ORDER", "PESANAN"), say("LINES", "JUMLAH BARIS"), say("AMOUNT", "JUMLAH")],
          some.map((order) => [order.order, String(order.lines), rupiah(order.amount) ?? ""])
        )
      }\n`
    ))
  yield* stdout(fields([
    ["Batch", batch],
    [say("Lines", "Baris"), String(lines)],
    [say("Orders", "Pesanan"), String(totals.orders)],
    [say("Total", "Jumlah seluruhnya"), rupiah(amount)],
    [say("In the journal", "Di dalam jurnal"), known === 0 ? undefined : say(`${known} lines`, `${known} baris`)],
    [
      say("Sent", "Dikirim"),
      say(
        "nothing: this was a dry run. Finpay was not asked whether the orders are paid, or how much of them is left",
        "tidak ada: ini hanya uji coba. Finpay tidak ditanya apakah pesanan sudah dibayar atau berapa sisanya"
      )
    ]
  ]))
})
