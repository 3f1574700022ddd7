import { formatSnapTimestamp, localCredentials, signAsymmetric, signCallback } from "@openfinpay/finpay-core"
import { localNotificationKey } from "@openfinpay/finpay-simulator"
import { DateTime, Effect, Redacted } from "effect"
import { roles } from "../../src/contract/permission.ts"
import type { Role } from "../../src/contract/permission.ts"
import { until } from "./api.ts"
import { newPayment } from "./simulated.ts"
import { others, ours, startTwoMerchants } from "./two-merchants.ts"

/** More than this needs a second person in these tests. */
export const approvalAbove = 50_000

let made = 0

/** An id that no test has had yet and that says whose it is. */
export const fresh = (what: string): string => `OURS-${what}-${++made}`

/** A fresh `Idempotency-Key`. */
export const keyed = (headers: Readonly<Record<string, string>> = {}) => ({
  "idempotency-key": crypto.randomUUID(),
  ...headers
})

/** A QR to be made. */
export const newQris = (partnerReferenceNo: string) => ({
  partnerReferenceNo,
  amount: 10_000,
  validityPeriod: "2099-11-22T10:00:00+07:00"
})

/** A report with one refund. */
export const newReport = () => `Order ID;Jenis;Nominal\n${fresh("order")};Pengembalian;5.000\n`

/** A webhook endpoint at which nobody listens. */
export const newEndpoint = { url: "http://127.0.0.1:1/OURS" }

