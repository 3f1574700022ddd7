import * as Effect from "effect/Effect"
import * as Semaphore from "effect/Semaphore"
import { widthOf } from "../output/terminal-wrap.ts"
import { errorScreen } from "../output/terminal.ts"
import { type PipeClosed, stderr, stdout } from "../output/write.ts"

/** The first parts, as many as there is room for. */
export const fitting = (parts: ReadonlyArray<string>, columns: number): string => {
  const lines = parts.map((_, at) => parts.slice(0, at + 1).join("; "))
  return lines.findLast((line) => widthOf(line) <= columns) ?? ""
}

/**
 * What a person who watches sees: what came, and below it one line that is written over and over while nothing comes.
 * That line stands on standard error, and only on a terminal.
 */
export class Screen {
  readonly #alone = Semaphore.makeUnsafe(1)
  #line = ""

  /** Prints what came, above the line. */
  print(text: string): Effect.Effect<void, PipeClosed> {
    return this.#alone.withPermits(1)(Effect.andThen(this.#wipe, stdout(text)))
  }

  /** Shows the line where there is a terminal: as many of its parts as fit. */
  show(parts: ReadonlyArray<string>): Effect.Effect<void> {
    return this.#alone.withPermits(1)(Effect.suspend(() => {
      const { columns } = errorScreen()
      if (!Number.isFinite(columns)) return Effect.void
      const shown = fitting(parts, columns - 1)
      if (shown === this.#line) return Effect.void
      const rest = " ".repeat(Math.max(0, widthOf(this.#line) - widthOf(shown)))
      this.#line = shown
      return stderr(`\r${shown}${rest}`)
    }))
  }

  /** Takes the line away. */
  readonly wipe: Effect.Effect<void> = Effect.suspend(() => this.#alone.withPermits(1)(this.#wipe))

  readonly #wipe: Effect.Effect<void> = Effect.suspend(() => {
    if (this.#line === "") return Effect.void
    // Behind it can stand the ^C of whoever stops it.
    const width = Math.min(widthOf(this.#line) + 2, errorScreen().columns - 1)
    this.#line = ""
    return stderr(`\r${" ".repeat(Math.max(0, width))}\r`)
  })
}
