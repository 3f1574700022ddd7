/** Numbers that a seed decides. Draws of different names have nothing to do with each other. */
export interface Draws {
  /** From 0 up to and without 1. */
  readonly unit: () => number
  /** A whole number, both ends included. */
  readonly between: (least: number, most: number) => number
  readonly chance: (probability: number) => boolean
  readonly pick: <A>(from: ReadonlyArray<A>) => A
  /** Draws of their own, so that drawing more here changes nothing there. */
  readonly fork: (name: string) => Draws
}

const mixed = (text: string): number => {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return hash >>> 0
}

/** sfc32: small, fast, and long enough for any run. */
const sfc32 = (from: string): () => number => {
  let [a, b, c, d] = [mixed(`${from}/a`), mixed(`${from}/b`), mixed(`${from}/c`), 1]
  const next = (): number => {
    const sum = (((a + b) | 0) + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return sum >>> 0
  }
  for (let warming = 0; warming < 12; warming++) next()
  return next
}

/** The draws of a seed, by name. */
export const drawsOf = (seed: number, name = "world"): Draws => {
  const from = `${seed}/${name}`
  const next = sfc32(from)
  const unit = () => next() / 2 ** 32
  const between = (least: number, most: number) => least + Math.floor(unit() * (most - least + 1))
  return {
    unit,
    between,
    chance: (probability) => unit() < probability,
    pick: (choices) => {
      const picked = choices[between(0, choices.length - 1)]
      if (picked === undefined) throw new RangeError("nothing to pick from")
      return picked
    },
    fork: (other) => drawsOf(seed, `${name}/${other}`)
  }
}
