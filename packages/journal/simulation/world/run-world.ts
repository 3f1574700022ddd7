import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import { withSimulatedCrypto } from "../crypto/synchronous.ts"
import { drawsOf } from "../draws.ts"
import { openGateway } from "../gateway/Gateway.ts"
import type { Plan } from "../plan/Plan.ts"
import type { Story } from "../story/Story.ts"
import { callFor } from "./Caller.ts"
import { closeWhenQuiet } from "./closing.ts"
import { factsOf } from "./Facts.ts"
import type { Facts } from "./Facts.ts"
import { Machine } from "./Machine.ts"
import { merchantEndpoint } from "./merchant-endpoint.ts"
import { networkOf } from "./network.ts"
import { callersIn, clerk, takeNews } from "./people.ts"
import { Scene } from "./Scene.ts"
import type { WorldBugs } from "./Scene.ts"
import { live, openShop } from "./Shop.ts"

/** A world that has not come to rest by then never will. */
const limitMillis = 2 * 3_600_000

/** Something ended in a way that nothing in the world may end in: a defect of the journal, or of the simulation. */
export class WorldBroke extends Error {
  override readonly name = "WorldBroke"
  readonly story: Story
  constructor(story: Story, cause: unknown) {
    super(Cause.isCause(cause) ? Cause.pretty(cause) : String(cause), { cause })
    this.story = story
  }
}

const machineIn = (scene: Scene): Machine => {
  const { bugs, draws, file, plan, story, time, wall } = scene
  const { callTimeoutMillis, settings, slowness, voidStyle } = plan
  return new Machine({
    plan,
    draws,
    time,
    story,
    onUp: () => scene.openBooks(),
    processOptions: (name, draws, atEdge) => ({
      name,
      file,
      draws,
      bugs,
      time,
      wall,
      slowness,
      settings,
      callTimeoutMillis,
      voidStyle,
      network: (gate) => networkOf(scene, name, gate),
      onLog: (text) => {
        scene.warnings++
        story.tell(name, `warns: ${text}`)
      },
      onBroken: (cause) => scene.break(cause),
      atEdge: (edge) => {
        if (edge.edge === "after" && edge.what === "COMMIT") scene.readNewSteps()
        atEdge(edge)
      }
    })
  })
}

/** Opens Finpay and the shop, starts the processes, and lets everything happen that was planned. */
const begin = Effect.fnUntraced(
  function*(scene: Scene, machine: Machine) {
    const { finpayClock, news, plan, story, time } = scene
    const endpoint = merchantEndpoint(takeNews(scene, machine), (url) => {
      news.refused++
      story.tell("shop", `refuses news whose signature is wrong (${url.pathname})`)
    })
    const gateway = yield* openGateway(plan.seed, finpayClock, endpoint, (departure) => scene.tellFate(departure))
    scene.gateway = gateway
    scene.references = yield* openShop(gateway, plan.orders)
    machine.startAll()
    for (const order of plan.orders) scene.meanwhile(live(gateway, story, order))
    for (const { at, byMillis } of plan.jumps) scene.later(at, () => scene.setClock(byMillis))
    for (const { at, faults } of plan.weather) {
      const set = Effect.orDie(Effect.asVoid(gateway.simulator.setFaults(faults)))
      scene.meanwhile(Effect.andThen(Effect.sleep(at - time.now), set))
    }
    const options = callersIn(scene, machine)
    for (const intent of plan.intents) scene.meanwhile(callFor(options, intent))
    if (plan.hasClerk) scene.fork(clerk(scene, machine))
    // Stays until the world ends: Finpay lives in this fiber's scope.
    return yield* Effect.never
  },
  Effect.scoped,
  Effect.orDie
)

const run = async (scene: Scene): Promise<Facts> => {
  const machine = machineIn(scene)
  try {
    scene.fork(begin(scene, machine))
    scene.fork(closeWhenQuiet(scene, machine))
    const end = await scene.time.run(() => scene.isClosed || scene.broken !== undefined, limitMillis)
    if (scene.broken !== undefined) throw new WorldBroke(scene.story, scene.broken)
    return factsOf(scene, machine, end)
  } finally {
    machine.killAll()
    scene.books?.close()
  }
}

/** Lets a plan happen, on a database that is given as a file with the journal's tables, or as none. */
export const runWorld = (plan: Plan, file: string, bugs: WorldBugs = {}): Promise<Facts> =>
  withSimulatedCrypto(drawsOf(plan.seed, "crypto"), () => run(new Scene(plan, file, bugs)))
