import { assert } from "@effect/vitest"
import { it } from "@effect/vitest"
import { Effect } from "effect"
import type { AuditEvent } from "../src/audit/AuditEvent.ts"
import type { Journal } from "../src/Journal.ts"
import { describeDatabases } from "./databases.ts"
import { cancelling, makeWorld, patient, refund } from "./support/world.ts"

const said = ({ event, mutationId }: AuditEvent) => `${mutationId} ${event}`

const following = (journal: Journal["Service"], limit: number) =>
  Effect.gen(function*() {
    const places = new Map<number, number>()
    const all: Array<AuditEvent> = []
    for (;;) {
      const events = yield* journal.follow(places, limit)
      if (events.length === 0) return all
      assert.isAtMost(events.length, limit)
      for (const event of events) {
        // Without gaps and in order within a lane.
        assert.strictEqual(event.sequence, (places.get(event.lane) ?? 0) + 1)
        places.set(event.lane, event.sequence)
      }
      all.push(...events)
    }
  })

describeDatabases("the audit log", (fresh) => {
  const filled = Effect.gen(function*() {
    const world = yield* makeWorld(fresh)
    const { journal } = yield* world.open()
    for (const order of ["INV-1", "INV-2", "INV-3"]) yield* world.paid(order, 22_000)
    yield* world.order("INV-4", 22_000)
    const a = yield* journal.submit(refund("a", "INV-1", 1_000), patient)
    const b = yield* journal.submit({ ...refund("b", "INV-2", 2_000), actor: "Bu Sri" }, patient)
    const c = yield* journal.submit(cancelling("c", "INV-4"), patient)
    const d = yield* journal.submit(refund("d", "INV-1", 3_000), patient)
    return { journal, ids: [a, b, c, d].map(({ mutation }) => mutation.id) }
  })

  it.live("is read page by page, newest first, by all that is asked for", () =>
    Effect.gen(function*() {
      const { ids, journal } = yield* filled
      const [a = "", b = "", , d = ""] = ids
      const { events, next } = yield* journal.audit({})
      assert.isUndefined(next)
      assert.lengthOf(events, 12)
      assert.deepStrictEqual(events.map(({ at }) => at), events.map(({ at }) => at).toSorted((x, y) => y - x))
      const paged: Array<AuditEvent> = []
      let after: string | undefined
      do {
        const page: Effect.Success<ReturnType<typeof journal.audit>> = yield* journal.audit({
          limit: 5,
          ...(after === undefined ? {} : { after })
        })
        paged.push(...page.events)
        after = page.next
      } while (after !== undefined)
      assert.deepStrictEqual(paged, events)
      const saidBy = (filter: Parameters<typeof journal.audit>[0]) =>
        Effect.map(journal.audit(filter), (page) => page.events.map(said))
      const steps = (id: string) => [`${id} answered`, `${id} sending`, `${id} accepted`]
      assert.deepStrictEqual(yield* saidBy({ reference: "INV-1" }), [...steps(d), ...steps(a)])
      assert.deepStrictEqual(yield* saidBy({ mutationId: b }), steps(b))
      assert.deepStrictEqual(yield* saidBy({ actor: "Bu Sri" }), [`${b} accepted`])
      assert.deepStrictEqual(yield* saidBy({ event: "sending", reference: "INV-1" }), [`${d} sending`, `${a} sending`])
      const first = events.at(-1)?.at ?? 0
      assert.deepStrictEqual(yield* saidBy({ until: first }), [])
      assert.lengthOf(yield* saidBy({ since: first }), 12)
      assert.deepStrictEqual(yield* saidBy({ after: "no cursor" }), [])
    }))

  it.live("can be followed: every step once, in the order of its lane, and only what is new", () =>
    Effect.gen(function*() {
      const { ids, journal } = yield* filled
      const all = yield* following(journal, 5)
      const { events } = yield* journal.audit({})
      assert.sameDeepMembers(all, [...events])
      for (const id of ids) {
        assert.deepStrictEqual(all.filter(({ mutationId }) => mutationId === id), [...yield* journal.history(id)])
      }
      const places = new Map<number, number>()
      for (const { lane, sequence } of all) places.set(lane, sequence)
      yield* journal.submit(refund("e", "INV-3", 1_000), patient)
      const more = yield* journal.follow(places, 100)
      assert.deepStrictEqual(more.map(({ event }) => event), ["accepted", "sending", "answered"])
    }))
})
