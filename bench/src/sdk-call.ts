/** 1. One call of the SDK against raw HTTP clients and the SDKs people would pick. */
import { createFinpay, Finpay, localConfig } from "@openfinpay/finpay-transport"
import { layerUndici } from "@openfinpay/finpay-transport/undici"
import { Effect, Exit, Layer, ManagedRuntime } from "effect"
import midtrans from "midtrans-client"
import { Stripe } from "stripe"
import { Agent, request } from "undici"
import { Invoice } from "xendit-node"
import { withGateway } from "./local-gateway.ts"
import { compare } from "./measure.ts"
import type { Candidate } from "./measure.ts"
import { comparison } from "./report.ts"
import type { Section } from "./report.ts"

const authorization = `Basic ${btoa("FINPAY001:key")}`
/** Those of `finpay`: the raw clients send what it sends. */
const headers = {
  accept: "application/json",
  "accept-encoding": "identity",
  "cache-control": "no-store",
  "content-type": "application/json",
  "user-agent": "openfinpay",
  authorization
}

const refundBody = { order: { id: "INV-1", amount: 22_000 } } as const

/** What it was answered with must be an answer, or the comparison is of nothing. */
const expectText = (text: string): void => {
  if (!text.includes("\"responseCode\":\"200")) throw new Error(`no answer: ${text}`)
}

const rawClients = (url: string) => {
  const kept = new Agent({ connections: 64 })
  const fresh = new Agent({ connections: 64, pipelining: 0 })
  const withUndici = async (path: string, body?: unknown, dispatcher = kept) => {
    const answer = await request(`${url}${path}`, {
      dispatcher,
      method: body === undefined ? "GET" : "POST",
      headers,
      body: body === undefined ? null : JSON.stringify(body)
    })
    const text = await answer.body.text()
    expectText(text)
    return JSON.parse(text) as unknown
  }
  const withFetch = async (path: string, body?: unknown) => {
    const answer = await fetch(`${url}${path}`, {
      method: body === undefined ? "GET" : "POST",
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) })
    })
    const text = await answer.text()
    expectText(text)
    return JSON.parse(text) as unknown
  }
  const onFreshConnection = (path: string, body: unknown) => withUndici(path, body, fresh)
  const close = () => Promise.all([kept.close(), fresh.close()])
  return { withUndici, onFreshConnection, withFetch, close }
}

const checkPath = "/pg/payment/card/check/INV-1"
const refundPath = "/pg/payment/card/refund"
const queryPath = "/pg/payment/card/v1.0/qr/qr-mpm-query"
const queryBody = { originalReferenceNo: "R-1", serviceCode: "47", merchantId: "FM2007160001" } as const

const rivals = (url: string) => {
  const { hostname, port } = new URL(url)
  const stripe = new Stripe("sk_test_1", { host: hostname, port: Number(port), protocol: "http", telemetry: false })
  const invoice = new Invoice({ secretKey: "key", xenditURL: url })
  const core = new midtrans.CoreApi({ isProduction: false, serverKey: "key", clientKey: "key" })
  core.apiConfig.getCoreApiBaseUrl = () => url
  return { stripe, invoice, core }
}

/** Some ten thousand calls: so many it takes until the code of every client is compiled for good. */
const warmMillis = 6_000

