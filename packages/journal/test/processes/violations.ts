/** What must hold in the end, whatever happened: each violation in one sentence, with the story of the mutation. */
import type { RequestRecord } from "@openfinpay/finpay-simulator"
import { isOpen, isSettled } from "../../src/Mutation.ts"
import type { Mutation } from "../../src/Mutation.ts"
import { storyOf } from "./facts.ts"
import type { Facts } from "./facts.ts"
import type { Wanted } from "./protocol.ts"

type Found = ReadonlyArray<string>

const isFor = ({ amount, order }: Wanted) => (request: RequestRecord): boolean =>
  request.orderId === order && request.amount === amount

const refundsOf = ({ orders }: Facts, { amount, order }: Wanted): number =>
  orders.filter(({ orderId }) => orderId === order).flatMap(({ refunds }) => refunds)
    .filter((refund) => refund.amount === amount && refund.state === "done").length

/** Finpay paid each key at most once, by its books and by its log. */
const paidOnce = (facts: Facts): Found =>
  facts.wanted.flatMap((wanted) => {
    const processed = facts.requests.filter((request) => request.processed && isFor(wanted)(request)).length
    const paid = refundsOf(facts, wanted)
    return processed <= 1 && paid === processed
      ? []
      : [`${wanted.key} was carried out ${processed} times, paid ${paid}`]
  })

/** Of each order no more was paid out than came in. */
const neverMore = ({ orders }: Facts): Found =>
  orders.filter(({ captured, refunded }) => refunded > captured)
    .map(({ captured, orderId, refunded }) => `${refunded} was paid out of ${orderId}, and ${captured} paid in`)

/** Finpay's own checks were never needed: whatever it decided on, it carried out. */
const neverTooMuch = ({ requests }: Facts): Found =>
  requests.filter(({ decidedCode, processed }) => !processed && decidedCode !== undefined)
    .map(({ amount, decidedCode, orderId }) => `${amount} of ${orderId} was asked for and refused with ${decidedCode}`)

const didIt = ({ closedAs, state }: Mutation): boolean | undefined => {
  if (state === "succeeded") return true
  if (state === "rejected" || state === "not_applied") return false
  return state === "closed" ? closedAs === "applied" : undefined
}

/** The journal knows every refund that was wanted, and no other; each is settled as Finpay settled it. */
const truthful = (facts: Facts): Found => {
  const kept = new Map(facts.kept.map((one) => [one.mutation.key, one]))
  const missing = facts.wanted.filter(({ key }) => !kept.has(key)).map(({ key }) => `${key} is not in the journal`)
  const stray = facts.kept.length === facts.wanted.length - missing.length
    ? []
    : [`${facts.kept.length} mutations are in the journal`]
  const wrong = facts.wanted.flatMap((wanted) => {
    const one = kept.get(wanted.key)
    if (one === undefined) return []
    const { amount, key, reference, state } = one.mutation
    if (reference !== wanted.order || amount !== wanted.amount) return [`${key} became a refund of something else`]
    return didIt(one.mutation) === (refundsOf(facts, wanted) > 0)
      ? []
      : [`${key} is ${state}, and Finpay paid it ${refundsOf(facts, wanted)} times:${storyOf(one)}`]
  })
  return [...missing, ...stray, ...wrong]
}

/** What the journal refused was more than was left: what is left only ever grows less. */
const refusedWithReason = ({ kept, orders }: Facts): Found =>
  kept.flatMap((one) => {
    const { amount = 0, error, key, reference } = one.mutation
    const left = orders.find(({ orderId }) => orderId === reference)?.refundable ?? 0
    return error?._tag === "Declined" && amount <= left
      ? [`${key} was refused, and ${left} is left:${storyOf(one)}`]
      : []
  })

/** Of each order one refund at a time was on its way, or unknown. The events of an order are in one chain. */
const oneAtATime = ({ kept }: Facts): Found =>
  [...Map.groupBy(kept, ({ mutation }) => mutation.reference)].flatMap(([order, ofOrder]) => {
    const open = new Set<string>()
    const together = ofOrder.flatMap(({ events }) => events).sort((a, b) => a.sequence - b.sequence).filter(
      ({ mutationId, to }) => {
        if (isOpen(to)) open.add(mutationId)
        else open.delete(mutationId)
        return open.size > 1
      }
    )
    return together.length === 0 ? [] : [`${order}: two were open${ofOrder.map(storyOf).join("\n")}`]
  })

/** Each request at Finpay was written down before, and the same key was sent anew only after it was asked again. */
const writtenFirst = (facts: Facts): Found =>
  facts.kept.flatMap((one) => {
    const { amount = 0, key, reference } = one.mutation
    const sent = facts.requests.filter(isFor({ key, order: reference, amount })).length
    const decisive = one.events.map(({ event }) => event).filter((event) =>
      event === "accepted" || event === "asked_again" || event === "sending"
    )
    const claims = decisive.filter((event) => event === "sending").length
    const isAnew = decisive.every((event, index) => event !== "sending" || decisive[index - 1] !== "sending")
    return sent <= claims && isAnew ? [] : [`${key} reached Finpay ${sent} times:${storyOf(one)}`]
  })

/** What a caller was told for good has stayed so, under one id for ever. */
const keptWord = (facts: Facts): Found =>
  facts.told.flatMap(({ key, reply }) => {
    if (reply.said === "refused") return []
    const one = facts.kept.find(({ mutation }) => mutation.key === key)
    if (one === undefined) return [`${key} was answered and is not in the journal`]
    if (one.mutation.id !== reply.id) return [`${key} was answered as ${reply.id}:${storyOf(one)}`]
    return isSettled(reply.state) && !reply.mayBeAskedAgain && reply.state !== one.mutation.state
      ? [`${key} was answered as ${reply.state}:${storyOf(one)}`]
      : []
  })

/** A person was asked only where a part had been given back before, and a part is given back now. */
const reviewedWithReason = ({ kept, reviews }: Facts): Found =>
  reviews.filter(({ rule }) => rule !== "a-further-part").map(({ key, rule }) => {
    const one = kept.find(({ mutation }) => mutation.key === key)
    return `${key} needed a person by ${rule}:${one === undefined ? "" : storyOf(one)}`
  })

const verified = ({ kept, verification: { findings, mutations } }: Facts): Found => [
  ...findings.map(({ problem, row }) => `${row}: ${problem}`),
  ...(mutations === kept.length ? [] : [`${mutations} of ${kept.length} mutations were verified`])
]

/** Nobody was refused for another reason than a database that was away, and nothing locked itself up. */
const inOrder = ({ log, told }: Facts): Found => {
  const refused = told.flatMap(({ reply }) => reply.said === "refused" ? [reply.error] : [])
  const strange = refused.filter((error) =>
    !/^JournalUnavailable: .*(?:cannot be reached|held by somebody)/u.test(error)
  )
  const lines = log.split("\n").filter((line) => /deadlock|40P01|TypeError|ReferenceError/iu.test(line))
  return [...strange, ...refused.filter((error) => /deadlock/iu.test(error)), ...lines]
}

/** All that is wrong, one sentence each. */
export const violationsOf = (facts: Facts): Found =>
  [
    paidOnce,
    neverMore,
    neverTooMuch,
    refusedWithReason,
    oneAtATime,
    truthful,
    writtenFirst,
    keptWord,
    reviewedWithReason,
    verified,
    inOrder
  ].flatMap((invariant) => invariant(facts))
