import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { check } from "../../simulation/check/check.ts"
import { makeFolder } from "../../simulation/folder.ts"
import { runPlan } from "../../simulation/run-seed.ts"
import type { Facts } from "../../simulation/world/Facts.ts"
import { at, calm, refund } from "./calm-world.ts"

const folder = makeFolder()
afterAll(folder.removeAll)

/** What is known of a world in which all is well: a refund of 20,000 was paid, and one of all was refused. */
let right: Facts
beforeAll(async () => {
  const intents = [refund("K1", { amount: 20_000 }), refund("K2", { caller: "budi", asks: [at(9_000)] })]
  right = (await runPlan({ ...calm, intents }, folder)).facts
})

const wrongWith = (change: (facts: Facts) => Partial<Facts>): ReadonlyArray<string> => [
  ...new Set(check({ ...right, ...change(right) }).map(({ invariant }) => invariant))
]

/** The one order, changed. */
const withOrder = (change: (order: Facts["orders"][number]) => object) => ({ orders }: Facts) => ({
  orders: orders.map((order) => ({ ...order, ...change(order) }))
})

/** The row of one key, changed. */
const withRow = (key: string, change: object) => ({ mutations }: Facts) => ({
  mutations: mutations.map((one) => one.key === key ? { ...one, ...change } : one)
})

describe("the checks", () => {
  it("find nothing where all is well", () => assert.deepStrictEqual(wrongWith(() => ({})), []))

  it.each<[string, string, (facts: Facts) => Partial<Facts>]>([
    ["paid-once", "one thing that was paid twice", ({ departures, orders }) => ({
      departures: [...departures, ...departures.map((one) => ({ ...one, number: 99, refundNo: "RF0000000009" }))],
      orders: orders.map((order) => ({
        ...order,
        refunds: [...order.refunds, ...order.refunds.map((one) => ({ ...one, refundNo: "RF0000000009" }))]
      }))
    })],
    ["never-more", "more paid out than in", withOrder(() => ({ captured: 19_999 }))],
    ["never-more", "a payment that was refunded in part and then voided", withOrder(() => ({ status: "CANCELLED" }))],
    [
      "nothing-stray",
      "a refund that nobody sent",
      withOrder(({ refunds }) => ({
        refunds: [...refunds, ...refunds.map((one) => ({ ...one, refundNo: "RF0000000009", amount: 1 }))]
      }))
    ],
    ["truthful", "success that did not happen", withRow("K2", { state: "succeeded" })],
    ["truthful", "a payment that is said not to have happened", withRow("K1", { state: "not_applied" })],
    ["settled", "what is still unknown", withRow("K1", { state: "unknown" })],
    ["settled", "a world that does not come to rest", () => ({ end: "limit" })],
    ["chained", "a log that could not be verified", () => ({ verification: undefined })],
    ["chained", "a log that is wrong", ({ verification }) => ({
      verification: verification &&
        { ...verification, findings: [{ row: "finpay_audit", problem: "is missing", name: "missing", values: [] }] }
    })],
    ["chained", "a mutation that the log does not know", ({ verification }) => ({
      verification: verification && { ...verification, mutations: 1 }
    })],
    ["lawful", "a step that there cannot be", ({ steps }) => ({
      steps: [...steps, { key: "K1", event: "lost", actor: "journal", from: "succeeded", to: "accepted", reason: "" }]
    })],
    ["nothing-lost", "an answer about what is not there", ({ mutations }) => ({
      mutations: mutations.filter(({ key }) => key !== "K2"),
      verification: { events: 0, mutations: 1, findings: [], heads: [] }
    })],
    ["nothing-lost", "an answer that was final and did not stay", withRow("K2", { state: "not_applied" })],
    ["in-time", "a caller that waited too long", ({ replies }) => ({
      replies: replies.map((reply) => ({ ...reply, tookMillis: 60_000 }))
    })],
    ["unforged", "a forged callback that was taken", () => ({ forgedNews: 1 })],
    ["departure", "what was wrong when it left", () => ({ alarms: ["it was not written down"] })],
    ["reviewed-in-vain", "a person who was asked without need", ({ mutations }) => ({
      reviewed: mutations.slice(0, 1).map((one) => ({
        ...one,
        at: 0,
        evidence: JSON.stringify({ rule: "refunded-in-part", checks: 3 })
      }))
    })]
  ])("find %s: %s", (invariant, _, change) => assert.include(wrongWith(change), invariant))
})
