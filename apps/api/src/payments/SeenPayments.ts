import type { JournalUnavailable } from "@openfinpay/finpay-journal"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { SqlClient } from "effect/sql/SqlClient"
import { paymentEvent } from "../contract/event-types.ts"
import type { PaymentKind } from "../contract/payment-kind.ts"
import { newId } from "../database/new-id.ts"
import { pageOf } from "../database/page.ts"
import { storable } from "../database/storable.ts"
import { usable } from "../database/usable.ts"
import { present } from "../handlers/finpay-answer.ts"
import { Events } from "../webhooks/publish.ts"
import { isPaidOf } from "./is-paid.ts"
import type { KnownPayment, Observation } from "./Observation.ts"
import { knownPaymentOf } from "./payment-rows.ts"
import { unseenStage } from "./stage.ts"
import { weigh } from "./weigh.ts"
import type { Weighed } from "./weigh.ts"

/** Which payments. All that is given must hold. */
export interface PaymentFilter {
  readonly status?: string | undefined
  readonly kind?: PaymentKind | undefined
  /** The order id, Finpay's number of it or the merchant's own. */
  readonly reference?: string | undefined
  /** First seen at or after, in milliseconds since 1970. */
  readonly since?: number | undefined
  /** First seen before. */
  readonly until?: number | undefined
  /** The `next` of the page before. */
  readonly after?: string | undefined
  readonly limit?: number | undefined
}

/** Payments, newest first. */
export interface PaymentPage {
  readonly payments: ReadonlyArray<KnownPayment>
  readonly next?: string
}

const defaultLimit = 50

const eventOf = (
  before: KnownPayment,
  { askedAt, kind, orderAmount, paidAmount, reference, status = "" }: Observation
) => ({
  type: paymentEvent,
  reference,
  data: {
    reference,
    kind,
    status,
    previousStatus: before.status ?? null,
    isPaid: isPaidOf(kind, status) ?? null,
    amounts: present({ order: orderAmount, paid: paidAmount }),
    askedAt: DateTime.formatIso(DateTime.makeUnsafe(askedAt))
  }
} as const)

/** How exact the time of an answer is that says what is known already. */
const againMillis = 5_000

/** A payment that is read again and again would cost a commit each time, and only to say when. */
const saysNothingNew = (known: KnownPayment, seen: Observation): boolean =>
  seen.askedAt >= known.askedAt && seen.askedAt - known.askedAt < againMillis && seen.status !== undefined &&
  seen.status === known.status && seen.orderAmount === known.orderAmount && seen.paidAmount === known.paidAmount &&
  (seen.partnerReference === undefined || seen.partnerReference === known.partnerReference)

