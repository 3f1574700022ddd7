import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { describeDatabases } from "./databases.ts"
import { giveBack, takeAway } from "./support/outage.ts"
import { account, inState, makeWorld, patient, refund, until } from "./support/world.ts"
import type { Opened } from "./support/world.ts"

const pending = ({ sql }: Opened) =>
  Effect.map(sql`SELECT COUNT(*) AS n FROM finpay_work WHERE state = 'pending'`, ([row]) => Number(row?.["n"]))

describeDatabases("the workers", (fresh) => {
  it.live("leave no work behind, and none is done twice", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const opened = yield* world.open()
      const other = yield* world.open()
      const orders = Array.from({ length: 12 }, (_, index) => `INV-${index}`)
      yield* Effect.forEach(orders, (order) => world.paid(order, 22_000))
      const submitted = yield* Effect.forEach(
        orders.flatMap((order) => [1_000, 2_000, 3_000].map((amount) => [order, amount] as const)),
        ([order, amount], index) =>
          (index % 2 === 0 ? opened : other).journal.submit(refund(`${order} ${amount}`, order, amount), patient),
        { concurrency: "unbounded" }
      )
      assert.isTrue(submitted.every(({ mutation }) => mutation.state === "succeeded"))
      yield* until("all work to be done", pending(opened), (left) => left === 0)
      assert.lengthOf(yield* world.simulator.requests({ operation: "refund" }), submitted.length)
      for (const order of orders) assert.strictEqual(yield* world.givenBack(order), 6_000)
      assert.deepStrictEqual((yield* opened.journal.verify()).findings, [])
    }))

  it.live("write down in one step what came of a mutation and that its work is done", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const opened = yield* world.open()
      yield* world.paid("INV-1", 22_000)
      const ends = [["succeeded", refund("a", "INV-1", 1_000)], ["unknown", refund("b", "INV-1", 2_000)]] as const
      for (const [state, submission] of ends) {
        if (state === "unknown") yield* world.faults({ kind: "lost-answer", operation: "refund" })
        const { mutation } = yield* opened.journal.submit(submission)
        // Both are read in one statement, however early it comes.
        const both = opened.sql`SELECT m.state, w.state AS work FROM finpay_mutation m, finpay_work w
          WHERE m.id = ${mutation.id} AND w.id = ${`${mutation.id}/1/send`}`
        const [seen] = yield* until(`${mutation.id} to be answered`, both, ([row]) => row?.["state"] === state)
        assert.strictEqual(seen?.["work"], "completed")
      }
    }))

  it.live("of many journals that are opened at once on an empty database share the work", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const opened = yield* Effect.forEach(Array.from({ length: 5 }), () => world.open(), { concurrency: "unbounded" })
      yield* world.paid("INV-1", 22_000)
      const submitted = yield* Effect.forEach(
        opened,
        ({ journal }) => journal.submit(refund("a", "INV-1", 22_000), patient),
        { concurrency: "unbounded" }
      )
      assert.isTrue(submitted.every(({ mutation }) => mutation.state === "succeeded"))
      assert.lengthOf(yield* world.received("INV-1", "refund"), 1)
    }))

  it.live("take up what was written down while none of them was there", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const idle = yield* world.open({ settings: { workers: 0 } })
      yield* world.paid("INV-1", 22_000)
      const { mutation } = yield* idle.journal.submit(refund("a", "INV-1", 22_000))
      yield* idle.close
      const opened = yield* world.open()
      assert.strictEqual((yield* opened.journal.wait(mutation.id, patient.waitMillis)).state, "succeeded")
    }))

  it.live("go on after work that cannot be read, or is for nothing that is there", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const opened = yield* world.open({ settings: { workers: 1 } })
      const add = (id: string, element: string) =>
        opened.sql`INSERT INTO finpay_work
          (id, queue_name, element, state, attempts, visible_at, created_at, updated_at)
          VALUES (${id}, ${`finpay/${account}`}, ${element}, 'pending', 0, '2020-01-01 00:00:00', '2020-01-01 00:00:00',
            '2020-01-01 00:00:00')`
      yield* add("1", "no JSON")
      yield* add("2", `{"mutationId":1}`)
      yield* add("3", `{"mutationId":"mut_nobody","version":1,"step":"send"}`)
      yield* add("4", `{"mutationId":"mut_nobody","version":1,"step":"resolve"}`)
      yield* world.paid("INV-1", 22_000)
      const { mutation } = yield* opened.journal.submit(refund("a", "INV-1", 22_000), patient)
      assert.strictEqual(mutation.state, "succeeded")
      yield* until("all work to be done", pending(opened), (left) => left === 0)
      assert.include(world.logs.join("\n"), "there is work for mut_nobody")
    }))

  it.live("do what is asked of a mutation only once, though its work comes up again and again", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const opened = yield* world.open()
      yield* world.paid("INV-1", 22_000)
      const { mutation } = yield* opened.journal.submit(refund("a", "INV-1", 1_000), patient)
      for (let times = 0; times < 3; times += 1) {
        yield* opened.sql`UPDATE finpay_work SET state = 'pending', acquired_at = NULL, acquired_by = NULL`
        yield* until("all work to be done", pending(opened), (left) => left === 0)
      }
      assert.deepStrictEqual(yield* opened.journal.get(mutation.id), mutation)
      assert.lengthOf(yield* world.received("INV-1", "refund"), 1)
    }))

  // Work for a question that was planned earlier comes up late: another one was asked since.
  it.live("drop a question that is out of date", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const opened = yield* world.open()
      yield* world.paid("INV-1", 22_000)
      yield* world.faults({ kind: "connection-reset", operation: "refund" })
      const { mutation } = yield* opened.journal.submit(refund("a", "INV-1", 22_000))
      const { version } = yield* inState(opened, mutation.id, "unknown")
      yield* opened.journal.resolve(mutation.id, { actor: "supervisor" })
      const asked = (yield* world.simulator.requests({ operation: "checkStatus" })).length
      yield* opened.sql`UPDATE finpay_work SET visible_at = '2020-01-01 00:00:00'
        WHERE id = ${`${mutation.id}/${version}/resolve`}`
      const done = opened.sql`SELECT state FROM finpay_work WHERE id = ${`${mutation.id}/${version}/resolve`}`
      yield* until("the old question to be put away", done, ([row]) => row?.["state"] === "completed")
      assert.lengthOf(yield* world.simulator.requests({ operation: "checkStatus" }), asked)
      assert.strictEqual((yield* opened.journal.get(mutation.id)).evidence?.checks, 1)
    }))

  it.live("bring work back that a clock which was set back has put far off", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const idle = yield* world.open({ settings: { workers: 0 } })
      yield* world.paid("INV-1", 22_000)
      const { mutation } = yield* idle.journal.submit(refund("a", "INV-1", 22_000))
      yield* idle.sql`UPDATE finpay_work SET visible_at = '2090-01-01 00:00:00'`
      const opened = yield* world.open({ settings: { checkDelaysSeconds: [60], leaseSeconds: 1 } })
      assert.strictEqual((yield* opened.journal.wait(mutation.id, patient.waitMillis)).state, "succeeded")
    }))

  it.live("go on by themselves when the database was gone", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const opened = yield* world.open()
      yield* world.paid("INV-1", 22_000)
      yield* world.paid("INV-2", 22_000)
      const asking = world.network.holdAnswer("checkStatus")
      const { mutation } = yield* opened.journal.submit(refund("a", "INV-1", 22_000))
      yield* asking.arrived
      yield* takeAway(world.database)
      const refused = yield* Effect.flip(opened.journal.submit(refund("b", "INV-2", 22_000)))
      assert.strictEqual(refused._tag, "JournalUnavailable")
      yield* asking.release
      yield* Effect.sleep(300)
      assert.lengthOf(yield* world.simulator.requests({ operation: "refund" }), 0)
      yield* giveBack(world.database)
      const found = yield* until(
        "the mutation to be sent",
        Effect.orElseSucceed(opened.journal.get(mutation.id), () => mutation),
        ({ state }) => state === "succeeded"
      )
      assert.strictEqual(found.decidedBy, "answer")
      assert.lengthOf(yield* world.simulator.requests({ operation: "refund" }), 1)
      const again = yield* opened.journal.submit(refund("b", "INV-2", 22_000), patient)
      assert.strictEqual(again.mutation.state, "succeeded")
    }))
})
