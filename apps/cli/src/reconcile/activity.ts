/** What is going on, on one line of a terminal that goes away at the end: how much there is to come is not known. */
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { Quiet } from "../global-flags.ts"
import { OutputMode } from "../output/OutputMode.ts"
import { errorScreen, type Screen } from "../output/terminal.ts"
import { stderr } from "../output/write.ts"

/** What is going on, in a few words; it is asked for again and again. */
export interface Activity {
  now: () => string
}

const every = "200 millis"
const erased = "\r\u001b[2K"

const isWanted = Effect.fnUntraced(function*({ columns }: Screen) {
  return Number.isFinite(columns) && (yield* OutputMode) === "text" && !(yield* Quiet)
})

/** Shows what is going on while something is done: on a terminal, unless it shall be quiet. */
export const whileShown = Effect.fnUntraced(function*<A, E, R>(
  use: (activity: Activity) => Effect.Effect<A, E, R>
) {
  const activity: Activity = { now: () => "" }
  const screen = errorScreen()
  if (!(yield* isWanted(screen))) return yield* use(activity)
  const show = Effect.suspend(() => stderr(`${erased}${activity.now().slice(0, screen.columns - 1)}`))
  const showing = yield* Effect.forkChild(Effect.forever(Effect.andThen(show, Effect.sleep(every))))
  return yield* Effect.ensuring(use(activity), Effect.andThen(Fiber.interrupt(showing), stderr(erased)))
})
