import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { Scheduler } from "effect/Scheduler"
import { drawsOf } from "../../simulation/draws.ts"
import { makeClock } from "../../simulation/time/clock.ts"
import { Sleepers } from "../../simulation/time/Sleepers.ts"
import { VirtualTime } from "../../simulation/time/VirtualTime.ts"

const day = 86_400_000

describe("Sleepers", () => {
  it("wakes them by time, and those of one time in the order in which they came", () => {
    const draws = drawsOf(7)
    const sleepers = new Sleepers()
    const woken: Array<string> = []
    const expected: Array<{ readonly at: number; readonly name: string }> = []
    for (let index = 0; index < 500; index++) {
      const at = draws.between(1, 60)
      const name = `${at}/${index}`
      const cancel = sleepers.add(at, () => void woken.push(name))
      if (draws.chance(0.2)) cancel()
      else expected.push({ at, name })
    }
    for (let next = sleepers.nextAt; next !== undefined; next = sleepers.nextAt) {
      for (const wake of sleepers.takeDue(next)) wake()
    }
    assert.deepStrictEqual(woken, expected.toSorted((a, b) => a.at - b.at).map(({ name }) => name))
  })

  it("does not wake one that another one of the same time cancels", () => {
    const sleepers = new Sleepers()
    let isWoken = false
    const cancels: Array<() => void> = []
    sleepers.add(5, () => cancels.forEach((cancel) => cancel()))
    cancels.push(sleepers.add(5, () => {
      isWoken = true
    }))
    for (const wake of sleepers.takeDue(5)) wake()
    assert.isFalse(isWoken)
  })
})

describe("VirtualTime", () => {
  const run = <A>(time: VirtualTime, effect: Effect.Effect<A>, wall = () => time.now) => {
    const clock = makeClock({ wall, steady: () => time.now, after: (millis, then) => time.after(millis, then) })
    const context = Context.add(Context.make(Clock.Clock, clock), Scheduler, time.scheduler)
    return Effect.runForkWith(context)(effect)
  }

  it("jumps over a day in no time, and lets promises be kept before it goes on", async () => {
    const time = new VirtualTime()
    const seen: Array<string> = []
    const note = (text: string) => Effect.sync(() => void seen.push(`${time.now} ${text}`))
    const promises = Effect.promise(async () => {
      for (let turn = 0; turn < 50; turn++) await Promise.resolve()
    })
    run(
      time,
      Effect.gen(function*() {
        yield* Effect.sleep(day)
        yield* promises
        yield* note("slept a day")
        yield* Effect.yieldNow
        yield* note("yielded")
      })
    )
    run(time, Effect.andThen(Effect.sleep(day + 1), note("slept longer")))
    assert.strictEqual(await time.run(() => false, 10 * day), "idle")
    assert.deepStrictEqual(seen, [`${day} slept a day`, `${day} yielded`, `${day + 1} slept longer`])
  })

  it("ends when it is over, and at its limit", async () => {
    const time = new VirtualTime()
    run(time, Effect.forever(Effect.sleep(1_000)))
    assert.strictEqual(await time.run(() => time.now >= 5_000, day), "over")
    assert.strictEqual(time.now, 5_000)
    assert.strictEqual(await time.run(() => false, 9_500), "limit")
    assert.strictEqual(time.now, 9_000)
  })

  it("has a wall clock that can be set, which no wait goes by", async () => {
    const time = new VirtualTime()
    let offset = 0
    const seen: Array<number> = []
    const wall = () => time.now + offset
    run(
      time,
      Effect.gen(function*() {
        const began = yield* Clock.monotonicTimeNanos
        yield* Effect.sleep(2_000)
        seen.push(yield* Clock.currentTimeMillis, Number((yield* Clock.monotonicTimeNanos) - began) / 1e6)
      }),
      wall
    )
    time.after(1_000, () => {
      offset = -day
    })
    await time.run(() => false, day)
    assert.deepStrictEqual(seen, [2_000 - day, 2_000])
  })
})
