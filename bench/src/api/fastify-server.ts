/**
 * What somebody would write without this project: fastify, a schema, one durable insert, one call of the gateway. It keeps
 * no key, no audit and no truth about a lost answer.
 */
import { localCredentials } from "@openfinpay/finpay-core"
import { Effect, Redacted, Scope } from "effect"
import { Reactivity } from "effect/reactivity"
import Fastify from "fastify"
import process from "node:process"
import { Agent, request } from "undici"
import { makePostgres } from "../../../packages/journal/src/store/postgres/driver.ts"

const gateway = process.env["FINPAY_BASE_URL"] ?? ""
const { merchantId, merchantKey } = localCredentials
const headers = { authorization: `Basic ${btoa(`${merchantId}:${merchantKey}`)}`, "content-type": "application/json" }
const dispatcher = new Agent({ connections: 64 })

const ask = async (path: string, body?: unknown): Promise<unknown> => {
  const answer = await request(`${gateway}${path}`, {
    dispatcher,
    headers,
    method: body === undefined ? "GET" : "POST",
    body: body === undefined ? null : JSON.stringify(body)
  })
  return answer.body.json()
}

const scope = Scope.makeUnsafe()
const sql = await Effect.runPromise(
  makePostgres({ url: Redacted.make(process.env["FINPAY_DATABASE_URL"] ?? ""), maxConnections: 10 }).pipe(
    Scope.provide(scope),
    Effect.provide(Reactivity.layer)
  )
)
await Effect.runPromise(
  sql`CREATE TABLE IF NOT EXISTS bench_refund (key TEXT PRIMARY KEY, order_id TEXT NOT NULL, amount BIGINT NOT NULL)`
)

const app = Fastify()
app.get<{ Params: { readonly id: string } }>(
  "/v1/payments/:id",
  ({ params }) => ask(`/pg/payment/card/check/${params.id}`)
)
app.post<{ Params: { readonly id: string }; Body: { readonly amount: number } }>("/v1/payments/:id/refunds", {
  schema: {
    params: { type: "object", required: ["id"], properties: { id: { type: "string", minLength: 1, maxLength: 30 } } },
    headers: { type: "object", required: ["idempotency-key"], properties: { "idempotency-key": { type: "string" } } },
    body: {
      type: "object",
      required: ["amount"],
      additionalProperties: false,
      properties: { amount: { type: "integer", minimum: 1 } }
    }
  }
}, async ({ body: { amount }, headers: given, params: { id } }) => {
  await Effect.runPromise(
    sql`INSERT INTO bench_refund (key, order_id, amount) VALUES (${String(given["idempotency-key"])}, ${id}, ${amount})`
  )
  return ask("/pg/payment/card/refund", { order: { id, amount: String(amount) } })
})
process.stdout.write(`${JSON.stringify({ url: await app.listen({ port: 0, host: "127.0.0.1" }) })}\n`)
