import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { request as requestPlain } from "node:http"
import type { ClientRequest, IncomingMessage } from "node:http"
import { request as requestTls } from "node:https"
import type { LookupFunction } from "node:net"
import { isPublicAddress } from "./address.ts"
import { lookUpHere, lookUpPublic } from "./look-up.ts"
import type { LookUp } from "./look-up.ts"
import { targetProblem } from "./target.ts"

/** One call of an endpoint. */
export interface WebhookCall {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What an endpoint answered: the status, and the beginning of the body. */
export interface WebhookAnswer {
  readonly status: number
  readonly text: string
}

/** No answer came. `address`: the endpoint may not be called, and nothing was sent. */
export class CallFailed extends Data.TaggedError("CallFailed")<{
  readonly reason: "address" | "connection"
  readonly detail: string
}> {}

/** What may be called, and how names are looked up. */
export interface TransportOptions {
  /** Also addresses of private networks and of this machine, and `http`. */
  readonly allowsPrivate: boolean
  readonly lookUp?: LookUp
}

/** Nobody needs more of an answer than its beginning, and who sends more is hung up on. */
const maxAnswerBytes = 2_048

class AddressRefused extends Error {}

/**
 * A look-up for a socket, which connects to what it gives and asks nobody again: so the address that was checked is the
 * one that is called, whatever the name leads to a moment later.
 */
const checkedLookup = (
  { allowsPrivate, lookUp = allowsPrivate ? lookUpHere : lookUpPublic }: TransportOptions
): LookupFunction =>
(hostname, options, done) =>
  lookUp(hostname, (error, addresses) => {
    const [first] = addresses
    if (error !== null || first === undefined) return done(error ?? new Error("the name has no address"), "")
    // One hidden address among public ones is somebody's try.
    if (!allowsPrivate && !addresses.every(({ address }) => isPublicAddress(address))) {
      return done(new AddressRefused(), "")
    }
    if (options.all === true) return done(null, [...addresses])
    done(null, first.address, first.family)
  })

const failureOf = (error: unknown): CallFailed => {
  if (error instanceof AddressRefused) {
    const detail = "its name leads to an address of a private network or of this machine, so it was not called"
    return new CallFailed({ reason: "address", detail })
  }
  // The code says which of the known failures it is; the message could repeat the address.
  const code = error instanceof Error && "code" in error ? String(error.code) : "no clear reason"
  return new CallFailed({ reason: "connection", detail: `no answer came: ${code}` })
}

const textOf = (bytes: ReadonlyArray<Buffer>): string =>
  // PostgreSQL keeps no NUL, and neither database half a character.
  Buffer.concat(bytes).subarray(0, maxAnswerBytes).toString("utf8").toWellFormed().replaceAll("\u0000", "\uFFFD")

const readAnswer = (response: IncomingMessage, done: (answer: WebhookAnswer) => void): void => {
  const bytes: Array<Buffer> = []
  let length = 0
  const end = () => done({ status: response.statusCode ?? 0, text: textOf(bytes) })
  response.on("data", (chunk: Buffer) => {
    bytes.push(chunk)
    length += chunk.length
    if (length < maxAnswerBytes) return
    end()
    response.destroy()
  })
  response.on("end", end)
}

const open = (options: TransportOptions, { body, headers, url }: WebhookCall): ClientRequest => {
  const target = new URL(url)
  const request = target.protocol === "https:" ? requestTls : requestPlain
  return request(target, {
    method: "POST",
    // A connection of its own: a kept one could lead to an address that was checked long ago.
    agent: false,
    lookup: checkedLookup(options),
    headers: { ...headers, "content-length": Buffer.byteLength(body), connection: "close" }
  })
}

const call = (options: TransportOptions, wanted: WebhookCall): Effect.Effect<WebhookAnswer, CallFailed> =>
  Effect.callback((resume) => {
    const request = open(options, wanted)
    const fail = (error: unknown) => resume(Effect.fail(failureOf(error)))
    request.on("error", fail)
    request.on("close", () => fail(new Error("closed")))
    request.on("response", (response) => {
      response.on("error", fail)
      readAnswer(response, (answer) => resume(Effect.succeed(answer)))
    })
    request.end(wanted.body)
    return Effect.sync(() => request.destroy())
  })

/** Calls the merchants' endpoints over HTTP. It follows no redirect and goes through no proxy. */
export class WebhookTransport extends Context.Service<WebhookTransport, {
  /** Posts, and gives whatever is answered. Interrupting it closes the connection. */
  readonly post: (wanted: WebhookCall) => Effect.Effect<WebhookAnswer, CallFailed>
}>()("@openfinpay/finpay-api/webhooks/WebhookTransport") {
  static readonly layer = (options: TransportOptions): Layer.Layer<WebhookTransport> =>
    Layer.succeed(
      WebhookTransport,
      WebhookTransport.of({
        post: (wanted) => {
          // A socket looks nothing up that is an address already. The rules may also have changed since it was stored.
          const problem = targetProblem(wanted.url, options.allowsPrivate)
          return problem === undefined
            ? call(options, wanted)
            : Effect.fail(new CallFailed({ reason: "address", detail: `it was not called: its address ${problem}` }))
        }
      })
    )
}
