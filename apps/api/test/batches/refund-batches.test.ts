import { assert, describe, it } from "@effect/vitest"
import { NotAuthenticated, OutcomeUnknown, WrongState } from "@openfinpay/finpay-core"
import type { FinpayError } from "@openfinpay/finpay-core"
import { Deferred, Effect } from "effect"
import { aMomentLater, post, send, startApi, until } from "../support/api.ts"
import type { Json, Parts } from "../support/api.ts"
import { answered, envelope, fakeFinpay } from "../support/fake-finpay.ts"
import { newPayment } from "../support/simulated.ts"

const facts = { operation: "refund", detail: "what happened", nextStep: "what to do" } as const
const unknown = new OutcomeUnknown({ ...facts, reason: "timeout", safeToRetry: false })
const refused = new WrongState({ ...facts, httpStatus: 403, responseCode: "4030015", safeToRetry: true })

const notAuthenticated = new NotAuthenticated({
  operation: "refund",
  detail: "wrong key",
  nextStep: "mend it",
  httpStatus: 401,
  responseCode: "4010001",
  safeToRetry: true
})

/** Refunds of LOST are lost, of WRONG refused, all others done once `answers` says so; `sent` has what reached Finpay. */
const start = (parts: Parts = {}, options = {}, answers: (sent: number) => Effect.Effect<void> = () => Effect.void) =>
  Effect.gen(function*() {
    const sent: Array<string> = []
    const api = yield* startApi(
      fakeFinpay({
        payments: {
          initiate: () => Effect.succeed(answered(envelope)),
          refund: ({ order: { amount, id } }) =>
            Effect.suspend((): Effect.Effect<ReturnType<typeof answered<typeof envelope>>, FinpayError> => {
              sent.push(`${id} ${amount}`)
              if (id === "LOST") return Effect.fail(unknown)
              return id === "WRONG" ? Effect.fail(refused) : Effect.as(answers(sent.length), answered(envelope))
            })
        }
      }),
      options,
      { settings: { checkDelaysSeconds: [600] }, ...parts }
    )
    const url = `${api.url}/v1/refund-batches`
    const upload = (body: string, { headers = {}, key = "file-1", query = "" } = {}) =>
      send(`${url}${query}`, {
        method: "POST",
        headers: { "content-type": "text/csv", "idempotency-key": key, ...headers },
        body
      })
    const ended = (id: unknown, headers = {}) =>
      until(send(`${url}/${String(id)}`, { headers }), ({ endedAt }) => endedAt !== undefined)
    return { ...api, url, upload, ended, sent }
  })

const file = (...lines: ReadonlyArray<string>) => ["order,amount,note", ...lines, ""].join("\n")

