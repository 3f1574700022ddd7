import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import type * as HttpClientRequest from "effect/http/HttpClientRequest"
import type { HttpClientResponse } from "effect/http/HttpClientResponse"
import { atDeparture } from "../check/at-departure.ts"
import { mutationIn } from "../gateway/mutation-request.ts"
import type { MutationRequest } from "../gateway/mutation-request.ts"
import type { Gate } from "../process/Gate.ts"
import type { Scene } from "./Scene.ts"

interface Sender {
  readonly process: string
  readonly gate: Gate
  /** What is sent, for people. */
  readonly what: string
}

type Request = HttpClientRequest.HttpClientRequest

const lastOfPath = (url: string): string => new URL(url).pathname.split("/").slice(-2).join("/")

const wordsFor = (scene: Scene, { url }: Request, mutation: MutationRequest | undefined): string => {
  if (mutation === undefined) return lastOfPath(url)
  const { amount, operation, reference } = mutation
  return `${operation}${amount === undefined ? "" : ` ${amount}`} of ${scene.orderName(reference)}`
}

const answered = <E>(
  { story }: Scene,
  { gate, process, what }: Sender,
  sent: Effect.Effect<HttpClientResponse, E>
): Effect.Effect<HttpClientResponse, E> => {
  const tell = (text: string) =>
    Effect.sync(() => {
      // What comes for a process that was killed comes to nobody.
      if (!gate.isClosed) story.tell(process, text)
    })
  return sent.pipe(
    // The transport counts how often a client asks this: a client inside this one must not.
    Effect.provideService(HttpClient.TracerDisabledWhen, () => true),
    Effect.tap(({ status }) => tell(`is answered ${status} to ${what}`)),
    Effect.tapError(() => tell(`loses the connection of ${what}`))
  )
}

/** A mutation leaves: it is booked under what it was written down as, and looked at. */
const depart = Effect.fnUntraced(
  function*(scene: Scene, { process, what }: Sender, request: Request, mutation: MutationRequest) {
    const { gateway, story, time } = scene
    const intent = mutation.partnerRefundNo ?? scene.books?.keyOf(mutation)
    const numbered = gateway.depart({ ...mutation, process, at: time.now, intent })(request)
    story.tell(process, `SENDS ${what} for ${intent ?? "nobody knows what"}`)
    const departing = gateway.departures.at(-1)
    if (departing !== undefined) scene.alarm(atDeparture(departing, gateway.departures, yield* gateway.orders))
    return numbered
  }
)

/** The network between a process and Finpay. Every request is a step through the gate of the process. */
export const networkOf = (scene: Scene, process: string, gate: Gate): HttpClient.HttpClient =>
  HttpClient.make((request) => {
    const mutation = mutationIn(request)
    const sender = { process, gate, what: wordsFor(scene, request, mutation) }
    const kind = mutation === undefined ? "question" : "mutation"
    const leaving = mutation === undefined ? Effect.succeed(request) : depart(scene, sender, request, mutation)
    const sent = Effect.flatMap(leaving, (left) => answered(scene, sender, scene.gateway.client.execute(left)))
    return gate.around(kind, sender.what, sent)
  })
