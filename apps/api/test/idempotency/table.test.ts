import { assert, describe, it } from "@effect/vitest"
import {
  errorToJson,
  InvalidRequest,
  NotAuthenticated,
  OutcomeUnknown,
  RateLimited,
  Unavailable,
  WrongState
} from "@openfinpay/finpay-core"
import type { FinpayError } from "@openfinpay/finpay-core"
import { Context, Deferred, Effect, Exit, Fiber, Layer, Result, Schedule, Schema, Scope } from "effect"
import { SqlClient } from "effect/sql"
import { TestClock } from "effect/testing"
import { layerDatabase } from "../../src/database/layer.ts"
import { fingerprint } from "../../src/idempotency/fingerprint.ts"
import { Idempotency } from "../../src/idempotency/Idempotency.ts"
import { layerTable } from "../../src/idempotency/table.ts"
import { connectionTo, describeDatabases } from "../support/databases.ts"
import type { FreshDatabase } from "../support/databases.ts"
import { keptLogs, logged } from "../support/logs.ts"

const facts = { operation: "initiate", reference: "INV-1", detail: "d", nextStep: "n" } as const
const safe = { ...facts, safeToRetry: true } as const
const unknown = new OutcomeUnknown({ ...facts, reason: "timeout", safeToRetry: false })
const refused = new WrongState({ ...safe, httpStatus: 403, responseCode: "4030015" })

const intent = (key: string, request: unknown = { amount: 1 }) => ({
  account: "local/TEST",
  key,
  fingerprint: fingerprint("initiate", request),
  operation: "initiate",
  reference: "INV-1"
})

/** How long a call takes at most: half a minute, or so little that its sender is given up at once. */
const longestMillis = 30_000
const lostMillis = -10_000

/** Counts how often something was sent, and answers with the number. */
const counter = () => {
  let sent = 0
  return { send: Effect.sync(() => ++sent), sent: () => sent }
}

type Node = Idempotency["Service"]

/** One server of the database. */
const startNode = (database: FreshDatabase): Effect.Effect<Node, unknown, Scope.Scope> =>
  Effect.map(
    Layer.build(Layer.fresh(layerTable()).pipe(Layer.provide(connectionTo(database)))),
    (services) => Context.get(services, Idempotency)
  ).pipe(Effect.provide(keptLogs))

const once = (
  node: Node,
  key: string,
  send: Effect.Effect<number, FinpayError>,
  request?: unknown,
  longest = longestMillis
) => node.once({ ...intent(key, request), longestMillis: longest }, Schema.Finite, send).pipe(Effect.provide(keptLogs))

const isUnknown = (outcome: { readonly result: Result.Result<unknown, FinpayError> }): boolean =>
  Result.isFailure(outcome.result) && outcome.result.failure._tag === "OutcomeUnknown"

