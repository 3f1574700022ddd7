import { assert, describe, it } from "@effect/vitest"
import { Journal } from "@openfinpay/finpay-journal"
import { Deferred, Effect, Layer } from "effect"
import { request } from "node:http"
import type { IncomingMessage } from "node:http"
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import { layerDatabase } from "../../src/database/layer.ts"
import { aMomentLater, mutationIn, post, postNow, send, serveWith, startApi } from "../support/api.ts"
import type { Json } from "../support/api.ts"
import { answered, envelope, fakeFinpay } from "../support/fake-finpay.ts"

const start = Effect.gen(function*() {
  const api = yield* startApi(fakeFinpay({ payments: { refund: () => Effect.succeed(answered(envelope)) } }), {
    isOpen: true
  })
  const refund = (id: string, key: string, amount: number) =>
    Effect.flatMap(
      postNow(`${api.url}/v1/payments/${id}/refunds`, { amount }, key),
      (asked) => Effect.tap(mutationIn(api.url, asked, "succeeded"), aMomentLater)
    )
  return { ...api, refund }
})

const columns = [
  "id",
  "account",
  "idempotency_key",
  "operation",
  "reference",
  "amount",
  "request",
  "request_hash",
  "actor",
  "state",
  "version",
  "seen_before",
  "answer",
  "decided_by",
  "accepted_at",
  "sending_at",
  "settled_at",
  "updated_at"
]

/** Copies the one mutation there is so many times, without the journal: for lists that are long. */
const copied = (sql: Effect.Success<typeof start>["sql"], times: number) => {
  const own: Readonly<Record<string, string>> = {
    id: "printf('mut_%09d', i)",
    idempotency_key: "printf('copy-%d', i)",
    reference: "printf('COPY-%d', i)"
  }
  return sql.unsafe(
    `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${times})
    INSERT INTO finpay_mutation (${columns.join(", ")})
    SELECT ${columns.map((name) => own[name] ?? name).join(", ")} FROM finpay_mutation, n`
  )
}

/** An answer whose body nobody has read yet. */
const opened = (url: string): Effect.Effect<IncomingMessage> =>
  Effect.callback((resume) => {
    request(url, (response) => resume(Effect.succeed(response))).end()
  })

const readAll = (response: IncomingMessage, onChunk: (chunk: Buffer) => void) =>
  Effect.callback<void>((resume) => {
    response.on("data", onChunk)
    response.on("end", () => resume(Effect.void))
  })

