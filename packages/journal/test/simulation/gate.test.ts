import { assert, describe, it } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { Scheduler } from "effect/Scheduler"
import { drawsOf } from "../../simulation/draws.ts"
import { Gate } from "../../simulation/process/Gate.ts"
import type { Edge } from "../../simulation/process/Gate.ts"
import { VirtualTime } from "../../simulation/time/VirtualTime.ts"

const gateIn = (time: VirtualTime, atEdge: (gate: Gate, edge: Edge) => void = () => {}): Gate => {
  const gate: Gate = new Gate({
    time,
    draws: drawsOf(1),
    slowness: { probability: 0, mostMillis: 1 },
    atEdge: (edge) => atEdge(gate, edge)
  })
  return gate
}

/** Two steps, one after the other, in a time of their own; gives what was done and what was said at the end. */
const twoSteps = async (atEdge: (gate: Gate, edge: Edge) => void) => {
  const time = new VirtualTime()
  const gate = gateIn(time, atEdge)
  const done: Array<string> = []
  const step = (name: string) =>
    gate.around("statement", name, Effect.sync(() => void done.push(`${name} ${time.now}`)))
  const program = Effect.andThen(step("first"), step("second")).pipe(
    Effect.ensuring(Effect.sync(() => void done.push("finalizer")))
  )
  Effect.runForkWith(Context.make(Scheduler, time.scheduler))(
    Effect.andThen(program, Effect.sync(() => done.push("end")))
  )
  await time.run(() => false, 60_000)
  return done
}

const at = (step: number, edge: Edge["edge"], act: (gate: Gate) => void) => (gate: Gate, here: Edge) => {
  if (here.step === step && here.edge === edge) act(gate)
}

describe("Gate", () => {
  it("lets everything pass while it is open", async () => {
    assert.deepStrictEqual(await twoSteps(() => {}), ["first 0", "second 0", "finalizer", "end"])
  })

  it("closed before a step: nothing more is done, no finalizer runs", async () => {
    assert.deepStrictEqual(await twoSteps(at(1, "before", (gate) => gate.close())), [])
    assert.deepStrictEqual(await twoSteps(at(2, "before", (gate) => gate.close())), ["first 0"])
  })

  it("closed after a step: it is done, and nobody hears of it", async () => {
    assert.deepStrictEqual(await twoSteps(at(2, "after", (gate) => gate.close())), ["first 0", "second 0"])
  })

  it("frozen: everything waits until it is thawed", async () => {
    const time = { thawed: false }
    const done = await twoSteps(at(2, "before", (gate) => {
      gate.freeze()
      // Time is not behind the gate for whoever thaws it.
      queueMicrotask(() => {
        time.thawed = true
        gate.thaw()
      })
    }))
    assert.isTrue(time.thawed)
    assert.deepStrictEqual(done, ["first 0", "second 0", "finalizer", "end"])
  })

  it("frozen and then closed: what waited never goes on", async () => {
    const done = await twoSteps(at(2, "before", (gate) => {
      gate.freeze()
      queueMicrotask(() => {
        gate.close()
        gate.thaw()
      })
    }))
    assert.deepStrictEqual(done, ["first 0"])
  })

  it("wakes no sleeper of a closed process", async () => {
    const time = new VirtualTime()
    const gate = gateIn(time)
    const woken: Array<number> = []
    gate.after(1_000, () => void woken.push(time.now))
    gate.after(3_000, () => void woken.push(time.now))
    time.after(2_000, () => gate.close())
    await time.run(() => false, 60_000)
    assert.deepStrictEqual(woken, [1_000])
  })
})
