/** What two servers of one database do together, on both databases. */
import { assert, it } from "@effect/vitest"
import { Journal } from "@openfinpay/finpay-journal"
import { Effect, Layer } from "effect"
import type { BatchSettings } from "../../src/batches/Batches.ts"
import { post, send, serveWith, until } from "../support/api.ts"
import type { Json } from "../support/api.ts"
import { connectionTo, describeDatabases } from "../support/databases.ts"
import { answered, envelope, fakeFinpay } from "../support/fake-finpay.ts"

describeDatabases("files, at two servers at once", (fresh) => {
  const start = Effect.gen(function*() {
    const database = yield* fresh
    const sent: Array<string> = []
    const finpay = fakeFinpay({
      payments: {
        refund: ({ order: { id } }) =>
          Effect.sync(() => {
            sent.push(id)
            return answered(envelope)
          })
      }
    })
    const serve = Effect.fnUntraced(function*(batches: Partial<BatchSettings> = {}) {
      const connection = yield* Layer.build(connectionTo(database))
      const settings = { pollMillis: 20, leaseSeconds: 300 }
      const journal = Journal.layer({ account: "local/TEST", settings }).pipe(
        Layer.provide(Layer.succeedContext(connection))
      )
      return yield* serveWith(journal, finpay, {}, {
        database: connection,
        settings,
        batches: { turnMillis: 200, ...batches },
        approvalAbove: 1_000
      })
    })
    return { serve, sent }
  })

  const startTwo = Effect.gen(function*() {
    const { sent, serve } = yield* start
    return { one: yield* serve(), two: yield* serve(), sent }
  })

  const upload = (url: string, body: string, key = "file-1") =>
    send(`${url}/v1/refund-batches`, {
      method: "POST",
      headers: { "content-type": "text/csv", "idempotency-key": key },
      body
    })

  it.live(
    "the same file and key at the same moment is one batch, and each line is given back once",
    () =>
      Effect.gen(function*() {
        const { one, sent, two } = yield* startTwo
        const orders = Array.from({ length: 60 }, (_, at) => `INV-${at}`)
        const file = ["order,amount", ...orders.map((order) => `${order},10`), ""].join("\n")
        const answers = yield* Effect.forEach([one, two, one, two], ({ url }) => upload(url, file), {
          concurrency: "unbounded"
        })
        assert.deepStrictEqual(answers.map(({ status }) => status), [201, 201, 201, 201])
        const ids = new Set(answers.map(({ json }) => json["id"]))
        assert.lengthOf(ids, 1)
        assert.lengthOf(answers.filter(({ headers }) => headers.get("idempotency-replayed") === "true"), 3)
        const [id] = ids
        const batch = `/v1/refund-batches/${String(id)}`
        const { json } = yield* until(send(`${two.url}${batch}`), ({ endedAt }) => endedAt !== undefined)
        assert.deepInclude(json, { state: "finished", counts: { succeeded: { lines: 60, amount: 600 } } })
        assert.deepStrictEqual([...sent].sort(), [...orders].sort())
        const { lines } = (yield* send(`${one.url}${batch}/lines?limit=500&state=succeeded`)).json
        assert.lengthOf(lines as ReadonlyArray<Json>, 60)
        assert.lengthOf((yield* send(`${one.url}${batch}/results.csv`)).text.trimEnd().split("\r\n"), 61)
      })
  )

  it.live(
    "two files under one key at the same moment: one is taken, and the other is refused and not believed taken",
    () =>
      Effect.gen(function*() {
        const { one, two } = yield* startTwo
        for (const key of ["a", "b", "c", "d", "e"]) {
          const answers = yield* Effect.forEach(
            [one, two, one, two],
            ({ url }, at) => upload(url, `order,amount\nINV-${key}-${at},10\n`, key),
            { concurrency: "unbounded" }
          )
          assert.deepStrictEqual(answers.map(({ status }) => status).sort((a, b) => a - b), [201, 422, 422, 422])
        }
      })
  )

  it.live("a batch that is cancelled at one is not gone on with at the other", () =>
    Effect.gen(function*() {
      const { one, sent, two } = yield* startTwo
      const file = ["order,amount", ...Array.from({ length: 40 }, (_, at) => `INV-${at},2000`), ""].join("\n")
      const taken = yield* upload(one.url, file)
      assert.deepInclude(taken.json, { state: "needs_approval" })
      const batch = `/v1/refund-batches/${String(taken.json["id"])}`
      const cancelled = yield* send(`${two.url}${batch}/cancel`, { method: "POST" })
      assert.deepInclude(cancelled.json, { state: "cancelled", counts: { cancelled: { lines: 40, amount: 80_000 } } })
      assert.deepStrictEqual(sent, [])
      assert.isDefined((yield* send(`${one.url}${batch}`)).json["endedAt"])
    }))

  it.live(
    "what was given back in the meantime makes a line repeated, or over the limit, and nothing is sent for it",
    () =>
      Effect.gen(function*() {
        const { sent, serve } = yield* start
        const taking = yield* serve({ workers: 0 })
        const taken = yield* upload(taking.url, "order,amount\nINV-1,300\nINV-2,600\nINV-3,5\n")
        assert.deepInclude(taken.json, { state: "waiting" })
        for (const [order, amount] of [["INV-1", 300], ["INV-2", 500]] as const) {
          const single = yield* post(`${taking.url}/v1/payments/${order}/refunds`, { amount }, `single-${order}`)
          assert.strictEqual(single.status, 200, single.text)
        }
        const { url } = yield* serve()
        const batch = `${url}/v1/refund-batches/${String(taken.json["id"])}`
        const { json } = yield* until(send(batch), ({ endedAt }) => endedAt !== undefined)
        assert.deepStrictEqual(json["counts"], {
          over_limit: { lines: 1, amount: 600 },
          repeated: { lines: 1, amount: 300 },
          succeeded: { lines: 1, amount: 5 }
        })
        assert.deepStrictEqual([...sent].sort(), ["INV-1", "INV-2", "INV-3"])
      })
  )

  it.live("a report that came to one is compared once, and read at the other", () =>
    Effect.gen(function*() {
      const { one, two } = yield* startTwo
      const lines = Array.from({ length: 1_500 }, (_, at) => `INV-${at},10`)
      const mapping = JSON.stringify({ reference: "Order", amount: "Sum", kind: "refund" })
      const taken = yield* send(`${one.url}/v1/reconciliations?ask=none&mapping=${encodeURIComponent(mapping)}`, {
        method: "POST",
        headers: { "content-type": "text/csv" },
        body: ["Order,Sum", ...lines, ""].join("\n")
      })
      assert.strictEqual(taken.status, 201, taken.text)
      const url = `${two.url}/v1/reconciliations/${String(taken.json["id"])}`
      const { json } = yield* until(send(url), ({ endedAt }) => endedAt !== undefined)
      assert.deepInclude(json, { state: "finished" })
      assert.deepStrictEqual(json["totals"], [
        { verdict: "missing_here", kind: "refund", count: 1_500, report: "15000", records: "0" }
      ])
      const seen: Array<unknown> = []
      let after = ""
      do {
        const page = (yield* send(`${url}/differences?limit=400${after}`)).json
        seen.push(...(page["differences"] as ReadonlyArray<Json>).map(({ reference }) => reference))
        after = typeof page["next"] === "string" ? `&after=${page["next"]}` : ""
      } while (after !== "")
      assert.deepStrictEqual(seen, lines.map((line) => line.split(",", 1)[0]))
      assert.lengthOf((yield* send(`${url}/export.csv`)).text.trimEnd().split("\r\n"), 1_501)
    }))
})