describe("POST /v1/refund-batches", () => {
  it.live("takes a file and gives back each line once, in the background", () =>
    Effect.gen(function*() {
      const { ended, sent, upload, url } = yield* start()
      const taken = yield* upload(file("INV-1,22000,broken", "INV-2,5000,late", "WRONG,1000,x"))
      assert.strictEqual(taken.status, 201, taken.text)
      const id = String(taken.json["id"])
      assert.strictEqual(taken.headers.get("location"), `/v1/refund-batches/${id}`)
      assert.deepInclude(taken.json, { lines: 3, orders: 3, amount: 28_000, again: false, createdBy: "api" })

      const { json } = yield* ended(id)
      assert.deepInclude(json, { state: "finished" })
      assert.deepStrictEqual(json["counts"], {
        succeeded: { lines: 2, amount: 27_000 },
        rejected: { lines: 1, amount: 1_000 }
      })
      assert.deepStrictEqual([...sent].sort(), ["INV-1 22000", "INV-2 5000", "WRONG 1000"])

      const lines = (yield* send(`${url}/${id}/lines`)).json["lines"] as ReadonlyArray<Json>
      assert.deepStrictEqual(lines.map(({ key, line, state }) => [line, state, key]), [
        [2, "succeeded", `batch:${id}:2`],
        [3, "succeeded", `batch:${id}:3`],
        [4, "rejected", `batch:${id}:4`]
      ])
      assert.include(String(lines[2]?.["detail"]), "what happened. what to do")

      const replayed = yield* upload(file("INV-1,22000,broken", "INV-2,5000,late", "WRONG,1000,x"))
      assert.strictEqual(replayed.status, 201, replayed.text)
      assert.strictEqual(replayed.headers.get("idempotency-replayed"), "true")
      assert.strictEqual(replayed.json["id"], id)
      assert.lengthOf(sent, 3)
      const other = yield* upload(file("INV-1,22001,broken"))
      assert.deepInclude(other.json, { status: 422, type: "/problems/idempotency-key-reused" })
    }))

  it.live("is refused under the key of a single refund, and told how that one ended", () =>
    Effect.gen(function*() {
      const { sent, upload, url } = yield* start()
      const refunds = (order: string) => url.replace("refund-batches", `payments/${order}/refunds`)
      assert.strictEqual((yield* post(refunds("INV-1"), { amount: 10 }, "done")).status, 200)
      assert.strictEqual((yield* post(refunds("WRONG"), { amount: 10 }, "refused")).status, 409)
      for (const [key, firstRequest] of [["done", "succeeded"], ["refused", "refused"]] as const) {
        const { json } = yield* upload(file("INV-2,5000,x"), { key })
        assert.deepInclude(json, { status: 422, type: "/problems/idempotency-key-reused", firstRequest })
      }
      assert.lengthOf(sent, 2)
    }))

  it.live("leaves out a line whose key is that of a new payment: one key is one intent", () =>
    Effect.gen(function*() {
      const { ended, sent, upload, url } = yield* start()
      const payments = url.replace("refund-batches", "payments")
      const created = yield* post(payments, newPayment("NEW-1"), "of-payment")
      assert.strictEqual(created.status, 201, created.text)
      const taken = yield* upload("order,amount,key\nINV-1,10,of-payment\nINV-2,20,of-refund\n")
      assert.deepStrictEqual((yield* ended(taken.json["id"])).json["counts"], {
        key_reused: { lines: 1, amount: 10 },
        succeeded: { lines: 1, amount: 20 }
      })
      assert.deepStrictEqual(sent, ["INV-2 20"])
      const again = yield* post(payments, newPayment("NEW-1"), "of-payment")
      assert.deepStrictEqual([again.status, again.headers.get("idempotency-replayed")], [201, "true"])
    }))

  it.live("only checks with dryRun, and takes nothing", () =>
    Effect.gen(function*() {
      const { sent, upload, url } = yield* start({ approvalAbove: 20_000 })
      const checked = yield* upload(file("INV-1,22000,", "INV-1,1000,"), { query: "?dryRun=true" })
      assert.strictEqual(checked.status, 200, checked.text)
      assert.deepStrictEqual(checked.json, { dryRun: true, lines: 2, orders: 1, amount: 23_000, needsApproval: true })
      assert.deepStrictEqual((yield* send(url)).json["batches"], [])
      assert.deepStrictEqual(sent, [])
    }))

  it.live("names every line that is wrong, a hundred at most, and takes none", () =>
    Effect.gen(function*() {
      const { sent, upload, url } = yield* start()
      const wrong = yield* upload("order,amount,key\nINV-1,22.000,a\nINV 2,0,a\nINV-3,1,=x\n")
      assert.deepInclude(wrong.json, { status: 422, type: "/problems/file-refused", errorCount: 5 })
      assert.deepStrictEqual((wrong.json["errors"] as ReadonlyArray<Json>).map(({ column, line }) => [line, column]), [
        [2, "amount"],
        [3, "order"],
        [3, "amount"],
        [3, "key"],
        [4, "key"]
      ])
      const many = yield* upload(file(...Array.from({ length: 150 }, () => "INV-1,x,")))
      assert.deepInclude(many.json, { errorCount: 150 })
      assert.lengthOf(many.json["errors"] as ReadonlyArray<Json>, 100)
      for (const body of ["", "order,amount\n", "order,sum\nINV-1,1\n", "order,amount\n\"INV-1,1\n"]) {
        const none = yield* upload(body)
        assert.deepInclude(none.json, { status: 422, type: "/problems/file-refused", errorCount: 1 }, body)
      }
      assert.deepStrictEqual((yield* send(url)).json["batches"], [])
      assert.deepStrictEqual(sent, [])
    }))

  it.live("refuses a refund that stands twice or was made before, unless it has a key or is meant again", () =>
    Effect.gen(function*() {
      const { ended, sent, upload } = yield* start()
      const twice = yield* upload(file("INV-1,1000,", "INV-1,1000,"))
      assert.deepInclude((twice.json["errors"] as ReadonlyArray<Json>)[0], { line: 3 })
      yield* ended((yield* upload(file("INV-1,1000,"))).json["id"])

      const before = yield* upload(file("INV-2,7,", "INV-1,1000,"), { key: "file-2" })
      assert.deepInclude(before.json, { type: "/problems/file-refused", errorCount: 1 })
      const [error] = before.json["errors"] as ReadonlyArray<Json>
      assert.deepInclude(error, { line: 3 })
      assert.match(String(error?.["mutationId"]), /^mut_/u)
      assert.lengthOf(sent, 1)

      yield* ended((yield* upload("order,amount,key\nINV-1,1000,again-1\n", { key: "file-3" })).json["id"])
      const again = yield* upload(file("INV-1,1000,", "INV-1,1000,"), { key: "file-4", query: "?again=true" })
      assert.deepInclude((yield* ended(again.json["id"])).json["counts"], { succeeded: { lines: 2, amount: 2_000 } })
      assert.lengthOf(sent, 4)
    }))

  it.live("is refused by its form: no key, another type, too large, too many lines, an encoding", () =>
    Effect.gen(function*() {
      const { upload, url } = yield* start({}, { files: { batchBytes: 200, batchLines: 3 } })
      const expect = (answer: Json, status: number, type: string) =>
        assert.deepInclude(answer, { status, type: `/problems/${type}` })
      expect(
        (yield* send(url, { method: "POST", headers: { "content-type": "text/csv" }, body: file("A,1,") })).json,
        400,
        "idempotency-key-missing"
      )
      expect(
        (yield* upload(file("A,1,"), { headers: { "content-type": "application/json" } })).json,
        415,
        "unsupported-media-type"
      )
      expect(
        (yield* upload(file("A,1,"), { headers: { "content-encoding": "gzip" } })).json,
        415,
        "unsupported-media-type"
      )
      expect((yield* upload(file("x".repeat(300)))).json, 413, "body-too-large")
      expect((yield* upload(file("A,1,", "B,1,", "C,1,", "D,1,"))).json, 422, "file-refused")
      expect((yield* upload(file("A,1,"), { query: "?again=yes" })).json, 422, "invalid-request")
      expect((yield* send(`${url}/bat_none`)).json, 404, "batch-not-found")
      expect((yield* send(`${url}/bat_none/lines`)).json, 404, "batch-not-found")
      expect((yield* send(`${url}/bat_none/results.csv`)).json, 404, "batch-not-found")
      expect((yield* send(`${url}/bat_none/cancel`, { method: "POST" })).json, 404, "batch-not-found")
    }))

  it.live("that comes in pieces, without its length, is refused while it still comes", () =>
    Effect.gen(function*() {
      const { url } = yield* start({}, { files: { batchBytes: 400_000, batchLines: 3 } })
      const pieces = (count: number) =>
        new ReadableStream<Uint8Array>({
          start: (controller) => controller.enqueue(Buffer.from("order,amount\n")),
          pull: (controller) => {
            if (count-- > 0) controller.enqueue(Buffer.from("INV-1,1\n".repeat(8_000)))
            else controller.close()
          }
        })
      const streamed = (count: number) =>
        send(url, {
          method: "POST",
          headers: { "content-type": "text/csv", "idempotency-key": "file-1" },
          body: pieces(count),
          duplex: "half"
        } as RequestInit)
      assert.deepInclude((yield* streamed(5)).json, { status: 422, type: "/problems/file-refused" })
      assert.deepInclude((yield* streamed(80)).json, { status: 422, type: "/problems/file-refused" })
    }))

  it.live("has an unknown outcome stand as unknown, and finds it out", () =>
    Effect.gen(function*() {
      const { upload, url } = yield* start()
      const { json: { id } } = yield* upload(file("LOST,1000,", "INV-1,1,"))
      const batch = `${url}/${String(id)}`
      const { json } = yield* until(send(batch), ({ counts }) => (counts as Json)["unknown"] !== undefined)
      assert.deepInclude(json, { state: "running" })
      const [lost] = (yield* send(`${batch}/lines?state=unknown`)).json["lines"] as ReadonlyArray<Json>
      assert.deepInclude(lost, { order: "LOST", state: "unknown" })
      const closed = yield* send(
        `${url.replace("refund-batches", "mutations")}/${String(lost?.["mutationId"])}/close`,
        {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ as: "applied", reason: "seen in the statement" })
        }
      )
      assert.strictEqual(closed.status, 200, closed.text)
      // Told as it is now, whether the batch has come to look at it again or not.
      const [found] = (yield* send(`${batch}/lines?limit=1`)).json["lines"] as ReadonlyArray<Json>
      assert.deepInclude(found, { order: "LOST", state: "succeeded" })
      const ended = yield* until(send(batch), ({ state }) => state === "finished")
      assert.deepStrictEqual(ended.json["counts"], { succeeded: { lines: 2, amount: 1_001 } })
    }))

  it.live("is held up by credentials that are refused, says so, and goes on by itself", () =>
    Effect.gen(function*() {
      let isRefused = true
      const api = yield* startApi(fakeFinpay({
        payments: {
          refund: () =>
            Effect.suspend(() => isRefused ? Effect.fail(notAuthenticated) : Effect.succeed(answered(envelope)))
        }
      }))
      const url = `${api.url}/v1/refund-batches`
      const { json: { id } } = yield* send(url, {
        method: "POST",
        headers: { "content-type": "text/csv", "idempotency-key": "file-1" },
        body: file("INV-1,1,", "INV-2,2,", "INV-3,3,")
      })
      const held = yield* until(send(`${url}/${String(id)}`), ({ heldUp }) => heldUp !== undefined)
      assert.deepInclude(held.json, { state: "running", heldUp: "wrong key" })
      isRefused = false
      const { json } = yield* until(send(`${url}/${String(id)}`), ({ endedAt }) => endedAt !== undefined)
      assert.deepInclude(json, { state: "finished", counts: { succeeded: { lines: 3, amount: 6 } } })
      assert.isUndefined(json["heldUp"])
    }))

  it.live("gives the results with what the file had, harmless for a spreadsheet", () =>
    Effect.gen(function*() {
      const { ended, upload, url } = yield* start()
      const { json: { id } } = yield* upload("order;amount;=note;state\nINV-1;1000;=1+1;mine\n")
      yield* ended(id)
      const results = yield* send(`${url}/${String(id)}/results.csv`)
      assert.strictEqual(results.headers.get("content-type"), "text/csv; charset=utf-8")
      assert.strictEqual(results.headers.get("content-disposition"), `attachment; filename="${String(id)}-results.csv"`)
      const [header, row] = results.text.split("\r\n")
      assert.strictEqual(header, "line,order,amount,key,mutationId,state,detail,traceId,updatedAt,'=note")
      assert.match(row ?? "", /^2,INV-1,1000,batch:bat_\w+:2,mut_\w+,succeeded,,[\w-]+,20\d\d-\S+Z,'=1\+1$/u)
    }))

  it.live("keeps order and amount, and forgets what stood beside them, when it is erased", () =>
    Effect.gen(function*() {
      const { ended, sql, upload, url } = yield* start()
      const { json: { id } } = yield* upload(file("INV-1,1000,Budi"))
      yield* ended(id)
      yield* send(`${url.replace("refund-batches", "mutations")}/erase`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ settledBefore: new Date(yield* aMomentLater).toISOString() })
      })
      const [, row] = (yield* send(`${url}/${String(id)}/results.csv`)).text.split("\r\n")
      assert.match(row ?? "", /^2,INV-1,1000,.*Z,$/u)
      assert.deepStrictEqual((yield* sql`SELECT extra FROM finpay_api_batch_line`).map(({ extra }) => extra), [null])
    }))

  it.live("pages through lines while they change, and lists batches newest first", () =>
    Effect.gen(function*() {
      const { ended, upload, url } = yield* start()
      const { json: { id } } = yield* upload(file(...Array.from({ length: 7 }, (_, at) => `INV-${at},1,`)))
      const seen: Array<unknown> = []
      let after = ""
      do {
        const { json } = yield* send(`${url}/${String(id)}/lines?limit=3${after}`)
        seen.push(...(json["lines"] as ReadonlyArray<Json>).map(({ line }) => line))
        after = typeof json["next"] === "string" ? `&after=${json["next"]}` : ""
      } while (after !== "")
      assert.deepStrictEqual(seen, [2, 3, 4, 5, 6, 7, 8])
      yield* ended(id)
      const { json: second } = yield* upload(file("INV-9,1,"), { key: "file-2" })
      const page = (yield* send(`${url}?limit=1`)).json
      assert.deepStrictEqual((page["batches"] as ReadonlyArray<Json>).map((batch) => batch["id"]), [second["id"]])
      const rest = (yield* send(`${url}?after=${String(page["next"])}`)).json
      assert.deepStrictEqual((rest["batches"] as ReadonlyArray<Json>).map((batch) => batch["id"]), [id])
      assert.deepStrictEqual((yield* send(`${url}?state=cancelled`)).json["batches"], [])
    }))
})

