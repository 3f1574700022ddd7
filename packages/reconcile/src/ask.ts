import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type { Asking } from "./Asking.ts"
import type { Totals } from "./match/totals.ts"
import { weighTold } from "./match/weigh-told.ts"
import type { WorkspaceFailed } from "./ReconcileError.ts"
import { attempt } from "./store/attempt.ts"
import type { Decided, Question, Store } from "./store/Store.ts"
import type { Told } from "./Told.ts"

const questionsOf = (store: Store): Stream.Stream<Question, WorkspaceFailed> =>
  Stream.paginate("", (after) =>
    Effect.map(attempt(() => store.questions(after)), (page) => {
      const last = page.at(-1)
      return [page, last === undefined ? Option.none() : Option.some(last.reference)] as const
    }))

/** What the other side's amount is once Finpay has been asked. */
const knownAmount = (
  { knownAmount: before, line, verdict }: Decided,
  after: Decided["verdict"],
  told: Told
): number => {
  if (verdict !== "not_compared") return before
  if (after === "matched") return line.amount
  return after === "amount_differs" && told.answer === "status" ? told.paidAmount ?? 0 : 0
}

const apply = (store: Store, totals: Totals, { reference }: Question, told: Told): void => {
  store.addTold(reference, told)
  for (const decided of store.decidedOf(reference)) {
    const verdict = weighTold(decided.line, decided.verdict, told)
    if (verdict === decided.verdict) continue
    const { line: { amount, kind, line } } = decided
    store.changeVerdict(line, verdict)
    totals.remove(decided.verdict, kind, { report: amount, known: decided.knownAmount })
    totals.add(verdict, kind, { report: amount, known: knownAmount(decided, verdict, told) })
  }
}

const notAsked = (failures: number): Effect.Effect<Told> =>
  Effect.map(Clock.currentTimeMillis, (at) => ({
    answer: "failed",
    problem: `not asked: ${failures} questions in a row had no answer`,
    at
  }))

/** Asks Finpay about all that is in question, and lets its answers change the verdicts. */
export const askAll = <E, R>(
  store: Store,
  totals: Totals,
  { ask, concurrency = 4, giveUpAfter = 20, perSecond = 5 }: Asking<E, R>
): Effect.Effect<void, E | WorkspaceFailed, R> => {
  let failures = 0
  const askOne = (question: Question) =>
    Effect.gen(function*() {
      const gaveUp = failures >= giveUpAfter
      const told = gaveUp ? yield* notAsked(failures) : yield* ask(question)
      if (!gaveUp) failures = told.answer === "failed" ? failures + 1 : 0
      yield* attempt(() => apply(store, totals, question, told))
    })
  // The throttle lets a whole chunk through at once, so each question is one of its own.
  const paced = Stream.throttle(Stream.rechunk(questionsOf(store), 1), {
    cost: () => failures >= giveUpAfter ? 0 : 1,
    units: perSecond,
    duration: "1 second"
  })
  return Stream.runDrain(Stream.mapEffect(paced, askOne, { concurrency, unordered: true }))
}
