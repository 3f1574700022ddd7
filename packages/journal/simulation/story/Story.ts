import { createHash } from "node:crypto"

const twoDigits = (value: number): string => String(value).padStart(2, "0")

/** Time since the world began, such as `0:02:07.450`. */
export const clockText = (millis: number): string => {
  const seconds = Math.floor(millis / 1000)
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  return `${h}:${twoDigits(m)}:${twoDigits(s)}.${String(Math.floor(millis) % 1000).padStart(3, "0")}`
}

/** What happened in a world, line by line: when, who, what. Two runs of one seed tell the same, byte for byte. */
export class Story {
  readonly #lines: Array<string> = []
  readonly #digest = createHash("sha256")
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  tell(who: string, what: string): void {
    const line = `${clockText(this.#now()).padStart(13)}  ${who.padEnd(9)} ${what}`
    this.#lines.push(line)
    this.#digest.update(`${line}\n`)
  }

  get lines(): ReadonlyArray<string> {
    return this.#lines
  }

  /** SHA-256 of all lines so far. */
  get digest(): string {
    return this.#digest.copy().digest("hex")
  }
}
