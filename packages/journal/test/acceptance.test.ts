import { afterAll, assert, describe, it } from "@effect/vitest"
import { breakNamed } from "../simulation/breaks/breaks.ts"
import { makeFolder } from "../simulation/folder.ts"
import { fateOf } from "../simulation/gateway/truth.ts"
import type { Incident, Plan } from "../simulation/plan/Plan.ts"
import { runPlan } from "../simulation/run-seed.ts"
import type { Facts } from "../simulation/world/Facts.ts"
import { at, calm, refund } from "./simulation/calm-world.ts"

const folder = makeFolder()
afterAll(folder.removeAll)

const run = async (change: Partial<Plan>): Promise<Facts> => {
  const { facts, violations } = await runPlan({ ...calm, ...change }, folder)
  assert.deepStrictEqual(violations, [], facts.story.lines.join("\n"))
  return facts
}

const sentFor = ({ departures }: Facts, key: string): number => departures.filter(({ intent }) => intent === key).length

const paidFor = ({ departures, orders }: Facts, key: string): number =>
  departures.filter((one) => one.intent === key && fateOf(one, orders) === "applied").length

const stateOf = ({ mutations }: Facts, key: string): string | undefined =>
  mutations.find((one) => one.key === key)?.state

const refunded = ({ orders }: Facts): number =>
  orders.flatMap(({ refunds }) => refunds).reduce((sum, { amount, state }) => state === "done" ? sum + amount : sum, 0)

