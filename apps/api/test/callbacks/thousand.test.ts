import { assert, describe, it } from "@effect/vitest"
import { importRsaPublicKey, localPublicKeys, OrderId, Rupiah, signCallback } from "@openfinpay/finpay-core"
import { serve } from "@openfinpay/finpay-simulator"
import type { FaultInput, SimulatorService } from "@openfinpay/finpay-simulator"
import { Finpay, localConfig } from "@openfinpay/finpay-transport"
import { layerUndici } from "@openfinpay/finpay-transport/undici"
import { Context, Effect, Layer, Redacted } from "effect"
import { keptRefused } from "../../src/callbacks/ReceivedCallbacks.ts"
import { merchantId, merchantKey, send, startApi, until } from "../support/api.ts"
import type { Json } from "../support/api.ts"

/** Numbers from 0 to 1 that are the same for the same seed. */
const draws = (seed: number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const pick = <A>(draw: () => number, first: A, ...others: ReadonlyArray<A>): A =>
  [first, ...others][Math.floor(draw() * (others.length + 1))] ?? first

/** What strikes callbacks, those that Finpay signed and those that somebody else did. */
const weather: ReadonlyArray<FaultInput> = [
  { kind: "callback-duplicate", times: 10_000, probability: 0.25 },
  { kind: "callback-late", times: 10_000, probability: 0.15 },
  { kind: "callback-reordered", times: 10_000, probability: 0.15 },
  { kind: "callback-forged", times: 10_000, probability: 0.1 },
  { kind: "callback-unsigned", times: 10_000, probability: 0.05 },
  { kind: "callback-wrong-amount", times: 10_000, probability: 0.05 },
  { kind: "callback-float-amount", operation: "callback", times: 10_000, probability: 0.1 }
]

/** The same without what keeps Finpay's own word away: of the last change of each payment something genuine arrives. */
const calmer = weather.filter(({ kind }) => kind !== "callback-forged" && kind !== "callback-unsigned")

/** A payment, and the steps of its life as the payer, the bank and the merchant's other systems take them. */
interface Life {
  readonly id: string
  readonly kind: "pg" | "qris"
  readonly steps: ReadonlyArray<(world: World) => Effect.Effect<unknown, unknown>>
}

interface World {
  readonly simulator: SimulatorService
  readonly finpay: Finpay["Service"]
  readonly api: string
}

const amount = Rupiah.make(10_000)

const createOrder = (id: string): Life["steps"][number] => ({ api, finpay }) =>
  finpay.payments.initiate({
    order: { id: OrderId.make(id), amount },
    customer: { email: "budi@example.co.id", firstName: "Budi", lastName: "-", mobilePhone: "+6281234567890" },
    url: { callbackUrl: `${api}/v1/callbacks/finpay/${merchantId}` },
    sourceOfFunds: { type: "vabca" }
  })

const createQr = (id: string): Life["steps"][number] => ({ api, finpay }) =>
  finpay.qris.generate({
    partnerReferenceNo: id,
    amount,
    validityPeriod: "2099-12-31T23:59:59+07:00",
    additionalInfo: { callbackUrl: `${api}/v1/callbacks/snap/${merchantId}/v1.0/qr/qr-mpm-notify` }
  })

const refund =
  (id: string, kind: Life["kind"], part: number, number: number): Life["steps"][number] => ({ finpay, simulator }) =>
    kind === "pg"
      ? finpay.payments.refund({ order: { id: OrderId.make(id), amount: Rupiah.make(part) } })
      : Effect.flatMap(simulator.order(id), ({ reference }) =>
        finpay.qris.refund({
          originalReferenceNo: reference,
          partnerRefundNo: `${id}-${number}`,
          refundAmount: Rupiah.make(part),
          reason: "cold"
        }))

const lifeOf = (draw: () => number, number: number): Life => {
  const kind = draw() < 0.8 ? "pg" : "qris"
  const id = `${kind === "pg" ? "INV" : "P"}-${number}`
  const pay: Life["steps"][number] = ({ simulator }) => simulator.pay(id)
  const pend: Life["steps"][number] = ({ simulator }) => simulator.pend(id)
  const cancel: Life["steps"][number] = ({ finpay }) => finpay.payments.cancel({ orderId: OrderId.make(id) })
  const takeBack: Life["steps"][number] = ({ finpay }) =>
    finpay.payments.void({ order: { id: OrderId.make(id), amount } })
  const back = (...parts: ReadonlyArray<number>) => parts.map((part, index) => refund(id, kind, part, index))
  const others: ReadonlyArray<Life["steps"]> = [
    [pend, pay],
    [pay, ...back(4_000)],
    [pay, ...back(4_000, 6_000)],
    [pend, pay, ...back(1_000, 2_000, 7_000)],
    [pay, ...back(10_000)],
    [({ simulator }: World) => simulator.expire(id)],
    [pend, ({ simulator }: World) => simulator.decline(id)],
    ...(kind === "pg" ? [[cancel], [pay, takeBack]] : [])
  ]
  return { id, kind, steps: [kind === "pg" ? createOrder(id) : createQr(id), ...pick(draw, [pay], ...others)] }
}

/** What an attacker, or a broken proxy, posts: none of it is Finpay's. */
const forgery = Effect.fnUntraced(function*(draw: () => number, { api }: World, id: string) {
  const status = pick(draw, "PAID", "REFUNDED", "CANCELLED", "EXPIRED")
  const news = { order: { id, amount }, result: { payment: { status, amount } } }
  const own = yield* signCallback(news, Redacted.make("a key of their own"))
  const genuine = yield* signCallback(news, merchantKey)
  const body = pick(
    draw,
    own,
    genuine.replace(id, `${id}0`),
    genuine.replace("10000", "10001"),
    genuine.slice(0, -3),
    JSON.stringify(news),
    "rubbish"
  )
  const { status: answered } = yield* send(`${api}/v1/callbacks/finpay/${merchantId}`, { method: "POST", body })
  assert.include([400, 401], answered)
})

const start = Effect.fnUntraced(function*(seed: number) {
  const { simulator, url } = yield* serve({ port: 0, seed, requestLogLimit: 100_000 })
  const config = localConfig(url)
  const finpay = Layer.orDie(Finpay.layer(config).pipe(Layer.provide(layerUndici(config))))
  const publicKey = yield* importRsaPublicKey(localPublicKeys.notificationPem)
  const api = yield* startApi(finpay, {}, { callbackKeys: { notificationSigner: { style: "asymmetric", publicKey } } })
  const world = { simulator, finpay: Context.get(yield* Layer.build(finpay), Finpay), api: api.url }
  return { ...world, sql: api.sql }
})

/** Takes all steps but the last of each life in stormy weather, then the last ones, and has every callback delivered. */
const liveThrough = Effect.fnUntraced(function*(world: World, lives: ReadonlyArray<Life>, draw: () => number) {
  const { simulator } = world
  const longest = Math.max(...lives.map(({ steps }) => steps.length))
  let forged = 0
  for (let turn = 0; turn < longest; turn++) {
    yield* simulator.setFaults(weather)
    const early = lives.filter(({ steps }) => turn < steps.length - 1)
    yield* Effect.forEach(early, ({ steps }) => steps[turn]?.(world) ?? Effect.void, { discard: true })
    yield* simulator.setFaults(calmer)
    const last = lives.filter(({ steps }) => turn === steps.length - 1)
    yield* Effect.forEach(last, ({ steps }) => steps[turn]?.(world) ?? Effect.void, { discard: true })
    yield* simulator.deliverCallbacks
    const targets = lives.filter(() => draw() < 0.15)
    yield* Effect.forEach(targets, ({ id }) => forgery(draw, world, id), { discard: true })
    forged += targets.length
  }
  // What is late or held back comes now, when everything else is over.
  yield* simulator.advanceClock("3 hours")
  yield* simulator.deliverCallbacks
  return forged
})

const pages = Effect.fnUntraced(function*(address: string, member: string) {
  const all: Array<Json> = []
  let after = ""
  for (;;) {
    const { json } = yield* send(`${address}limit=500${after}`)
    all.push(...(json[member] as ReadonlyArray<Json>))
    if (typeof json["next"] !== "string") return all
    after = `&after=${json["next"]}`
  }
})

/** What the gateway says of a payment at the end. */
const truthOf = ({ finpay, simulator }: World, { id, kind }: Life) =>
  kind === "pg"
    ? Effect.map(finpay.payments.check({ orderId: OrderId.make(id) }), ({ data }) => ({
      reference: id,
      status: data?.result?.payment?.status,
      paidAmount: data?.result?.payment?.amount
    }))
    : Effect.gen(function*() {
      const { reference } = yield* simulator.order(id)
      const { latestTransactionStatus } = yield* finpay.qris.query({ originalReferenceNo: reference })
      return { reference, status: latestTransactionStatus, paidAmount: undefined }
    })

/** Every status the gateway ever had for a payment, in the words of its kind. */
const historyOf = Effect.fnUntraced(function*({ simulator }: World, { id, kind }: Life) {
  const { history } = yield* simulator.order(id)
  const words: Readonly<Record<string, string>> = {
    REQUEST_INITIATED: "03",
    PENDING: "02",
    PAID: "00",
    PARTIALLY_REFUNDED: "00",
    REFUNDED: "04",
    EXPIRED: "05",
    FAILURE: "06"
  }
  return history.map(({ status }) => kind === "pg" ? status : words[status] ?? status)
})

const run = Effect.fnUntraced(function*(seed: number, orders: number) {
  const draw = draws(seed)
  const lives = Array.from({ length: orders }, (_, number) => lifeOf(draw, number))
  const { sql, ...world } = yield* start(seed)
  const forged = yield* liveThrough(world, lives, draw)
  yield* until(
    send(`${world.api}/v1/callbacks?state=verified&state=received`),
    ({ callbacks }) => (callbacks as ReadonlyArray<Json>).length === 0
  )

  const known = new Map(
    (yield* pages(`${world.api}/v1/payments?`, "payments")).map((payment) => [String(payment["reference"]), payment])
  )
  assert.strictEqual(known.size, lives.length, "a payment for each, and none that an attacker made up")
  for (const life of lives) {
    const { paidAmount, reference, status } = yield* truthOf(world, life)
    const payment = known.get(reference)
    assert.strictEqual(payment?.["status"], status, `${life.id} of seed ${seed}`)
    if (paidAmount !== undefined) assert.strictEqual(payment?.["paidAmount"], paidAmount, `${life.id} of seed ${seed}`)
    const told = yield* sql`SELECT body FROM finpay_api_event WHERE reference = ${reference} ORDER BY sequence`
    const statuses = told.map(({ body }) => (JSON.parse(String(body)) as { readonly data: Json }).data["status"])
    const history = yield* historyOf(world, life)
    for (const word of statuses) assert.include(history, word, `${life.id} of seed ${seed} was never ${String(word)}`)
    assert.strictEqual(statuses.at(-1), status, `${life.id} of seed ${seed}: the last event`)
  }

  const received = yield* pages(`${world.api}/v1/callbacks?`, "callbacks")
  const sent = yield* world.simulator.callbacks
  const repeated = received.reduce((sum, { duplicates }) => sum + Number(duplicates), 0)
  const refused = received.filter(({ state }) => state === "refused")
  assert.isAtMost(refused.length, keptRefused)
  for (const { reference } of refused) assert.isUndefined(reference)
  const posted = forged + sent.reduce((sum, { attempts }) => sum + attempts.length, 0)
  const tally = (state: string) => received.filter((callback) => callback["state"] === state).length
  return { posted, sent, repeated, agreed: tally("agreed"), disagreed: tally("disagreed"), refused: refused.length }
})

describe("callbacks with duplicates, reorderings, forgeries and late ones", () => {
  it.live("a thousand of them leave every payment as the gateway has it", () =>
    Effect.gen(function*() {
      const { agreed, disagreed, posted, refused, repeated, sent } = yield* run(1, 310)
      assert.isAtLeast(posted, 1_000)
      // Each kind of trouble was there, so that this proves something.
      for (const { kind } of weather) assert.isTrue(sent.some(({ fault }) => fault === kind), kind)
      for (const count of [agreed, disagreed, refused, repeated]) assert.isAtLeast(count, 20)
    }), 300_000)

  for (const seed of [2, 3, 4]) {
    it.live(`so do those of seed ${seed}`, () => run(seed, 25))
  }
})
