import { Effect } from "effect"
import { randomInt } from "node:crypto"
import process from "node:process"
import { drawsOf } from "../../simulation/draws.ts"
import type { Draws } from "../../simulation/draws.ts"

const variable = "FINPAY_TEST_SEED"

const seedOfRun = (): number => {
  const given = process.env[variable]
  return given === undefined || given === "" ? randomInt(1_000_000) : Number(given)
}

/**
 * Runs a test whose choices are drawn from a seed, another one each time, or the one in `FINPAY_TEST_SEED`; tells the
 * seed when it fails. How processes are scheduled is nobody's choice, so that a seed brings back the same plan and not
 * the same run.
 */
export const seeded = <A, E, R>(run: (draws: Draws, seed: number) => Effect.Effect<A, E, R>) =>
  Effect.suspend(() => {
    const seed = seedOfRun()
    return Effect.tapCause(
      run(drawsOf(seed, "processes"), seed),
      () => Effect.sync(() => process.stderr.write(`\nthe choices of this run: ${variable}=${seed}\n`))
    )
  })
