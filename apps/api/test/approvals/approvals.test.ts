import { assert, it } from "@effect/vitest"
import { Unavailable } from "@openfinpay/finpay-core"
import { Journal } from "@openfinpay/finpay-journal"
import type { Change } from "@openfinpay/finpay-journal"
import { Finpay } from "@openfinpay/finpay-transport"
import { Context, Effect, Layer, Random, Result } from "effect"
import { SqlClient } from "effect/sql"
import { anyoneHere } from "../../src/access/Caller.ts"
import type { CallerFacts } from "../../src/access/Caller.ts"
import { Approvals } from "../../src/approvals/Approvals.ts"
import type { Asked } from "../../src/approvals/Approvals.ts"
import { defaultAsking, layerAsking } from "../../src/approvals/layer-asking.ts"
import { Idempotency } from "../../src/idempotency/Idempotency.ts"
import type { Merchant } from "../../src/merchants/Merchant.ts"
import { merchantId, merchantKey } from "../support/api.ts"
import { connectionTo, describeDatabases } from "../support/databases.ts"
import type { FreshDatabase } from "../support/databases.ts"
import { answered, envelope, fakeFinpay, ordered } from "../support/fake-finpay.ts"

const limit = 100_000

const caller = (name: string, role: CallerFacts["role"] = "operator"): CallerFacts => ({
  actor: `${name} (fpk_${name})`,
  keyId: `fpk_${name}`,
  role
})

const shop = caller("shop")
const dewi = caller("dewi", "approver")
const rina = caller("rina", "approver")

const refund = (id: string, amount: number): Change => ({ operation: "refund", request: { order: { id, amount } } })

/** One server of the database, whose journal only writes down; what it wrote is what would be sent. */
const startNode = (database: FreshDatabase, expiresMillis = defaultAsking.expiresMillis, finpay = fakeFinpay({})) =>
  Effect.gen(function*() {
    const connection = yield* Layer.build(connectionTo(database))
    const journals = Journal.layer({ account: "local/TEST", settings: { workers: 0 } })
    const services = yield* Layer.build(
      Layer.mergeAll(journals, layerAsking({ ...defaultAsking, expiresMillis })).pipe(
        Layer.provideMerge(finpay),
        Layer.provide(Layer.succeedContext(connection)),
        Layer.fresh
      )
    )
    const merchant: Merchant = {
      id: merchantId,
      account: "local/TEST",
      finpay: Context.get(services, Finpay),
      journal: Context.get(services, Journal),
      callbackKeys: { merchantKey, notificationSigner: undefined },
      approvalAbove: limit
    }
    const approvals = Context.get(services, Approvals)
    return {
      approvals,
      idempotency: Context.get(services, Idempotency),
      journal: merchant.journal,
      sql: Context.get(connection, SqlClient.SqlClient),
      ask: (key: string, change: Change, by = shop) => approvals.ask({ merchant, caller: by, key, change }),
      approve: (id: string, by = dewi) => approvals.approve({ merchant, caller: by, id, reason: "seen" }),
      reject: (id: string, by = dewi) => approvals.reject({ merchant, caller: by, id, reason: "not ours" }),
      withdraw: (id: string, by = shop) => approvals.withdraw({ merchant, caller: by, id, reason: "mistaken" })
    }
  })

const pendingIn = (asked: Asked) => {
  assert.property(asked, "approval")
  return "approval" in asked ? asked.approval : assert.fail("it was submitted")
}

const standsAs = (asked: Asked) => "approval" in asked ? asked.approval.state : asked.mutation.state