describe("the eight acceptance cases", () => {
  it("1. the same action twice sends one", async () => {
    const facts = await run({ intents: [refund("K1", { asks: [at(3_000), at(20_000, 1)] })] })
    assert.strictEqual(sentFor(facts, "K1"), 1)
    const told = facts.replies.map(({ outcome }) => outcome.kind === "mutation" ? outcome.replayed : outcome.kind)
    assert.deepStrictEqual(told, [false, true])
    assert.strictEqual(refunded(facts), 60_000)
  })

  it("2. concurrently too, over two processes", async () => {
    const asks = [at(3_000), at(3_000, 1), at(3_000), at(3_001, 1)]
    const facts = await run({ intents: [refund("K1", { asks })] })
    assert.strictEqual(sentFor(facts, "K1"), 1)
    assert.strictEqual(facts.mutations.length, 1)
    assert.strictEqual(facts.replies.length, 4)
  })

  it("3. a retry after success with a lost answer sends none", async () => {
    const weather: Plan["weather"] = [{ at: 1_000, faults: [{ kind: "lost-answer", operation: "refund" }] }]
    const facts = await run({ weather, intents: [refund("K1", { asks: [at(3_000), at(4_000), at(60_000)] })] })
    assert.strictEqual(sentFor(facts, "K1"), 1)
    assert.strictEqual(stateOf(facts, "K1"), "succeeded")
    assert.isTrue(facts.steps.some(({ to }) => to === "unknown"), "the answer was lost")
    assert.strictEqual(refunded(facts), 60_000)
  })

  it("4. two distinct actions with the same amount on one order both succeed", async () => {
    const half = { amount: 30_000 }
    const facts = await run({ intents: [refund("K1", half), refund("K2", { ...half, asks: [at(3_000, 1)] })] })
    assert.deepStrictEqual([stateOf(facts, "K1"), stateOf(facts, "K2")], ["succeeded", "succeeded"])
    assert.strictEqual(refunded(facts), 60_000)
  })

  it("5. many partial refunds at once never exceed the amount", async () => {
    const intents = Array.from(
      { length: 9 },
      (_, index) => refund(`K${index}`, { amount: 14_000, asks: [at(3_000 + index % 3, index % 2)] })
    )
    const facts = await run({ intents })
    assert.strictEqual(refunded(facts), 4 * 14_000)
    assert.strictEqual(facts.mutations.filter(({ state }) => state === "succeeded").length, 4)
    assert.strictEqual(facts.departures.length, 4, "what did not fit was not even sent")
  })

  it.each(
    [
      ["the answer comes", []],
      ["the answer is lost", [{ at: 1_000, faults: [{ kind: "lost-answer", operation: "refund" }] }]]
    ] as ReadonlyArray<[string, Plan["weather"]]>
  )("6. killed at every await point at most one refund and the state says which: %s", async (_, weather) => {
    const killAt = (step: number, edge: "before" | "after"): Incident => ({
      process: 0,
      life: 1,
      when: { step, edge },
      what: { kind: "kill", downMillis: 500 }
    })
    const ends = new Map<string, number>()
    for (let step = 1, isReached = true; isReached; step++) {
      for (const edge of ["before", "after"] as const) {
        const incidents = [killAt(step, edge)]
        const facts = await run({ weather, incidents, processes: 1, intents: [refund("K1")] })
        isReached = facts.machine.kills === 1
        const end = `${stateOf(facts, "K1")}, sent ${sentFor(facts, "K1")}, paid ${paidFor(facts, "K1")}`
        ends.set(end, (ends.get(end) ?? 0) + 1)
      }
    }
    // One that died between `sending` and the first byte was not applied; its caller then has the last word.
    assert.sameMembers([...ends.keys()], ["not_applied, sent 0, paid 0", "succeeded, sent 1, paid 1"])
    assert.isAbove(ends.get("succeeded, sent 1, paid 1") ?? 0, 100)
  })

  it("7. callback and answer in either order book once", async () => {
    const slow: Plan["weather"] = [{
      at: 1_000,
      faults: [{ kind: "slow-answer", operation: "refund", delayMillis: 3_000 }]
    }]
    const late: Plan["weather"] = [{
      at: 1_000,
      faults: [{ kind: "callback-late", operation: "callback", delayMillis: 20_000 }]
    }]
    for (const weather of [slow, late]) {
      const facts = await run({ weather, intents: [refund("K1")] })
      const lines = facts.story.lines.filter((line) =>
        /hears that O1 is REFUNDED|is answered 200 to refund/u.test(line)
      )
      assert.deepStrictEqual(
        lines.map((line) => line.includes("hears")),
        weather === slow ? [true, false] : [false, true]
      )
      assert.strictEqual(facts.steps.filter(({ to }) => to === "succeeded").length, 1)
      assert.strictEqual(sentFor(facts, "K1"), 1)
    }
  })

  it("8. a void racing a refund ends with one of them", async () => {
    const ends = new Set<string>()
    for (let seed = 1; seed <= 12; seed++) {
      const taken = refund("V", { operation: "void", asks: [at(3_000, 1)] })
      const facts = await run({ seed, intents: [refund("R", { asks: [at(3_000 + seed % 4)] }), taken] })
      const states = [stateOf(facts, "R"), stateOf(facts, "V")]
      assert.sameMembers(states, ["rejected", "succeeded"])
      assert.strictEqual(facts.departures.length, 1, "the other one was not even sent")
      ends.add(states.join())
    }
    assert.strictEqual(ends.size, 2, "each of them wins now and then")
  })
})

describe("beside them", () => {
  it("a key that was used for another amount is refused, and nothing is sent", async () => {
    const other = refund("K1", { amount: 20_000, asks: [at(9_000, 1)], caller: "budi" })
    const facts = await run({ intents: [refund("K1"), other] })
    assert.strictEqual(sentFor(facts, "K1"), 1)
    const refused = facts.replies.flatMap(({ outcome }) => outcome.kind === "refused" ? [outcome.error] : [])
    assert.deepStrictEqual(refused, ["KeyReused"])
    assert.strictEqual(refunded(facts), 60_000)
  })

  it("a second payment for one key would be seen", async () => {
    const retrying: Plan = {
      ...calm,
      weather: [{ at: 1_000, faults: [{ kind: "lost-answer", operation: "refund" }] }],
      intents: [refund("K1", { amount: 20_000 })]
    }
    const { violations } = await runPlan(retrying, folder, breakNamed("retry-timed-out-refund")?.bugs)
    assert.include(violations.map(({ invariant }) => invariant), "paid-once")
  })
})
