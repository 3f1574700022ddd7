import { isSettled } from "../../src/Mutation.ts"
import type { MutationState } from "../../src/Mutation.ts"
import type { Facts } from "../world/Facts.ts"
import { violating } from "./Violation.ts"
import type { Violation } from "./Violation.ts"

/** Nothing stays on its way, unknown or waiting for ever. */
export const settled = ({ end, mutations }: Facts): ReadonlyArray<Violation> => {
  const left = mutations.filter(({ state }) => !isSettled(state as MutationState))
  if (left.length > 0) return left.map(({ key, state }) => violating("settled")(`${key} is still ${state}`))
  return end === "over" ? [] : [violating("settled")(`the world did not come to rest (${end})`)]
}

/** The audit chain verifies. */
export const chained = ({ mutations, verification }: Facts): ReadonlyArray<Violation> => {
  const chain = violating("chained")
  if (verification === undefined) return [chain("the audit log could not be verified")]
  const { findings, mutations: verified } = verification
  if (verified !== mutations.length) return [chain(`${verified} of ${mutations.length} mutations were verified`)]
  return findings.map(({ problem, row }) => chain(`${row}: ${problem}`))
}

/** The changes there can be; everything else is a bug. */
const changes: Readonly<Record<string, ReadonlyArray<string>>> = {
  "nothing": ["accepted"],
  "accepted": ["accepted", "sending", "rejected"],
  "sending": ["succeeded", "rejected", "unknown"],
  "unknown": ["unknown", "succeeded", "rejected", "not_applied", "needs_review"],
  "needs_review": ["closed", "succeeded", "rejected"],
  "rejected": ["accepted"],
  // What was found out is confirmed by the answer, which came late.
  "succeeded": ["succeeded"],
  "not_applied": ["succeeded", "rejected"],
  "closed": ["closed"]
}

const isChange = (from: string | null, to: string): boolean => changes[from ?? "nothing"]?.includes(to) === true

/** Each step goes on from the one before, and is one there can be. */
export const lawful = ({ steps }: Facts): ReadonlyArray<Violation> => {
  const last = new Map<string, string>()
  return steps.flatMap(({ event, from, key, to }) => {
    const before = last.get(key)
    last.set(key, to)
    const isNext = (before ?? null) === from
    // What is erased is settled, and stays as it is.
    const may = event === "erased" ? from === to && isSettled(to as MutationState) : isChange(from, to)
    return isNext && may ?
      [] :
      [
        violating("lawful")(
          `${key} went from ${from ?? "nothing"} to ${to} (${event}), and stood at ${before ?? "nothing"}`
        )
      ]
  })
}

/** What a caller was told is in the journal, under its key, for ever; and what was final has stayed. */
export const nothingLost = ({ mutations, replies, steps }: Facts): ReadonlyArray<Violation> => {
  const lost = violating("nothing-lost")
  return replies.flatMap(({ key, outcome }) => {
    if (outcome.kind !== "mutation") return []
    const told = outcome.mutation
    const row = mutations.find((one) => one.key === key)
    if (row === undefined) return [lost(`${key} was answered as ${told.state} and is not in the journal`)]
    if (row.id !== told.id) return [lost(`${key} was answered as ${told.id}, and is ${row.id}`)]
    const wasReopened = steps.some((step) => step.key === key && step.event === "asked_again")
    const hasChanged = isSettled(told.state) && row.state !== told.state && !(told.state === "rejected" && wasReopened)
    return hasChanged ? [lost(`${key} was answered as ${told.state}, and is ${row.state} now`)] : []
  })
}

/** A caller waits no longer than it wanted, beside what the machine and other processes hold it up. */
export const inTime = ({ plan, replies }: Facts): ReadonlyArray<Violation> => {
  const frozen = plan.incidents.reduce((sum, { what }) => what.kind === "freeze" ? sum + what.millis : sum, 0)
  const slack = 20_000 + frozen
  return replies.filter(({ tookMillis, waitMillis }) => tookMillis > waitMillis + slack).map(({ key, tookMillis }) =>
    violating("in-time")(`${key} was answered after ${tookMillis} ms`)
  )
}

/** News that nobody signed is no news. */
export const unforged = ({ forgedNews }: Facts): ReadonlyArray<Violation> =>
  forgedNews > 0 ? [violating("unforged")(`${forgedNews} forged callbacks were taken`)] : []
