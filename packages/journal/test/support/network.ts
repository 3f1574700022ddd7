/** What lies between a journal and the simulator: here a test holds, spoils and counts what passes. */
import { Deferred, Effect } from "effect"
import { HttpClient, HttpClientError, HttpClientResponse } from "effect/http"
import type { HttpClientRequest } from "effect/http"

type Request = HttpClientRequest.HttpClientRequest
type Answer = Effect.Effect<HttpClientResponse.HttpClientResponse, HttpClientError.HttpClientError>

/** Something that was stopped on its way. */
export interface Held {
  /** Ends when it is there. */
  readonly arrived: Effect.Effect<void>
  /** Lets it go on. */
  readonly release: Effect.Effect<void>
}

/** The operations of Finpay by their paths. */
const paths = {
  checkStatus: "/pg/payment/card/check/",
  refund: "/pg/payment/card/refund",
  void: "/pg/payment/card/void",
  cancel: "/pg/payment/card/cancel/",
  qrisQuery: "/qr-mpm-query",
  qrisRefund: "/qr-mpm-refund"
} as const

/** An operation a test can get into the way of. */
export type Passing = keyof typeof paths

/** A network in which a test can get into the way of what passes. Each of these concerns the next request only. */
export interface Network {
  readonly client: HttpClient.HttpClient
  /** Carried out, and the answer held back. */
  readonly holdAnswer: (operation: Passing) => Held
  /** Held back before it reaches Finpay. */
  readonly holdRequest: (operation: Passing) => Held
  /** Held back, and then answered by somebody else than Finpay, which never hears of it. */
  readonly holdThenAnswer: (operation: Passing, status: number, body: unknown) => Held
  /** Answered by somebody else than Finpay, which carries it out when a test says so. */
  readonly late: (operation: Passing, status: number, body: unknown) => { readonly carryOut: Effect.Effect<void> }
  /** Answered by somebody else than Finpay, which never hears of it. */
  readonly answer: (operation: Passing, status: number, body: unknown) => void
  /** Carried out, and the answer's JSON changed on its way back. */
  readonly change: (operation: Passing, more: Readonly<Record<string, unknown>>) => void
}

interface Hook {
  readonly operation: Passing
  readonly run: (request: Request, pass: Answer) => Answer
}

const json = (request: Request, status: number, body: unknown) =>
  HttpClientResponse.fromWeb(
    request,
    new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json" } })
  )

/** A network to where `client` leads. */
export const makeNetwork = (client: HttpClient.HttpClient): Network => {
  const hooks: Array<Hook> = []
  const held = (
    operation: Passing,
    when: (pass: Answer, stop: Effect.Effect<void>, request: Request) => Answer
  ): Held => {
    const arrived = Deferred.makeUnsafe<void>()
    const released = Deferred.makeUnsafe<void>()
    const stop = Effect.andThen(Deferred.succeed(arrived, undefined), Deferred.await(released))
    hooks.push({ operation, run: (request, pass) => when(pass, stop, request) })
    return { arrived: Deferred.await(arrived), release: Effect.asVoid(Deferred.succeed(released, undefined)) }
  }
  return {
    // The request is sent by the client underneath, once: the transport watches that nobody sends it again.
    client: HttpClient.transform(client, (pass, request) =>
      Effect.suspend(() => {
        const index = hooks.findIndex(({ operation }) => request.url.includes(paths[operation]))
        const [hook] = index < 0 ? [] : hooks.splice(index, 1)
        return hook === undefined ? pass : hook.run(request, pass)
      })),
    holdAnswer: (operation) => held(operation, (pass, stop) => Effect.tap(pass, () => stop)),
    holdRequest: (operation) => held(operation, (pass, stop) => Effect.andThen(stop, pass)),
    holdThenAnswer: (operation, status, body) =>
      held(operation, (_, stop, request) => Effect.map(stop, () => json(request, status, body))),
    late: (operation, status, body) => {
      const kept = Deferred.makeUnsafe<Answer>()
      hooks.push({
        operation,
        run: (request, pass) => Effect.as(Deferred.succeed(kept, pass), json(request, status, body))
      })
      return { carryOut: Effect.orDie(Effect.asVoid(Effect.flatten(Deferred.await(kept)))) }
    },
    answer: (operation, status, body) => {
      hooks.push({ operation, run: (request) => Effect.sync(() => json(request, status, body)) })
    },
    change: (operation, more) => {
      hooks.push({
        operation,
        run: (request, pass) =>
          Effect.flatMap(
            pass,
            (response) =>
              Effect.map(
                response.json,
                (members) => json(request, response.status, { ...(members as object), ...more })
              )
          )
      })
    }
  }
}
