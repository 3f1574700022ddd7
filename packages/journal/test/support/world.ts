/**
 * A small world for the journal's own tests: a fresh database, the simulator in process, a network a test can get into
 * the way of, and a steady clock that moves when a test moves it. Journals are opened on it as processes would open them.
 */
import { assert } from "@effect/vitest"
import { Simulator } from "@openfinpay/finpay-simulator"
import type { FaultInput, SimulatorOptions } from "@openfinpay/finpay-simulator"
import { Finpay, localConfig } from "@openfinpay/finpay-transport"
import type { FinpayConfig } from "@openfinpay/finpay-transport"
import { Clock, Context, Effect, Exit, Layer, Logger, Scope } from "effect"
import { HttpClient } from "effect/http"
import { SqlClient } from "effect/sql"
import { accountOf } from "../../src/account.ts"
import { Journal } from "../../src/Journal.ts"
import type { Submission } from "../../src/Journal.ts"
import type { Mutation, MutationState } from "../../src/Mutation.ts"
import { JournalRules } from "../../src/rules.ts"
import type { JournalSettings } from "../../src/settings.ts"
import { Witness } from "../../src/Witness.ts"
import type { FreshDatabase, MakeDatabase } from "../databases.ts"
import { makeNetwork } from "./network.ts"

/** The account the journals of these tests belong to. */
export const account = accountOf(localConfig())

/** Work is found at once; an unknown outcome is asked about only when a test asks, or has news. */
export const testSettings = {
  leaseSeconds: 6,
  workers: 4,
  pollMillis: 20,
  checkDelaysSeconds: [3600],
  notAppliedChecks: 2,
  notAppliedSeconds: 60,
  undecidedChecks: 2,
  undecidedSeconds: 0,
  giveUpChecks: 6,
  giveUpSeconds: 60
} as const satisfies Partial<JournalSettings>

/** How a world is set up. */
export interface WorldOptions {
  readonly simulator?: SimulatorOptions
  readonly finpay?: Partial<FinpayConfig>
}

/** How a journal is opened; on the world's database, with the journal's own rules, unless given. */
export interface OpenOptions {
  readonly settings?: Partial<JournalSettings>
  readonly layer?: FreshDatabase["layer"]
  readonly account?: string
  readonly rules?: Partial<JournalRules>
}

/** A journal as one process has it. */
export interface Opened {
  readonly journal: Journal["Service"]
  readonly sql: SqlClient.SqlClient
  /** Closes it in good order: what is being sent ends first. */
  readonly close: Effect.Effect<void>
}

/** A wall clock that a test can set; the steady one goes on undisturbed. */
const settableClock = (live: Clock.Clock) => {
  let offset = 0
  const clock: Clock.Clock = {
    currentTimeMillisUnsafe: () => live.currentTimeMillisUnsafe() + offset,
    currentTimeMillis: Effect.sync(() => live.currentTimeMillisUnsafe() + offset),
    currentTimeNanosUnsafe: () => live.currentTimeNanosUnsafe() + BigInt(offset) * 1_000_000n,
    currentTimeNanos: Effect.sync(() => live.currentTimeNanosUnsafe() + BigInt(offset) * 1_000_000n),
    monotonicTimeNanosUnsafe: () => live.monotonicTimeNanosUnsafe(),
    monotonicTimeNanos: live.monotonicTimeNanos,
    sleep: (duration) => live.sleep(duration)
  }
  return { clock, set: (millis: number) => (offset += millis) }
}

const dayMillis = 86_400_000

const defaultRules = JournalRules.defaultValue()

/** Longer than anything takes on a machine that has much else to do, in milliseconds. */
const longMillis = 120_000

/** Asks until the answer pleases; a test that never gets it dies with what it waited for. */
export const until = <A, E, R>(what: string, ask: Effect.Effect<A, E, R>, pleases: (value: A) => boolean) =>
  Effect.gen(function*() {
    for (let left = longMillis / 10; left > 0; left -= 1) {
      const value = yield* ask
      if (pleases(value)) return value
      yield* Effect.sleep(10)
    }
    return yield* Effect.die(new Error(`waited in vain for: ${what}`))
  })