const make = Effect.gen(function*() {
  const sql = yield* SqlClient
  const events = yield* Events
  // SQLite lets one write at a time.
  const locked = sql.literal(sql.onDialectOrElse({ pg: () => "FOR UPDATE", orElse: () => "" }))

  const one = (account: string, kind: PaymentKind, reference: string, lock = sql.literal("")) =>
    Effect.map(
      sql`SELECT * FROM finpay_api_payment
        WHERE account = ${account} AND kind = ${kind} AND reference = ${reference} ${lock}`,
      ([row]) => row === undefined ? undefined : knownPaymentOf(row)
    )

  /** Gives what it wrote, which nobody else can change until the transaction ends; nothing where somebody was faster. */
  const insert = Effect.fnUntraced(function*(account: string, { answer, kind, reference }: Observation) {
    const now = yield* Clock.currentTimeMillis
    const row = {
      account,
      kind,
      reference,
      id: yield* newId("pay"),
      stage: unseenStage,
      answer: JSON.stringify(answer),
      asked_at: 0,
      changed_at: now,
      first_seen_at: now
    }
    const [inserted] = yield* sql`INSERT INTO finpay_api_payment ${sql.insert(row)}
      ON CONFLICT (account, kind, reference) DO NOTHING RETURNING *`
    return inserted === undefined ? undefined : knownPaymentOf(inserted)
  })

  const changesOf = (known: KnownPayment, observation: Observation, weighed: Weighed) => {
    const { contradiction } = { contradiction: undefined, ...weighed }
    const told = contradiction === undefined ? {} : { contradiction: JSON.stringify(contradiction) }
    if (weighed.verdict !== "newer") return told
    return {
      stage: weighed.stage,
      answer: JSON.stringify(observation.answer),
      asked_at: observation.askedAt,
      ...(observation.status === known.status ? {} : { changed_at: observation.askedAt }),
      ...present({
        status: observation.status,
        order_amount: observation.orderAmount,
        paid_amount: observation.paidAmount
      }),
      ...told
    }
  }

  const file = Effect.fnUntraced(function*(account: string, observation: Observation, wasSeen: boolean) {
    const { kind, partnerReference, reference, status } = observation
    const inserted = wasSeen ? undefined : yield* insert(account, observation)
    const known = inserted ?? (yield* one(account, kind, reference, locked))
    if (known === undefined) return yield* Effect.die(new Error("a payment that was just filed is not there"))
    const weighed = weigh(known, observation, yield* Clock.currentTimeMillis)
    const changes = {
      ...(known.partnerReference === undefined ? present({ partner_reference: partnerReference }) : {}),
      ...changesOf(known, observation, weighed)
    }
    const [changed] = Object.keys(changes).length === 0 ? [] : yield* sql`
      UPDATE finpay_api_payment SET ${sql.update(changes)}
      WHERE account = ${account} AND kind = ${kind} AND reference = ${reference} RETURNING *`
    if (weighed.verdict === "newer" && status !== undefined && status !== known.status) {
      yield* events.publish(account, eventOf(known, observation))
    }
    return { verdict: weighed.verdict, payment: changed === undefined ? known : knownPaymentOf(changed) }
  })

  const observe = Effect.fnUntraced(function*(account: string, observation: Observation) {
    const kept = {
      ...observation,
      ...present({
        status: observation.status && storable(observation.status),
        partnerReference: observation.partnerReference && storable(observation.partnerReference)
      })
    }
    const before = yield* usable(one(account, kept.kind, kept.reference))
    if (before !== undefined && saysNothingNew(before, kept)) return { ...before, askedAt: kept.askedAt }
    const { payment, verdict } = yield* usable(sql.withTransaction(file(account, kept, before !== undefined)))
    if (verdict === "contradicts") {
      yield* Effect.logWarning("an answer of Finpay contradicts what was seen before, and is not believed").pipe(
        Effect.annotateLogs({ reference: payment.reference, known: payment.status, answered: kept.status })
      )
    }
    return payment
  })

  const list = Effect.fnUntraced(function*(account: string, filter: PaymentFilter) {
    const { after, kind, limit = defaultLimit, reference, since, status, until } = filter
    const conditions = [
      sql`account = ${account}`,
      ...(status === undefined ? [] : [sql`status = ${status}`]),
      ...(kind === undefined ? [] : [sql`kind = ${kind}`]),
      ...(reference === undefined ? [] : [sql`(reference = ${reference} OR partner_reference = ${reference})`]),
      ...(since === undefined ? [] : [sql`first_seen_at >= ${Math.ceil(since)}`]),
      ...(until === undefined ? [] : [sql`first_seen_at < ${Math.ceil(until)}`]),
      ...(after === undefined ? [] : [sql`id < ${after}`])
    ]
    const rows = yield* usable(
      sql`SELECT * FROM finpay_api_payment WHERE ${sql.and(conditions)} ORDER BY id DESC LIMIT ${
        sql.literal(String(limit + 1))
      }`
    )
    const { shown: payments, ...next } = pageOf(rows.map(knownPaymentOf), limit)
    return { payments, ...next }
  })

  return SeenPayments.of({
    observe,
    known: (account, kind, reference) => usable(one(account, kind, reference)),
    list
  })
})

/** Payments as they were seen last, by account. What is filed is what Finpay answered, never what a callback says. */
export class SeenPayments extends Context.Service<SeenPayments, {
  /**
   * Files what Finpay answered, and gives the payment as it is known then: a newer answer replaces an older one, unless
   * money that was seen to have gone would come back. A change of the status is published in the same transaction.
   */
  readonly observe: (account: string, observation: Observation) => Effect.Effect<KnownPayment, JournalUnavailable>
  readonly known: (
    account: string,
    kind: PaymentKind,
    reference: string
  ) => Effect.Effect<KnownPayment | undefined, JournalUnavailable>
  /** Payments seen, newest first. */
  readonly list: (account: string, filter: PaymentFilter) => Effect.Effect<PaymentPage, JournalUnavailable>
}>()("@openfinpay/finpay-api/payments/SeenPayments") {
  static readonly layer: Layer.Layer<SeenPayments, never, SqlClient | Events> = Layer.effect(SeenPayments, make)
}
