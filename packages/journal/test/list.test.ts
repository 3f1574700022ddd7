import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import type { MutationFilter } from "../src/Journal.ts"
import { describeDatabases } from "./databases.ts"
import { cancelling, inState, makeWorld, patient, refund } from "./support/world.ts"

describeDatabases("list", (fresh) => {
  const filled = Effect.gen(function*() {
    const world = yield* makeWorld(fresh)
    const opened = yield* world.open()
    const { journal } = opened
    const started = Date.now()
    yield* world.paid("INV-1", 22_000)
    yield* world.order("INV-2", 22_000)
    const pause = Effect.sleep(3)
    const a = yield* journal.submit(refund("a", "INV-1", 1_000), patient)
    yield* pause
    const b = yield* journal.submit({ ...refund("b", "INV-1", 99_000), actor: "Bu Sri" }, patient)
    yield* pause
    const c = yield* journal.submit(cancelling("c", "INV-2"), patient)
    yield* pause
    yield* world.faults({ kind: "lost-answer", operation: "refund" })
    const d = yield* journal.submit(refund("d", "INV-1", 2_000))
    yield* inState(opened, d.mutation.id, "unknown")
    const keys = (filter: MutationFilter) =>
      Effect.map(journal.list(filter), ({ mutations }) => mutations.map(({ key }) => key).join(""))
    return { journal, keys, started, at: { a, b, c, d } }
  })

  it.live("shows the newest first, and only what every filter lets through", () =>
    Effect.gen(function*() {
      const { at, journal, keys, started } = yield* filled
      assert.strictEqual(yield* keys({}), "dcba")
      assert.strictEqual(yield* keys({ states: ["succeeded"] }), "ca")
      assert.strictEqual(yield* keys({ states: ["rejected", "unknown"] }), "db")
      assert.strictEqual(yield* keys({ states: [] }), "")
      assert.strictEqual(yield* keys({ operation: "cancel" }), "c")
      assert.strictEqual(yield* keys({ reference: "INV-1" }), "dba")
      assert.strictEqual(yield* keys({ references: ["INV-1", "INV-9"] }), "dba")
      assert.strictEqual(yield* keys({ references: [] }), "")
      assert.strictEqual(yield* keys({ actor: "Bu Sri" }), "b")
      assert.strictEqual(yield* keys({ actor: "bu sri" }), "")
      assert.strictEqual(yield* keys({ since: started }), "dcba")
      assert.strictEqual(yield* keys({ until: started }), "")
      assert.strictEqual(yield* keys({ since: at.d.mutation.acceptedAt - 0.5 }), "d")
      assert.strictEqual(yield* keys({ until: at.b.mutation.acceptedAt - 0.5 }), "a")
      assert.strictEqual(yield* keys({ since: at.c.mutation.acceptedAt }), "dc")
      assert.strictEqual(yield* keys({ until: at.c.mutation.acceptedAt }), "ba")
      assert.strictEqual(yield* keys({ since: at.b.mutation.acceptedAt, until: at.d.mutation.acceptedAt }), "cb")
      assert.strictEqual(yield* keys({ reference: "INV-1", states: ["succeeded"], operation: "refund" }), "a")
      const page = yield* journal.list({ reference: "INV-2" })
      assert.deepStrictEqual(page, { mutations: [at.c.mutation] })
    }))

  it.live("gives page after page, and says when there is no more", () =>
    Effect.gen(function*() {
      const { journal } = yield* filled
      const pages: Array<string> = []
      let after: string | undefined
      for (;;) {
        const page = yield* journal.list({ limit: 1, ...(after === undefined ? {} : { after }) })
        pages.push(page.mutations.map(({ key }) => key).join(""))
        if (page.next === undefined) break
        after = page.next
      }
      assert.deepStrictEqual(pages, ["d", "c", "b", "a"])
      const three = yield* journal.list({ limit: 3 })
      assert.deepStrictEqual(three.mutations.map(({ key }) => key), ["d", "c", "b"])
      const rest = yield* journal.list({ limit: 3, after: three.next ?? "" })
      assert.deepStrictEqual(rest.mutations.map(({ key }) => key), ["a"])
      assert.isUndefined(rest.next)
      assert.isUndefined((yield* journal.list({ limit: 4 })).next)
    }))

  it.live("takes any limit for one it can give", () =>
    Effect.gen(function*() {
      const { journal } = yield* filled
      for (const [limit, count] of [[0, 1], [-5, 1], [1.9, 1], [1_000_000, 4], [Number.NaN, 4]] as const) {
        assert.lengthOf((yield* journal.list({ limit })).mutations, count, String(limit))
      }
    }))

  it.live("has a first page of 50, and none of more than 500", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const { journal } = yield* world.open({ settings: { workers: 0 } })
      const total = 503
      yield* Effect.forEach(
        Array.from({ length: total }, (_, index) => index),
        (index) => journal.submit(refund(`key ${index}`, `INV-${index}`, 1_000)),
        { concurrency: 8, discard: true }
      )
      const first = yield* journal.list()
      assert.lengthOf(first.mutations, 50)
      const most = yield* journal.list({ limit: 10_000 })
      assert.lengthOf(most.mutations, 500)
      assert.lengthOf((yield* journal.list({ limit: 10_000, after: most.next ?? "" })).mutations, total - 500)
      assert.lengthOf(yield* world.simulator.requests(), 0)
    }))
})
