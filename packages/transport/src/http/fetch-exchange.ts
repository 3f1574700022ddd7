import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import { isRedirect, joined, readableBytes, redirected, refusedAnswer, timedOut, tooLarge } from "./exchange.ts"
import type { Exchange, ExchangeOptions, NoAnswer, WireRequest } from "./exchange.ts"
import { failureOf } from "./failure.ts"
import { fetchOnce } from "./fetch-once.ts"
import { withOwnExchange } from "./own-exchange.ts"

type Answered = Exit.Exit<Uint8Array, NoAnswer>

const send = ({ body, headers, method, url }: WireRequest, once: boolean, signal: AbortSignal): Promise<Response> =>
  fetch(url.href, {
    ...(once ? fetchOnce() : {}),
    method,
    headers,
    redirect: "manual",
    signal,
    ...(body === undefined ? {} : { body })
  })

const read = async ({ body, headers }: Response, maxBytes: number): Promise<Answered> => {
  if (body === null) return Exit.succeed(new Uint8Array())
  const limit = readableBytes(headers.get("content-length") ?? undefined, maxBytes)
  const reader = body.getReader()
  const chunks: Array<Uint8Array> = []
  let length = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return Exit.succeed(joined(chunks, length))
    length += value.length
    if (length > limit) return Exit.fail(tooLarge(maxBytes))
    chunks.push(value)
  }
}

const exchange = async (request: WireRequest, options: ExchangeOptions, signal: AbortSignal): Promise<Answered> => {
  const response = await send(request, options.once, signal)
  options.onAnswer(response.status, response.headers.get("retry-after") ?? undefined)
  if (isRedirect(response.status)) return Exit.fail(redirected)
  // A `fetch` that stands in for the platform's may not say where an answer came from.
  const isOurs = response.url === "" || response.url === request.url.href
  return isOurs ? read(response, options.maxAnswerBytes) : Exit.fail(refusedAnswer("came from another address"))
}

/**
 * Exchanges straight over the platform's `fetch`. What is not read to its end is aborted, and its connection with it.
 */
const fetchExchange: Exchange = (request, options) =>
  Effect.callback<Uint8Array, NoAnswer>((resume) => {
    const controller = new AbortController()
    let isOver = false
    const end = (answered: Answered): void => {
      if (isOver) return
      isOver = true
      clearTimeout(patience)
      if (Exit.isFailure(answered)) controller.abort()
      resume(answered)
    }
    const giveUp = (): void => end(Exit.fail(timedOut))
    const patience = setTimeout(giveUp, options.timeoutMillis)
    options.onSend()
    exchange(request, options, controller.signal).then(end, (error: unknown) => {
      if (isOver) return
      const failure = failureOf(error)
      options.onFailure(failure)
      end(Exit.fail({ _tag: "Failed", failure }))
    })
    return Effect.sync(giveUp)
  })

/** Effect's client over `fetch`, whose exchanges go straight over it. */
export const layerFetch: Layer.Layer<HttpClient.HttpClient> = Layer.effect(
  HttpClient.HttpClient,
  Effect.map(HttpClient.HttpClient, (client) => withOwnExchange(client, fetchExchange))
).pipe(Layer.provide(FetchHttpClient.layer))
