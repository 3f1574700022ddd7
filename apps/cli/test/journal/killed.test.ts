/** `finpay` killed while Finpay holds the answer, and run again: sent once, and the truth is found out. */
import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { spawn } from "node:child_process"
import { doneJson, environment, launcher } from "../support/finpay.ts"
import {
  paidOrder,
  requestsOf,
  setFaults,
  simulatorEnvironment,
  SimulatorProcess,
  withSimulator
} from "../support/simulator-process.ts"

type Json = Readonly<Record<string, unknown>>

/** Runs `finpay` and kills it as soon as its request has arrived at the simulator. */
const killedOnTheWay = Effect.fnUntraced(function*(args: ReadonlyArray<string>, order: string, operation: string) {
  const env = environment(yield* simulatorEnvironment)
  const child = spawn(process.execPath, [launcher, ...args], { env, stdio: "ignore" })
  const ended = new Promise<NodeJS.Signals | null>((resolve) => child.on("close", (_, signal) => resolve(signal)))
  while ((yield* requestsOf(order, operation)).length === 0) assert.isNull(child.exitCode, "it ended by itself")
  child.kill("SIGKILL")
  assert.strictEqual(yield* Effect.promise(() => ended), "SIGKILL")
})

const cases = [
  { kind: "no-answer", operation: "refund", amount: "10000", after: "PARTIALLY_REFUNDED", delay: {} },
  { kind: "slow-answer", operation: "void", amount: "22000", after: "CANCELLED", delay: { delayMillis: 60_000 } }
] as const

layer(SimulatorProcess.layer)("killed with -9 while the simulator holds the answer", (it) => {
  for (const { after, amount, delay, kind, operation } of cases) {
    it.effect(`a ${operation} (${kind}): run again with the same key it is found out, and was sent once`, () =>
      Effect.gen(function*() {
        const order = `KILLED-${operation}`
        yield* paidOrder(order)
        yield* setFaults([{ kind, operation, orderId: order, ...delay }])
        const args = [operation, order, "--amount", amount, "--key", `key-${operation}`, "--wait", "60", "--json"]
        yield* killedOnTheWay(args, order, operation)

        const told = doneJson(yield* withSimulator(args))
        const mutation = told["mutation"] as Json
        assert.deepStrictEqual(
          [told["replayed"], mutation["state"], mutation["decidedBy"]],
          [true, "succeeded", "evidence"]
        )
        assert.strictEqual(((mutation["evidence"] as Json)["last"] as Json)["status"], after)
        assert.strictEqual((yield* requestsOf(order, operation)).length, 1)
      }))
  }

  it.effect("without a key of its own it is in the list, and resolve finds it out", () =>
    Effect.gen(function*() {
      yield* paidOrder("LEFT-1")
      yield* setFaults([{ kind: "no-answer", operation: "refund", orderId: "LEFT-1" }])
      yield* killedOnTheWay(["refund", "LEFT-1", "--amount", "22000"], "LEFT-1", "refund")
      const list = withSimulator(["mutations", "list", "--order", "LEFT-1", "--json"])
      const left = (doneJson(yield* list) as { readonly mutations: ReadonlyArray<Json> }).mutations
      assert.deepStrictEqual(left.map(({ state }) => state), ["sending"])
      const told = doneJson(
        yield* withSimulator(["mutations", "resolve", String(left[0]?.["id"]), "--wait", "60", "--json"])
      )
      assert.strictEqual((told["mutation"] as Json)["state"], "succeeded")
      assert.strictEqual((yield* requestsOf("LEFT-1", "refund")).length, 1)
    }))
})
