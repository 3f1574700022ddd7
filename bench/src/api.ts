/** 4. The API against fastify with the same validation, one insert and the same call of the simulator. */
import { layerPostgres } from "@openfinpay/finpay-journal"
import { Effect, Redacted } from "effect"
import { SqlClient } from "effect/sql"
import { fileURLToPath } from "node:url"
import { startPostgres } from "../../packages/journal/test/support/postgres/server.ts"
import { load, middle } from "./api/load.ts"
import type { Call, Loaded } from "./api/load.ts"
import { putPaidOrders } from "./api/paid-orders.ts"
import { startProgram } from "./api/programs.ts"
import type { Program } from "./api/programs.ts"
import { analyze } from "./journal.ts"
import { digits } from "./report.ts"
import type { Section, Table } from "./report.ts"

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const api = at("../../apps/api/bin/finpay-api.js")
const simulator = at("./api/simulator-program.ts")
const fastify = at("./api/fastify-server.ts")

const orders = 60_000
const atOnce = 32
const seconds = 4
const rounds = 3
/** How long each is called before anything is measured. */
const warmSeconds = 2

let taken = 0

const reading = (): Call => ({ method: "GET", path: `/v1/payments/INV-${taken % orders}` })

const refunding = (): Call => {
  const id = `INV-${taken++ % orders}`
  return {
    method: "POST",
    path: `/v1/payments/${id}/refunds`,
    headers: { "idempotency-key": `refund-${id}-${taken}` },
    body: "{\"amount\":1000}"
  }
}

interface Rival {
  readonly name: string
  readonly urls: ReadonlyArray<string>
}

const compareRivals = async (
  database: Redacted.Redacted,
  rivals: ReadonlyArray<Rival>,
  next: () => Call
): Promise<Table["rows"]> => {
  for (const { urls } of rivals) await load(urls, next, { atOnce, seconds: warmSeconds })
  await Effect.runPromise(
    Effect.provide(
      Effect.flatMap(SqlClient.SqlClient, (sql) => Effect.promise(() => analyze(sql))),
      layerPostgres({ url: database })
    )
  )
  const runs = rivals.map(() => [] as Array<Loaded>)
  for (let round = 0; round < rounds; round++) {
    for (const [index, { urls }] of rivals.entries()) runs[index]?.push(await load(urls, next, { atOnce, seconds }))
  }
  const base = middle(runs[0] ?? [])
  return rivals.map(({ name }, index) => {
    const { p50, p99, perSecond } = middle(runs[index] ?? [])
    return [name, digits(perSecond), digits(p50), digits(p99), (perSecond / base.perSecond).toFixed(2)]
  })
}

/** The section of the API. */
export const apiBench = async (): Promise<Section> => {
  const database = await startPostgres()
  const programs: Array<Program> = []
  const start = async (...given: Parameters<typeof startProgram>): Promise<string> => {
    const program = await startProgram(...given)
    programs.push(program)
    return program.url
  }
  try {
    const finpay = await start([simulator])
    await putPaidOrders(finpay, orders)
    const env = {
      FINPAY_BASE_URL: finpay,
      FINPAY_DATABASE_URL: database.url,
      FINPAY_API_PORT: "0",
      FINPAY_API_LOG_LEVEL: "error"
    }
    const plain = await start([fastify], env)
    const address = Redacted.make(database.url)
    const nodes = [await start([api], env)]
    const against = async (name: string): Promise<ReadonlyArray<Table["rows"]>> => {
      const rivals = [{ name: "fastify, one process", urls: [plain] }, { name, urls: nodes }]
      return [await compareRivals(address, rivals, reading), await compareRivals(address, rivals, refunding)]
    }
    const one = await against("finpay-api, one node")
    // Not before: they would do the work of the one.
    for (let more = 0; more < 2; more++) nodes.push(await start([api], env))
    const three = await against("finpay-api, three nodes")
    const rowsOf = (index: number): Table["rows"] => [...one[index] ?? [], ...three[index]?.slice(1) ?? []]
    const columns = ["", "a second", "p50 ms", "p99 ms", "against fastify"]
    return {
      title: "API",
      text: `${atOnce} requests at once for ${seconds} s, ${rounds} rounds in turn, on PostgreSQL, in front of one ` +
        "simulator; all of it shares this machine's processors. fastify validates the same, writes one row and sends the " +
        "refund; it has no idempotency, order lock, audit or recovery.\n\nReading a payment is a call of Finpay and one " +
        "round trip to PostgreSQL, where it is seen again; the rest is processor time, spread over Effect, decoding and the " +
        "two connections. A refund is 25 round trips until it is answered, 19 of them the journal's, and 22 after that: its event, " +
        "the payment asked for and seen anew, and the event of that.",
      tables: [
        { title: "Reading a payment", columns, rows: rowsOf(0) },
        { title: "A refund", columns, rows: rowsOf(1) }
      ]
    }
  } finally {
    for (const program of programs.toReversed()) await program.stop()
    await database.remove()
  }
}