const measure = async (url: string) => {
  const raw = rawClients(url)
  const config = localConfig(url)
  const effect = ManagedRuntime.make(Finpay.layer(config).pipe(Layer.provide(layerUndici(config))))
  const finpay = await effect.runPromise(Finpay)
  const promises = createFinpay({ environment: "local", baseUrl: url })
  const { core, invoice, stripe } = rivals(url)
  const ours = <A, E>(name: string, call: () => Effect.Effect<A, E>): Candidate => ({
    name,
    call: async () => {
      const exit = await Effect.runPromiseExit(call())
      if (Exit.isFailure(exit)) throw new Error(String(exit.cause))
    }
  })

  const reading: ReadonlyArray<Candidate> = [
    { name: "undici.request", call: () => raw.withUndici(checkPath) },
    ours("finpay (undici)", () => finpay.payments.check({ orderId: "INV-1" })),
    { name: "global fetch", call: () => raw.withFetch(checkPath) },
    { name: "createFinpay (fetch)", call: () => promises.payments.check({ orderId: "INV-1" }) },
    { name: "stripe", call: () => stripe.paymentIntents.retrieve("pi_1") },
    { name: "xendit-node", call: () => invoice.getInvoiceById({ invoiceId: "inv-1" }) },
    { name: "midtrans-client", call: () => core.transaction.status("INV-1") }
  ]
  const changing: ReadonlyArray<Candidate> = [
    { name: "undici.request", call: () => raw.withUndici(refundPath, refundBody) },
    { name: "undici.request, a connection each", call: () => raw.onFreshConnection(refundPath, refundBody) },
    ours("finpay (undici)", () => finpay.payments.refund(refundBody)),
    { name: "global fetch", call: () => raw.withFetch(refundPath, refundBody) },
    { name: "createFinpay (fetch)", call: () => promises.payments.refund(refundBody) },
    { name: "stripe", call: () => stripe.refunds.create({ payment_intent: "pi_1", amount: 22_000 }) },
    { name: "midtrans-client", call: () => core.transaction.refund("INV-1", { amount: 22_000 }) }
  ]
  const signed: ReadonlyArray<Candidate> = [
    { name: "undici.request", call: () => raw.withUndici(queryPath, queryBody) },
    ours("finpay qrisQuery, signed (undici)", () => finpay.qris.query({ originalReferenceNo: "R-1" })),
    { name: "createFinpay qrisQuery, signed (fetch)", call: () => promises.qris.query({ originalReferenceNo: "R-1" }) }
  ]
  try {
    return [
      comparison("Reading a payment, one at a time", await compare(reading, { warmMillis })),
      comparison("Reading a payment, 64 at once", await compare(reading, { warmMillis, atOnce: 64 })),
      comparison("A refund, one at a time", await compare(changing, { warmMillis })),
      comparison("A refund, 64 at once", await compare(changing, { warmMillis, atOnce: 64 })),
      comparison("A signed SNAP query, one at a time", await compare(signed, { warmMillis })),
      comparison("A signed SNAP query, 64 at once", await compare(signed, { warmMillis, atOnce: 64 }))
    ]
  } finally {
    await promises.close()
    await effect.dispose()
    await raw.close()
  }
}

/** The section of the SDK. */
export const sdkCall = async (): Promise<Section> => ({
  title: "SDK call",
  text:
    "One small JSON answer over keep-alive from a server in another process of this machine, for every client alike, " +
    "each with an answer of the shape it expects (200 to 670 bytes) and its own headers (requests of 260 to 660 bytes); " +
    "the raw clients send what finpay sends, but no signature. Every client runs for six seconds before it is measured. " +
    "Targets: within 1.3 of raw undici one at a time, 1.6 at 64 at once, and faster than each rival.\n\n" +
    "The targets against raw undici are not reached. Sending and reading over undici costs ours no more than it costs " +
    "`undici.request`. The rest is what the raw clients leave out: some 21 µs without a network, once all is compiled, " +
    "of which decoding the answer into its documented shape takes 9, reading its JSON strictly 4, checking the request 3, " +
    "and Effect, the clocks and the duration that is counted what is left. After a wait for the network the same code " +
    "was seen to take several times as long as in a loop without one, and most of all one call at a time. A refund takes a new connection each time, so that it is never sent " +
    "over one that has died: the second row shows what that alone costs. A signed query hashes and signs what it sends " +
    "and draws an id, some 25 µs more. `fetch` costs what it costs.",
  tables: await withGateway(measure)
})