describeDatabases("a key of what is created", (fresh) => {
  it.live("sends once; a repetition gets the outcome of the first, at another server and after a restart too", () =>
    Effect.gen(function*() {
      const database = yield* fresh
      const { send, sent } = counter()
      yield* Effect.scoped(Effect.gen(function*() {
        const first = yield* startNode(database)
        const other = yield* startNode(database)
        assert.deepStrictEqual(yield* once(first, "a", send), { replayed: false, result: Result.succeed(1) })
        assert.deepStrictEqual(yield* once(other, "a", send), { replayed: true, result: Result.succeed(1) })
        assert.deepStrictEqual(yield* once(other, "b", send), { replayed: false, result: Result.succeed(2) })
      }))
      const restarted = yield* startNode(database)
      assert.deepStrictEqual(yield* once(restarted, "b", send), { replayed: true, result: Result.succeed(2) })
      assert.strictEqual(sent(), 2)
    }))

  it.live("keeps a refusal and an unknown outcome, and never sends again", () =>
    Effect.gen(function*() {
      const node = yield* startNode(yield* fresh)
      const { send, sent } = counter()
      for (const error of [unknown, refused]) {
        const first = yield* once(node, error._tag, Effect.fail(error))
        assert.deepStrictEqual(first, { replayed: false, result: Result.fail(error) })
        const { replayed, result } = yield* once(node, error._tag, send)
        assert.isTrue(replayed)
        assert.deepStrictEqual(Result.isFailure(result) && errorToJson(result.failure), errorToJson(error))
      }
      assert.strictEqual(sent(), 0)
    }))

  it.live("is free again after what was certainly not processed, for a reason outside the request", () =>
    Effect.gen(function*() {
      const node = yield* startNode(yield* fresh)
      const freeing: ReadonlyArray<FinpayError> = [
        new Unavailable({ ...safe, reason: "refused" }),
        new RateLimited(safe),
        new NotAuthenticated(safe),
        new InvalidRequest({ ...safe, problems: [] })
      ]
      for (const error of freeing) {
        yield* once(node, error._tag, Effect.fail(error))
        const { send } = counter()
        assert.deepStrictEqual(yield* once(node, error._tag, send), { replayed: false, result: Result.succeed(1) })
      }
      yield* once(node, "found by Finpay", Effect.fail(new InvalidRequest({ ...safe, problems: [], httpStatus: 400 })))
      const { send, sent } = counter()
      assert.isTrue((yield* once(node, "found by Finpay", send)).replayed)
      assert.strictEqual(sent(), 0)
    }))

  it.live("is in flight until its outcome is there; of a hundred at once at two servers one sends", () =>
    Effect.gen(function*() {
      const database = yield* fresh
      const nodes = [yield* startNode(database), yield* startNode(database)] as const
      const gate = yield* Deferred.make<void>()
      const arrived = yield* Deferred.make<void>()
      const { send, sent } = counter()
      const slow = Effect.andThen(Deferred.succeed(arrived, undefined), Effect.andThen(Deferred.await(gate), send))
      const all = yield* Effect.forkChild(Effect.forEach(
        Array.from({ length: 100 }, (_, index) => nodes[index % 2 === 0 ? 0 : 1]),
        (node) => Effect.result(once(node, "a", slow)),
        { concurrency: "unbounded" }
      ))
      yield* Deferred.await(arrived)
      assert.strictEqual((yield* Effect.flip(once(nodes[1], "a", slow)))._tag, "KeyInFlight")
      assert.strictEqual((yield* Effect.flip(once(nodes[0], "a", slow)))._tag, "KeyInFlight")
      yield* Deferred.succeed(gate, undefined)
      const outcomes = yield* Fiber.join(all)
      const first = outcomes.filter((outcome) => Result.isSuccess(outcome) && !outcome.success.replayed)
      assert.strictEqual(first.length, 1)
      assert.isTrue(outcomes.every((outcome) => Result.isSuccess(outcome) || outcome.failure._tag === "KeyInFlight"))
      assert.strictEqual(sent(), 1)
    }))

  it.live("that is used for another request tells, at another server too, how the first one ended", () =>
    Effect.gen(function*() {
      const database = yield* fresh
      const node = yield* startNode(database)
      const other = yield* startNode(database)
      const firstOf = (key: string) =>
        Effect.map(
          Effect.flip(once(other, key, Effect.succeed(1), { amount: 2 })),
          (error) => error._tag === "KeyOfOther" ? error.first : error._tag
        )
      yield* once(node, "done", Effect.succeed(1))
      yield* once(node, "refused", Effect.fail(refused))
      yield* once(node, "unknown", Effect.fail(unknown))
      const gate = yield* Deferred.make<void>()
      const arrived = yield* Deferred.make<void>()
      const held = Effect.andThen(Deferred.succeed(arrived, undefined), Effect.as(Deferred.await(gate), 1))
      yield* Effect.forkChild(once(node, "flying", held))
      yield* Deferred.await(arrived)
      assert.strictEqual(yield* firstOf("done"), "succeeded")
      assert.strictEqual(yield* firstOf("refused"), "refused")
      assert.strictEqual(yield* firstOf("unknown"), "unknown")
      assert.strictEqual(yield* firstOf("flying"), "in-progress")
      yield* Deferred.succeed(gate, undefined)
    }))

  it.live("whose sender fell silent for longer than a call takes is unknown for ever, until the sender says otherwise", () =>
    Effect.gen(function*() {
      const database = yield* fresh
      const node = yield* startNode(database)
      const other = yield* startNode(database)
      const gate = yield* Deferred.make<void>()
      const arrived = yield* Deferred.make<void>()
      const held = Effect.andThen(Deferred.succeed(arrived, undefined), Effect.as(Deferred.await(gate), 7))
      const silent = yield* Effect.forkChild(once(node, "a", held, undefined, lostMillis))
      yield* Deferred.await(arrived)
      const { send, sent } = counter()
      for (let asked = 0; asked < 3; asked++) {
        const outcome = yield* once(other, "a", send)
        assert.isTrue(outcome.replayed && isUnknown(outcome))
      }
      const rebuilt = yield* Effect.flip(once(other, "a", send, { amount: 2 }))
      assert.deepInclude(rebuilt, { _tag: "KeyOfOther", first: "unknown" })
      yield* Deferred.succeed(gate, undefined)
      yield* Fiber.join(silent)
      assert.deepStrictEqual(yield* once(other, "a", send), { replayed: true, result: Result.succeed(7) })
      assert.strictEqual(sent(), 0)
    }))

  it.live("keeps its work going when the caller hangs up", () =>
    Effect.gen(function*() {
      const node = yield* startNode(yield* fresh)
      const gate = yield* Deferred.make<void>()
      const arrived = yield* Deferred.make<void>()
      const { send, sent } = counter()
      const held = Effect.andThen(Deferred.succeed(arrived, undefined), Effect.andThen(Deferred.await(gate), send))
      const caller = yield* Effect.forkChild(once(node, "a", held))
      yield* Deferred.await(arrived)
      yield* Fiber.interrupt(caller)
      assert.strictEqual((yield* Effect.flip(once(node, "a", send)))._tag, "KeyInFlight")
      yield* Deferred.succeed(gate, undefined)
      const again = yield* Effect.repeat(Effect.result(once(node, "a", send)), {
        until: Result.isSuccess,
        schedule: Schedule.spaced("5 millis")
      })
      assert.deepStrictEqual(Result.getOrThrow(again), { replayed: true, result: Result.succeed(1) })
      assert.strictEqual(sent(), 1)
    }))

  it.live("whose outcome cannot be kept answers with it all the same, and is kept when the database is back", () =>
    Effect.gen(function*() {
      const database = yield* fresh
      const sql = Context.get(yield* Layer.build(connectionTo(database)), SqlClient.SqlClient)
      const node = yield* startNode(database)
      const losing = Effect.as(Effect.orDie(sql`ALTER TABLE finpay_api_intent RENAME TO elsewhere`), 1)
      assert.deepStrictEqual(yield* once(node, "a", losing), { replayed: false, result: Result.succeed(1) })
      assert.strictEqual((yield* Effect.flip(once(node, "a", losing)))._tag, "JournalUnavailable")
      yield* sql`ALTER TABLE elsewhere RENAME TO finpay_api_intent`
      const { send, sent } = counter()
      const again = yield* Effect.repeat(Effect.result(once(node, "a", send)), {
        until: Result.isSuccess,
        schedule: Schedule.spaced("20 millis")
      })
      assert.deepStrictEqual(Result.getOrThrow(again), { replayed: true, result: Result.succeed(1) })
      assert.strictEqual(sent(), 0)
    }).pipe(Effect.provide(keptLogs)))

  it.live("is one intent: of a creation and a change with it at the same moment, at two servers, one is refused", () =>
    Effect.gen(function*() {
      const database = yield* fresh
      const node = yield* startNode(database)
      const other = yield* startNode(database)
      const { send, sent } = counter()
      let changes = 0
      for (let turn = 0; turn < 30; turn++) {
        const [created, changed] = yield* Effect.all([
          Effect.result(once(node, `key-${turn}`, send)),
          Effect.result(other.takeForChange(intent(`key-${turn}`)))
        ], { concurrency: "unbounded" })
        assert.notStrictEqual(Result.isSuccess(created), Result.isSuccess(changed))
        if (Result.isFailure(created)) assert.strictEqual(created.failure._tag, "KeyOfChange")
        if (Result.isFailure(changed)) assert.strictEqual(changed.failure._tag, "KeyOfOther")
        if (Result.isSuccess(changed)) changes += 1
      }
      assert.strictEqual(sent() + changes, 30)
      yield* node.takeForChange(intent("change"))
      yield* other.takeForChange(intent("change"))
    }))
})