/** Makes a world. All in it ends with the test. */
export const makeWorld = Effect.fnUntraced(function*(fresh: MakeDatabase, options: WorldOptions = {}) {
  const database = yield* fresh
  const scope = yield* Effect.scope
  const built = yield* Layer.build(
    Layer.provideMerge(Simulator.httpClient, Simulator.layer({ callbacks: { enabled: false }, ...options.simulator }))
  )
  const simulator = Context.get(built, Simulator)
  const direct = Context.get(built, HttpClient.HttpClient)
  const network = makeNetwork(direct)
  const config = { ...localConfig(), queryRetries: 0, ...options.finpay }
  const finpayOver = (client: HttpClient.HttpClient) =>
    Layer.fresh(Finpay.layer(config)).pipe(Layer.provide(Layer.succeed(HttpClient.HttpClient, client)))
  const payer = Context.get(yield* Layer.build(finpayOver(direct)), Finpay)
  const wall = settableClock(yield* Clock.Clock)
  const logs: Array<string> = []
  const logger = Logger.make<unknown, void>(({ message }) => {
    logs.push(Array.isArray(message) ? message.map(String).join(" ") : String(message))
  })
  let steadyMillis = 1_000_000

  const layerJournal = ({ account: whose = account, layer = database.layer, rules, settings }: OpenOptions) =>
    Journal.layer({ account: whose, settings: { ...testSettings, ...settings } }).pipe(
      Layer.provide(finpayOver(network.client)),
      Layer.provideMerge(Layer.fresh(layer)),
      Layer.provide(Layer.succeed(Witness, { id: "this machine", millis: Effect.sync(() => steadyMillis) })),
      Layer.provide(
        rules === undefined ? Layer.empty : Layer.succeed(JournalRules, Object.assign({}, defaultRules, rules))
      ),
      Layer.provide(Logger.layer([logger]))
    )

  /** Opens a journal on the database, as another process would. */
  const open = Effect.fnUntraced(function*(options: OpenOptions = {}) {
    const own = yield* Scope.fork(scope)
    const context = yield* Layer.buildWithScope(layerJournal(options), own).pipe(
      Effect.provideService(Clock.Clock, wall.clock),
      Effect.onError(() => Scope.close(own, Exit.void))
    )
    // A test that failed may leave a journal that holds an answer until its patience, by this clock, is over.
    yield* Scope.addFinalizer(scope, Effect.sync(() => (steadyMillis += dayMillis)))
    return {
      journal: Context.get(context, Journal),
      sql: Context.get(context, SqlClient.SqlClient),
      close: Scope.close(own, Exit.void)
    } satisfies Opened
  })

  const customer = {
    email: "budi@example.co.id",
    firstName: "Budi",
    lastName: "Example",
    mobilePhone: "+6281234567890"
  }

  /** An order nobody has paid. */
  const order = (id: string, amount: number) =>
    payer.payments.initiate({
      customer,
      order: { id, amount, description: "A test" },
      url: { callbackUrl: "http://127.0.0.1:9/callback" },
      sourceOfFunds: { type: "cc" }
    })

  /** An order that was paid. */
  const paid = (id: string, amount: number) => Effect.andThen(order(id, amount), simulator.pay(id))

  /** A QRIS payment that was paid; gives Finpay's number of it. */
  const qrisPaid = Effect.fnUntraced(function*(partnerReferenceNo: string, amount: number) {
    const tomorrow = new Date((yield* Clock.currentTimeMillis) + dayMillis).toISOString().slice(0, 19)
    const { referenceNo } = yield* payer.qris.generate({
      partnerReferenceNo,
      amount,
      validityPeriod: `${tomorrow}+00:00`,
      additionalInfo: {}
    })
    yield* simulator.pay(partnerReferenceNo)
    return referenceNo ?? assert.fail("the payment has no number")
  })

  return {
    database,
    simulator,
    network,
    payer,
    logs,
    open,
    order,
    paid,
    qrisPaid,
    /** Lets time pass on the steady clock that evidence and senders go by. */
    passSteady: (seconds: number) => Effect.sync(() => (steadyMillis += seconds * 1000)),
    /** The same, for a place where nothing can be waited for. */
    passSteadyUnsafe: (seconds: number) => {
      steadyMillis += seconds * 1000
    },
    /** Sets the journals' wall clock ahead, or back. */
    setWallClock: (seconds: number) => Effect.sync(() => wall.set(seconds * 1000)),
    /** Puts faults in place. */
    faults: (...faults: ReadonlyArray<FaultInput>) => Effect.orDie(simulator.setFaults(faults)),
    /** The requests of an operation that Finpay received for an order. */
    received: (orderId: string, operation: string) => simulator.requests({ orderId, operation }),
    /** How much Finpay gave back of an order. */
    givenBack: (orderId: string) => Effect.map(Effect.orDie(simulator.order(orderId)), ({ refunded }) => refunded)
  }
})