/** Two merchants, and a key of each role for ours alone, and one for the others that may do everything. */
export const startSamples = Effect.gen(function*() {
  const world = yield* startTwoMerchants()
  const { call, newKey, simulator } = world
  yield* call("PATCH", `/v1/merchants/${ours}`, { body: { approvalAbove } })
  const keys = Object.fromEntries(
    yield* Effect.forEach(roles, (role) => Effect.map(newKey(role, [ours]), (key) => [role, key] as const))
  ) as Readonly<Record<Role, string>>
  const othersKey = yield* newKey("admin", [others])
  const revoked = yield* newKey("admin", [ours])
  yield* call("POST", `/v1/api-keys/${revoked.slice(0, 16)}/revoke`)
  const forOurs = { "finpay-merchant": ours }

  /** An order of ours that is not paid. */
  const order = (amount = 22_000) =>
    Effect.gen(function*() {
      const id = fresh("order")
      const body = newPayment(id, { order: { id, amount } })
      yield* call("POST", "/v1/payments", { key: keys.operator, body, headers: keyed() })
      return id
    })

  const paid = (amount = 22_000) => Effect.tap(order(amount), (id) => Effect.orDie(simulator.pay(id)))

  const refund = (orderId: string, amount: number) =>
    call("POST", `/v1/payments/${orderId}/refunds`, { key: keys.operator, body: { amount }, headers: keyed() })

  /** A refund of ours that is done: the id of the mutation. */
  const refunded = Effect.flatMap(
    paid(),
    (id) => Effect.map(refund(id, 1_000), ({ json }) => String(json["mutationId"]))
  )

  /** A refund of ours of which nobody knows what became of it. */
  const unknown = Effect.gen(function*() {
    const id = yield* paid()
    yield* Effect.orDie(simulator.setFaults([{ kind: "connection-reset", operation: "refund", orderId: id }]))
    const { json } = yield* call("POST", `/v1/payments/${id}/refunds`, {
      key: keys.operator,
      body: { amount: 1_000 },
      headers: keyed({ prefer: "wait=0" })
    })
    const mutationId = String(json["mutationId"])
    yield* until(
      call("GET", `/v1/mutations/${mutationId}`, { headers: forOurs }),
      ({ state }) => state === "unknown"
    )
    return mutationId
  })

  /** A refund of ours that waits for a second person. */
  const awaited = Effect.gen(function*() {
    const id = yield* paid(approvalAbove + 1)
    const { json } = yield* refund(id, approvalAbove + 1)
    return String(json["approvalId"])
  })

  /** A QR of ours: Finpay's number of it. */
  const qr = Effect.gen(function*() {
    const body = newQris(fresh("qr"))
    const { json } = yield* call("POST", "/v1/qris/payments", { key: keys.operator, body, headers: keyed() })
    return String(json["referenceNo"])
  })

  /** A file with one refund of ours. */
  const table = (amount: number) => Effect.map(paid(amount), (id) => `order,amount\n${id},${amount}\n`)

  const batchOf = (amount: number) =>
    Effect.gen(function*() {
      const body = yield* table(amount)
      const headers = keyed({ "content-type": "text/csv" })
      const { json } = yield* call("POST", "/v1/refund-batches", { key: keys.operator, body, headers })
      return String(json["id"])
    })

  /** A report of ours that was compared, once for all: it can only be read. */
  const reconciliation = yield* Effect.cached(Effect.gen(function*() {
    const headers = { "content-type": "text/csv", ...forOurs }
    const { json } = yield* call("POST", "/v1/reconciliations", { body: newReport(), headers })
    const path = `/v1/reconciliations/${String(json["id"])}`
    yield* until(call("GET", path, { headers: forOurs }), ({ endedAt }) => endedAt !== undefined)
    return String(json["id"])
  }))

  /** An endpoint of ours at which nobody listens. */
  const endpoint = Effect.map(
    call("POST", "/v1/webhook-endpoints", { body: newEndpoint, headers: forOurs }),
    ({ json }) => String(json["id"])
  )

  /** A delivery of ours that was given up, to an endpoint that is enabled. */
  const delivery = Effect.gen(function*() {
    const id = yield* endpoint
    const { json } = yield* call("POST", `/v1/webhook-endpoints/${id}/test`, { headers: forOurs })
    for (const change of ["disable", "enable"]) {
      yield* call("POST", `/v1/webhook-endpoints/${id}/${change}`, { headers: forOurs })
    }
    return String(json["id"])
  })

  /** A merchant beside the two: its id. */
  const merchant = Effect.gen(function*() {
    const id = fresh("merchant")
    yield* call("POST", "/v1/merchants", { body: { id, credentials: { merchantKey: "x" } } })
    return id
  })

  /** An API key for ours: its id. */
  const apiKey = Effect.map(newKey("viewer", [ours]), (key) => key.slice(0, 16))

  /** A callback that Finpay could have sent. */
  const callback = Effect.flatMap(paid(), (id) =>
    signCallback(
      { order: { id, amount: 22_000 }, result: { payment: { status: "PAID", amount: 22_000 } } },
      Redacted.make(localCredentials.merchantKey)
    )).pipe(Effect.orDie)

  /** A QRIS notification that Finpay could have sent to a path. */
  const notification = (path: string) =>
    Effect.gen(function*() {
      const originalReferenceNo = yield* qr
      const body = JSON.stringify({
        originalReferenceNo,
        latestTransactionStatus: "00",
        amount: { value: "10000.00", currency: "IDR" }
      })
      const timestamp = formatSnapTimestamp(yield* DateTime.now)
      const privateKey = Redacted.make(localNotificationKey.privateKeyPem)
      const { signature } = yield* signAsymmetric({ method: "POST", path, body, timestamp, privateKey })
      return { body, headers: { "x-timestamp": timestamp, "x-signature": signature } }
    }).pipe(Effect.orDie)

  const receivedCallback = Effect.gen(function*() {
    const body = yield* callback
    yield* call("POST", `/v1/callbacks/finpay/${ours}`, { key: "", body })
    const { json } = yield* until(
      call("GET", "/v1/callbacks", { headers: forOurs }),
      ({ callbacks }) => Array.isArray(callbacks) && callbacks.length > 0
    )
    return String((json["callbacks"] as ReadonlyArray<{ readonly id: string }>)[0]?.id)
  })

  return {
    ...world,
    keys,
    othersKey,
    revoked,
    order,
    paid,
    refunded,
    unknown,
    awaited,
    qr,
    table: table(1_000),
    batch: batchOf(1_000),
    awaitedBatch: batchOf(approvalAbove + 1),
    merchant,
    reconciliation,
    endpoint,
    delivery,
    apiKey,
    callback,
    notification,
    receivedCallback
  }
})

export type Samples = Effect.Success<typeof startSamples>
