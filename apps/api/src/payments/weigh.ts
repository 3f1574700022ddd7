import type { Contradiction, KnownPayment, Observation } from "./Observation.ts"
import { stageOf, unseenStage } from "./stage.ts"

/** How far clocks of two servers may be apart, in milliseconds, before one of them counts as wrong. */
const tolerance = 60_000

/** What an observation means for what is known. */
export type Weighed =
  /** It is what is known from now on. */
  | { readonly verdict: "newer"; readonly stage: number; readonly contradiction?: Contradiction }
  /** Something newer is known already, or it says nothing. */
  | { readonly verdict: "older" }
  /** It says that money came back which was seen to have gone. It is kept beside what is known. */
  | { readonly verdict: "contradicts"; readonly contradiction: Contradiction }

const contradictionOf = (known: KnownPayment, kept: string, answered: string, askedAt: number): Contradiction => ({
  known: kept,
  answered,
  askedAt,
  count: (known.contradiction?.count ?? 0) + 1
})

// A clock that was wrong when it was written down must not make everything that comes later count as old.
const askedAtOf = ({ askedAt }: KnownPayment, now: number): number => askedAt > now + tolerance ? 0 : askedAt

/**
 * Weighs what Finpay answered against what is known: the one that was asked later counts, unless money would come back.
 *
 * The further stage is believed, whenever it was asked: a payment that was seen refunded is never paid again because of
 * an answer out of a cache or an old callback. The same observations give the same status in whatever order they come,
 * as far as their words are known. A word that is not known stands at no stage, so that only the time counts.
 */
export const weigh = (known: KnownPayment, observation: Observation, now: number): Weighed => {
  const { askedAt, kind, status } = observation
  if (status === undefined) return known.askedAt === 0 ? { verdict: "newer", stage: known.stage } : { verdict: "older" }
  const stage = stageOf(kind, status) ?? known.stage
  const isLater = askedAt >= askedAtOf(known, now)
  if (known.status === undefined) return { verdict: "newer", stage }
  if (isLater) {
    return stage >= known.stage
      ? { verdict: "newer", stage }
      : { verdict: "contradicts", contradiction: contradictionOf(known, known.status, status, askedAt) }
  }
  // What was asked later had seen less, so it was out of date already.
  return stage > known.stage && known.stage !== unseenStage
    ? { verdict: "newer", stage, contradiction: contradictionOf(known, status, known.status, known.askedAt) }
    : { verdict: "older" }
}
