import { faultKinds } from "@openfinpay/finpay-simulator"
import { createHash } from "node:crypto"
import { mutationStates } from "../src/Mutation.ts"
import type { Counts, Outcome } from "./run-seed.ts"

/** So many stories are told in full; the other seeds are named. */
const mostStories = 3

const add = (to: Record<string, number>, counts: Counts): void => {
  for (const [name, count] of Object.entries(counts)) to[name] = (to[name] ?? 0) + count
}

const table = (
  title: string,
  counts: Counts,
  names: ReadonlyArray<string> = Object.keys(counts)
): ReadonlyArray<string> => [
  title,
  ...names.map((name) => `  ${name.padEnd(44)} ${String(counts[name] ?? 0).padStart(10)}`),
  ""
]

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`

/** Adds up what came of many worlds. */
export class Report {
  readonly #digest = createHash("sha256")
  readonly #totals: Record<string, number> = {}
  readonly #faults: Record<string, number> = {}
  readonly #states: Record<string, number> = {}
  readonly #reviews: Record<string, number> = {}
  readonly #wrong: Array<Outcome> = []
  #seeds = 0
  #violations = 0

  add(outcome: Outcome): void {
    this.#seeds++
    this.#violations += outcome.violations.length
    this.#digest.update(`${outcome.seed} ${outcome.digest}\n`)
    add(this.#totals, outcome.totals)
    add(this.#faults, outcome.faults)
    add(this.#states, outcome.states)
    add(this.#reviews, outcome.reviews)
    if (outcome.violations.length > 0) this.#wrong.push(outcome)
  }

  get seeds(): number {
    return this.#seeds
  }

  get violations(): number {
    return this.#violations
  }

  /** The last line. */
  get summary(): string {
    return `simulate: ${plural(this.#seeds, "seed")}, ${plural(this.#violations, "violation")}`
  }

  /** All lines but the last. The same seeds give the same lines, on any machine. */
  get lines(): ReadonlyArray<string> {
    return [
      ...table("What happened", { "runs": this.#seeds, ...this.#totals }),
      ...table("Faults injected", this.#faults, Object.keys(faultKinds)),
      ...table("How mutations ended", this.#states, mutationStates),
      ...table("Why a person was needed", this.#reviews, Object.keys(this.#reviews).sort()),
      ...this.#wrongLines(),
      `digest ${this.#digest.copy().digest("hex")}`
    ]
  }

  #wrongLines(): ReadonlyArray<string> {
    return this.#wrong.flatMap(({ seed, story, violations }, index) => [
      ...(index < mostStories ? [`The story of seed ${seed}:`, ...story] : []),
      ...violations.map(({ invariant, text }) => `VIOLATED in seed ${seed}: ${invariant}: ${text}`),
      ""
    ])
  }
}
