/** What must hold in the end, whatever happened in between: each violation in one sentence. */
import { sameThing } from "./Facts.ts"
import type { Facts, Kept } from "./Facts.ts"

type Found = ReadonlyArray<string>

const settled = ["succeeded", "rejected", "not_applied", "closed"]

/** Whether it happened, as the journal says; `undefined` where it says that it does not know. */
const didIt = ({ closedAs, state }: Kept): boolean | undefined =>
  settled.includes(state) ? state === "succeeded" || (state === "closed" && closedAs === "applied") : undefined

const countBy = <A>(all: ReadonlyArray<A>, name: (one: A) => string): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>()
  for (const one of all) counts.set(name(one), (counts.get(name(one)) ?? 0) + 1)
  return counts
}

/** No more was carried out than there were keys for it: nothing was done twice. */
export const doneTwice = ({ asked, deeds }: Facts): Found => {
  const keys = countBy(asked, sameThing)
  return [...countBy(deeds, sameThing)].flatMap(([thing, times]) =>
    times > (keys.get(thing) ?? 0)
      ? [`${thing}: done ${times} times, asked for under ${keys.get(thing) ?? 0} keys`]
      : []
  )
}

const overpaid = ({ balances }: Facts): Found =>
  balances.filter(({ paid, refunded }) => refunded > paid)
    .map(({ order, paid, refunded }) => `${order}: ${refunded} was given back of ${paid}`)

/** What was accepted is in the journal, under the same id for ever. */
export const lost = ({ asked, kept }: Facts): Found => {
  const byKey = new Map(kept.map((one) => [one.key, one]))
  return asked.flatMap(({ key, told }) => {
    const ids = new Set(told.flatMap(({ mutationId }) => mutationId ?? []))
    const id = byKey.get(key)?.id
    return [...ids].filter((told) => told !== id).map((told) =>
      `${key}: was answered as ${told}, and the journal has ${id}`
    )
  })
}

/** Everything that was accepted has its outcome. */
const undecided = ({ kept }: Facts): Found =>
  kept.filter((one) => didIt(one) === undefined).map(({ key, state }) =>
    `${key}: is ${state} after everything came to rest`
  )

/** What the journal says happened is what Finpay did, no more and no less. */
export const untrue = ({ deeds, kept }: Facts): Found => {
  const done = countBy(deeds, sameThing)
  const said = countBy(kept.filter((one) => didIt(one) === true), sameThing)
  return [...new Set([...done.keys(), ...said.keys()])].flatMap((thing) => {
    const [did, says] = [done.get(thing) ?? 0, said.get(thing) ?? 0]
    return did === says ? [] : [`${thing}: Finpay did it ${did} times, the journal says ${says}`]
  })
}

/** What a caller was told stays true. */
export const brokenWord = ({ asked, kept }: Facts): Found => {
  const byKey = new Map(kept.map((one) => [one.key, one]))
  return asked.flatMap(({ key, told }) => {
    const one = byKey.get(key)
    const happened = one === undefined ? false : didIt(one)
    return told.flatMap(({ said, status }) =>
      (said === "done" && happened !== true) || (said === "refused" && happened === true)
        ? [`${key}: was answered with ${status} (${said}), and is ${one?.state ?? "not in the journal"}`]
        : []
    )
  })
}

/** All that is wrong. */
export const violationsOf = (facts: Facts): Found => [
  ...[doneTwice, overpaid, lost, undecided, untrue, brokenWord].flatMap((invariant) => invariant(facts)),
  ...facts.findings.map((finding) => `audit: ${finding}`),
  ...facts.faults.map((line) => `a server's log: ${line}`),
  ...facts.exitCodes.filter((code) => code !== 0).map((code) => `a server ended with ${code} when it was told to stop`)
]
