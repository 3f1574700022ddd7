import { Simulator } from "@openfinpay/finpay-simulator"
import type { OrderView, RequestRecord, SimulatedRequest, SimulatorService } from "@openfinpay/finpay-simulator"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Layer from "effect/Layer"
import { PreventSchedulerYield } from "effect/Scheduler"
import type { MutationRequest } from "./mutation-request.ts"

/** A mutation that left for Finpay, and what Finpay made of it. Nothing here is what the journal believes. */
export interface Departure extends MutationRequest {
  readonly number: number
  readonly process: string
  readonly at: number
  /** The intent it was sent for: whose row was being sent when it left, or whose refund number it carries. */
  readonly intent: string | undefined
  /** `on its way` until Finpay has decided on it. */
  fate: "on its way" | RequestRecord
  /** Finpay's number of the refund that was made of it. */
  refundNo?: string
}

/** Names a request on its way through this world; Finpay never sees it. */
const numberHeader = "x-departure"

/** Finpay in the simulated world: the simulator, and a list of which mutation became which refund. */
export interface Gateway {
  readonly simulator: SimulatorService
  /** Leads to the simulator. A request with a number is booked under its departure. */
  readonly client: HttpClient.HttpClient
  readonly departures: ReadonlyArray<Departure>
  /** Books a mutation that leaves now. */
  readonly depart: (
    departure: Omit<Departure, "number" | "fate" | "refundNo">
  ) => (request: HttpClientRequest.HttpClientRequest) => HttpClientRequest.HttpClientRequest
  /** By Finpay's clock, whoever looks. */
  readonly orders: Effect.Effect<ReadonlyArray<OrderView>>
}

const withoutNumber = (request: SimulatedRequest): SimulatedRequest => {
  const { [numberHeader]: _, ...headers } = request.headers
  return { ...request, headers }
}

/** Opens Finpay. Callbacks go through `merchant`; `clock` is Finpay's own. */
export const openGateway = Effect.fnUntraced(function*(
  seed: number,
  clock: Clock.Clock,
  merchant: HttpClient.HttpClient,
  onFate: (departure: Departure) => void
) {
  const scope = yield* Effect.scope
  const simulatorLayer = Simulator.layerWithClient({
    seed,
    requestLogLimit: 1_000_000,
    callbacks: { retryDelaysSeconds: [5, 15, 30, 60] }
  }).pipe(Layer.provide(Layer.succeed(HttpClient.HttpClient, merchant)))
  const built = yield* Layer.buildWithScope(simulatorLayer, scope)
  const simulator = Context.get(built, Simulator)

  const departures: Array<Departure> = []

  // Finpay decides and writes its log in one breath, so what is new in its books now is what this request did.
  const book = (departure: Departure) =>
    Effect.gen(function*() {
      const record = (yield* simulator.requests()).at(-1)
      if (record === undefined) return
      departure.fate = record
      const orders = yield* simulator.orders
      const known = new Set(departures.map(({ refundNo }) => refundNo))
      const made = orders.find(({ orderId, reference }) =>
        orderId === departure.reference || reference === departure.reference
      )?.refunds.at(-1)
      if (record.processed && made !== undefined && !known.has(made.refundNo)) departure.refundNo = made.refundNo
      onFate(departure)
    })

  const handle: SimulatorService["handle"] = (request) => {
    const departure = departures[Number(request.headers[numberHeader] ?? 0) - 1]
    const handled = simulator.handle(withoutNumber(request))
    return (departure === undefined ? handled : Effect.tap(handled, book(departure))).pipe(
      // What has reached Finpay goes on by Finpay's time, whatever becomes of the sender.
      Effect.provideService(Clock.Clock, clock),
      Effect.provideService(PreventSchedulerYield, true)
    )
  }
  const clientContext = yield* Layer.buildWithScope(
    Simulator.httpClient.pipe(Layer.provide(Layer.succeed(Simulator, Simulator.of({ ...simulator, handle })))),
    scope
  )

  return {
    simulator,
    departures,
    client: Context.get(clientContext, HttpClient.HttpClient),
    orders: Effect.provideService(simulator.orders, Clock.Clock, clock),
    depart: (departure) => {
      const number = departures.length + 1
      departures.push({ ...departure, number, fate: "on its way" })
      return HttpClientRequest.setHeader(numberHeader, String(number))
    }
  } satisfies Gateway
})
