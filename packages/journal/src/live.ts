import { invalidRequest, problemsOf } from "@openfinpay/finpay-core"
import { Finpay } from "@openfinpay/finpay-transport"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { erase } from "./audit/erase.ts"
import { verify } from "./audit/verify.ts"
import { makeBell } from "./Bell.ts"
import type { Listener } from "./Bell.ts"
import { close } from "./close.ts"
import type { Closing } from "./close.ts"
import type { Journal, JournalOptions, Submission } from "./Journal.ts"
import { MutationNotFound, NotInState } from "./JournalError.ts"
import { isSettled } from "./Mutation.ts"
import type { Mutation } from "./Mutation.ts"
import { makeResolve } from "./resolve.ts"
import { makeSend } from "./send.ts"
import { defaultSettings, JournalSettings, unsafeSettings } from "./settings.ts"
import { mendClockSetBack } from "./store/clock-set-back.ts"
import { makeStore } from "./store/Store.ts"
import { toUnavailable } from "./store/unavailable.ts"
import { makeSubmit } from "./submit.ts"
import { layerQueues, openQueue } from "./work.ts"
import { runWorker } from "./worker.ts"

const checkOptions = Effect.fnUntraced(function*({ account, settings }: JournalOptions) {
  if (account.trim() === "") return yield* invalidRequest("journal", [{ field: "account", problem: "is required" }])
  const checked = Schema.decodeResult(JournalSettings)({ ...defaultSettings, ...settings })
  if (Result.isFailure(checked)) {
    return yield* invalidRequest("journal", problemsOf(checked.failure.issue))
  }
  const { longestCallMillis } = yield* Finpay
  const problems = unsafeSettings(account, checked.success, longestCallMillis)
  return problems.length === 0 ? checked.success : yield* invalidRequest("journal", problems)
})

/** Nothing more is to be expected by waiting. */
const isResting = ({ state }: Mutation): boolean => isSettled(state) || state === "needs_review"

/** Builds the journal of an account and starts its workers. */
export const makeJournal = Effect.fnUntraced(function*(options: JournalOptions) {
  const settings = yield* checkOptions(options)
  const { account } = options
  // The queue makes its tables where there are none, and takes a database that it cannot use for a defect.
  const queues = yield* Layer.build(layerQueues(settings)).pipe(
    Effect.catchDefect((defect) => Effect.fail(toUnavailable(defect))),
    Effect.mapError(toUnavailable)
  )
  const queue = yield* Effect.provide(openQueue(account), queues)
  const bell = makeBell()
  const store = yield* makeStore(account, queue, bell)
  const submit = yield* makeSubmit(store)
  const resolveNow = yield* makeResolve(store, settings)
  const send = yield* makeSend(store, settings)

  if (settings.workers > 0) yield* mendClockSetBack(store.sql, account, settings)
  for (let started = 0; started < settings.workers; started++) {
    yield* Effect.forkScoped(runWorker(store, queue, { send, resolve: resolveNow }))
  }

  const found = Effect.fnUntraced(function*(id: string) {
    return (yield* store.get(id)) ?? (yield* new MutationNotFound({ id }))
  })

  // On the steady clock: setting the wall clock neither cuts a wait nor draws it out.
  const steadyMillis = Effect.map(Clock.monotonicTimeNanos, (nanos) => Number(nanos / 1_000_000n))

  const rested = Effect.fnUntraced(function*(known: Mutation, listener: Listener, waitMillis: number) {
    const until = (yield* steadyMillis) + waitMillis
    let mutation = known
    for (;;) {
      const left = until - (yield* steadyMillis)
      // Written so that a wait that is no number ends at once.
      if (isResting(mutation) || !(left > 0)) return mutation
      const heard = yield* Effect.timeoutOption(listener.next, Duration.millis(Math.min(left, settings.pollMillis)))
      if (Option.isNone(heard)) mutation = yield* found(known.id)
      else if (heard.value.version > mutation.version) mutation = heard.value
    }
  })

  const wait = Effect.fnUntraced(function*(id: string, waitMillis: number) {
    const listener = yield* bell.listen({ id })
    return yield* rested(yield* found(id), listener, waitMillis)
  }, Effect.scoped)

  const service: Journal["Service"] = {
    wait,
    get: found,
    submit: Effect.fnUntraced(function*(submission: Submission, submitOptions = {}) {
      const { waitMillis = 0 } = submitOptions
      if (waitMillis <= 0) return yield* submit(submission, submitOptions)
      // Before it is written down: its outcome may be there before this fiber goes on.
      const listener = yield* bell.listen({ key: submission.key })
      const { mutation, replayed } = yield* submit(submission, submitOptions)
      return {
        mutation: yield* Effect.catchTag(rested(mutation, listener, waitMillis), "MutationNotFound", Effect.die),
        replayed
      }
    }, Effect.scoped),
    getByKey: Effect.fnUntraced(function*(key: string) {
      return (yield* store.getByKey(key)) ?? (yield* new MutationNotFound({ id: `with the key ${key}` }))
    }),
    list: (filter = {}) => store.list(filter),
    audit: (filter = {}) => store.audit(filter),
    follow: store.follow,
    history: Effect.fnUntraced(function*(id: string) {
      yield* found(id)
      return yield* store.history(id)
    }),
    resolve: Effect.fnUntraced(function*(id: string, { actor }: { readonly actor: string }) {
      const known = yield* found(id)
      if (known.state !== "unknown") {
        return yield* new NotInState({ id, state: known.state, detail: "only an unknown outcome can be asked about" })
      }
      yield* resolveNow(known, { actor })
      return yield* found(id)
    }),
    close: Effect.fnUntraced(function*(id: string, closing: Closing) {
      const blank = (["actor", "reason"] as const).filter((field) => closing[field].trim() === "")
      const problems = blank.map((field) => ({ field, problem: "is required" }))
      if (problems.length > 0) return yield* invalidRequest("close", problems, id)
      return yield* close(store, yield* found(id), closing)
    }),
    news: Effect.fnUntraced(function*(reference: string, detail: string) {
      const unknown = (yield* store.ofReference(reference)).filter(({ state }) => state === "unknown")
      yield* Effect.forEach(unknown, (one) =>
        store.change(one, ({ state }) =>
          Effect.succeed(
            state === "unknown"
              ? [{
                changes: {},
                told: { event: "news", reason: `news of the payment came, so it is asked now: ${detail}` },
                next: { step: "resolve", delaySeconds: 0 }
              }]
              : []
          )), { discard: true })
    }),
    verify: (anchors) => verify(store, anchors),
    erase: (by) => erase(store, by)
  }
  return service
})
