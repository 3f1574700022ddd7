import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import type { KnownPayment, Observation } from "../../src/payments/Observation.ts"
import { stageOf, unseenStage } from "../../src/payments/stage.ts"
import { weigh } from "../../src/payments/weigh.ts"

const answer = { responseCode: "2000000", finpay: null }

const unseen: KnownPayment = {
  id: "pay_1",
  kind: "pg",
  reference: "INV-1",
  askedAt: 0,
  stage: unseenStage,
  changedAt: 0,
  firstSeenAt: 0,
  answer
}

const now = 1_000_000

const told = (status: string | undefined, askedAt: number): Observation => ({
  kind: "pg",
  reference: "INV-1",
  askedAt,
  answer,
  ...(status === undefined ? {} : { status })
})

/** What is known after an observation, as `SeenPayments` files it. */
const after = (known: KnownPayment, observation: Observation): KnownPayment => {
  const weighed = weigh(known, observation, now)
  switch (weighed.verdict) {
    case "older":
      return known
    case "contradicts":
      return { ...known, contradiction: weighed.contradiction }
    case "newer": {
      const { contradiction, stage } = weighed
      const { contradiction: kept, ...rest } = known
      const last = contradiction ?? kept
      return { ...rest, ...observation, stage, ...(last === undefined ? {} : { contradiction: last }) }
    }
  }
}

const afterAll = (observations: ReadonlyArray<Observation>) => observations.reduce(after, unseen)

const knownWords = [
  "REQUEST_INITIATED",
  "PENDING",
  "EXPIRED",
  "PAID",
  "CAPTURED",
  "PARTIALLY_CAPTURED",
  "PARTIALLY_REFUNDED",
  "REFUNDED",
  "CANCELLED"
] as const

const Observations = Schema.Array(
  Schema.Struct({
    status: Schema.Literals(knownWords),
    askedAt: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 50 }))
  })
).check(Schema.isMaxLength(8))

/** As many as there are, each asked at a moment of its own. */
const distinct = (drawn: typeof Observations.Type) =>
  [...new Map(drawn.map((one) => [one.askedAt, one])).values()].map(({ askedAt, status }) => told(status, askedAt))

const furthest = (observations: ReadonlyArray<Observation>) =>
  Math.max(unseenStage, ...observations.map(({ status = "" }) => stageOf("pg", status) ?? unseenStage))

describe("weigh", () => {
  it("believes the later answer", () => {
    assert.deepInclude(afterAll([told("PENDING", 1), told("PAID", 2)]), { status: "PAID", askedAt: 2 })
    assert.deepInclude(afterAll([told("PENDING", 2), told("EXPIRED", 1)]), { status: "PENDING", askedAt: 2 })
    assert.deepInclude(afterAll([told("EXPIRED", 1), told("PENDING", 2)]), { status: "PENDING", askedAt: 2 })
  })

  for (const gone of ["REFUNDED", "PARTIALLY_REFUNDED", "CANCELLED"]) {
    for (const word of ["PAID", "CAPTURED", "REQUEST_INITIATED"]) {
      it(`never goes from ${gone} back to ${word}, and keeps what contradicts it`, () => {
        const known = afterAll([told("PAID", 1), told(gone, 2), told(word, 3), told(word, 4)])
        assert.deepInclude(known, { status: gone, askedAt: 2 })
        assert.deepStrictEqual(known.contradiction, { known: gone, answered: word, askedAt: 4, count: 2 })
      })

      it(`finds ${gone} out also when its answer comes after that of a later question, ${word}`, () => {
        const known = afterAll([told(word, 3), told(gone, 2)])
        assert.deepInclude(known, { status: gone, askedAt: 2 })
        assert.deepStrictEqual(known.contradiction, { known: gone, answered: word, askedAt: 3, count: 1 })
      })
    }
  }

  it("goes on from a part to all of it", () => {
    assert.strictEqual(afterAll([told("PARTIALLY_REFUNDED", 1), told("REFUNDED", 2)]).status, "REFUNDED")
  })

  it("takes money that comes late for what it is", () => {
    assert.strictEqual(afterAll([told("EXPIRED", 1), told("PAID", 2)]).status, "PAID")
  })

  it("goes by the time for a word nobody knows, and remembers how far it was", () => {
    assert.strictEqual(afterAll([told("PAID", 1), told("DISPUTED", 2)]).status, "DISPUTED")
    assert.strictEqual(afterAll([told("PAID", 2), told("DISPUTED", 1)]).status, "PAID")
    const known = afterAll([told("REFUNDED", 1), told("DISPUTED", 2), told("PAID", 3)])
    assert.deepInclude(known, { status: "DISPUTED" })
    assert.deepInclude(known.contradiction, { known: "DISPUTED", answered: "PAID" })
  })

  it("files a creation, which says no status, only where nothing is known", () => {
    assert.deepInclude(afterAll([told(undefined, 5)]), { askedAt: 5, stage: unseenStage })
    assert.deepInclude(afterAll([told("PAID", 3), told(undefined, 5)]), { status: "PAID", askedAt: 3 })
    assert.deepInclude(afterAll([told(undefined, 5), told("REQUEST_INITIATED", 4)]), { status: "REQUEST_INITIATED" })
  })

  it("is not held up by a clock that was ahead when something was filed", () => {
    const wrong = now + 3_600_000
    assert.deepInclude(afterAll([told("PENDING", wrong), told("PAID", now)]), { status: "PAID", askedAt: now })
    assert.deepInclude(afterAll([told("PAID", wrong), told("CAPTURED", now)]), { status: "CAPTURED", askedAt: now })
  })

  it.prop("gives the same in whatever order answers come", [Observations], ([drawn]) => {
    const observations = distinct(drawn)
    const inOrder = afterAll(observations.toSorted((one, other) => one.askedAt - other.askedAt))
    const backwards = afterAll(observations.toSorted((one, other) => other.askedAt - one.askedAt))
    const asDrawn = afterAll(observations)
    for (const known of [backwards, asDrawn]) {
      assert.strictEqual(known.status, inOrder.status)
      assert.strictEqual(known.askedAt, inOrder.askedAt)
    }
    return true
  })

  it.prop("is always at the furthest stage that was seen, by the last answer of it", [Observations], ([drawn]) => {
    const observations = distinct(drawn)
    const known = afterAll(observations)
    const stage = furthest(observations)
    assert.strictEqual(known.stage, stage)
    const ofStage = observations.filter(({ status = "" }) => stageOf("pg", status) === stage)
    assert.strictEqual(known.askedAt, Math.max(0, ...ofStage.map(({ askedAt }) => askedAt)))
    return true
  })
})
