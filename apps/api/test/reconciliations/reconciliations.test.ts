import { assert, describe, it } from "@effect/vitest"
import { NotFound } from "@openfinpay/finpay-core"
import { readTable } from "@openfinpay/finpay-reconcile"
import { Effect, Stream } from "effect"
import { workbookOf } from "../../../../packages/reconcile/test/support/workbook.ts"
import { mutationIn, postNow, send, startApi, until } from "../support/api.ts"
import type { Json } from "../support/api.ts"
import { answered, envelope, fakeFinpay, ordered } from "../support/fake-finpay.ts"

const nowhere = new NotFound({
  operation: "checkStatus",
  detail: "no such order",
  nextStep: "look",
  httpStatus: 404,
  responseCode: "4040001",
  safeToRetry: true
})

/** INV-1 and INV-2 were refunded; Finpay does not know GHOST. */
const start = (options = {}) =>
  Effect.gen(function*() {
    const api = yield* startApi(
      fakeFinpay({
        payments: {
          check: ({ orderId }) => orderId === "GHOST" ? Effect.fail(nowhere) : Effect.succeed(ordered("PAID")),
          refund: () => Effect.succeed(answered(envelope))
        }
      }),
      options
    )
    const url = `${api.url}/v1/reconciliations`
    for (const [id, amount] of [["INV-1", 5_000], ["INV-2", 7_500]] as const) {
      const asked = yield* postNow(`${api.url}/v1/payments/${id}/refunds`, { amount }, `refund-${id}`)
      yield* mutationIn(api.url, asked, "succeeded")
    }
    const upload = (body: BodyInit, query = "", type = "text/csv") =>
      send(`${url}${query}`, { method: "POST", headers: { "content-type": type }, body })
    const ended = (id: unknown) => until(send(`${url}/${String(id)}`), ({ endedAt }) => endedAt !== undefined)
    return { ...api, url, upload, ended }
  })

const report = "Order ID;Jenis;Nominal\nINV-1;Pengembalian;5.000\nINV-2;Pengembalian;7.000\nGHOST;Pengembalian;1.000\n"

const mapping = JSON.stringify({ reference: "Order", amount: "Sum", kind: "refund" })

