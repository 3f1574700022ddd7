import * as Effect from "effect/Effect"
import { claim } from "../../src/claim.ts"
import type { Mutation } from "../../src/Mutation.ts"
import type { Store } from "../../src/store/Store.ts"
import type { Break } from "./Break.ts"

const excused = /finpay_mutation_open/u

/** What stands behind the check in the database is taken away, else the bug would end in an error there. */
const withoutIndex = (store: Store) => Effect.orDie(store.sql`DROP INDEX IF EXISTS finpay_mutation_open`)

type Others = Effect.Effect<ReadonlyArray<Mutation>>

/** A store that shows a decision other mutations of the order than those that are there now. */
const showing = (
  store: Store,
  others: (known: Pick<Mutation, "id" | "reference">) => Effect.Effect<Others>
): Store => ({
  ...store,
  change: (known, decide, work) =>
    Effect.gen(function*() {
      yield* withoutIndex(store)
      const shown = yield* others(known)
      return yield* store.change(known, (current, around) => decide(current, { ...around, others: shown }), work)
    })
})

const checkWithoutLock: Break = {
  name: "check-without-lock",
  says: "What is left of an order is looked up before the lock is taken.",
  bugs: {
    excused,
    rules: () => ({
      claim: (store, ...rest) => {
        const early = ({ id, reference }: Pick<Mutation, "id" | "reference">) =>
          Effect.map(
            Effect.orDie(store.ofReference(reference)),
            (seen): Others => Effect.succeed(seen.filter((other) => other.id !== id))
          )
        return claim(showing(store, early), ...rest)
      }
    })
  }
}

const unknownNotCounted: Break = {
  name: "unknown-not-counted",
  says: "A refund whose outcome is unknown counts as not given back, and keeps nobody waiting.",
  bugs: {
    excused,
    rules: () => ({
      claim: (store, ...rest) => {
        const known = ({ id, reference }: Pick<Mutation, "id" | "reference">) =>
          Effect.succeed(
            Effect.map(Effect.orDie(store.ofReference(reference)), (all) =>
              all.filter((other) =>
                other.id !== id && other.state !== "unknown" && other.state !== "needs_review"
              ))
          )
        return claim(showing(store, known), ...rest)
      }
    })
  }
}

const crashReturnsToAccepted: Break = {
  name: "crash-returns-to-accepted",
  says: "What a dead process was sending is taken up again as if nothing had been sent.",
  bugs: {
    rules: () => ({
      abandoned: () => ({
        changes: { state: "accepted", sendingAt: undefined, sentBy: undefined, before: undefined },
        told: { event: "lost", reason: "who was sending it is gone, so it is sent again" },
        next: { step: "send", delaySeconds: 0 }
      })
    })
  }
}

/** Bugs in taking a mutation up. */
export const claimingBreaks: ReadonlyArray<Break> = [checkWithoutLock, unknownNotCounted, crashReturnsToAccepted]
