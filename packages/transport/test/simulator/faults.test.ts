/**
 * Every fault of the simulator against every operation, over real HTTP: what the caller is told, and how many requests
 * reached the gateway. The two tables below are the statement; the rest only sets the scene.
 */
import { assert, layer } from "@effect/vitest"
import type { FinpayError } from "@openfinpay/finpay-core"
import { faultKinds, serve } from "@openfinpay/finpay-simulator"
import type { FaultInput, FaultKind, ServedSimulator } from "@openfinpay/finpay-simulator"
import { Context, Effect, Layer, Result, Schedule } from "effect"
import { Finpay } from "../../src/index.ts"
import { clients, openFinpay } from "../support/clients.ts"

/** What an operation tells its caller: that it is done, or the error and its reason. */
type Told = "done" | FinpayError["_tag"] | `${FinpayError["_tag"]}/${string}`

interface Expected {
  readonly query: Told
  readonly mutation: Told
}

const both = (told: Told): Expected => ({ query: told, mutation: told })
const perhaps = (reason: string): Expected => ({ query: `Unavailable/${reason}`, mutation: `OutcomeUnknown/${reason}` })
const garbage = (reason: string): Expected => ({ query: "ResponseNotUnderstood", mutation: `OutcomeUnknown/${reason}` })

const expected: Readonly<Record<FaultKind, Expected>> = {
  // Before processing. Nothing happened, but only an answer that says so lets the caller know.
  "connection-refused": perhaps("connection-lost"),
  "connection-reset": perhaps("connection-lost"),
  silence: perhaps("timeout"),
  "internal-error": perhaps("server-error"),
  "service-unavailable": perhaps("server-error"),
  "too-many-requests": both("RateLimited"),
  "bad-gateway": perhaps("server-error"),
  "stale-token": both("done"),
  "clock-skew": both("NotAuthenticated"),
  // After processing: a mutation is never reported as failed.
  "carried-out-late": perhaps("timeout"),
  "lost-answer": perhaps("connection-lost"),
  "cut-answer": perhaps("connection-lost"),
  "no-answer": perhaps("timeout"),
  "error-after": perhaps("server-error"),
  "external-error-after": perhaps("server-error"),
  "timeout-after": perhaps("server-error"),
  "bad-gateway-after": perhaps("server-error"),
  "html-after": garbage("unreadable-answer"),
  "empty-answer": garbage("unreadable-answer"),
  "truncated-json": garbage("unreadable-answer"),
  "invalid-utf8": garbage("unreadable-answer"),
  "huge-answer": garbage("unreadable-answer"),
  "no-code": garbage("unreadable-answer"),
  "wrong-code": garbage("unreadable-answer"),
  "ok-status-error-code": garbage("contradiction"),
  "error-status-ok-code": garbage("contradiction"),
  "redirect-after": garbage("unreadable-answer"),
  "in-progress": both("OutcomeUnknown/in-progress"),
  "in-progress-fails": both("OutcomeUnknown/in-progress"),
  // The right answer, late.
  "slow-answer": both("done"),
  "trickling-answer": both("done"),
  // These strike what Finpay sends by itself.
  "callback-lost": both("done"),
  "callback-duplicate": both("done"),
  "callback-late": both("done"),
  "callback-reordered": both("done"),
  "callback-forged": both("done"),
  "callback-unsigned": both("done"),
  "callback-float-amount": both("done"),
  "callback-wrong-amount": both("done")
}

/** How many requests of the struck call reach the gateway: one, but for a refused token, which is renewed once. */
const requestsExpected = (kind: FaultKind, family: "pg" | "snap"): number =>
  kind === "stale-token" && family === "snap" ? 2 : 1

interface Subject {
  readonly name: string
  readonly kind: "query" | "mutation"
  readonly family: "pg" | "snap"
  readonly isRefund: boolean
  /** Makes something the operation can be done with; returns its order id or reference. */
  readonly prepare: (stage: Stage, id: string) => Effect.Effect<string, unknown>
  readonly run: (finpay: Finpay["Service"], reference: string, id: string) => Effect.Effect<unknown, FinpayError>
}

interface Stage {
  readonly served: ServedSimulator
  /** Sets the scene. */
  readonly calm: Finpay["Service"]
}

