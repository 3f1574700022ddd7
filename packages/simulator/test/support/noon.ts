import { Effect } from "effect"
import type { SimulatorService } from "../../src/index.ts"

const hour = 3_600_000

/** Moves the simulator's clock on to noon in WIB, so that no day ends there while a test runs. */
export const toNoon = (simulator: SimulatorService) =>
  Effect.flatMap(simulator.now, (now) => simulator.advanceClock(24 * hour - (now - 5 * hour) % (24 * hour)))