describeDatabases("a change that needs a second person", (fresh) => {
  it.live("is one above the limit, by itself or with what is given back of its order", () =>
    Effect.gen(function*() {
      const check = () => Effect.succeed(ordered("PAID", limit + 1))
      const { ask } = yield* startNode(yield* fresh, undefined, fakeFinpay({ payments: { check } }))
      assert.strictEqual(standsAs(yield* ask("at", refund("A", limit))), "accepted")
      assert.strictEqual(standsAs(yield* ask("above", refund("B", limit + 1))), "pending")
      assert.strictEqual(standsAs(yield* ask("half-1", refund("C", 60_000))), "accepted")
      const { amount, together } = pendingIn(yield* ask("half-2", refund("C", 60_000)))
      assert.deepStrictEqual([amount, together], [60_000, 120_000])
      assert.strictEqual(standsAs(yield* ask("rest", refund("C", 40_000))), "accepted")
      const void_ = (id: string) => ({ operation: "void", request: { order: { id, amount: limit + 1 } } } as const)
      assert.strictEqual(standsAs(yield* ask("void", void_("D"))), "pending")
      const qris = { originalReferenceNo: "R-1", partnerRefundNo: "X-1", refundAmount: limit + 1, reason: "cold" }
      assert.strictEqual(
        standsAs(yield* ask("qris", { operation: "qrisRefund", request: qris })),
        "pending"
      )
      assert.strictEqual(
        standsAs(yield* ask("cancel", { operation: "cancel", request: { orderId: "E" } })),
        "accepted"
      )
    }))

  it.live("also where its parts are asked for at the same moment, at two servers", () =>
    Effect.gen(function*() {
      const database = yield* fresh
      const nodes = [yield* startNode(database), yield* startNode(database)] as const
      for (let order = 0; order < 10; order++) {
        const asked = yield* Effect.forEach(
          [0, 1, 2, 3],
          (part) => nodes[part % 2 === 0 ? 0 : 1].ask(`${order}/${part}`, refund(`INV-${order}`, 40_000)),
          { concurrency: "unbounded" }
        )
        assert.sameMembers(asked.map(standsAs), ["accepted", "accepted", "pending", "pending"])
      }
    }))

  it.live("is asked for once, however often and wherever, and stands in one place", () =>
    Effect.gen(function*() {
      const database = yield* fresh
      const nodes = [yield* startNode(database), yield* startNode(database)] as const
      const asked = yield* Effect.forEach(
        Array.from({ length: 20 }, (_, index) => nodes[index % 2 === 0 ? 0 : 1]),
        ({ ask }) => ask("key", refund("INV-1", limit + 1)),
        { concurrency: "unbounded" }
      )
      assert.strictEqual(new Set(asked.map((one) => pendingIn(one).id)).size, 1)
      assert.strictEqual(asked.filter(({ replayed }) => !replayed).length, 1)
      const other = yield* Effect.flip(nodes[1].ask("key", refund("INV-1", limit + 2)))
      assert.deepInclude(other, { _tag: "KeyOfOther", first: "in-progress" })
      const small = yield* Effect.flip(nodes[1].ask("key", refund("INV-1", 1)))
      assert.deepInclude(small, { _tag: "KeyOfOther", first: "in-progress" })
      const voided = { operation: "void", request: { order: { id: "INV-1", amount: limit + 1 } } } as const
      assert.deepInclude(yield* Effect.flip(nodes[0].ask("key", voided)), { _tag: "KeyOfOther", first: "in-progress" })
      assert.strictEqual((yield* nodes[0].journal.list()).mutations.length, 0)
    }))

  it.live("has a key of its own: not one that somebody takes for something else at the same moment", () =>
    Effect.gen(function*() {
      const database = yield* fresh
      const nodes = [yield* startNode(database), yield* startNode(database)] as const
      for (let turn = 0; turn < 20; turn++) {
        const key = `key-${turn}`
        const amount = turn % 2 === 0 ? limit + 1 : 1
        const file = { account: "local/TEST", key, operation: "refundBatch", reference: "", fingerprint: "f" }
        const [asked, taken] = yield* Effect.all([
          Effect.result(nodes[0].ask(key, refund(`INV-${turn}`, amount))),
          Effect.result(nodes[1].idempotency.takeForChange(file))
        ], { concurrency: "unbounded" })
        assert.notStrictEqual(Result.isSuccess(asked), Result.isSuccess(taken))
        if (Result.isFailure(asked)) assert.strictEqual(asked.failure._tag, "KeyOfOther")
      }
    }))

  it.live("is submitted when another API key approves it, with both names, and its key then names the mutation", () =>
    Effect.gen(function*() {
      const { approve, ask, journal } = yield* startNode(yield* fresh)
      const { id } = pendingIn(yield* ask("key", refund("INV-1", limit + 1)))
      const approved = yield* approve(id)
      assert.deepInclude(approved, { state: "approved", decidedBy: dewi.actor, reason: "seen" })
      const mutation = yield* journal.getByKey("key")
      assert.strictEqual(approved.mutationId, mutation.id)
      assert.strictEqual(mutation.actor, "shop (fpk_shop); approved by dewi (fpk_dewi)")
      const again = yield* ask("key", refund("INV-1", limit + 1))
      assert.deepStrictEqual("mutation" in again && [again.mutation.id, again.replayed], [mutation.id, true])
    }))

  it.live("is not decided by who asked, nor by a caller without a name, and withdrawn by nobody else", () =>
    Effect.gen(function*() {
      const { approvals, approve, ask, journal, reject, withdraw } = yield* startNode(yield* fresh)
      const { id } = pendingIn(yield* ask("key", refund("INV-1", limit + 1)))
      const open = pendingIn(yield* ask("open", refund("INV-2", limit + 1), anyoneHere))
      const refusals = [
        approve(id, shop),
        reject(id, shop),
        approve(id, anyoneHere),
        reject(id, anyoneHere),
        approve(open.id, anyoneHere),
        withdraw(id, dewi),
        withdraw(id, anyoneHere),
        withdraw(open.id, shop)
      ]
      for (const refusal of refusals) assert.strictEqual((yield* Effect.flip(refusal))._tag, "WrongPerson")
      assert.strictEqual((yield* approvals.get("local/TEST", id)).state, "pending")
      assert.strictEqual((yield* journal.list()).mutations.length, 0)
      assert.strictEqual((yield* withdraw(open.id, anyoneHere)).state, "withdrawn")
    }))

  it.live("of another merchant is not there", () =>
    Effect.gen(function*() {
      const { approvals, ask } = yield* startNode(yield* fresh)
      const { id } = pendingIn(yield* ask("key", refund("INV-1", limit + 1)))
      assert.strictEqual((yield* Effect.flip(approvals.get("local/OTHER", id)))._tag, "ApprovalNotFound")
      assert.deepStrictEqual(yield* approvals.list("local/OTHER"), { approvals: [] })
    }))

  it.live("ends when it is rejected, withdrawn or expired: never submitted, and its key is used up", () =>
    Effect.gen(function*() {
      const database = yield* fresh
      const { approve, ask, journal, reject, withdraw } = yield* startNode(database)
      const expiring = yield* startNode(database, 0)
      const change = refund("INV-1", limit + 1)
      const rejected = pendingIn(yield* ask("rejected", change))
      const withdrawn = pendingIn(yield* ask("withdrawn", change))
      const expired = pendingIn(yield* expiring.ask("expired", change))
      yield* reject(rejected.id)
      yield* withdraw(withdrawn.id)
      const ended = [["rejected", rejected.id], ["withdrawn", withdrawn.id], ["expired", expired.id]] as const
      for (const [key, id] of ended) {
        for (const attempt of [approve(id, rina), reject(id, rina), withdraw(id)]) {
          const error = yield* Effect.flip(attempt)
          assert.deepInclude(error, { _tag: "ApprovalNotPending", state: key })
        }
        assert.strictEqual(standsAs(yield* ask(key, change)), key)
        const other = yield* Effect.flip(ask(key, refund("INV-1", 1)))
        assert.deepInclude(other, { _tag: "KeyOfOther", first: "refused" })
      }
      assert.strictEqual((yield* journal.list()).mutations.length, 0)
    }))

  it.live("stays as it was when the journal is against it or cannot be written", () =>
    Effect.gen(function*() {
      const { approvals, approve, ask, journal, sql } = yield* startNode(yield* fresh)
      const { id } = pendingIn(yield* ask("key", refund("INV-1", limit + 1)))
      yield* sql`ALTER TABLE finpay_mutation RENAME TO elsewhere`
      assert.strictEqual((yield* Effect.flip(approve(id)))._tag, "JournalUnavailable")
      yield* sql`ALTER TABLE elsewhere RENAME TO finpay_mutation`
      assert.strictEqual((yield* approvals.get("local/TEST", id)).state, "pending")
      // Somebody used the key past this server, with finpay on the same database.
      yield* journal.submit({ ...refund("INV-1", 1), key: "key", actor: "finpay" })
      assert.strictEqual((yield* Effect.flip(approve(id)))._tag, "KeyReused")
      assert.strictEqual((yield* approvals.get("local/TEST", id)).state, "pending")
    }))

  it.live("is listed newest first, by page and by what is asked for", () =>
    Effect.gen(function*() {
      const { approvals, ask, reject } = yield* startNode(yield* fresh)
      for (let index = 0; index < 5; index++) {
        const { id } = pendingIn(
          yield* ask(`key-${index}`, refund(`INV-${index}`, limit + 1), index === 4 ? dewi : shop)
        )
        if (index === 2) yield* reject(id, rina)
      }
      const account = "local/TEST"
      const keysOf = (filter: Parameters<typeof approvals.list>[1]) =>
        Effect.map(approvals.list(account, filter), (page) => page.approvals.map(({ key }) => key).toSorted())
      const first = yield* approvals.list(account, { limit: 3 })
      const second = yield* approvals.list(account, {
        limit: 3,
        ...(first.next === undefined ? {} : { after: first.next })
      })
      assert.strictEqual(new Set([...first.approvals, ...second.approvals].map(({ id }) => id)).size, 5)
      assert.isUndefined(second.next)
      assert.deepStrictEqual(yield* keysOf({ states: ["rejected"] }), ["key-2"])
      assert.strictEqual((yield* keysOf({ states: ["pending", "rejected"] })).length, 5)
      assert.deepStrictEqual(yield* keysOf({ states: ["expired"] }), [])
      assert.deepStrictEqual(yield* keysOf({ reference: "INV-3" }), ["key-3"])
      assert.deepStrictEqual(yield* keysOf({ actor: dewi.actor }), ["key-4"])
      assert.deepStrictEqual(yield* keysOf({ operation: "void" }), [])
      assert.deepStrictEqual(yield* keysOf({ until: 1 }), [])
      assert.strictEqual((yield* keysOf({ since: 1 })).length, 5)
    }))
})

