import * as Effect from "effect/Effect"
import type { Verification } from "../../src/audit/verify.ts"
import type { Machine } from "./Machine.ts"
import { review } from "./Person.ts"
import type { Scene } from "./Scene.ts"

const lookEveryMillis = 2_000

const month = 30 * 86_400_000

/** Nothing will happen any more by itself. */
const isQuiet = Effect.fnUntraced(function*(scene: Scene, machine: Machine) {
  const { books, gateway, isBusy } = scene
  if (isBusy || !machine.isSettled || books === undefined || books.restless() > 0) return false
  if (gateway.departures.some(({ fate }) => fate === "on its way")) return false
  if ((yield* gateway.orders).some(({ refunds }) => refunds.some(({ state }) => state === "running"))) return false
  return (yield* gateway.simulator.callbacks).every(({ state }) => state !== "waiting")
})

/** Lets a person see to what needs one. Gives whether there was anything. */
const reviewAll = Effect.fnUntraced(function*(scene: Scene, machine: Machine) {
  const { books, gateway, reviewed, story, time } = scene
  const process = machine.anyUp()
  const open = books?.mutations().filter(({ state }) => state === "needs_review") ?? []
  if (process === undefined) return true
  for (const one of open) {
    reviewed.push({ ...one, at: time.now })
    yield* review(gateway, process, story, one)
  }
  return open.length > 0
})

const excuse = ({ bugs: { excused } }: Scene, verification: Verification): Verification =>
  excused === undefined
    ? verification
    : { ...verification, findings: verification.findings.filter(({ row }) => !excused.test(row)) }

/** Everything is old enough to be erased. */
const eraseAll = Effect.fnUntraced(function*({ story, wall }: Scene, machine: Machine) {
  const process = machine.anyUp()
  if (process === undefined) return
  story.tell("sari", "has requests and answers erased")
  yield* Effect.ignore(process.ask((journal) => journal.erase({ actor: "sari", settledBefore: wall() + month })))
})

const verifyOnce = Effect.fnUntraced(function*(scene: Scene, machine: Machine) {
  const process = machine.anyUp()
  const verified = process && (yield* Effect.result(process.ask((journal) => journal.verify())))
  if (verified?._tag === "Success") scene.verification = excuse(scene, verified.success)
})

/** Looks around until nothing is left to do, has the audit log verified, and ends the processes. */
export const closeWhenQuiet = Effect.fnUntraced(function*(scene: Scene, machine: Machine) {
  do {
    do {
      yield* Effect.sleep(lookEveryMillis)
      scene.readNewSteps()
    } while (!(yield* isQuiet(scene, machine)))
  } while (yield* reviewAll(scene, machine))
  if (scene.plan.erases) yield* eraseAll(scene, machine)
  for (;;) {
    yield* verifyOnce(scene, machine)
    if (scene.verification !== undefined) break
    yield* Effect.sleep(lookEveryMillis)
  }
  machine.closeAll(() => {
    scene.isClosed = true
  })
})
