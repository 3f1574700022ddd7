import * as Effect from "effect/Effect"
import { type IncomingMessage, request as requestHttp } from "node:http"
import { request as requestHttps } from "node:https"
import { readBody, type Received } from "./Received.ts"

/** What the application answered. */
export interface ApplicationAnswer {
  readonly httpStatus: number
  readonly millis: number
  /** Names and values by turns. */
  readonly rawHeaders: ReadonlyArray<string>
  readonly body: Uint8Array
}

/** Why the application gave no answer: the system's code, or what became of the time or the size. */
export interface NoAnswer {
  readonly problem: string
  readonly millis: number
}

export type Forwarded = ApplicationAnswer | NoAnswer

const notReached: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH"
])

/** Whether there was no connection, so that nothing left. Of every other problem that is not known. */
export const isNotReached = (problem: string): boolean => notReached.has(problem)

/** How long the application may take. A person may be looking at it in a debugger. */
export const patienceMillis = 30_000

// What belongs to one connection and not to the message. `host` and `content-length` are written anew.
const ofConnection: ReadonlySet<string> = new Set([
  "connection",
  "content-length",
  "expect",
  "host",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade"
])

/** The headers of the message itself, names and values by turns. */
export const messageHeaders = (rawHeaders: ReadonlyArray<string>): ReadonlyArray<string> => {
  const kept: Array<string> = []
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const [name = "", value = ""] = rawHeaders.slice(at, at + 2)
    if (!ofConnection.has(name.toLowerCase())) kept.push(name, value)
  }
  return kept
}

/**
 * Where a callback goes: to the address that was given. One without a path gets the path of the callback, which the
 * signature of a QRIS notification covers.
 */
export const targetOf = (to: URL, path: string): URL => {
  const isBare = to.pathname === "/" && to.search === ""
  // A request line can hold a whole address as well, and that of another machine.
  return isBare && path.startsWith("/") ? URL.parse(`${to.origin}${path}`) ?? to : to
}

const problemOf = (error: NodeJS.ErrnoException): string => error.code ?? error.message

const answerOf = async (incoming: IncomingMessage, since: number): Promise<Forwarded> => {
  const body = await readBody(incoming)
  const millis = Date.now() - since
  if (body === "too-large") return { problem: "ANSWER_TOO_LARGE", millis }
  if (body === "broken") return { problem: "ANSWER_BROKEN", millis }
  return { httpStatus: incoming.statusCode ?? 0, millis, rawHeaders: incoming.rawHeaders, body: body.bytes }
}

/**
 * Posts a callback to the application: the bytes and headers as they came, over a connection of its own. Redirects are
 * not followed: they could lead off this machine. Never fails.
 */
export const forward = (
  { body, path, rawHeaders }: Pick<Received, "body" | "path" | "rawHeaders">,
  to: URL,
  millis = patienceMillis
): Effect.Effect<Forwarded> =>
  Effect.callback((resume) => {
    const since = Date.now()
    const target = targetOf(to, path)
    const send = target.protocol === "https:" ? requestHttps : requestHttp
    const headers = [...messageHeaders(rawHeaders), "Host", target.host, "Content-Length", String(body.length)]
    const outgoing = send(target, { method: "POST", headers, agent: false })
    const patience = setTimeout(() => {
      resume(Effect.succeed({ problem: "TIMED_OUT", millis: Date.now() - since }))
      outgoing.destroy()
    }, millis)
    const end = (forwarded: Forwarded) => {
      clearTimeout(patience)
      resume(Effect.succeed(forwarded))
    }
    outgoing.on("error", (error) => end({ problem: problemOf(error), millis: Date.now() - since }))
    outgoing.on("response", (incoming) => {
      answerOf(incoming, since).then(end, (error: Error) => end({ problem: error.message, millis: Date.now() - since }))
    })
    outgoing.end(body)
    return Effect.sync(() => {
      clearTimeout(patience)
      outgoing.destroy()
    })
  })