type Node = Effect.Success<ReturnType<typeof startNode>>

/** What people do with one approval, in any order and at two servers. */
const acts: ReadonlyArray<readonly [name: string, act: (node: Node, id: string) => Effect.Effect<unknown, unknown>]> = [
  ["approved", ({ approve }, id) => approve(id, dewi)],
  ["approved", ({ approve }, id) => approve(id, rina)],
  ["rejected", ({ reject }, id) => reject(id, dewi)],
  ["rejected", ({ reject }, id) => reject(id, rina)],
  ["withdrawn", ({ withdraw }, id) => withdraw(id)],
  ["asked", ({ ask }) => ask("key", refund("INV-1", limit + 1))],
  ["asked", ({ ask }) => ask("key", refund("INV-1", limit + 1))]
]

describeDatabases("whatever order they come in, at two servers at once", (fresh) => {
  it.live("one decision wins, and only an approval is submitted, once", () =>
    Effect.gen(function*() {
      const database = yield* fresh
      const nodes = [yield* startNode(database), yield* startNode(database)] as const
      for (let seed = 0; seed < 40; seed++) {
        yield* nodes[0].sql`DELETE FROM finpay_api_approval`
        yield* nodes[0].sql`DELETE FROM finpay_api_intent`
        yield* nodes[0].sql`DELETE FROM finpay_mutation`
        const { id } = pendingIn(yield* nodes[0].ask("key", refund("INV-1", limit + 1)))
        // Some of them come when its time is over.
        if (seed % 5 === 4) yield* nodes[0].sql`UPDATE finpay_api_approval SET expires_at = 0`
        const order = yield* Random.shuffle(acts).pipe(Random.withSeed(seed))
        const outcomes = yield* Effect.forEach(
          order.slice(0, 3 + seed % 5),
          ([name, act], index) =>
            Effect.map(Effect.result(act(nodes[index % 2 === 0 ? 0 : 1], id)), (result) => ({ name, result })),
          { concurrency: "unbounded" }
        )
        const won = outcomes.filter(({ name, result }) => name !== "asked" && Result.isSuccess(result))
        const { state } = yield* nodes[1].approvals.get("local/TEST", id)
        assert.deepStrictEqual(
          won.map(({ name }) => name),
          state === "pending" || state === "expired" ? [] : [state],
          `seed ${seed}`
        )
        const { mutations } = yield* nodes[1].journal.list()
        assert.strictEqual(mutations.length, state === "approved" ? 1 : 0, `seed ${seed}`)
        // A repetition afterwards answers as it stands, and submits nothing.
        assert.strictEqual(
          standsAs(yield* nodes[1].ask("key", refund("INV-1", limit + 1))),
          state === "approved" ? "accepted" : state
        )
        assert.strictEqual((yield* nodes[0].journal.list()).mutations.length, mutations.length, `seed ${seed}`)
      }
    }))
})