describe("POST /v1/reconciliations", () => {
  it.live("compares a CSV report, whose columns are guessed, with the journal and Finpay", () =>
    Effect.gen(function*() {
      const { ended, upload, url } = yield* start()
      const taken = yield* upload(report)
      assert.strictEqual(taken.status, 201, taken.text)
      const { id } = taken.json
      assert.strictEqual(taken.headers.get("location"), `/v1/reconciliations/${String(id)}`)
      assert.deepInclude(taken.json, { state: "waiting", isGuessed: true, ask: "differences", createdBy: "api" })

      const { json } = yield* ended(id)
      assert.deepInclude(json, { state: "finished", differs: true, knownEntries: 2 })
      assert.deepInclude(json["report"], { lines: 3, unreadable: 0 })
      assert.deepStrictEqual(
        (json["totals"] as ReadonlyArray<Json>).map(({ count, report, verdict }) => [verdict, count, report]),
        [["matched", 1, "5000"], ["amount_differs", 1, "7000"], ["missing_here", 1, "1000"]]
      )
      const found = (yield* send(`${url}/${String(id)}/differences`)).json["differences"] as ReadonlyArray<Json>
      assert.deepStrictEqual(found.map(({ reference, verdict }) => [reference, verdict]), [
        ["INV-2", "amount_differs"],
        ["GHOST", "missing_here"]
      ])
      assert.deepInclude(found[0]?.["line"], { line: 3, amount: 7_000 })
      assert.deepInclude(found[0]?.["records"], { amount: 7_500, state: "succeeded" })
      assert.deepInclude(found[1]?.["finpay"], { answer: "not_found" })
      assert.include(String(found[1]?.["note"]), "Finpay does not know it.")
    }))

  it.live("takes an XLSX report with a mapping, and pages through what it came to", () =>
    Effect.gen(function*() {
      const { ended, upload, url } = yield* start()
      const rows = Stream.make(["INV-1", 5_000], ["INV-2", 7_500], ["INV-3", 1], ["INV-4", "x"])
      const bytes = yield* Stream.mkUint8Array(workbookOf([{ name: "Data", header: ["Order", "Sum"], rows }]))
      const type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
      const taken = yield* upload(new Uint8Array(bytes), `?mapping=${encodeURIComponent(mapping)}&ask=none`, type)
      assert.strictEqual(taken.status, 201, taken.text)
      const one = `${url}/${String(taken.json["id"])}`
      assert.deepInclude((yield* ended(taken.json["id"])).json, { state: "finished", questions: 0, isGuessed: false })
      const first = (yield* send(`${one}/differences?limit=1`)).json
      assert.lengthOf(first["differences"] as ReadonlyArray<Json>, 1)
      const rest = (yield* send(`${one}/differences?after=${String(first["next"])}`)).json
      assert.deepStrictEqual((rest["differences"] as ReadonlyArray<Json>).map(({ verdict }) => verdict), ["unreadable"])
      assert.isUndefined(rest["next"])
      const matched = (yield* send(`${one}/differences?verdict=matched`)).json["differences"] as ReadonlyArray<Json>
      assert.deepStrictEqual(matched.map(({ reference }) => reference), ["INV-1", "INV-2"])
    }))

  it.live("writes CSV and XLSX, in two languages, harmless for a spreadsheet", () =>
    Effect.gen(function*() {
      const { ended, upload, url } = yield* start()
      const body = "Order,Sum\n=1+1,5\nINV-1,5000\n"
      const { json: { id } } = yield* upload(body, `?mapping=${encodeURIComponent(mapping)}&ask=none`)
      yield* ended(id)
      const csv = yield* send(`${url}/${String(id)}/export.csv`)
      assert.strictEqual(csv.headers.get("content-type"), "text/csv; charset=utf-8")
      assert.strictEqual(csv.text.split("\r\n")[1], "2,missing here,refund,'=1+1,5,,,,,,,,Our records do not have it.")
      assert.include((yield* send(`${url}/${String(id)}/export.csv?language=id`)).text, "Baris,Hasil,Jenis")
      const xlsx = yield* Effect.promise(() => fetch(`${url}/${String(id)}/export.xlsx`))
      assert.match(String(xlsx.headers.get("content-disposition")), /filename="rec_\w+\.xlsx"/u)
      const bytes = new Uint8Array(yield* Effect.promise(() => xlsx.arrayBuffer()))
      const rows = yield* Stream.runCollect(readTable({ sheet: "Lines" })(Stream.make(bytes)))
      assert.deepStrictEqual(rows.slice(1, 3).map(({ cells }) => cells.slice(0, 5)), [
        [2, "missing here", "refund", "'=1+1", 5],
        [3, "matched", "refund", "INV-1", 5_000]
      ])
    }))

  it.live("refuses what cannot be read, with what is open, and keeps nothing of it", () =>
    Effect.gen(function*() {
      const { sql, upload, url } = yield* start({ files: { reportBytes: 300 } })
      const refused = (answer: Json, status: number, type: string) =>
        assert.deepInclude(answer, { status, type: `/problems/${type}` })
      const open = yield* upload("Order ID,Total\nINV-1,22.000\n")
      refused(open.json, 422, "file-refused")
      assert.isAbove((open.json["errors"] as ReadonlyArray<Json>).length, 0)
      assert.deepInclude(open.json["guess"], { reference: "Order ID" })
      const said = (value: unknown) => `?mapping=${encodeURIComponent(JSON.stringify(value))}`
      refused(
        (yield* upload(report, said({ reference: "No", amount: "Nominal", kind: "refund" }))).json,
        422,
        "file-refused"
      )
      const wrong = yield* upload(report, said({ reference: "Order ID", kind: "refund", extra: 1 }))
      refused(wrong.json, 422, "invalid-request")
      assert.deepStrictEqual(
        (wrong.json["errors"] as ReadonlyArray<Json>).map(({ parameter }) => parameter),
        ["mapping", "mapping"]
      )
      refused((yield* upload(report, "?mapping=x")).json, 422, "invalid-request")
      refused(
        (yield* upload(report, "?since=2026-11-02T00:00:00Z&until=2026-11-01T00:00:00Z")).json,
        422,
        "invalid-request"
      )
      refused((yield* upload("")).json, 422, "file-refused")
      refused((yield* upload("PK\u0003\u0004 no workbook")).json, 422, "file-refused")
      refused((yield* upload("x".repeat(400))).json, 413, "body-too-large")
      refused((yield* upload("{}", "", "application/json")).json, 415, "unsupported-media-type")
      for (const path of ["", "/differences", "/export.csv", "/export.xlsx"]) {
        refused((yield* send(`${url}/rec_none${path}`)).json, 404, "reconciliation-not-found")
      }
      assert.deepStrictEqual((yield* send(url)).json["reconciliations"], [])
      assert.deepStrictEqual(yield* sql`SELECT * FROM finpay_api_reconciliation_part`, [])
    }))

  it.live("that has failed says why, and has no results", () =>
    Effect.gen(function*() {
      const { ended, upload, url } = yield* start()
      // The quote on the third line is never closed: that is found while it is read.
      const lines = Array.from({ length: 40_000 }, (_, at) => `INV-${at},1`).join("\n")
      const taken = yield* upload(`Order,Sum\n${lines}\n"INV-2,1\n`, `?mapping=${encodeURIComponent(mapping)}&ask=none`)
      assert.strictEqual(taken.status, 201, taken.text)
      const { json } = yield* ended(taken.json["id"])
      assert.deepInclude(json, { state: "failed" })
      assert.include(String(json["problem"]), "40002")
      const none = yield* send(`${url}/${String(taken.json["id"])}/differences`)
      assert.deepInclude(none.json, { status: 409, type: "/problems/reconciliation-not-finished" })
    }))

  it.live("is deleted once it was kept long enough", () =>
    Effect.gen(function*() {
      const { ended, sql, upload, url } = yield* start()
      const { json: { id } } = yield* upload(report, "?ask=none")
      yield* ended(id)
      assert.deepStrictEqual(yield* sql`SELECT * FROM finpay_api_reconciliation_part`, [])
      const { makeReconciliationStore } = yield* Effect.promise(() => import("../../src/reconciliations/store.ts"))
      yield* makeReconciliationStore(sql).dropOld(Date.now() + 1, 0)
      assert.strictEqual((yield* send(`${url}/${String(id)}`)).status, 404)
      assert.deepStrictEqual(yield* sql`SELECT * FROM finpay_api_reconciliation_result`, [])
    }))
})
