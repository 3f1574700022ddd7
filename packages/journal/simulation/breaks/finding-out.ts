import type { Break } from "./Break.ts"

const partialByStatusAlone: Break = {
  name: "partial-by-status-alone",
  says: "A partial refund is taken for done because the payment is partly given back.",
  bugs: {
    rules: (right) => ({
      weigh: (question, after, done) => {
        const verdict = right.weigh(question, after, done)
        return question.operation === "refund" && after.status === "PARTIALLY_REFUNDED"
          ? { ...verdict, kind: "applied" }
          : verdict
      }
    })
  }
}

const ignoreClockJump: Break = {
  name: "ignore-clock-jump",
  says: "How long nothing was to be seen is measured on a clock that can be set.",
  bugs: { witnessMillis: (wall) => wall }
}

const notAppliedAtOnce: Break = {
  name: "not-applied-at-once",
  says: "The first answer that shows nothing is taken for a proof that nothing happened.",
  bugs: {
    rules: (right) => ({
      conclude: (patience, known, look, sinceSent) =>
        right.conclude({ ...patience, notAppliedChecks: 1, notAppliedSeconds: 0 }, known, look, sinceSent)
    })
  }
}

/** Bugs in finding out what became of a mutation. */
export const findingOutBreaks: ReadonlyArray<Break> = [partialByStatusAlone, ignoreClockJump, notAppliedAtOnce]
