import { problemsOf } from "@openfinpay/finpay-core"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { FaultInput } from "../faults/FaultRule.ts"
import { FaultRule } from "../faults/FaultRule.ts"
import type { AuthorizationStep } from "../orders/status.ts"
import type { OrderEvent, Refused } from "../orders/transition.ts"
import { applyEvent, tick } from "../state/apply.ts"
import type { CallbackRecord } from "../state/CallbackRecord.ts"
import type { RequestRecord } from "../state/RequestRecord.ts"
import { loadWorld, resetWorld, saveWorld } from "../state/saved.ts"
import { SavedState } from "../state/SavedState.ts"
import type { World } from "../state/World.ts"
import type { Timekeeper } from "../time/Timekeeper.ts"
import { findAnyOrder } from "./find.ts"
import type { OrderView } from "./OrderView.ts"
import { viewOf } from "./OrderView.ts"
import { SimulatorRefused } from "./SimulatorRefused.ts"

/** Which of several merchants' orders is meant; only needed when they share an id. */
export interface WhichOrder {
  readonly merchantId?: string
}

/** Which requests of the log are wanted; all unless given. */
export interface RequestFilter {
  readonly operation?: string
  /** The order's id or one of a QRIS payment's references. */
  readonly orderId?: string
  readonly processed?: boolean
  readonly fault?: string
}

type OrderControl = (orderId: string, which?: WhichOrder) => Effect.Effect<OrderView, SimulatorRefused>

/**
 * What stands behind the simulator's payer, bank and clock. An order is named by its id or, for a QRIS, by
 * partnerReferenceNo or referenceNo. What an order's state does not allow is refused (`SimulatorRefused`) and changes
 * nothing.
 */
export interface Controls {
  /** The payer pays. `channel` is what the payer chooses on a hosted order (`vamandiri` unless given). */
  readonly pay: (
    orderId: string,
    options?: WhichOrder & { readonly channel?: string }
  ) => Effect.Effect<OrderView, SimulatorRefused>
  /** The payment is on its way and not yet sure: PENDING. */
  readonly pend: OrderControl
  /** A card payment reaches a step, the hold on the card unless given. */
  readonly authorize: (
    orderId: string,
    options?: WhichOrder & { readonly step?: AuthorizationStep }
  ) => Effect.Effect<OrderView, SimulatorRefused>
  /** Money is taken from the hold: all of the rest, or `amount` rupiah. */
  readonly capture: (
    orderId: string,
    options?: WhichOrder & { readonly amount?: number }
  ) => Effect.Effect<OrderView, SimulatorRefused>
  /** The payment is declined: FAILURE. */
  readonly decline: OrderControl
  /** The time to pay runs out: EXPIRED. */
  readonly expire: OrderControl
  /** The payment is settled: from now on it can be refunded, not voided. */
  readonly settle: OrderControl
  /** The order as it stands now. */
  readonly order: OrderControl
  /** All orders, in the order in which they were made. */
  readonly orders: Effect.Effect<ReadonlyArray<OrderView>>
  /** The faults to come; what has struck as often as it should is not among them. */
  readonly faults: Effect.Effect<ReadonlyArray<FaultRule>>
  /** Puts these faults in place of all others. */
  readonly setFaults: (faults: ReadonlyArray<FaultInput>) => Effect.Effect<ReadonlyArray<FaultRule>, SimulatorRefused>
  /** Takes all faults away. */
  readonly clearFaults: Effect.Effect<void>
  /** The simulator's clock, in epoch milliseconds. */
  readonly now: Effect.Effect<number>
  /** Moves the clock ahead and waits until everything that was due on the way, callbacks included, has happened. */
  readonly advanceClock: (duration: Duration.Input) => Effect.Effect<void>
  /** Waits until every callback that is due now was answered or has failed. */
  readonly deliverCallbacks: Effect.Effect<void>
  /** All callbacks and QRIS notifications, in the order in which they arose. */
  readonly callbacks: Effect.Effect<ReadonlyArray<CallbackRecord>>
  /** The requests to the gateway, the oldest first. */
  readonly requests: (filter?: RequestFilter) => Effect.Effect<ReadonlyArray<RequestRecord>>
  /** Everything that can change, as it stands now; see `restoreState`. */
  readonly saveState: Effect.Effect<SavedState>
  /** Takes up a saved state, checked before anything is changed. */
  readonly restoreState: (state: unknown) => Effect.Effect<void, SimulatorRefused>
  /** Back to the beginning: no orders, the seed's first number, the real clock, the faults of the options. */
  readonly reset: Effect.Effect<void>
}

