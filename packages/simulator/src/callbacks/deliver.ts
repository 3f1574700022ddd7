import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Option from "effect/Option"
import type { CallbackRecord } from "../state/CallbackRecord.ts"
import type { World } from "../state/World.ts"
import type { Posting, Unsendable } from "./signed-callback.ts"
import { signedCallback } from "./signed-callback.ts"
import { signedNotification } from "./signed-notification.ts"

/** What came of one try. */
type Reply = { readonly httpStatus: number; readonly problem?: string } | { readonly problem: string }

const codesOf = (cause: unknown): ReadonlyArray<string> => {
  if (typeof cause !== "object" || cause === null) return []
  const code = "code" in cause && typeof cause.code === "string" ? [cause.code] : []
  return "cause" in cause ? [...code, ...codesOf(cause.cause)] : code
}

const post = (
  posting: Posting
): Effect.Effect<{ readonly httpStatus: number; readonly text: string }, Unsendable, HttpClient.HttpClient> =>
  HttpClientRequest.post(posting.url, { headers: posting.headers }).pipe(
    HttpClientRequest.bodyText(posting.body, "application/json"),
    HttpClient.execute,
    Effect.flatMap((response) => Effect.map(response.text, (text) => ({ httpStatus: response.status, text }))),
    Effect.mapError((error) => ({ problem: codesOf(error.reason)[0] ?? "no answer" }))
  )

const codeIn = (text: string): string | undefined => /"responseCode"\s*:\s*"(\d{7})"/u.exec(text)?.[1]

/** Any 2xx will do, unless it carries a code that says otherwise: merchants were seen to answer in many ways. */
const replyOf = ({ httpStatus, text }: { readonly httpStatus: number; readonly text: string }): Reply => {
  const code = codeIn(text)
  if (httpStatus < 200 || httpStatus > 299) return { httpStatus, problem: "not accepted" }
  return code === undefined || code.startsWith("200") ? { httpStatus } : { httpStatus, problem: `answered ${code}` }
}

const attempt = (world: World, record: CallbackRecord): Effect.Effect<Reply, never, HttpClient.HttpClient> =>
  Effect.flatMap(
    record.kind === "callback" ? signedCallback(world, record) : signedNotification(world, record),
    post
  ).pipe(
    Effect.map(replyOf),
    Effect.timeoutOption(world.settings.callbacks.timeoutMillis),
    Effect.map(Option.getOrElse((): Reply => ({ problem: "timed out" }))),
    Effect.catch((unsendable) => Effect.succeed<Reply>(unsendable))
  )

const nowOf = (world: World) => Effect.map(Clock.currentTimeMillis, (millis) => millis + world.clockOffsetMillis)

/** Tries to deliver one callback and writes down what came of it: delivered, to be tried again, or given up. */
export const deliver = Effect.fnUntraced(
  function*(world: World, record: CallbackRecord): Effect.fn.Return<void, never, HttpClient.HttpClient> {
    const at = yield* nowOf(world)
    const reply = yield* attempt(world, record)
    const now = yield* nowOf(world)
    // The world may have been reset or restored meanwhile: then this callback is not of it.
    if (world.callbacks.get(record.id) !== record) return
    const attempts = [...record.attempts, { at, ...reply }]
    const wait = world.settings.callbacks.retryDelaysSeconds[record.attempts.length]
    const tried: CallbackRecord = reply.problem === undefined
      ? { ...record, attempts, state: "delivered" }
      : wait === undefined
      ? { ...record, attempts, state: "given-up" }
      : { ...record, attempts, dueAt: now + wait * 1000 }
    world.callbacks.set(record.id, tried)
    world.settings.onCallback(tried)
  }
)

/** The callbacks whose time has come, by order, the earliest first. Those of an order go out one after the other. */
export const dueByOrder = (world: World, now: number): ReadonlyMap<string, ReadonlyArray<CallbackRecord>> => {
  const due = [...world.callbacks.values()].filter(({ dueAt, state }) => state === "waiting" && dueAt <= now)
  return Map.groupBy(due.toSorted((a, b) => a.dueAt - b.dueAt || a.id - b.id), ({ orderKey }) => orderKey)
}

/** When the next callback is due, leaving out orders whose callbacks are just being sent. */
export const nextCallbackDueAt = (world: World, sending: ReadonlySet<string>): number => {
  let next = Infinity
  for (const { dueAt, orderKey, state } of world.callbacks.values()) {
    if (state === "waiting" && !sending.has(orderKey)) next = Math.min(next, dueAt)
  }
  return next
}
