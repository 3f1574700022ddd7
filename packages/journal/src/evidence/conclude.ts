import type { Evidence, Seen, Watched } from "../Mutation.ts"
import type { JournalSettings } from "../settings.ts"
import type { Verdict } from "./Verdict.ts"

/** What a witness's steady clock shows: whose it is, and milliseconds. Only readings of one witness compare. */
export interface Reading {
  readonly id: string
  readonly millis: number
}

/** What came of one look at an unknown outcome. */
export type Look =
  /** Finpay was asked for the payment, and answered. */
  | { readonly kind: "answered"; readonly seen: Seen; readonly verdict: Verdict; readonly witness: Reading }
  /** Finpay was asked for the payment, and no answer could be had. */
  | { readonly kind: "failed" }
  /** A QRIS refund was sent again; the verdict is that of `weighRepeat`. */
  | { readonly kind: "repeated"; readonly verdict: Verdict }

/** What is to be done about an unknown outcome. */
export type Decision = "applied" | "not_applied" | "needs_review" | "keep-asking" | "repeat"

/** What is known now, to be written down, and what is to be done. */
export interface Conclusion {
  readonly evidence: Evidence
  readonly decision: Decision
}

/** The settings a conclusion depends on. */
export type Patience = Pick<
  JournalSettings,
  | "notAppliedChecks"
  | "notAppliedSeconds"
  | "undecidedChecks"
  | "undecidedSeconds"
  | "giveUpChecks"
  | "giveUpSeconds"
  | "repeatQrisRefunds"
>

/** Nothing is known yet. */
export const noEvidence: Evidence = { checks: 0, agreeing: 0, watched: {}, repeats: 0 }

// A steady clock that goes back is none: what it showed before counts for nothing.
const watch = (earlier: Watched | undefined, millis: number): Watched =>
  earlier === undefined || millis < earlier.lastMillis
    ? { firstMillis: millis, lastMillis: millis }
    : { firstMillis: earlier.firstMillis, lastMillis: millis }

const withAnswer = (known: Evidence, { seen, verdict, witness }: Look & { readonly kind: "answered" }): Evidence => {
  const agrees = known.rule === verdict.rule
  const watched = agrees ? known.watched : {}
  return {
    ...known,
    checks: known.checks + 1,
    last: seen,
    rule: verdict.rule,
    agreeing: agrees ? known.agreeing + 1 : 1,
    watched: { ...watched, [witness.id]: watch(watched[witness.id], witness.millis) }
  }
}

const startOver = (evidence: Evidence): Evidence => ({ ...evidence, agreeing: 0, watched: {} })

const add = (known: Evidence, look: Look): Evidence => {
  switch (look.kind) {
    case "answered":
      return withAnswer(known, look)
    case "failed":
      return { ...known, checks: known.checks + 1 }
    case "repeated":
      return { ...startOver(known), rule: look.verdict.rule }
  }
}

/** Whether the answers have agreed often enough, and one witness has seen it for long enough on its own clock. */
const isLasting = ({ agreeing, watched }: Evidence, checks: number, seconds: number): boolean =>
  agreeing >= checks &&
  Object.values(watched).some(({ firstMillis, lastMillis }) => lastMillis - firstMillis >= seconds * 1000)

const isSame = ({ notAppliedChecks, notAppliedSeconds }: Patience, evidence: Evidence): boolean =>
  isLasting(evidence, notAppliedChecks, notAppliedSeconds)

const decideUndecided = ({ undecidedChecks, undecidedSeconds }: Patience, evidence: Evidence): Decision =>
  isLasting(evidence, undecidedChecks, undecidedSeconds) ? "needs_review" : "keep-asking"

const decideAnswer = (patience: Patience, evidence: Evidence, { kind }: Verdict): Decision => {
  switch (kind) {
    case "applied":
      return "applied"
    case "same":
      return isSame(patience, evidence) ? "not_applied" : "keep-asking"
    case "undecided":
    case "contradiction":
      return decideUndecided(patience, evidence)
    case "ask-again":
      return "keep-asking"
    case "repeat": {
      if (!patience.repeatQrisRefunds) return decideUndecided(patience, evidence)
      // No sooner than the first request can still be on its way: two at once are what a gateway may get wrong.
      if (!isSame(patience, evidence)) return "keep-asking"
      return evidence.repeats < patience.undecidedChecks ? "repeat" : "needs_review"
    }
  }
}

/** A repeat was answered: it was asked once, for certain, so that nothing is gained by asking the same again. */
const decideRepeat = ({ kind }: Verdict): Decision => {
  switch (kind) {
    case "applied":
      return "applied"
    case "undecided":
    case "contradiction":
      return "needs_review"
    case "same":
    case "ask-again":
    case "repeat":
      return "keep-asking"
  }
}

// Both: who asks often does not give up sooner, and neither does a wall clock that is set forward.
const isGivenUp = ({ giveUpChecks, giveUpSeconds }: Patience, { checks }: Evidence, sinceSentMillis: number): boolean =>
  checks >= giveUpChecks && Math.abs(sinceSentMillis) >= giveUpSeconds * 1000

const decide = (patience: Patience, evidence: Evidence, look: Look, sinceSentMillis: number): Decision => {
  if (look.kind === "repeated") return decideRepeat(look.verdict)
  const decision = look.kind === "answered" ? decideAnswer(patience, evidence, look.verdict) : "keep-asking"
  const isOpen = decision === "keep-asking" || decision === "repeat"
  return isOpen && isGivenUp(patience, evidence, sinceSentMillis) ? "needs_review" : decision
}

/**
 * Adds what one look brought to what is known, and says what follows.
 *
 * *Applied* follows from one answer. *Not applied* needs `notAppliedChecks` answers in a row by the same rule, and one
 * witness that has seen them over `notAppliedSeconds` on its steady clock; what a wall clock shows plays no part. A
 * check without an answer neither counts nor breaks the row; an answer by another rule starts it over. What cannot be
 * decided needs a person after `undecidedChecks` answers in a row over `undecidedSeconds`, and what is still open after
 * `giveUpChecks` questions and `giveUpSeconds`, by the wall clock, does too.
 *
 * `repeat` (a QRIS refund is to be sent again) follows only after the same patience, and is counted in the evidence it
 * comes with: write that down first, then send. What the repeat brings is a look of the kind `repeated`.
 */
export const conclude = (patience: Patience, known: Evidence, look: Look, sinceSentMillis: number): Conclusion => {
  const evidence = add(known, look)
  const decision = decide(patience, evidence, look, sinceSentMillis)
  return decision === "repeat"
    ? { evidence: { ...startOver(evidence), repeats: evidence.repeats + 1 }, decision }
    : { evidence, decision }
}
