/** Words that say how something stands, in the colour that goes with it. */
import type { Screen } from "./terminal.ts"

/** It went well, it did not, or that is not decided. */
export type Tone = "good" | "bad" | "open"

/** A word that says how something stands, and what is said behind it. Only the word has a colour. */
export interface Status {
  readonly word: string
  readonly tone: Tone | undefined
  readonly rest: string
}

/** What stands in a cell or behind a label. */
export type Shown = string | Status

const tones: Readonly<Record<Tone, ReadonlyArray<string>>> = {
  good: ["PAID", "CAPTURED", "succeeded"],
  bad: ["FAILURE", "EXPIRED", "CANCELLED", "rejected", "not_applied"],
  open: [
    "REQUEST_INITIATED",
    "INITIATED",
    "AUTHENTICATION_INITIATED",
    "AUTHENTICATED",
    "AUTHORIZED",
    "PENDING",
    "PARTIALLY_CAPTURED",
    "accepted",
    "sending",
    "unknown",
    "needs_review"
  ]
}

/** The tone of a word that is known; money that went back is neither good nor bad. */
export const toneOf = (word: string): Tone | undefined =>
  (["good", "bad", "open"] as const).find((tone) => tones[tone].includes(word))

/** A status as Finpay or the journal calls it, and what is said behind it. */
export const status = (word: string, rest = "", tone: Tone | undefined = toneOf(word)): Status => ({ word, tone, rest })

/** What is shown, without its colour. */
export const plain = (shown: Shown): string => typeof shown === "string" ? shown : `${shown.word}${shown.rest}`

const codes: Readonly<Record<Tone, number>> = { bad: 31, good: 32, open: 33 }

/** Colours the status in the lines of what is shown. */
export const painted = (shown: Shown, lines: ReadonlyArray<string>, { colors }: Screen): ReadonlyArray<string> => {
  if (!colors || typeof shown === "string" || shown.tone === undefined) return lines
  const { rest, tone, word } = shown
  const paint = (text: string): string => text === "" ? "" : `\u001b[${codes[tone]}m${text}\u001b[39m`
  return lines.map((line, at) => {
    if (rest === "") return paint(line)
    return at === 0 && line.startsWith(word) ? `${paint(word)}${line.slice(word.length)}` : line
  })
}
