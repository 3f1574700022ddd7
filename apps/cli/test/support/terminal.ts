/** Runs `finpay` on a terminal of its own, where somebody looks at the screen and types. */
import { type IPty, spawn } from "@lydell/node-pty"
import xterm, { type Terminal } from "@xterm/headless"
import { Effect } from "effect"
import { environment, keepTranscript, launcher } from "./finpay.ts"

export interface OnTerminalGiven {
  readonly env?: Readonly<Record<string, string>>
  /** 80 unless given. */
  readonly columns?: number
  /** 24 unless given. */
  readonly rows?: number
}

/** What stands on the screen, and above it where it scrolled. */
export interface Screen {
  /** Every line as it was printed, also where the terminal folded it. */
  readonly text: string
  /** Every row as it is seen, without blanks at its end. */
  readonly rows: ReadonlyArray<string>
}

/** A `finpay` that is running on a terminal. */
export interface Session {
  readonly screen: () => Screen
  /** Waits until the screen shows this; fails with the screen when `finpay` ends before. */
  readonly waitFor: (shown: string | RegExp) => Effect.Effect<void>
  /** Types; `\r` is the enter key, `\u0003` Ctrl-C, `\u0004` Ctrl-D. */
  readonly type: (text: string) => Effect.Effect<void>
  readonly resize: (columns: number, rows: number) => Effect.Effect<void>
}

/** What was on the screen when it ended. */
export interface OnScreen extends Screen {
  readonly exitCode: number
  /** Everything that was printed, with what a terminal acts on: colours, moves of the cursor. */
  readonly raw: string
}

/** More than any test prints. */
const scrollback = 10_000

const screenOf = ({ buffer: { active } }: Terminal): Screen => {
  const rows: Array<string> = []
  let text = ""
  for (let index = 0; index < active.length; index++) {
    const line = active.getLine(index)
    const isFolded = active.getLine(index + 1)?.isWrapped === true
    text += `${line?.translateToString(!isFolded) ?? ""}${isFolded ? "" : "\n"}`
    rows.push(line?.translateToString(true) ?? "")
  }
  const last = rows.findLastIndex((row) => row !== "")
  return { text: `${text.trimEnd()}\n`, rows: rows.slice(0, last + 1) }
}

const shows = ({ text }: Screen, shown: string | RegExp): boolean =>
  typeof shown === "string" ? text.includes(shown) : shown.test(text)

/** A process on a terminal, and who is to be told when the screen changes or the process ends. */
class Running {
  readonly #pty: IPty
  readonly #terminal: Terminal
  readonly #watchers = new Set<() => void>()
  raw = ""
  exitCode: number | undefined

  constructor(args: ReadonlyArray<string>, { columns = 80, env = {}, rows = 24 }: OnTerminalGiven) {
    this.#terminal = new xterm.Terminal({ cols: columns, rows, scrollback, allowProposedApi: true })
    this.#pty = spawn(process.execPath, [launcher, ...args], {
      name: "xterm-256color",
      cols: columns,
      rows,
      env: environment(env)
    })
    this.#pty.onData((data) => {
      this.raw += data
      this.#terminal.write(data, () => this.#tell())
    })
    this.#pty.onExit(({ exitCode, signal = 0 }) => {
      keepTranscript(args, this.raw)
      // Queued behind everything that was printed before.
      this.#terminal.write("", () => {
        // As a shell says it: whoever was killed has no exit code of its own.
        this.exitCode = signal === 0 ? exitCode : 128 + signal
        this.#tell()
      })
    })
  }

  #tell() {
    for (const look of this.#watchers) look()
  }

  screen(): Screen {
    return screenOf(this.#terminal)
  }

  /** Asks `found` now and whenever something happens, until it has an answer. */
  until<A>(found: () => Effect.Effect<A> | undefined): Effect.Effect<A> {
    return Effect.callback((resume) => {
      const look = () => {
        const answer = found()
        if (answer === undefined) return
        this.#watchers.delete(look)
        resume(answer)
      }
      this.#watchers.add(look)
      look()
      return Effect.sync(() => this.#watchers.delete(look))
    })
  }

  type(text: string) {
    this.#pty.write(text)
  }

  resize(columns: number, rows: number) {
    this.#pty.resize(columns, rows)
    this.#terminal.resize(columns, rows)
  }

  stop() {
    if (this.exitCode === undefined) this.#pty.kill("SIGKILL")
    this.#terminal.dispose()
  }
}

const sessionOf = (running: Running): Session => ({
  screen: () => running.screen(),
  waitFor: (shown) =>
    running.until(() => {
      const screen = running.screen()
      if (shows(screen, shown)) return Effect.void
      return running.exitCode === undefined
        ? undefined
        : Effect.die(new Error(`finpay ended (${running.exitCode}) and never showed ${shown}:\n${screen.text}`))
    }),
  type: (text) => Effect.sync(() => running.type(text)),
  resize: (columns, rows) => Effect.sync(() => running.resize(columns, rows))
})

/** Runs `finpay` on a terminal to its end; `during` is what the person in front of it does. */
export const onTerminal = <E = never, R = never>(
  args: ReadonlyArray<string>,
  given: OnTerminalGiven,
  during: (session: Session) => Effect.Effect<unknown, E, R> = () => Effect.void
): Effect.Effect<OnScreen, E, R> =>
  Effect.acquireUseRelease(
    Effect.sync(() => new Running(args, given)),
    (running) =>
      Effect.flatMap(during(sessionOf(running)), () =>
        running.until(() => {
          const { exitCode, raw } = running
          return exitCode === undefined ? undefined : Effect.succeed({ exitCode, raw, ...running.screen() })
        })),
    (running) => Effect.sync(() => running.stop())
  )

/** Types an answer once the screen asks for it. */
export const answering = (typed: string) => ({ type, waitFor }: Session): Effect.Effect<void> =>
  Effect.andThen(waitFor("To go on"), type(typed))
