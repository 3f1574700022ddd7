import { OutcomeUnknown } from "@openfinpay/finpay-core"
import { isSettled } from "@openfinpay/finpay-journal"
import type { JournalUnavailable, Mutation, MutationNotFound } from "@openfinpay/finpay-journal"
import type { FinpayConfig } from "@openfinpay/finpay-transport"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Ref from "effect/Ref"
import { EndWith } from "../errors.ts"
import { exitCodes } from "../exit-codes.ts"
import { say } from "../language.ts"
import { report } from "../report.ts"
import { StopSignal } from "../StopSignal.ts"
import { alsoDone, inFrontOf } from "./around.ts"
import type { OpenJournal } from "./open.ts"
import { type Told, tellOutcome } from "./tell-outcome.ts"
import { type Refusal, tellRefused } from "./tell-refused.ts"

type Lookup = Effect.Effect<Mutation, MutationNotFound | JournalUnavailable>

/** A change that was found or written down. */
export interface Begun {
  readonly mutation: Mutation
  /** It was asked for with a key that was known; left out where it was asked for by its id. */
  readonly replayed?: boolean | undefined
}

/** A change that is to be followed to its outcome. */
export interface Followed {
  readonly config: FinpayConfig
  readonly open: OpenJournal
  readonly operation: string
  readonly reference: string
  /** What to do when nothing more can be learnt here, in one plain sentence. */
  readonly howToAsk: string
  /** Finds the change, or writes it down. */
  readonly begin: Effect.Effect<Begun, Refusal | JournalUnavailable>
  /** Finds the change as it stands. */
  readonly find: Lookup
  readonly waitMillis: number
  /** Who withdraws what this command wrote down when finpay is stopped before it was sent. Left out: nobody. */
  readonly withdrawnBy?: string
  /** Whatever is found was written down by this command: its key is fresh. */
  readonly isOwn: boolean
  /** Refunds of the same amount that were done before, where no key says that this is another one. */
  readonly sameBefore?: ReadonlyArray<Mutation>
}

/** What the journal can still say of a change. */
type Known =
  | { readonly kind: "mutation"; readonly mutation: Mutation }
  | { readonly kind: "nothing" }
  | { readonly kind: "unreadable" }

type Lost = Effect.Error<Followed["begin"]>

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

const read = Effect.fnUntraced(function*({ open: { journal, left }, sameBefore = [] }: Followed, begun: Begun) {
  const { mutation, replayed } = begun
  return {
    mutation,
    replayed,
    history: yield* journal.history(mutation.id),
    inFront: mutation.state === "accepted" ? yield* inFrontOf(journal, mutation) : [],
    sameBefore: replayed === true ? [] : sameBefore,
    alsoDone: yield* alsoDone(journal, left.filter((id) => id !== mutation.id))
  } satisfies Told
})

const tell = Effect.fnUntraced(function*(followed: Followed, begun: Begun) {
  const known = yield* Effect.orElseSucceed(promptly(read(followed, begun)), () => Option.none())
  return yield* tellOutcome(followed.config, Option.getOrElse(known, (): Told => ({ ...begun, history: [] })))
})

/** A signal stopped it. Says what is known, and withdraws what was not sent. */
const tellStopped = Effect.fnUntraced(function*(followed: Followed, begun: Begun | undefined) {
  const { find, isOwn, withdrawnBy } = followed
  const replayed = begun?.replayed
  const known = yield* look(find)
  if (known.kind === "nothing" && begun === undefined) return exitCodes.stopped
  if (known.kind !== "mutation") {
    return yield* report(perhaps(
      followed,
      say(
        "finpay was stopped, and the journal could not be read any more",
        "finpay dihentikan, dan jurnal tidak dapat dibaca lagi"
      )
    ))
  }
  const isOurs = isOwn || replayed === false
  if (known.mutation.state !== "accepted" || withdrawnBy === undefined || !isOurs) {
    return yield* tell(followed, { mutation: known.mutation, replayed })
  }
  const isWithdrawn = yield* withdraw(followed, known.mutation, withdrawnBy)
  const after = yield* look(find)
  const code = yield* tell(followed, {
    mutation: after.kind === "mutation" ? after.mutation : known.mutation,
    replayed
  })
  return isWithdrawn ? exitCodes.stopped : code
})

/** The journal failed at a moment when the change may have been written down already. */
const tellLost = Effect.fnUntraced(function*(followed: Followed, begun: Begun | undefined, error: Lost) {
  const known = yield* look(followed.find)
  if (known.kind === "mutation") return yield* tell(followed, { mutation: known.mutation, replayed: begun?.replayed })
  if (known.kind === "nothing" && begun === undefined) return yield* report(followed.open.nothingSent(error))
  return yield* report(perhaps(followed, error.message))
})

const followToTheEnd = Effect.fnUntraced(function*(followed: Followed, { mutation, replayed }: Begun) {
  const { open: { finish, journal, left }, waitMillis } = followed
  const waited = yield* journal.wait(mutation.id, waitMillis)
  const isResting = isSettled(waited.state) || waited.state === "needs_review"
  // What is sent beside it is told too, and so is waited for.
  if (!isResting || left.length > 0) yield* finish
  const last = isResting ? waited : yield* journal.get(mutation.id)
  return yield* read(followed, { mutation: last, replayed })
})

/**
 * Follows a change to its outcome, or until the wait is over, and tells what is known then. What is on its way by then
 * is waited for: its answer is better than any guess.
 *
 * A signal ends it at once, with what is known; what else was being worked on is left to the next run.
 */
export const follow = Effect.fnUntraced(function*(followed: Followed) {
  const { begin, config, open } = followed
  const { exitCode } = yield* StopSignal
  let begun: Begun | undefined

  const toTheEnd = Effect.gen(function*() {
    begun = yield* begin
    return yield* followToTheEnd(followed, begun)
  })

  const tellFailure = (error: Effect.Error<typeof toTheEnd>) =>
    begun !== undefined || error._tag === "JournalUnavailable"
      ? tellLost(followed, begun, error)
      : tellRefused(open.journal, error)

  return yield* Effect.uninterruptibleMask((restore) =>
    Effect.gen(function*() {
      const ended = yield* Effect.exit(restore(toTheEnd))
      const isStopped = Exit.isFailure(ended) && Cause.hasInterruptsOnly(ended.cause)
      const code = isStopped
        ? yield* tellStopped(followed, begun)
        : yield* Effect.matchEffect(ended, { onSuccess: (told) => tellOutcome(config, told), onFailure: tellFailure })
      yield* Ref.set(exitCode, code)
      if (!isStopped) yield* restore(open.close)
      if (code !== exitCodes.done) return yield* new EndWith({ exitCode: code })
    })
  )
})