describe("a refund batch above the limit", () => {
  it.live("waits for a second person, who has another key", () =>
    Effect.gen(function*() {
      const { ended, newKey, sent, upload, url } = yield* start({ approvalAbove: 20_000 }, { isOpen: false })
      const as = (key: string) => ({ authorization: `Bearer ${key}` })
      const operator = as(yield* newKey({ name: "shop", role: "operator" }))
      const admin = as(yield* newKey({ name: "boss", role: "admin" }))
      const own = as(yield* newKey({ name: "self", role: "admin" }))
      const decide = (id: unknown, verb: string, headers: Readonly<Record<string, string>>) =>
        send(`${url}/${String(id)}/${verb}`, {
          method: "POST",
          headers: { "content-type": "application/json", ...headers },
          body: JSON.stringify({ reason: "checked" })
        })
      const taken = yield* upload(file("INV-1,15000,", "INV-1,6000,"), { headers: own })
      assert.deepInclude(taken.json, { state: "needs_approval", approvalAbove: 20_000 })
      const { id } = taken.json
      assert.deepInclude((yield* decide(id, "approve", operator)).json, { type: "/problems/permission-missing" })
      assert.deepInclude((yield* decide(id, "approve", own)).json, { type: "/problems/second-person-missing" })
      assert.deepStrictEqual(sent, [])
      const approved = yield* decide(id, "approve", admin)
      assert.strictEqual(approved.status, 200, approved.text)
      assert.deepInclude((yield* ended(id, admin)).json, { state: "finished", reason: "checked" })
      assert.lengthOf(sent, 2)
      const [line] = (yield* send(`${url}/${String(id)}/lines`, { headers: admin })).json["lines"] as ReadonlyArray<
        Json
      >
      const mutation = yield* send(`${url.replace("refund-batches", "mutations")}/${String(line?.["mutationId"])}`, {
        headers: admin
      })
      assert.match(String(mutation.json["actor"]), /^self \(.*\); approved by boss \(/u)
      assert.deepInclude((yield* decide(id, "approve", admin)).json, { type: "/problems/batch-wrong-state" })

      // What was given back before counts: one large refund and many small ones are the same money.
      const small = yield* upload(file("INV-1,100,"), { headers: own, key: "file-2" })
      assert.deepInclude(small.json, { state: "needs_approval" })
      assert.deepInclude((yield* decide(small.json["id"], "refuse", admin)).json, {
        state: "refused",
        counts: { cancelled: { lines: 1, amount: 100 } }
      })
      assert.lengthOf(sent, 2)
    }))

  it.live("refuses a refund that waits for a second person already", () =>
    Effect.gen(function*() {
      const { newKey, sent, upload, url } = yield* start({ approvalAbove: 20_000 }, { isOpen: false })
      const shop = { authorization: `Bearer ${yield* newKey({ name: "shop", role: "operator" })}` }
      const payment = `${url.replace("refund-batches", "payments")}/INV-1`
      const waiting = yield* post(`${payment}/refunds`, { amount: 21_000 }, "one-refund", shop)
      assert.deepInclude(waiting.json, { type: "/problems/approval-needed" })
      const refused = yield* upload(file("INV-1,21000,", "INV-2,1000,"), { headers: shop })
      assert.strictEqual(refused.status, 422, refused.text)
      assert.match(refused.text, /line 2|"line":2/u)
      assert.include(refused.text, "pending")
      // Another amount of the order is another refund; so is one that is meant again.
      assert.strictEqual((yield* upload(file("INV-1,20999,"), { headers: shop, key: "file-2" })).status, 201)
      const again = yield* upload(file("INV-1,21000,"), { headers: shop, key: "file-3", query: "?again=true" })
      assert.strictEqual(again.status, 201, again.text)
      assert.deepStrictEqual(sent, [])
    }))

  it.live("is refused when nobody approved it in time", () =>
    Effect.gen(function*() {
      const { newKey, sent, sql, upload, url } = yield* start({ approvalAbove: 20_000 }, { isOpen: false })
      const as = (key: string) => ({ authorization: `Bearer ${key}` })
      const shop = as(yield* newKey({ name: "shop", role: "operator" }))
      const dewi = as(yield* newKey({ name: "dewi", role: "approver" }))
      const { id } = (yield* upload(file("INV-1,21000,"), { headers: shop })).json
      yield* sql`UPDATE finpay_api_batch SET created_at = created_at - ${72 * 3_600_000}`
      const late = yield* post(`${url}/${String(id)}/approve`, { reason: "seen" }, undefined, dewi)
      assert.deepInclude(late.json, { status: 409, type: "/problems/batch-wrong-state", batchState: "refused" })
      const { json } = yield* send(`${url}/${String(id)}`, { headers: dewi })
      assert.deepInclude(json, {
        state: "refused",
        decidedBy: "finpay-api",
        reason: "Nobody approved it in time.",
        counts: { cancelled: { lines: 1, amount: 21_000 } }
      })
      assert.deepStrictEqual(sent, [])
    }))

  it.live("below the limit needs none", () =>
    Effect.gen(function*() {
      const { ended, sent, upload } = yield* start({ approvalAbove: 20_000 })
      yield* ended((yield* upload(file("INV-1,20000,"))).json["id"])
      assert.deepStrictEqual(sent, ["INV-1 20000"])
    }))
})

describe("POST /v1/refund-batches/{batchId}/cancel", () => {
  it.live("stops what is not in the journal yet, and lets the rest end", () =>
    Effect.gen(function*() {
      const isCancelled = yield* Deferred.make<void>()
      const { sent, upload, url } = yield* start(
        { batches: { concurrency: 1 } },
        {},
        (count) => count > 3 ? Deferred.await(isCancelled) : Effect.void
      )
      const { json: { id } } = yield* upload(file(...Array.from({ length: 200 }, (_, at) => `INV-${at},1,`)))
      const batch = `${url}/${String(id)}`
      yield* until(send(batch), ({ counts }) => (counts as Json)["succeeded"] !== undefined)
      const cancelled = yield* send(`${batch}/cancel`, { method: "POST" })
      assert.deepInclude(cancelled.json, { state: "cancelled", decidedBy: "api" })
      yield* Deferred.succeed(isCancelled, undefined)
      const ended = yield* until(send(batch), ({ endedAt }) => endedAt !== undefined)
      const counts = ended.json["counts"] as { readonly [State in string]?: { readonly lines: number } }
      assert.strictEqual((counts["succeeded"]?.lines ?? 0) + (counts["cancelled"]?.lines ?? 0), 200)
      assert.isAbove(counts["cancelled"]?.lines ?? 0, 0)
      assert.lengthOf(sent, counts["succeeded"]?.lines ?? -1)
      assert.deepInclude((yield* send(`${batch}/cancel`, { method: "POST" })).json, {
        type: "/problems/batch-wrong-state",
        batchState: "cancelled"
      })
    }))
})
