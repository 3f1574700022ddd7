import { check } from "./check/check.ts"
import { refundsPaid } from "./check/money.ts"
import { reasonOf } from "./check/reviews.ts"
import { violating } from "./check/Violation.ts"
import type { Violation } from "./check/Violation.ts"
import type { Folder } from "./folder.ts"
import { drawPlan } from "./plan/draw-plan.ts"
import type { Plan } from "./plan/Plan.ts"
import type { Facts } from "./world/Facts.ts"
import { runWorld, WorldBroke } from "./world/run-world.ts"
import type { WorldBugs } from "./world/Scene.ts"

/** Numbers by name; those of several worlds are added up. */
export type Counts = Readonly<Record<string, number>>

/** What is kept of a world: enough to tell of it, and to add it to others. */
export interface Outcome {
  readonly seed: number
  /** SHA-256 of the story. */
  readonly digest: string
  readonly violations: ReadonlyArray<Violation>
  /** The story, where something is wrong or where it is asked for. */
  readonly story: ReadonlyArray<string>
  readonly totals: Counts
  readonly faults: Counts
  readonly states: Counts
  /** Why a person was needed. */
  readonly reviews: Counts
}

const counted = (names: Iterable<string>): Counts => {
  const counts: Record<string, number> = {}
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1
  return counts
}

const totalsOf = (facts: Facts): Counts => {
  const { departures, machine, mutations, news, plan, replies, reviewed, steps, virtualMillis, warnings } = facts
  return {
    "virtual seconds": Math.round(virtualMillis / 1000),
    "questions of callers": replies.length,
    "mutations accepted": mutations.length,
    "mutations sent": departures.length,
    "refunds paid": refundsPaid(facts),
    "outcomes unknown": steps.filter(({ from, to }) => from === "sending" && to === "unknown").length,
    "late answers": steps.filter(({ event }) => event === "late_answer").length,
    "reviews by a person": reviewed.length,
    "process starts": machine.starts,
    "kill -9": machine.kills,
    "graceful stops": machine.stops,
    "freezes": machine.freezes,
    "clock jumps": plan.jumps.length,
    "warnings logged": warnings,
    "news taken": news.taken,
    "news refused": news.refused
  }
}

/** Lets a plan happen and looks at what came of it. */
export const runPlan = async (plan: Plan, folder: Folder, bugs: WorldBugs = {}): Promise<{
  readonly facts: Facts
  readonly violations: ReadonlyArray<Violation>
}> => {
  const file = await folder.newFile(plan.freshDatabase)
  try {
    const facts = await runWorld(plan, file, bugs)
    return { facts, violations: check(facts) }
  } finally {
    folder.remove(file)
  }
}

/** How a seed is run. */
export interface SeedOptions {
  readonly bugs?: WorldBugs
  /** The story also where all is well. */
  readonly withStory?: boolean
}

const broken = (seed: number, { message, story }: WorldBroke): Outcome => ({
  seed,
  violations: [violating("unbroken")(message)],
  digest: story.digest,
  story: story.lines,
  totals: {},
  faults: {},
  states: {},
  reviews: {}
})

/** The world of a seed. */
export const runSeed = async (seed: number, folder: Folder, options: SeedOptions = {}): Promise<Outcome> => {
  try {
    return await runDrawn(seed, folder, options)
  } catch (error) {
    if (error instanceof WorldBroke) return broken(seed, error)
    throw error
  }
}

const runDrawn = async (seed: number, folder: Folder, { bugs, withStory = false }: SeedOptions): Promise<Outcome> => {
  const { facts, violations } = await runPlan(drawPlan(seed), folder, bugs)
  return {
    seed,
    violations,
    digest: facts.story.digest,
    story: withStory || violations.length > 0 ? facts.story.lines : [],
    totals: totalsOf(facts),
    faults: Object.fromEntries(facts.faults),
    states: counted(facts.mutations.map(({ state }) => state)),
    reviews: counted(facts.reviewed.map((one) => `${one.operation}: ${reasonOf(one)}`))
  }
}
