import { Journal } from "@openfinpay/finpay-journal"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import { Api } from "../contract/Api.ts"
import type { AuditRecord } from "../contract/audit.ts"
import type { KnownPayment } from "../contract/known-payment.ts"
import type { MutationRecord } from "../contract/mutations.ts"
import type { WebhookDelivery } from "../contract/webhook-deliveries.ts"
import { csvFile } from "../exports/csv.ts"
import type { CsvCell } from "../exports/csv.ts"
import { CurrentMerchant } from "../merchants/Merchant.ts"
import { SeenPayments } from "../payments/SeenPayments.ts"
import { WebhookDeliveries } from "../webhooks/WebhookDeliveries.ts"
import { auditFilterOf, auditRecordOf } from "./audit-record.ts"
import { present } from "./finpay-answer.ts"
import { failNotRead } from "./journal-problems.ts"
import { knownPaymentOf } from "./known-payment.ts"
import { mutationFilterOf, recordOf } from "./mutation-record.ts"
import { millisOf } from "./times.ts"
import { deliveryView } from "./webhook-views.ts"

type Columns<A> = Readonly<Record<string, (row: A) => CsvCell>>

/** As many as the journal gives at a time. */
const limit = 500

const mutationColumns: Columns<MutationRecord> = {
  id: ({ id }) => id,
  operation: ({ operation }) => operation,
  reference: ({ reference }) => reference,
  amount: ({ amount }) => amount,
  state: ({ state }) => state,
  operationState: ({ operationState }) => operationState,
  decidedBy: ({ decidedBy }) => decidedBy,
  closedAs: ({ closedAs }) => closedAs,
  actor: ({ actor }) => actor,
  idempotencyKey: ({ idempotencyKey }) => idempotencyKey,
  acceptedAt: ({ acceptedAt }) => acceptedAt,
  sendingAt: ({ sendingAt }) => sendingAt,
  settledAt: ({ settledAt }) => settledAt,
  updatedAt: ({ updatedAt }) => updatedAt,
  problem: ({ error }) => error?.type,
  detail: ({ error }) => error?.detail,
  responseCode: ({ error }) => error?.responseCode,
  responseMessage: ({ error }) => error?.responseMessage,
  traceId: ({ error, evidence }) => error?.traceId ?? evidence?.last?.traceId
}

const auditColumns: Columns<AuditRecord> = {
  at: ({ at }) => at,
  event: ({ event }) => event,
  actor: ({ actor }) => actor,
  mutationId: ({ mutationId }) => mutationId,
  from: ({ from }) => from,
  to: ({ to }) => to,
  reason: ({ reason }) => reason,
  detail: ({ detail }) => detail === undefined ? undefined : JSON.stringify(detail),
  traceId: ({ traceId }) => traceId,
  lane: ({ lane }) => lane,
  sequence: ({ sequence }) => sequence,
  previousHash: ({ previousHash }) => previousHash,
  hash: ({ hash }) => hash
}

const paymentColumns: Columns<KnownPayment> = {
  kind: ({ kind }) => kind,
  reference: ({ reference }) => reference,
  partnerReference: ({ partnerReference }) => partnerReference,
  status: ({ status }) => status,
  isPaid: ({ isPaid }) => isPaid ?? undefined,
  isFinal: ({ isFinal }) => isFinal ?? undefined,
  orderAmount: ({ orderAmount }) => orderAmount,
  paidAmount: ({ paidAmount }) => paidAmount,
  firstSeenAt: ({ firstSeenAt }) => firstSeenAt,
  changedAt: ({ changedAt }) => changedAt,
  askedAt: ({ askedAt }) => askedAt,
  contradiction: ({ contradiction }) => contradiction?.answered
}

const deliveryColumns: Columns<WebhookDelivery> = {
  id: ({ id }) => id,
  eventId: ({ eventId }) => eventId,
  endpointId: ({ endpointId }) => endpointId,
  type: ({ type }) => type,
  reference: ({ reference }) => reference,
  state: ({ state }) => state,
  reason: ({ reason }) => reason,
  attempts: ({ attempts }) => attempts,
  nextAttemptAt: ({ nextAttemptAt }) => nextAttemptAt,
  createdAt: ({ createdAt }) => createdAt,
  endedAt: ({ endedAt }) => endedAt
}

const after = (next: string | undefined) => next === undefined ? {} : { after: next }

/** Lists as files. */
export const exports = HttpApiBuilder.group(
  Api,
  "exports",
  Effect.fnUntraced(function*(handlers) {
    const seen = yield* SeenPayments
    const deliveries = yield* WebhookDeliveries

    return handlers.handleAll({
      mutations: Effect.fnUntraced(function*({ query }) {
        const journal = yield* Journal
        const filter = mutationFilterOf(query)
        return yield* csvFile({
          name: "mutations",
          columns: mutationColumns,
          page: (place) =>
            Effect.flatMap(
              journal.list({ ...filter, ...after(place), limit }),
              ({ mutations, next }) => Effect.map(Effect.forEach(mutations, recordOf), (rows) => ({ rows, next }))
            )
        })
      }, Effect.catchTag("JournalUnavailable", failNotRead)),

      payments: Effect.fnUntraced(function*({ query: { since, until, ...rest } }) {
        const { account } = yield* CurrentMerchant
        const filter = { ...rest, since: millisOf(since), until: millisOf(until), limit }
        return yield* csvFile({
          name: "payments",
          columns: paymentColumns,
          page: (place) =>
            Effect.gen(function*() {
              const { next, payments } = yield* seen.list(account, { ...filter, ...after(place) })
              const now = yield* Clock.currentTimeMillis
              return { rows: payments.map((known) => knownPaymentOf(known, now)), next }
            })
        })
      }, Effect.catchTag("JournalUnavailable", failNotRead)),

      webhookDeliveries: Effect.fnUntraced(function*({ query: { since, state: states, until, ...rest } }) {
        const { account } = yield* CurrentMerchant
        const filter = { ...rest, ...present({ states, since: millisOf(since), until: millisOf(until) }), limit }
        return yield* csvFile({
          name: "webhook-deliveries",
          columns: deliveryColumns,
          page: (place) =>
            Effect.map(
              deliveries.list(account, { ...filter, ...after(place) }),
              (page) => ({ rows: page.deliveries.map(deliveryView), next: page.next })
            )
        })
      }, Effect.catchTag("JournalUnavailable", failNotRead)),

      audit: Effect.fnUntraced(function*({ query }) {
        const journal = yield* Journal
        const filter = auditFilterOf(query)
        return yield* csvFile({
          name: "audit",
          columns: auditColumns,
          page: (place) =>
            Effect.map(
              journal.audit({ ...filter, ...after(place), limit }),
              ({ events, next }) => ({ rows: events.map(auditRecordOf), next })
            )
        })
      }, Effect.catchTag("JournalUnavailable", failNotRead))
    })
  })
)