const inMemory = Layer.fresh(layerDatabase({ file: ":memory:" }))

describe("a fault of this server after something may have been sent", () => {
  const started = Effect.map(Layer.build(Layer.provide(layerTable(), inMemory)), Context.get(Idempotency))

  it.live("is an unknown outcome, and stays one", () =>
    Effect.gen(function*() {
      const node = yield* started
      assert.isTrue(isUnknown(yield* once(node, "a", Effect.die(new Error("a fault")))))
      const again = yield* once(node, "a", Effect.succeed(1))
      assert.isTrue(again.replayed && isUnknown(again))
    }).pipe(Effect.provide(keptLogs)))

  it.live("also where the answer is not what can be kept", () =>
    Effect.gen(function*() {
      const node = yield* started
      const unfit = node.once({ ...intent("a"), longestMillis }, Schema.Int, Effect.succeed(1.5))
      const { replayed, result } = yield* unfit
      assert.isFalse(replayed)
      assert.isTrue(isUnknown({ result }))
      const again = yield* unfit
      assert.isTrue(again.replayed && isUnknown(again))
    }).pipe(Effect.provide(keptLogs)))
})

describe("the log", () => {
  const started = Effect.map(Layer.build(Layer.provide(layerTable(), inMemory)), Context.get(Idempotency))
  const linesOf = (reference: string) => logged.filter((line) => line.includes(`"${reference}"`))
  const creation = (reference: string) => ({ ...intent(reference), reference, longestMillis })

  it.live("has an unknown outcome once, with operation and reference", () =>
    Effect.gen(function*() {
      const node = yield* started
      const error = new OutcomeUnknown({ ...facts, reference: "INV-log", reason: "timeout", safeToRetry: false })
      yield* node.once(creation("INV-log"), Schema.Finite, Effect.fail(error))
      assert.isTrue((yield* node.once(creation("INV-log"), Schema.Finite, Effect.succeed(1))).replayed)
      const lines = linesOf("INV-log").map((line) => JSON.parse(line))
      assert.strictEqual(lines.length, 1)
      assert.strictEqual(lines[0].level, "WARN")
      assert.deepStrictEqual(lines[0].annotations, {
        operation: "initiate",
        reference: "INV-log",
        error: errorToJson(error)
      })
    }).pipe(Effect.provide(keptLogs)))

  it.live("has a fault once, and nothing of what is known", () =>
    Effect.gen(function*() {
      const node = yield* started
      yield* node.once(creation("INV-fault"), Schema.Finite, Effect.die(new Error("a fault")))
      const lines = linesOf("INV-fault").map((line) => JSON.parse(line))
      assert.strictEqual(lines.length, 1)
      assert.strictEqual(lines[0].level, "ERROR")
      const before = logged.length
      yield* once(node, "done", Effect.succeed(1))
      yield* once(node, "refused", Effect.fail(refused))
      assert.strictEqual(logged.length, before)
    }).pipe(Effect.provide(keptLogs)))
})

