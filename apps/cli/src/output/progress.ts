/** How far a long run is: a bar on a terminal, a line now and then elsewhere. On standard error. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { Quiet } from "../global-flags.ts"
import { say } from "../language.ts"
import { OutputMode } from "./OutputMode.ts"
import { errorScreen } from "./terminal.ts"
import { stderr } from "./write.ts"

/** How far it is. */
export interface Progress {
  /** What has been done to what is done, in a word. */
  readonly what: string
  readonly done: number
  readonly total: number
  /** What became of what is done, in words and numbers. */
  readonly counts: ReadonlyArray<readonly [word: string, count: number]>
}

const leastBar = 10
const mostBar = 40

const percentOf = ({ done, total }: Progress): string => `${Math.floor(total === 0 ? 100 : done / total * 100)}%`

const barOf = ({ done, total }: Progress, length: number): string => {
  const filled = total === 0 ? length : Math.floor(done / total * length)
  return `[${"#".repeat(filled)}${"-".repeat(length - filled)}]`
}

const barred = (progress: Progress, rest: string, columns: number): string => {
  const room = columns - rest.length - 3
  return room < leastBar ? rest : `${barOf(progress, Math.min(mostBar, room))} ${rest}`
}

/**
 * The bar in so many columns: `[####----] 50% 1000/2000 done  succeeded 990  rejected 10`. In fewer columns the bar goes
 * first, and then the counts, the last ones first; no number is ever cut.
 */
export const progressBar = (progress: Progress, columns: number): string => {
  const parts = [
    `${percentOf(progress)} ${progress.done}/${progress.total} ${progress.what}`,
    ...progress.counts.map(([word, count]) => `${word} ${count}`)
  ]
  while (parts.length > 1 && parts.join("  ").length > columns) parts.pop()
  return barred(progress, parts.join("  "), columns)
}

/** The same as a line of a log. */
export const progressLine = ({ counts, done, total, what }: Progress): string => {
  const said = counts.map(([word, count]) => `${word} ${count}`).join(", ")
  const far = say(`${done} of ${total} lines ${what}`, `${done} dari ${total} baris ${what}`)
  return said === "" ? far : `${far}: ${said}`
}

const drawMillis = 100
const logMillis = 10_000
const logLines = 1000

/** To the beginning of the line, and away with what stands there. */
const erased = "\r\u001b[K"

const bar = (read: () => Progress): Effect.Effect<never> => {
  let drawn = ""
  const draw = Effect.suspend(() => {
    const next = progressBar(read(), errorScreen().columns - 1)
    if (next === drawn) return Effect.void
    drawn = next
    return stderr(`${erased}${next}`)
  })
  return Effect.ensuring(Effect.forever(Effect.andThen(draw, Effect.sleep(drawMillis))), stderr(erased))
}

const log = Effect.fnUntraced(function*(read: () => Progress) {
  let logged = { done: read().done, millis: yield* Clock.currentTimeMillis }
  return yield* Effect.forever(Effect.gen(function*() {
    yield* Effect.sleep(drawMillis)
    const progress = read()
    const millis = yield* Clock.currentTimeMillis
    if (progress.done - logged.done < logLines && millis - logged.millis < logMillis) return
    logged = { done: progress.done, millis }
    yield* stderr(`${progressLine(progress)}\n`)
  }))
})

const show = (read: () => Progress): Effect.Effect<never> =>
  Number.isFinite(errorScreen().columns) ? bar(read) : log(read)

/**
 * Shows how far an effect is while it lasts: nothing with `--quiet`, and nothing with `--json`, where standard error is
 * kept for one JSON value.
 */
export const withProgress = Effect.fnUntraced(function*<A, E, R>(
  read: () => Progress,
  effect: Effect.Effect<A, E, R>
) {
  const isSilent = (yield* Quiet) || (yield* OutputMode) === "json"
  return yield* isSilent ? effect : Effect.raceFirst(effect, show(read))
})