const sentences: Readonly<Record<Refused["reason"], string>> = {
  "wrong-status": "its status does not allow it",
  "not-a-card": "it is not paid by card",
  "settled": "it is settled",
  "not-captured": "no money was taken",
  "refunded": "all of it was given back",
  "too-much": "the amount is more than is left",
  "no-such-refund": "it has no such refund"
}

const badField = (prefix: string) => (error: Schema.SchemaError): SimulatorRefused => {
  const [first] = problemsOf(error.issue)
  const inner = first === undefined || first.field === "(the whole value)" ? "" : `.${first.field}`
  const field = `${prefix}${inner}`.replace(/^\./u, "")
  return new SimulatorRefused({ reason: "bad-field", field, problem: first?.problem ?? "is not valid" })
}

const isWanted = (record: RequestRecord, { fault, operation, orderId, processed }: RequestFilter): boolean =>
  (operation === undefined || record.operation === operation) &&
  (orderId === undefined || record.references.includes(orderId)) &&
  (processed === undefined || record.processed === processed) &&
  (fault === undefined || record.fault === fault)

const rupiahProblem = (amount: number | undefined): SimulatorRefused | undefined =>
  amount === undefined || (Number.isSafeInteger(amount) && amount > 0)
    ? undefined
    : new SimulatorRefused({ reason: "bad-field", field: "amount", problem: "is a whole number of rupiah, at least 1" })

/** The controls of a world. */
export const makeControls = (world: World, timekeeper: Timekeeper): Controls => {
  const { now } = timekeeper

  const happen = Effect.fnUntraced(
    function*(orderId: string, which: WhichOrder | undefined, event: OrderEvent) {
      const at = yield* now
      tick(world, at)
      const order = yield* Effect.fromResult(findAnyOrder(world, orderId, which?.merchantId))
      const outcome = applyEvent(world, order, event, at)
      if (Result.isSuccess(outcome)) return viewOf(world, outcome.success)
      const { reason, status } = outcome.failure
      const problem = `order ${order.id} is ${status}: ${sentences[reason]}`
      return yield* new SimulatorRefused({ reason: "wrong-state", problem })
    }
  )
  const simple = (event: OrderEvent): OrderControl => (orderId, which) => happen(orderId, which, event)
  const ticked = <A>(read: () => A): Effect.Effect<A> =>
    Effect.map(now, (at) => {
      tick(world, at)
      return read()
    })

  return {
    now,
    pay: (orderId, options = {}) =>
      happen(orderId, options, {
        type: "pay",
        ...(options.channel === undefined ? {} : { channel: options.channel })
      }),
    pend: simple({ type: "pend" }),
    authorize: (orderId, options = {}) =>
      happen(orderId, options, { type: "authorize", step: options.step ?? "AUTHORIZED" }),
    capture: (orderId, options = {}) => {
      const { amount } = options
      return rupiahProblem(amount) ??
        happen(orderId, options, { type: "capture", ...(amount === undefined ? {} : { amount }) })
    },
    decline: simple({ type: "decline" }),
    expire: simple({ type: "expire" }),
    settle: simple({ type: "settle" }),
    order: (orderId, which) =>
      Effect.flatMap(
        ticked(() => findAnyOrder(world, orderId, which?.merchantId)),
        (found) => Effect.fromResult(Result.map(found, (order) => viewOf(world, order)))
      ),
    orders: ticked(() => [...world.orders.values()].map((order) => viewOf(world, order))),
    faults: Effect.sync(() => world.faults),
    setFaults: (faults) =>
      Schema.decodeEffect(Schema.Array(FaultRule))(faults, { onExcessProperty: "error" }).pipe(
        Effect.mapError(badField("faults")),
        Effect.tap((rules) => Effect.sync(() => (world.faults = rules.filter(({ times }) => times > 0))))
      ),
    clearFaults: Effect.sync(() => {
      world.faults = []
    }),
    advanceClock: (duration) => timekeeper.advance(Duration.toMillis(duration)),
    deliverCallbacks: timekeeper.settle,
    callbacks: ticked(() => [...world.callbacks.values()]),
    requests: (filter = {}) =>
      Effect.sync(() => world.requests.slice(-world.settings.requestLogLimit).filter((one) => isWanted(one, filter))),
    saveState: Effect.map(now, (at) => {
      tick(world, at)
      return saveWorld(world, at)
    }),
    restoreState: (state) =>
      Schema.decodeUnknownEffect(SavedState)(state).pipe(
        Effect.mapError(badField("")),
        Effect.flatMap((saved) => Effect.map(Clock.currentTimeMillis, (real) => loadWorld(world, saved, real)))
      ),
    reset: Effect.sync(() => resetWorld(world))
  }
}