describe("keys that are old", () => {
  const keptMillis = 24 * 3_600_000

  it.effect("go once what they named is known or in the journal; what is unknown is never forgotten", () =>
    Effect.gen(function*() {
      const services = yield* Layer.build(Layer.provideMerge(layerTable({ keptMillis }), inMemory))
      const node = Context.get(services, Idempotency)
      const sql = Context.get(services, SqlClient.SqlClient)
      const gate = yield* Deferred.make<void>()
      yield* once(node, "done", Effect.succeed(1))
      yield* once(node, "refused", Effect.fail(refused))
      yield* once(node, "unknown", Effect.fail(unknown))
      yield* Effect.forkChild(once(node, "lost", Effect.as(Deferred.await(gate), 1)))
      yield* node.takeForChange(intent("of the journal"))
      yield* node.takeForChange(intent("to be approved"))
      yield* sql`INSERT INTO finpay_mutation (id, account, idempotency_key, operation, reference, request_hash, actor,
        state, version, accepted_at, updated_at)
        VALUES ('mut_1', 'local/TEST', 'of the journal', 'refund', 'INV-1', '', 'test', 'succeeded', 1, 0, 0)`
      const keys = Effect.map(
        sql`SELECT idempotency_key FROM finpay_api_intent ORDER BY idempotency_key`,
        (rows) => rows.map((row) => row["idempotency_key"])
      )
      yield* TestClock.adjust("24 hours")
      assert.strictEqual((yield* keys).length, 6)
      yield* TestClock.adjust("1 hour")
      assert.deepStrictEqual(yield* keys, ["lost", "to be approved", "unknown"])
      const again = yield* once(node, "lost", Effect.succeed(2))
      assert.isTrue(again.replayed && isUnknown(again))
      assert.isFalse((yield* once(node, "done", Effect.succeed(2))).replayed)
      yield* Deferred.succeed(gate, undefined)
    }))
})

