import { type InvalidRequest, OutcomeUnknown } from "@openfinpay/finpay-core"
import { isSettled } from "@openfinpay/finpay-journal"
import type {
  JournalUnavailable,
  KeyReused,
  Mutation,
  MutationNotFound,
  NotInState,
  SimilarUnderWay,
  Submitted
} from "@openfinpay/finpay-journal"
import type { FinpayConfig } from "@openfinpay/finpay-transport"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Ref from "effect/Ref"
import { EndWith } from "../errors.ts"
import { exitCodes } from "../exit-codes.ts"
import { report } from "../report.ts"
import { StopSignal } from "../StopSignal.ts"
import type { OpenJournal } from "./open.ts"
import { tellOutcome } from "./tell-outcome.ts"
import { tellRefused } from "./tell-refused.ts"

type Lookup = Effect.Effect<Mutation, MutationNotFound | JournalUnavailable>

/** A change that is to be followed to its outcome. */
export interface Followed {
  readonly config: FinpayConfig
  readonly open: OpenJournal
  readonly operation: string
  readonly reference: string
  /** What to do when nothing more can be learnt here, in one plain sentence. */
  readonly howToAsk: string
  /** Finds the change, or writes it down. */
  readonly begin: Effect.Effect<
    Submitted,
    InvalidRequest | KeyReused | SimilarUnderWay | MutationNotFound | NotInState | JournalUnavailable
  >
  /** Finds the change as it stands. */
  readonly find: Lookup
  readonly waitMillis: number
  /** Who withdraws it when finpay is stopped before it was sent. Left out where it was not this command's own. */
  readonly withdrawnBy?: string
}

/** What the journal can still say of a change. */
type Known =
  | { readonly kind: "mutation"; readonly mutation: Mutation }
  | { readonly kind: "nothing" }
  | { readonly kind: "unreadable" }

/** How long a command that is told to stop looks for what to say. */
const lastLook = "2 seconds"

// In a fiber of its own: the one that was interrupted could not wait any more.
const promptly = <A, E>(effect: Effect.Effect<A, E>): Effect.Effect<Option.Option<A>, E> =>
  Effect.flatMap(Effect.forkDetach(Effect.interruptible(Effect.timeoutOption(effect, lastLook))), Fiber.join)

const look = (find: Lookup): Effect.Effect<Known> =>
  promptly(find).pipe(
    Effect.map((found): Known =>
      Option.isSome(found) ? { kind: "mutation", mutation: found.value } : { kind: "unreadable" }
    ),
    Effect.catchTags({
      MutationNotFound: () => Effect.succeed<Known>({ kind: "nothing" }),
      JournalUnavailable: () => Effect.succeed<Known>({ kind: "unreadable" })
    })
  )

// It can be too late for that: then it is being sent, and stays as it is.
const withdraw = ({ open }: Followed, { id }: Mutation, actor: string): Effect.Effect<boolean> =>
  promptly(open.journal.close(id, { actor, as: "not_applied", reason: "finpay was stopped" })).pipe(
    Effect.map(Option.isSome),
    Effect.orElseSucceed(() => false)
  )

const perhaps = ({ howToAsk, operation, reference }: Followed, detail: string): OutcomeUnknown =>
  new OutcomeUnknown({ operation, reference, reason: "interrupted", detail, nextStep: howToAsk, safeToRetry: false })

const tell = Effect.fnUntraced(function*({ config, open: { journal } }: Followed, mutation: Mutation, replayed: boolean) {
  const read = Effect.map(promptly(journal.history(mutation.id)), Option.getOrElse(() => []))
  const history = yield* Effect.orElseSucceed(read, () => [])
  return yield* tellOutcome(config, { mutation, replayed, history })
})

/** A signal stopped it. Says what is known, and withdraws what was not sent. */
const tellStopped = Effect.fnUntraced(function*(followed: Followed, begun: Submitted | undefined) {
  const { find, withdrawnBy } = followed
  const replayed = begun?.replayed ?? withdrawnBy === undefined
  const known = yield* look(find)
  if (known.kind === "nothing" && begun === undefined) return exitCodes.stopped
  if (known.kind !== "mutation") {
    return yield* report(perhaps(followed, "finpay was stopped, and the journal could not be read any more"))
  }
  if (known.mutation.state !== "accepted" || withdrawnBy === undefined || replayed) {
    return yield* tell(followed, known.mutation, replayed)
  }
  const isWithdrawn = yield* withdraw(followed, known.mutation, withdrawnBy)
  const after = yield* look(find)
  const code = yield* tell(followed, after.kind === "mutation" ? after.mutation : known.mutation, replayed)
  return isWithdrawn ? exitCodes.stopped : code
})

/** The journal could not be used any more, at a moment when the change may have been written down already. */
const tellLost = Effect.fnUntraced(
  function*(followed: Followed, begun: Submitted | undefined, error: JournalUnavailable) {
    const known = yield* look(followed.find)
    if (known.kind === "mutation") return yield* tell(followed, known.mutation, begun?.replayed ?? false)
    if (known.kind === "nothing" && begun === undefined) return yield* report(error)
    return yield* report(perhaps(followed, error.detail))
  }
)

/**
 * Follows a change to its outcome, or until the wait is over, and tells what is known then. What is on its way by then
 * is waited for: its answer is better than any guess.
 *
 * A signal ends it at once, with what is known; other changes that were being worked on are left to the next run.
 */
export const follow = Effect.fnUntraced(function*(followed: Followed) {
  const { begin, config, open, waitMillis } = followed
  const { exitCode } = yield* StopSignal
  let begun: Submitted | undefined

  const followToTheEnd = Effect.gen(function*() {
    const { mutation: { id }, replayed } = begun = yield* begin
    const waited = yield* open.journal.wait(id, waitMillis)
    const isResting = isSettled(waited.state) || waited.state === "needs_review"
    if (!isResting) yield* open.finish
    const mutation = isResting ? waited : yield* open.journal.get(id)
    return { mutation, replayed, history: yield* open.journal.history(id) }
  })

  return yield* Effect.uninterruptibleMask((restore) =>
    Effect.gen(function*() {
      const ended = yield* Effect.exit(restore(followToTheEnd))
      if (Exit.isSuccess(ended)) {
        yield* Ref.set(exitCode, yield* tellOutcome(config, ended.value))
      } else if (Cause.hasInterruptsOnly(ended.cause)) {
        return yield* new EndWith({ exitCode: yield* tellStopped(followed, begun) })
      } else {
        const error = Cause.findErrorOption(ended.cause)
        if (Option.isNone(error)) return yield* Effect.failCause(ended.cause)
        const { value } = error
        const isLost = value._tag === "JournalUnavailable" || begun !== undefined
      }
      yield* restore(open.close)
    })
  )
})
