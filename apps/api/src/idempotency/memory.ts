import { errorToJson, FinpayError, OutcomeUnknown } from "@openfinpay/finpay-core"
import type * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { FirstRequest } from "../contract/problem-fields.ts"
import { Idempotency, KeyInFlight, KeyReused, StoreFull } from "./Idempotency.ts"
import type { Claim } from "./Idempotency.ts"

/** How much is remembered, and for how long at least. */
export interface MemoryLimits {
  /** The most keys that are remembered at a time. */
  readonly keys: number
  /** How long an outcome that is known is kept at least, in milliseconds. An unknown one is never forgotten. */
  readonly keepMillis: number
}

/** A hundred thousand keys, and a day as the IETF draft's examples have it. */
export const defaultLimits: MemoryLimits = { keys: 100_000, keepMillis: 24 * 3_600_000 }

/** An account has no blank in it. */
const keyOf = ({ account, key }: Pick<Claim, "account" | "key">): string => `${account} ${key}`

/** A finished outcome, encoded as it would be in a table. */
interface Stored {
  readonly at: number
  readonly result: Result.Result<unknown, typeof FinpayError.Encoded>
}

interface Entry {
  readonly fingerprint: string
  stored?: Stored
}

/** Certainly not processed, and not because of the request: the same request may go out again under the same key. */
const freesKey = (error: FinpayError): boolean => {
  switch (error._tag) {
    case "Unavailable":
    case "RateLimited":
    case "NotAuthenticated":
      return true
    case "InvalidRequest":
      // Without an HTTP status it was found before anything was sent.
      return error.httpStatus === undefined
    default:
      return false
  }
}

const isUnknown = ({ result }: Stored): boolean => Result.isFailure(result) && result.failure._tag === "OutcomeUnknown"

const stateOf = (stored: Stored | undefined): FirstRequest => {
  if (stored === undefined) return "in-progress"
  if (Result.isSuccess(stored.result)) return "succeeded"
  return isUnknown(stored) ? "unknown" : "refused"
}

const logUnknown = (error: FinpayError): Effect.Effect<void> =>
  error._tag === "OutcomeUnknown"
    ? Effect.logWarning(error.message).pipe(Effect.annotateLogs({ error: errorToJson(error) }))
    : Effect.void

const encoded = Schema.encodeSync(FinpayError)

/** A fault of ours after the start: the request may have left, so it is not known what came of it. */
const afterFault = ({ operation, reference }: Claim): OutcomeUnknown =>
  new OutcomeUnknown({
    operation,
    reference,
    reason: "interrupted",
    detail: "this server failed before it had kept the answer",
    nextStep: "Ask for the payment's status until it decides; do not send it again.",
    safeToRetry: false
  })

const make = Effect.fnUntraced(function*(limits: MemoryLimits) {
  const entries = new Map<string, Entry>()
  const running = new Set<Fiber.Fiber<unknown, unknown>>()

  // Entries stand in the order in which they came, so the oldest are looked at first.
  const makeRoom = (now: number): boolean => {
    if (entries.size < limits.keys) return true
    for (const [key, { stored }] of entries) {
      if (stored === undefined || isUnknown(stored) || now - stored.at < limits.keepMillis) continue
      entries.delete(key)
      return true
    }
    return false
  }

  const recall = Effect.fnUntraced(function*<A, I>(entry: Entry, claim: Claim, answer: Schema.Codec<A, I>) {
    if (entry.fingerprint !== claim.fingerprint) return yield* new KeyReused({ first: stateOf(entry.stored) })
    if (entry.stored === undefined) return yield* new KeyInFlight()
    const { result } = entry.stored
    const decoded: Result.Result<A, FinpayError> = Result.isSuccess(result)
      ? Result.succeed(yield* Effect.orDie(Schema.decodeUnknownEffect(answer)(result.success)))
      : Result.fail(yield* Effect.orDie(Schema.decodeEffect(FinpayError)(result.failure)))
    return { replayed: true, result: decoded }
  })

  const settle = Effect.fnUntraced(function*<A, I>(
    entry: Entry,
    claim: Claim,
    answer: Schema.Codec<A, I>,
    result: Result.Result<A, FinpayError>
  ) {
    if (Result.isFailure(result) && freesKey(result.failure)) {
      entries.delete(keyOf(claim))
      return
    }
    entry.stored = {
      at: yield* Clock.currentTimeMillis,
      result: Result.isSuccess(result)
        ? Result.succeed(yield* Schema.encodeEffect(answer)(result.success))
        : Result.fail(yield* Schema.encodeEffect(FinpayError)(result.failure))
    }
  })

  const fail = Effect.fnUntraced(function*(entry: Entry, claim: Claim, cause: Cause.Cause<unknown>) {
    const error = afterFault(claim)
    entry.stored = { at: yield* Clock.currentTimeMillis, result: Result.fail(encoded(error)) }
    yield* Effect.logError("a mutation ended in a fault of this server; its outcome is not known", cause)
    return Result.fail(error)
  })

  // An unknown outcome is logged here, where the work is done: the caller may have hung up.
  const perform = Effect.fnUntraced(function*<A, I>(
    entry: Entry,
    claim: Claim,
    answer: Schema.Codec<A, I>,
    send: Effect.Effect<A, FinpayError>
  ) {
    const { operation, reference } = claim
    const result = yield* Effect.result(send).pipe(
      Effect.tap((ended) => settle(entry, claim, answer, ended)),
      Effect.tap((ended) => Result.isFailure(ended) ? logUnknown(ended.failure) : Effect.void),
      Effect.catchCause((cause) => fail(entry, claim, cause)),
      Effect.annotateLogs({ operation, reference })
    )
    return { replayed: false, result }
  })

  // Nothing comes between looking a key up and taking it, and once taken the work no longer hangs on the caller.
  const once = <A, I>(claim: Claim, answer: Schema.Codec<A, I>, send: Effect.Effect<A, FinpayError>) =>
    Effect.uninterruptibleMask((restore) =>
      Effect.gen(function*() {
        const now = yield* Clock.currentTimeMillis
        const known = entries.get(keyOf(claim))
        if (known !== undefined) return yield* recall(known, claim, answer)
        if (!makeRoom(now)) return yield* new StoreFull()
        const entry: Entry = { fingerprint: claim.fingerprint }
        entries.set(keyOf(claim), entry)
        const fiber = yield* Effect.forkDetach(perform(entry, claim, answer, send))
        running.add(fiber)
        fiber.addObserver(() => running.delete(fiber))
        return yield* restore(Fiber.join(fiber))
      })
    )

  yield* Effect.addFinalizer(() => Effect.suspend(() => Fiber.awaitAll([...running])))
  return Idempotency.of({
    once,
    first: (account, key) =>
      Effect.sync(() => {
        const entry = entries.get(keyOf({ account, key }))
        return entry === undefined ? undefined : stateOf(entry.stored)
      })
  })
})

/**
 * Keys in the memory of this process: gone when it ends, unknown to other processes. When this closes it waits for what
 * is on its way.
 */
export const layerMemory = (limits: MemoryLimits = defaultLimits): Layer.Layer<Idempotency> =>
  Layer.effect(Idempotency, make(limits))