describe("GET /v1/mutations.csv", () => {
  it.live("has a row for each mutation, by the same filters, harmless for a spreadsheet", () =>
    Effect.gen(function*() {
      const { refund, url } = yield* start
      yield* refund("INV-1", "=cmd()", 5_000)
      yield* refund("INV-2", "key-2", 7_500)
      const all = yield* send(`${url}/v1/mutations.csv`)
      assert.strictEqual(all.status, 200)
      assert.strictEqual(all.headers.get("content-type"), "text/csv; charset=utf-8")
      assert.strictEqual(all.headers.get("content-disposition"), "attachment; filename=\"mutations.csv\"")
      assert.strictEqual(all.headers.get("cache-control"), "no-store")
      const [header = "", newest = "", oldest = "", end] = all.text.split("\r\n")
      assert.match(header, /^id,operation,reference,amount,state,/u)
      assert.match(newest, /^mut_\w+,refund,INV-2,7500,succeeded,succeeded,answer,,api,key-2,20\d\d-\S+Z,/u)
      assert.match(oldest, /,INV-1,5000,.*,'=cmd\(\),/u)
      assert.strictEqual(end, "")
      const one = yield* send(`${url}/v1/mutations.csv?reference=INV-1&state=succeeded`)
      assert.lengthOf(one.text.trimEnd().split("\r\n"), 2)
      assert.lengthOf((yield* send(`${url}/v1/mutations.csv?state=unknown`)).text.trimEnd().split("\r\n"), 1)
      assert.deepInclude((yield* send(`${url}/v1/mutations.csv?limit=1`)).json, { status: 422 })
      assert.deepInclude((yield* send(`${url}/v1/mutations.csv?since=now`)).json, { status: 422 })
    }))

  it.live("of 50,000 mutations is sent in little memory", () =>
    Effect.gen(function*() {
      const { refund, sql, url } = yield* start
      yield* refund("INV-1", "key-1", 1)
      yield* copied(sql, 50_000)
      // What is alive after the garbage was collected, and not what nobody has collected yet.
      setFlagsFromString("--expose-gc")
      const collect: () => void = runInNewContext("gc")
      const alive = () => {
        collect()
        const { external, heapUsed } = process.memoryUsage()
        return heapUsed + external
      }
      const before = alive()
      let [most, lines, bytes, looked] = [before, 0, 0, 0]
      const response = yield* opened(`${url}/v1/mutations.csv`)
      yield* readAll(response, (chunk) => {
        for (const byte of chunk) if (byte === 10) lines += 1
        bytes += chunk.length
        if (bytes - looked < 2_000_000) return
        looked = bytes
        most = Math.max(most, alive())
      })
      assert.strictEqual(lines, 50_002)
      assert.isAbove(bytes, 9_000_000)
      // All of it at once would be some 125 MiB.
      const grown = (most - before) / 1024 / 1024
      assert.isBelow(grown, 16, `${grown} MiB more`)
    }))

  it.live("is not read any further once the client has hung up", () =>
    Effect.gen(function*() {
      const asked = yield* Deferred.make<void>()
      const stopped = yield* Deferred.make<void>()
      const endless = Layer.effect(
        Journal,
        Effect.gen(function*() {
          const journal = yield* Journal
          const { mutation } = yield* Effect.orDie(
            journal.submit({
              operation: "refund",
              request: { order: { id: "INV-1", amount: 1 } },
              key: "key-1",
              actor: "test"
            })
          )
          return Journal.of({
            ...journal,
            list: ({ after } = {}) =>
              after === undefined
                ? Effect.succeed({ mutations: [mutation], next: "more" })
                : Deferred.succeed(asked, undefined).pipe(
                  Effect.andThen(Effect.never),
                  Effect.onInterrupt(() => Deferred.succeed(stopped, undefined))
                )
          })
        })
      ).pipe(
        Layer.provide(Journal.layer({ account: "local/TEST" })),
        Layer.provide(Layer.fresh(layerDatabase({ file: ":memory:" })))
      )
      const { url } = yield* serveWith(
        endless,
        fakeFinpay({ payments: { refund: () => Effect.succeed(answered(envelope)) } })
      )
      const response = yield* opened(`${url}/v1/mutations.csv`)
      response.on("error", () => undefined)
      yield* Deferred.await(asked)
      response.destroy()
      yield* Deferred.await(stopped)
    }))
})

describe("a list", () => {
  it.live("gives each mutation once while others are added", () =>
    Effect.gen(function*() {
      const { refund, url } = yield* start
      for (const at of [1, 2, 3, 4]) yield* refund(`INV-${at}`, `key-${at}`, at)
      const first = (yield* send(`${url}/v1/mutations?limit=2`)).json
      yield* refund("INV-5", "key-5", 5)
      const second = (yield* send(`${url}/v1/mutations?limit=2&after=${String(first["next"])}`)).json
      const seen = [first, second].flatMap(({ mutations }) => mutations as ReadonlyArray<Json>)
      assert.deepStrictEqual(seen.map(({ reference }) => reference), ["INV-4", "INV-3", "INV-2", "INV-1"])
      assert.isUndefined(second["next"])

      const page = (yield* send(`${url}/v1/audit?limit=3`)).json
      yield* refund("INV-6", "key-6", 6)
      const rest = (yield* send(`${url}/v1/audit?limit=500&after=${String(page["next"])}`)).json
      const steps = [page, rest].flatMap(({ events }) => events as ReadonlyArray<Json>)
      // Three steps each of five mutations: what came after the first page was read is not among them.
      assert.lengthOf(steps, 15)
      assert.lengthOf([...new Set(steps.map(({ hash }) => hash))], 15)
    }))
})

describe("the audit log", () => {
  it.live("shows every step of every mutation, newest first, by what is asked for", () =>
    Effect.gen(function*() {
      const { refund, url } = yield* start
      const { id } = yield* refund("INV-1", "key-1", 1)
      yield* refund("INV-2", "key-2", 2)
      const read = (query: string) =>
        Effect.map(send(`${url}/v1/audit?${query}`), ({ json, status, text }) => {
          assert.strictEqual(status, 200, text)
          return json["events"] as ReadonlyArray<Json>
        })
      const all = yield* read("")
      assert.deepStrictEqual(all.map(({ event }) => String(event)).sort((a, b) => a.localeCompare(b)), [
        "accepted",
        "accepted",
        "answered",
        "answered",
        "sending",
        "sending"
      ])
      assert.deepStrictEqual((yield* read("reference=INV-1")).map(({ event, mutationId }) => [event, mutationId]), [
        ["answered", id],
        ["sending", id],
        ["accepted", id]
      ])
      assert.lengthOf(yield* read(`mutation=${String(id)}&event=accepted`), 1)
      assert.lengthOf(yield* read("actor=api"), 2)
      assert.lengthOf(yield* read("until=2020-01-01T00:00:00Z"), 0)
      assert.lengthOf(yield* read("since=2020-01-01T00:00:00Z"), 6)
      assert.deepInclude((yield* send(`${url}/v1/audit?event=guessed`)).json, { status: 422 })
      assert.deepInclude((yield* send(`${url}/v1/audit?after=%00`)).json, { status: 422 })
      const csv = yield* send(`${url}/v1/audit.csv?reference=INV-2`)
      assert.lengthOf(csv.text.trimEnd().split("\r\n"), 4)
      assert.match(csv.text, /^at,event,actor,mutationId,from,to,reason,/u)
    }))

  it.live("is recomputed, alone and against heads that were kept, and an edit is found", () =>
    Effect.gen(function*() {
      const { refund, sql, url } = yield* start
      yield* refund("INV-1", "key-1", 1)
      const verify = (body: unknown) => post(`${url}/v1/audit/verify`, body)
      const whole = yield* verify({})
      assert.strictEqual(whole.status, 200, whole.text)
      assert.deepInclude(whole.json, { isWhole: true, events: 3, mutations: 1, findings: [] })
      const { heads } = whole.json
      assert.deepInclude((yield* verify({ heads })).json, { isWhole: true })
      yield* sql`UPDATE finpay_mutation SET amount = 2`
      const edited = yield* verify({ heads })
      assert.deepInclude(edited.json, { isWhole: false })
      assert.isAbove((edited.json["findings"] as ReadonlyArray<Json>).length, 0)
      const wrong = yield* verify({ heads: [{ lane: 0, sequence: 1, hash: "x" }] })
      assert.deepInclude((wrong.json["errors"] as ReadonlyArray<Json>)[0], { pointer: "#/heads/0/hash" })
    }))

  it.live("keeps states and amounts when what is too old is erased", () =>
    Effect.gen(function*() {
      const { refund, url } = yield* start
      const { id } = yield* refund("INV-1", "key-1", 1)
      const erase = (settledBefore: string) => post(`${url}/v1/mutations/erase`, { settledBefore })
      const future = yield* erase("2999-01-01T00:00:00Z")
      assert.deepInclude((future.json["errors"] as ReadonlyArray<Json>)[0], { pointer: "#/settledBefore" })
      assert.deepInclude((yield* erase("2020-01-01T00:00:00Z")).json, { mutations: 0 })
      assert.deepInclude((yield* erase(new Date(yield* aMomentLater).toISOString())).json, { mutations: 1 })
      const { json } = yield* send(`${url}/v1/mutations/${String(id)}`)
      assert.deepInclude(json, { state: "succeeded", amount: 1 })
      assert.isUndefined(json["request"])
      assert.deepInclude((yield* post(`${url}/v1/audit/verify`, {})).json, { isWhole: true })
    }))

  it.live("is read by everyone with a key, and verified and erased by administrators", () =>
    Effect.gen(function*() {
      const { newKey, url } = yield* startApi(fakeFinpay({}), { isOpen: false })
      for (const role of ["viewer", "operator", "approver"] as const) {
        const headers = { authorization: `Bearer ${yield* newKey({ role })}` }
        for (const path of ["/audit", "/audit.csv", "/mutations.csv"]) {
          assert.strictEqual((yield* send(`${url}/v1${path}`, { headers })).status, 200, `${role} ${path}`)
        }
        const changes = [
          ["/audit/verify", {}],
          ["/mutations/erase", { settledBefore: "2020-01-01T00:00:00Z" }]
        ] as const
        for (const [path, body] of changes) {
          const answer = yield* post(`${url}/v1${path}`, body, undefined, headers)
          assert.deepInclude(answer.json, { status: 403, type: "/problems/permission-missing" })
        }
      }
    }))
})

describe("the other lists", () => {
  it.live("are files too, by the same filters", () =>
    Effect.gen(function*() {
      const { url } = yield* start
      yield* send(`${url}/v1/payments/INV-1`)
      const payments = yield* send(`${url}/v1/payments.csv?status=PAID`)
      assert.match(payments.text, /^kind,reference,/u)
      assert.match(payments.text.split("\r\n")[1] ?? "", /^pg,INV-1,,PAID,true,false,22000,22000,20\d\d-/u)
      assert.lengthOf((yield* send(`${url}/v1/payments.csv?status=NONE`)).text.trimEnd().split("\r\n"), 1)
      const deliveries = yield* send(`${url}/v1/webhook-deliveries.csv?state=dead`)
      assert.match(deliveries.text, /^id,eventId,endpointId,type,reference,state,/u)
    }))
})
