import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import type { SimulatedRequest, SimulatorOptions } from "../../src/index.ts"
import { Simulator } from "../../src/index.ts"
import type { Sent } from "../support/http.ts"
import { basic, initiateBody } from "../support/pg.ts"
import { generateBody, refundBody, snapRequest, tokenRequest } from "../support/snap.ts"

const encoder = new TextEncoder()
const decoder = new TextDecoder()

const inProcess = ({ body = "", headers = {}, method = "GET", path }: Sent): SimulatedRequest => ({
  method,
  path,
  headers,
  body: typeof body === "string" ? encoder.encode(body) : body
})

const pg = (method: string, path: string, body?: unknown): Sent => ({
  method,
  path: `/pg/payment/card/${path}`,
  headers: { authorization: basic(), "content-type": "application/json" },
  ...(body === undefined ? {} : { body: JSON.stringify(body) })
})

const time = "2024-06-07T10:03:54+07:00"

/** One story over all operations, as the bytes of its answers. */
const story = (options: SimulatorOptions) =>
  Effect.gen(function*() {
    yield* TestClock.setTime(Date.parse(time))
    const simulator = yield* Simulator
    const answers: Array<string> = []
    const ask = Effect.fnUntraced(function*(sent: Sent) {
      const { body, delivery, headers, status } = yield* simulator.handle(inProcess(sent))
      const text = decoder.decode(body)
      answers.push(JSON.stringify([status, headers, text, delivery]))
      return JSON.parse(text.startsWith("{") ? text : "{}") as Record<string, unknown>
    })
    yield* ask(pg("POST", "initiate", initiateBody("INV-1", "qris")))
    yield* ask(pg("POST", "initiate", initiateBody("INV-2", "vabca")))
    yield* simulator.pay("INV-1")
    yield* simulator.setFaults([{ kind: "timeout-after", probability: 0.5, times: 5 }])
    for (const amount of ["1", "2", "3", "4"]) yield* ask(pg("POST", "refund", { order: { id: "INV-1", amount } }))
    yield* simulator.clearFaults
    yield* ask(pg("GET", "check/INV-1"))
    yield* ask(pg("GET", "cancel/INV-2"))
    const { accessToken } = yield* ask(tokenRequest(undefined, { time }))
    const signed = (operation: string, body: unknown, externalId: string) =>
      ask(snapRequest(operation, String(accessToken), body, { time, externalId }))
    const { referenceNo } = yield* signed(
      "generate",
      generateBody("QR-1", { validityPeriod: "2024-06-07T11:03:54+07:00" }),
      "1"
    )
    yield* simulator.pay("QR-1")
    yield* signed("refund", refundBody(String(referenceNo), "R-1"), "2")
    yield* ask({ path: "/pay/INV-1" })
    answers.push(JSON.stringify(yield* simulator.saveState))
    return answers
  }).pipe(Effect.provide(Simulator.layer(options)))

describe("the seed", () => {
  it.effect("decides every byte of every answer under a fixed clock", () =>
    Effect.gen(function*() {
      const first = yield* story({ seed: 42 })
      assert.deepStrictEqual(yield* story({ seed: 42 }), first)
      const other = yield* story({ seed: 43 })
      assert.strictEqual(other.length, first.length)
      assert.notDeepEqual(other, first)
    }))

  it.effect("keeps faults and numbers apart: a fault that is armed changes no reference", () =>
    Effect.gen(function*() {
      const initiate = Effect.gen(function*() {
        const simulator = yield* Simulator
        yield* simulator.handle(inProcess(pg("POST", "initiate", initiateBody("INV-1", "vabca"))))
        return (yield* simulator.order("INV-1")).paymentCode
      })
      const calm = yield* initiate.pipe(Effect.provide(Simulator.layer({ seed: 1 })))
      const faults = [{ kind: "slow-answer", probability: 0.1, times: 9 }] as const
      assert.strictEqual(yield* initiate.pipe(Effect.provide(Simulator.layer({ seed: 1, faults }))), calm)
    }))
})
