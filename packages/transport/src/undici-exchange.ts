import type { Dispatcher } from "@effect/platform-node/Undici"
import * as Effect from "effect/Effect"
import { AsyncResource } from "node:async_hooks"
import { isRedirect, joined, readableBytes, redirected, timedOut, tooLarge } from "./http/exchange.ts"
import type { Exchange, ExchangeOptions, NoAnswer } from "./http/exchange.ts"
import { failureOf } from "./http/failure.ts"

type Answered = Effect.Effect<Uint8Array, NoAnswer>

type Hear = (date: string | undefined) => void

const textOf = (header: string | ReadonlyArray<string> | undefined): string | undefined =>
  typeof header === "string" ? header : header?.[0]

/** Takes one answer of undici in, and says how it ended: once, whatever comes later. */
class AnswerReader extends AsyncResource implements Dispatcher.DispatchHandler {
  #end: ((answered: Answered) => void) | undefined
  #controller: Dispatcher.DispatchController | undefined
  readonly #chunks: Array<Uint8Array> = []
  readonly #options: ExchangeOptions
  readonly #hear: Hear
  readonly #patience: NodeJS.Timeout
  #length = 0
  #limit = 0

  constructor(options: ExchangeOptions, hear: Hear, end: (answered: Answered) => void) {
    super("FINPAY_EXCHANGE")
    this.#options = options
    this.#hear = hear
    this.#end = end
    this.#patience = setTimeout(() => this.giveUp(timedOut), options.timeoutMillis)
  }

  #endWith(answered: Answered): void {
    clearTimeout(this.#patience)
    const end = this.#end
    if (end === undefined) return
    this.#end = undefined
    // What follows runs where the caller is and not where its connection was made, and once undici's parser is done:
    // it may well close the connections.
    this.runInAsyncScope(queueMicrotask, undefined, () => end(answered))
  }

  /** Nobody waits any longer. A request that did not leave yet does not leave; the connection of another is closed. */
  giveUp(why: NoAnswer): void {
    this.#endWith(Effect.fail(why))
    this.#controller?.abort(new Error("the answer is not waited for"))
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#end === undefined) return controller.abort(new Error("nobody waits for the answer"))
    this.#controller = controller
  }

  onResponseStart(
    _: Dispatcher.DispatchController,
    httpStatus: number,
    headers: Readonly<Record<string, string | ReadonlyArray<string> | undefined>>
  ): void {
    // 1xx only tells that the answer is still to come.
    if (httpStatus < 200 || this.#end === undefined) return
    this.#hear(textOf(headers["date"]))
    this.#options.onAnswer(httpStatus, textOf(headers["retry-after"]))
    if (isRedirect(httpStatus)) return this.giveUp(redirected)
    this.#limit = readableBytes(textOf(headers["content-length"]), this.#options.maxAnswerBytes)
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Uint8Array): void {
    if (this.#end === undefined) return
    this.#length += chunk.length
    if (this.#length > this.#limit) return this.giveUp(tooLarge(this.#options.maxAnswerBytes))
    this.#chunks.push(chunk)
  }

  onResponseEnd(): void {
    this.#endWith(Effect.succeed(joined(this.#chunks, this.#length)))
  }

  onResponseError(_: Dispatcher.DispatchController, error: unknown): void {
    this.fail(error)
  }

  fail(error: unknown): void {
    if (this.#end === undefined) return
    const failure = failureOf(error)
    this.#options.onFailure(failure)
    this.#endWith(Effect.fail({ _tag: "Failed", failure }))
  }
}

/** Connections that are kept open for calls that only read, and those that are made for one mutation. */
export interface Dispatchers {
  readonly kept: Dispatcher
  readonly fresh: Dispatcher
}

/**
 * Exchanges straight over undici's dispatchers. Neither follows a redirect nor sends twice by itself, so an answer is
 * always one to this request from this address. `hear` is told the `Date` of each.
 */
export const undiciExchange =
  ({ fresh, kept }: Dispatchers, hear: Hear): Exchange => ({ body, headers, method, url }, options) =>
    Effect.callback<Uint8Array, NoAnswer>((resume) => {
      const reader = new AnswerReader(options, hear, resume)
      const dispatcher = options.once ? fresh : kept
      options.onSend()
      try {
        dispatcher.dispatch({
          method,
          origin: url.origin,
          path: url.pathname + url.search,
          headers,
          body: body ?? null,
          // The reader has the time.
          headersTimeout: 0,
          bodyTimeout: 0
        }, reader)
      } catch (error) {
        reader.fail(error)
      }
      return Effect.sync(() => reader.giveUp(timedOut))
    })