/** A small world of a test. */
export type World = Effect.Success<ReturnType<typeof makeWorld>>

/** A refund to submit. */
export const refund = (key: string, id: string, amount: number): Submission & { readonly operation: "refund" } => ({
  operation: "refund",
  request: { order: { id, amount } },
  key,
  actor: "cashier 3"
})

/** A void to submit. */
export const voiding = (key: string, id: string, amount: number): Submission => ({
  operation: "void",
  request: { order: { id, amount } },
  key,
  actor: "cashier 3"
})

/** A cancel to submit. */
export const cancelling = (key: string, orderId: string): Submission => ({
  operation: "cancel",
  request: { orderId },
  key,
  actor: "cashier 3"
})

/** A QRIS refund to submit. */
export const qrisRefund = (
  key: string,
  originalReferenceNo: string,
  partnerRefundNo: string,
  refundAmount: number
): Submission => ({
  operation: "qrisRefund",
  request: { originalReferenceNo, partnerRefundNo, refundAmount, reason: "returned" },
  key,
  actor: "cashier 3"
})

/** Who waits so long waits for what happens. */
export const patient = { waitMillis: longMillis }

/** Waits for a state that is not an end, or is one. */
export const inState = ({ journal }: Pick<Opened, "journal">, id: string, ...states: ReadonlyArray<MutationState>) =>
  until(`${id} in state ${states.join(" or ")}`, journal.get(id), ({ state }: Mutation) => states.includes(state))

/** Ends the leases of all work again and again, until somebody else has found a mutation given up by its sender. */
export const giveUpSender = (opened: Opened, id: string) =>
  until(
    `${id} given up`,
    Effect.andThen(endLeases(opened), opened.journal.get(id)),
    ({ state }: Mutation) => state === "unknown"
  )

/** Asks about an unknown outcome now, so many times. */
export const ask = Effect.fnUntraced(function*({ journal }: Pick<Opened, "journal">, id: string, times = 1) {
  for (let left = times; left > 1; left -= 1) yield* journal.resolve(id, { actor: "supervisor" })
  return yield* journal.resolve(id, { actor: "supervisor" })
})

/** What happened to a mutation: each event, and the state it led to. */
export const story = ({ journal }: Pick<Opened, "journal">, id: string) =>
  Effect.map(journal.history(id), (events) => events.map(({ event, to }) => `${event}: ${to}`))

/** Makes the lease of all work that is being done end now: as if those who do it had been silent for too long. */
export const endLeases = ({ sql }: Pick<Opened, "sql">) =>
  sql`UPDATE finpay_work SET acquired_at = '2020-01-01 00:00:00' WHERE acquired_at IS NOT NULL`
