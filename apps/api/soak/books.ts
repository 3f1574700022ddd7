/** What the journal and Finpay have in their books. */
import { Journal, layerOf } from "@openfinpay/finpay-journal"
import type { OrderView, RequestRecord, SimulatorService } from "@openfinpay/finpay-simulator"
import { Finpay, localConfig } from "@openfinpay/finpay-transport"
import { Effect, Layer, Redacted } from "effect"
import { FetchHttpClient } from "effect/http"
import { SqlClient } from "effect/sql"
import type { Balance, Deed, Kept } from "./Facts.ts"

const text = (value: unknown): string | undefined => typeof value === "string" ? value : undefined

const keptOf = (row: Readonly<Record<string, unknown>>): Kept => {
  const closedAs = text(row["closed_as"])
  return {
    id: String(row["id"]),
    key: String(row["idempotency_key"]),
    operation: String(row["operation"]),
    reference: String(row["reference"]),
    ...(row["amount"] === null ? {} : { amount: Number(row["amount"]) }),
    state: String(row["state"]),
    ...(closedAs === undefined ? {} : { closedAs })
  }
}

/** Every mutation as the database has it, whatever the API says. */
export const keptMutations = (databaseUrl: string) =>
  Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    const rows = yield* sql`
      SELECT id, idempotency_key, operation, reference, amount, state, closed_as FROM finpay_mutation ORDER BY id
    `
    return rows.map(keptOf)
  }).pipe(Effect.provide(Layer.fresh(layerOf(Redacted.make(databaseUrl), ""))))

/** What the audit log's own check finds, as one sentence each. */
export const auditFindings = (databaseUrl: string, finpayUrl: string) => {
  const finpay = Finpay.layer(localConfig(finpayUrl)).pipe(Layer.provide(FetchHttpClient.layer))
  const journal = Journal.layer({ account: "local/FINPAY001", settings: { workers: 0 } }).pipe(
    Layer.provide(Layer.merge(finpay, Layer.fresh(layerOf(Redacted.make(databaseUrl), ""))))
  )
  return Effect.gen(function*() {
    const { events, findings } = yield* (yield* Journal).verify()
    return { events, findings: findings.map(({ problem, row }) => `${row}: ${problem}`) }
  }).pipe(Effect.provide(journal))
}

const given = ({ kind, orderId, reference, refunds }: OrderView): ReadonlyArray<Deed> =>
  refunds.filter(({ state }) => state === "done").map(({ amount }) =>
    kind === "qris"
      ? { operation: "qrisRefund", reference, amount }
      : { operation: "refund", reference: orderId, amount }
  )

const done = (operation: "void" | "cancel") => ({ amount, orderId }: RequestRecord): Deed => ({
  operation,
  reference: orderId ?? "",
  ...(operation === "void" && amount !== undefined ? { amount } : {})
})

/** What Finpay carried out, by its own books. */
export const finpaysBooks = (simulator: SimulatorService) =>
  Effect.gen(function*() {
    const orders = yield* simulator.orders
    const voids = yield* simulator.requests({ operation: "void", processed: true })
    const cancels = yield* simulator.requests({ operation: "cancel", processed: true })
    const deeds: ReadonlyArray<Deed> = [
      ...orders.flatMap(given),
      ...voids.map(done("void")),
      ...cancels.map(done("cancel"))
    ]
    const balances: ReadonlyArray<Balance> = orders.map(({ captured, orderId, refunded }) => ({
      order: orderId,
      paid: captured,
      refunded
    }))
    return { deeds, balances }
  })
