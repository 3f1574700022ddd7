/** Choices that are drawn from a seed: another one each time, or the one in `FINPAY_TEST_SEED`. */
import { Effect } from "effect"
import { createHash, randomInt } from "node:crypto"

const variable = "FINPAY_TEST_SEED"

const seedOfRun = (): number => {
  const given = process.env[variable]
  return given === undefined || given === "" ? randomInt(1_000_000) : Number(given)
}

/** A number from one to another, both included; the same seed gives the same ones in the same order. */
export type Draw = (from: number, to: number) => number

const drawOf = (seed: number): Draw => {
  let drawn = 0
  return (from, to) => {
    const hash = createHash("sha256").update(`${seed}/${drawn++}`).digest()
    return from + hash.readUIntBE(0, 6) % (to - from + 1)
  }
}

/** Runs a test with choices from a seed, and tells the seed when it fails. How processes are scheduled is nobody's choice. */
export const seeded = <A, E, R>(run: (draw: Draw, seed: number) => Effect.Effect<A, E, R>) =>
  Effect.suspend(() => {
    const seed = seedOfRun()
    return Effect.tapCause(
      run(drawOf(seed), seed),
      () => Effect.sync(() => process.stderr.write(`\nthe choices of this run: ${variable}=${seed}\n`))
    )
  })