const order = (type: string, isPaid: boolean): Subject["prepare"] => ({ calm, served }, id) =>
  Effect.gen(function*() {
    yield* calm.payments.initiate({
      customer: { email: "payer@example.co.id", mobilePhone: "+6281234567890" },
      order: { id, amount: 50_000 },
      url: {},
      sourceOfFunds: { type }
    })
    if (isPaid) yield* served.simulator.pay(id)
    return id
  })

const paidQr: Subject["prepare"] = ({ calm, served }, id) =>
  Effect.gen(function*() {
    const { referenceNo } = yield* calm.qris.generate({
      partnerReferenceNo: id,
      amount: 50_000,
      validityPeriod: "2099-01-01T00:00:00+07:00",
      additionalInfo: {}
    })
    yield* served.simulator.pay(id)
    return referenceNo ?? ""
  })

const amount = 50_000
const subjects: ReadonlyArray<Subject> = [
  {
    name: "checkStatus",
    kind: "query",
    family: "pg",
    isRefund: false,
    prepare: order("vabca", true),
    run: (finpay, orderId) => finpay.payments.check({ orderId })
  },
  {
    name: "refund",
    kind: "mutation",
    family: "pg",
    isRefund: true,
    prepare: order("vabca", true),
    run: (finpay, id) => finpay.payments.refund({ order: { id, amount } })
  },
  {
    name: "void",
    kind: "mutation",
    family: "pg",
    isRefund: false,
    prepare: order("cc", true),
    run: (finpay, id) => finpay.payments.void({ order: { id, amount } })
  },
  {
    name: "cancel",
    kind: "mutation",
    family: "pg",
    isRefund: false,
    prepare: order("vabca", false),
    run: (finpay, orderId) => finpay.payments.cancel({ orderId })
  },
  {
    name: "qrisQuery",
    kind: "query",
    family: "snap",
    isRefund: false,
    prepare: paidQr,
    run: (finpay, originalReferenceNo) => finpay.qris.query({ originalReferenceNo })
  },
  {
    name: "qrisRefund",
    kind: "mutation",
    family: "snap",
    isRefund: true,
    prepare: paidQr,
    run: (finpay, originalReferenceNo, id) =>
      finpay.qris.refund({ originalReferenceNo, partnerRefundNo: `R-${id}`, refundAmount: amount, reason: "test" })
  }
]

const strikes = (kind: FaultKind, subject: Subject): boolean => {
  const facts: { readonly phase: string; readonly only?: string } = faultKinds[kind]
  if (facts.phase === "callback") return false
  if (facts.only === "snap") return subject.family === "snap"
  return facts.only !== "refunds" || subject.isRefund
}

const toldBy = (outcome: Result.Result<unknown, FinpayError>): Told => {
  if (Result.isSuccess(outcome)) return "done"
  const error = outcome.failure
  return "reason" in error ? `${error._tag}/${error.reason}` : error._tag
}

// Kinds that end in a time-out get a short one; the delays of the others are made short instead.
const hangingMillis = 8_000
const isHanging = (kind: FaultKind): boolean => expected[kind].query === "Unavailable/timeout"
const delayOf = (kind: FaultKind): { readonly delayMillis?: number } => {
  if (kind === "clock-skew") return { delayMillis: 600_000 }
  if (kind === "carried-out-late") return { delayMillis: 2 * hangingMillis }
  return "delay" in faultKinds[kind] ? { delayMillis: 20 } : {}
}

class Scene extends Context.Service<Scene, {
  readonly served: ServedSimulator
  readonly finpays: ReadonlyMap<string, Finpay["Service"]>
}>()("test/Scene") {
  static readonly layer = Layer.effect(
    Scene,
    Effect.gen(function*() {
      const served = yield* serve({ port: 0, callbacks: { enabled: false } })
      const opened = yield* Effect.forEach(
        clients,
        ([name, http]) => Effect.map(openFinpay(served.url, http), (finpay) => [name, finpay] as const)
      )
      return { served, finpays: new Map(opened) }
    })
  )
}

const kinds = Object.keys(faultKinds) as ReadonlyArray<FaultKind>