describe("a server that stops", () => {
  it.live("waits for what is on its way, and keeps its outcome", () =>
    Effect.gen(function*() {
      const database = yield* Layer.build(inMemory)
      const scope = yield* Scope.make()
      const table = Layer.provide(layerTable(), Layer.succeedContext(database))
      const node = Context.get(yield* Layer.buildWithScope(table, scope), Idempotency)
      const gate = yield* Deferred.make<void>()
      const arrived = yield* Deferred.make<void>()
      const held = Effect.andThen(Deferred.succeed(arrived, undefined), Effect.as(Deferred.await(gate), 1))
      yield* Effect.forkChild(once(node, "a", held))
      yield* Deferred.await(arrived)
      const closing = yield* Effect.forkChild(Scope.close(scope, Exit.void))
      yield* Effect.yieldNow
      assert.isUndefined(closing.pollUnsafe())
      yield* Deferred.succeed(gate, undefined)
      yield* Fiber.join(closing)
      const next = Context.get(yield* Layer.build(Layer.fresh(table)), Idempotency)
      assert.deepStrictEqual(yield* once(next, "a", Effect.succeed(2)), { replayed: true, result: Result.succeed(1) })
    }))
})

describe("a fingerprint", () => {
  it("does not depend on the order of members, and on everything else it does", () => {
    const print = fingerprint("refund", { a: 1, b: { c: [1, 2], d: "x" } })
    assert.strictEqual(fingerprint("refund", { b: { d: "x", c: [1, 2] }, a: 1 }), print)
    const others = [
      fingerprint("void", { a: 1, b: { c: [1, 2], d: "x" } }),
      fingerprint("refund", { a: 2, b: { c: [1, 2], d: "x" } }),
      fingerprint("refund", { a: 1, b: { c: [2, 1], d: "x" } }),
      fingerprint("refund", { a: "1", b: { c: [1, 2], d: "x" } }),
      fingerprint("refund", { a: 1, b: { c: [1, 2] } })
    ]
    assert.strictEqual(new Set([print, ...others]).size, 6)
    assert.match(print, /^[0-9a-f]{64}$/u)
  })
})
