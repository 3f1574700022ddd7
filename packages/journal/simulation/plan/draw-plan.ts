import type { Draws } from "../draws.ts"
import { drawsOf } from "../draws.ts"
import { drawIncidents } from "./draw-incidents.ts"
import { drawIntents } from "./draw-intents.ts"
import { drawJumps } from "./draw-jumps.ts"
import { drawOrders } from "./draw-orders.ts"
import { drawWeather } from "./draw-weather.ts"
import type { Plan } from "./Plan.ts"

const drawSettings = (draws: Draws): Plan["settings"] => ({
  leaseSeconds: draws.pick([5, 9]),
  workers: draws.pick([1, 2, 4]),
  pollMillis: draws.pick([2_000, 4_000, 5_000]),
  checkDelaysSeconds: [1, 2, 4, 8, 15],
  notAppliedChecks: 3,
  // Longer than anything here can be on its way: a process is frozen for 20 seconds at most, and a fault holds a
  // mutation for 50.
  notAppliedSeconds: 80,
  undecidedChecks: 3,
  undecidedSeconds: 5,
  giveUpChecks: 20,
  giveUpSeconds: 240,
  repeatQrisRefunds: draws.chance(0.9)
})

/** What happens in the world of a seed: all of it is decided here, before anything begins. */
export const drawPlan = (seed: number): Plan => {
  const draws = drawsOf(seed, "plan")
  const processes = draws.pick([1, 2, 2, 3])
  const orders = drawOrders(draws.fork("orders"))
  const settings = drawSettings(draws.fork("settings"))
  return {
    seed,
    processes,
    orders,
    settings,
    freshDatabase: draws.chance(0.05),
    voidStyle: draws.pick(["post", "post", "get"]),
    hasClerk: draws.chance(0.2),
    erases: draws.chance(0.2),
    slowness: { probability: draws.pick([0, 0.1, 0.3, 0.6]), mostMillis: draws.pick([2, 10, 40]) },
    callTimeoutMillis: draws.pick([5_000, 10_000]),
    intents: drawIntents(draws.fork("intents"), orders, processes),
    incidents: drawIncidents(draws.fork("incidents"), processes),
    jumps: drawJumps(draws.fork("jumps")),
    weather: drawWeather(draws.fork("weather"), orders)
  }
}