layer(Scene.layer, { excludeTestServices: true })("what the six operations report", (it) => {
  it.effect("there are at least twenty kinds of fault", () => Effect.sync(() => assert.isAtLeast(kinds.length, 20)))

  for (const [client] of clients) {
    for (const kind of kinds.filter((one) => !isHanging(one))) {
      it.effect(`${kind} (${client})`, () =>
        Effect.gen(function*() {
          const scene = yield* Scene
          const cases = yield* prepared(scene, client, kind)
          yield* scene.served.simulator.setFaults(cases.map(({ fault }) => fault))
          yield* Effect.forEach(cases, (one) => judge(scene.served, one), { discard: true })
        }))
    }
  }

  // All at once, so that each can have time enough to be sent where others have the machine.
  it.effect(`${kinds.filter(isHanging).join(", ")} (${clients.map(([client]) => client).join(", ")})`, () =>
    Effect.gen(function*() {
      const scene = yield* Scene
      const hanging = clients.flatMap(([client]) => kinds.filter(isHanging).map((kind) => [client, kind] as const))
      const cases = (yield* Effect.forEach(hanging, ([client, kind]) => prepared(scene, client, kind))).flat()
      yield* scene.served.simulator.setFaults(cases.map(({ fault }) => fault))
      yield* Effect.forEach(cases, (one) => judge(scene.served, one), { concurrency: "unbounded", discard: true })
    }))
})

/** An operation that can be done, and the fault it will meet. */
interface Case {
  readonly kind: FaultKind
  readonly subject: Subject
  readonly run: ReturnType<Subject["run"]>
  readonly reference: string
  readonly fault: FaultInput
}

const prepared = Effect.fnUntraced(function*({ finpays, served }: Scene["Service"], client: string, kind: FaultKind) {
  const finpay = finpays.get(client) ?? assert.fail(`there is no client ${client}`)
  return yield* Effect.forEach(subjects, (subject, index) => {
    const id = `F-${client}-${kinds.indexOf(kind)}-${index}`
    return Effect.map(subject.prepare({ served, calm: finpay }, id), (reference): Case => ({
      kind,
      subject,
      run: subject.run(isHanging(kind) ? shortened(finpay) : finpay, reference, id),
      reference,
      fault: { kind, orderId: reference, ...delayOf(kind) }
    }))
  })
})

const judge = Effect.fnUntraced(function*(served: ServedSimulator, { kind, reference, run, subject }: Case) {
  const struck = strikes(kind, subject)
  const outcome = yield* Effect.result(run)
  const title = `${subject.name} under ${kind}`
  assert.strictEqual(toldBy(outcome), struck ? expected[kind][subject.kind] : "done", title)
  assertNeverPlainFailure(kind, subject, outcome, title)
  const log = yield* requestsOf(served, subject, reference)
  assert.strictEqual(log.length, requestsExpected(kind, subject.family), `${title}: requests at the gateway`)
  if (struck) assert.strictEqual(log[0]?.fault, kind, `${title}: the fault struck`)
})

/** The requests at the gateway. One that is carried out late is in the log only once it was carried out. */
const requestsOf = ({ simulator }: ServedSimulator, { name }: Subject, reference: string) =>
  simulator.requests({ operation: name, orderId: reference }).pipe(
    Effect.repeat({
      until: (log) => log.length > 0,
      schedule: Schedule.spaced("20 millis").pipe(Schedule.upTo({ times: 1_500 }))
    }),
    Effect.andThen(simulator.requests({ operation: name, orderId: reference }))
  )

/** After processing, a mutation must not look failed, and nothing may invite to send it again. */
const assertNeverPlainFailure = (
  kind: FaultKind,
  subject: Subject,
  outcome: Result.Result<unknown, FinpayError>,
  title: string
): void => {
  if (faultKinds[kind].phase !== "after" || subject.kind === "query" || Result.isSuccess(outcome)) return
  assert.strictEqual(outcome.failure._tag, "OutcomeUnknown", title)
  assert.isFalse(outcome.failure.safeToRetry, title)
}

/** The same service with a short time-out on every call. */
const shortened = ({ filled, longestCallMillis, payments, qris, run }: Finpay["Service"]): Finpay["Service"] => {
  const options = { timeoutMillis: hangingMillis }
  return Finpay.of({
    run,
    filled,
    longestCallMillis,
    payments: {
      ...payments,
      check: (input) => payments.check(input, options),
      refund: (input) => payments.refund(input, options),
      void: (input) => payments.void(input, options),
      cancel: (input) => payments.cancel(input, options)
    },
    qris: {
      ...qris,
      query: (input) => qris.query(input, options),
      refund: (input) => qris.refund(input, options)
    }
  })
}
