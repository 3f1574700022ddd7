/**
 * A stream of random numbers that a seed decides. Its whole state is one 32-bit integer, so that it can be saved and
 * restored with everything else. Nothing of it is fit for secrets: a simulator has none.
 */
export interface Stream {
  state: number
}

/** Starts a stream. Streams of one seed with different names have nothing to do with each other. */
export const stream = (seed: number, name: string): Stream => {
  let state = seed | 0
  for (const character of name) state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 0x9e3779b1)
  return { state: state | 0 }
}

// mulberry32: the state is a counter, the output a hash of it.
const next = (from: Stream): number => {
  from.state = (from.state + 0x6d2b79f5) | 0
  let mixed = Math.imul(from.state ^ (from.state >>> 15), 1 | from.state)
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
  return (mixed ^ (mixed >>> 14)) >>> 0
}

/** A number from 0 up to and without 1. */
export const unit = (from: Stream): number => (next(from) * 2 ** 21 + (next(from) >>> 11)) / 2 ** 53

/** A whole number from 0 up to and without `bound`. */
export const below = (from: Stream, bound: number): number => Math.floor(unit(from) * bound)

const pick = (from: Stream, alphabet: string, length: number): string =>
  Array.from({ length }, () => alphabet.charAt(below(from, alphabet.length))).join("")

/** So many digits. */
export const digits = (from: Stream, length: number): string => pick(from, "0123456789", length)

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

/** So many letters and digits. */
export const letterDigits = (from: Stream, length: number): string => pick(from, letters, length)

/** A random UUID (version 4). */
export const uuid = (from: Stream): string => {
  const hex = pick(from, "0123456789abcdef", 30)
  const variant = pick(from, "89ab", 1)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(12, 15)}-${variant}${hex.slice(15, 18)}-${hex.slice(18)}`
}
