/** Numbers that a seed decides (mulberry32), and what can be drawn with them. */
export interface Draw {
  /** From 0 to 1. */
  readonly part: () => number
  /** From 0 to below `most`. */
  readonly below: (most: number) => number
  readonly chance: (probability: number) => boolean
  readonly of: <A>(all: ReadonlyArray<A>) => A
  readonly text: (longest: number) => string
}

const letters =
  "abcXYZ019 -_.~%/\\?#&=+'\"<>{}[]():;,@!$*|^`\t\u0000\u0007\u007f\u00e9\u0416\u6f22\u{1f4b8}\u202e\ufeff\ud800"

/** The draws of a seed. */
export const drawsOf = (seed: number): Draw => {
  let state = seed
  const part = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (most: number) => Math.floor(part() * most)
  const of = <A>(all: ReadonlyArray<A>): A => {
    const one = all[below(all.length)]
    if (one === undefined) throw new Error("nothing to draw from")
    return one
  }
  const characters = Array.from(letters)
  return {
    part,
    below,
    chance: (probability) => part() < probability,
    of,
    text: (longest) => Array.from({ length: below(longest + 1) }, () => of(characters)).join("")
  }
}
