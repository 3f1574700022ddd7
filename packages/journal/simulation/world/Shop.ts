import { formatSnapTimestamp } from "@openfinpay/finpay-core"
import type { SimulatorRefused } from "@openfinpay/finpay-simulator"
import { Finpay, localConfig } from "@openfinpay/finpay-transport"
import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import type { Gateway } from "../gateway/Gateway.ts"
import type { LifeEvent, OrderPlan } from "../plan/Plan.ts"
import type { Story } from "../story/Story.ts"

/** Where the shop takes news of payments. */
export const callbackUrl = "http://127.0.0.1:9/callbacks/finpay"
export const notificationPath = "/callbacks/snap/v1.0/qr/qr-mpm-notify"
const notificationUrl = `http://127.0.0.1:9${notificationPath}`

const rupiah = (amount: number | undefined): string => amount === undefined ? "" : ` ${amount}`

const makeOrder = Effect.fnUntraced(function*(finpay: Finpay["Service"], { amount, made, name }: OrderPlan) {
  if (made.by === "initiate") {
    yield* finpay.payments.initiate({
      customer: { email: "budi@example.co.id", firstName: "Budi", lastName: "-", mobilePhone: "+6281234567890" },
      order: { id: name, amount, description: "Two coffees" },
      url: { callbackUrl },
      sourceOfFunds: { type: made.channel }
    })
    return name
  }
  const tomorrow = DateTime.add(yield* DateTime.now, { days: 1 })
  const made_ = yield* finpay.qris.generate({
    partnerReferenceNo: name,
    amount,
    validityPeriod: formatSnapTimestamp(tomorrow),
    additionalInfo: { qrType: "12", callbackUrl: notificationUrl }
  })
  return made_.referenceNo ?? name
})

/** Makes the orders, and gives the reference of each by its name. Nothing goes wrong yet. */
export const openShop = Effect.fnUntraced(function*(gateway: Gateway, orders: ReadonlyArray<OrderPlan>) {
  const layer = Finpay.layer(localConfig()).pipe(Layer.provide(Layer.succeed(HttpClient.HttpClient, gateway.client)))
  const finpay = Context.get(yield* Layer.build(layer), Finpay)
  const references = new Map<string, string>()
  for (const order of orders) references.set(order.name, yield* makeOrder(finpay, order))
  return references
}, Effect.orDie)

const happen = (
  { simulator }: Gateway,
  order: string,
  { amount, event }: LifeEvent
): Effect.Effect<unknown, SimulatorRefused> => {
  switch (event) {
    case "capture":
      return simulator.capture(order, amount === undefined ? {} : { amount })
    default:
      return simulator[event](order)
  }
}

/** Lets the payer and the bank live through an order. What its state does not allow does not happen. */
export const live = (gateway: Gateway, story: Story, { life, name }: OrderPlan): Effect.Effect<void> =>
  Effect.forEach(life, (one, index) =>
    Effect.gen(function*() {
      yield* Effect.sleep(one.at - (life[index - 1]?.at ?? 0))
      const outcome = yield* Effect.result(happen(gateway, name, one))
      const refused = outcome._tag === "Failure" ? ` is refused: ${outcome.failure.message}` : ""
      story.tell("payer", `${one.event} ${name}${rupiah(one.amount)}${refused}`)
    }), { discard: true })