describeDatabases("a change that was certainly not processed", (fresh) => {
  const unreachable = new Unavailable({
    operation: "refund",
    reference: "INV-1",
    detail: "d",
    nextStep: "n",
    safeToRetry: true,
    reason: "refused"
  })

  it.live("needs a second person when it is asked again and its order has come above the limit since", () =>
    Effect.gen(function*() {
      let sent = 0
      const refunding = () =>
        Effect.suspend(() => ++sent === 1 ? Effect.fail(unreachable) : Effect.succeed(answered(envelope)))
      const finpay = fakeFinpay({
        payments: { refund: refunding, check: () => Effect.succeed(ordered("PAID", 500_000)) }
      })
      const database = yield* fresh
      const node = yield* startNode(database, defaultAsking.expiresMillis, finpay)
      const worker = yield* Layer.build(
        Journal.layer({ account: "local/TEST" }).pipe(
          Layer.provide(finpay),
          Layer.provide(connectionTo(database)),
          Layer.fresh
        )
      )
      const settled = (key: string) =>
        Effect.flatMap(node.journal.getByKey(key), ({ id }) => Context.get(worker, Journal).wait(id, 60_000))
      yield* node.ask("first", refund("INV-1", 60_000))
      assert.strictEqual((yield* settled("first")).state, "rejected")
      yield* node.ask("second", refund("INV-1", 60_000))
      assert.strictEqual((yield* settled("second")).state, "succeeded")
      const other = yield* startNode(database, defaultAsking.expiresMillis, finpay)
      const asked = yield* Effect.forEach(
        [node, other, node, other],
        ({ ask }) => ask("first", refund("INV-1", 60_000)),
        { concurrency: "unbounded" }
      )
      const [id = "", ...others] = new Set(asked.map((one) => pendingIn(one).id))
      assert.deepStrictEqual(others, [])
      assert.strictEqual(sent, 2)
      yield* node.approve(id)
      assert.strictEqual((yield* settled("first")).state, "succeeded")
      assert.strictEqual(sent, 3)
    }))
})
