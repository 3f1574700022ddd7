/** What the simulator does, as it does it. */
import { maskAccountNumbers } from "@openfinpay/finpay-core"
import type { CallbackRecord, RequestRecord } from "@openfinpay/finpay-simulator"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import { say } from "../language.ts"
import { jsonLine } from "../output/answer.ts"
import { OutputMode } from "../output/OutputMode.ts"
import { printable, rupiah, wibOf } from "../output/text.ts"
import { stdout } from "../output/write.ts"

/** A request that came, or a callback that something became of. */
export type LogEntry =
  | { readonly event: "request"; readonly request: RequestRecord }
  | { readonly event: "callback"; readonly callback: CallbackRecord }

const parts = (all: ReadonlyArray<string | undefined>): string => all.filter((part) => part !== undefined).join("  ")

const faultText = (fault: string | undefined): string | undefined =>
  fault === undefined ? undefined : say(`fault: ${fault}`, `gangguan: ${fault}`)

/** The longest name of an operation, so that what comes after it stands in one column. */
const operationWidth = 12

const requestText = (request: RequestRecord): string => {
  const { amount, at, fault, operation, orderId, path, processed, responseCode } = request
  return parts([
    `${at.slice(11, 19)} WIB`,
    operation.padEnd(operationWidth),
    orderId ?? (operation === "unknown" ? path : undefined),
    rupiah(amount),
    responseCode ?? say("no answer", "tanpa jawaban"),
    // Where the answer hides it, it has to be said.
    fault === undefined
      ? undefined
      : processed
      ? say("carried out", "dilaksanakan")
      : say("not carried out", "tidak dilaksanakan"),
    faultText(fault)
  ])
}

const clock = (millis: number): string => wibOf(millis).slice(11)

const deliveryText = ({ attempts, dueAt, state, url }: CallbackRecord): string => {
  const last = attempts.at(-1)
  const reply = String(last?.httpStatus ?? last?.problem ?? "")
  switch (state) {
    case "delivered":
      return say(`delivered to ${url}`, `terkirim ke ${url}`)
    case "given-up":
      return say(`given up on ${url} (${reply})`, `menyerah mengirim ke ${url} (${reply})`)
    case "waiting":
      return say(
        `not delivered to ${url} (${reply}); again at ${clock(dueAt)}`,
        `gagal dikirim ke ${url} (${reply}); lagi pukul ${clock(dueAt)}`
      )
    case "lost":
      return say("lost", "hilang")
    case "refused":
      return say(
        `not sent to ${url}: it is another machine (--callbacks-anywhere)`,
        `tidak dikirim ke ${url}: itu mesin lain (--callbacks-anywhere)`
      )
  }
}

const callbackText = (callback: CallbackRecord): string => {
  const at = callback.attempts.at(-1)?.at ?? callback.dueAt
  return parts([
    clock(at),
    callback.kind.padEnd(operationWidth),
    callback.orderId,
    callback.status,
    deliveryText(callback),
    faultText(callback.fault)
  ])
}

/** One line for a person. */
export const logText = (entry: LogEntry): string =>
  `${printable(entry.event === "request" ? requestText(entry.request) : callbackText(entry.callback))}\n`

const callbackJson = ({ attempts, dueAt, fault, id, kind, orderId, state, status, url }: CallbackRecord) => {
  const last = attempts.at(-1)
  return {
    event: "callback",
    id,
    kind,
    orderId,
    status,
    url,
    state,
    try: attempts.length,
    ...(last?.httpStatus === undefined ? {} : { httpStatus: last.httpStatus }),
    ...(last?.problem === undefined ? {} : { problem: last.problem }),
    ...(state === "waiting" ? { againAt: new Date(dueAt).toISOString() } : {}),
    ...(fault === undefined ? {} : { fault })
  }
}

/** One line for a script. */
export const logJson = (entry: LogEntry): string =>
  jsonLine(
    maskAccountNumbers(
      entry.event === "request" ? { event: "request", ...entry.request } : callbackJson(entry.callback)
    )
  )

/** So many lines may wait for a reader that is slow; what comes beyond is counted and told. */
const mostWaiting = 10_000

const missedLine = (missed: number, isJson: boolean): string => {
  if (missed === 0) return ""
  return isJson
    ? jsonLine({ event: "missed", lines: missed })
    : say(
      `(${missed} lines are missing: the reader was too slow)\n`,
      `(${missed} baris terlewat: pembacanya terlalu lambat)\n`
    )
}

/** What is logged goes in at `put`, which never waits; `write` prints it until it is interrupted. */
export const makeLog = Effect.gen(function*() {
  const isJson = (yield* OutputMode) === "json"
  const waiting = yield* Queue.dropping<LogEntry>(mostWaiting)
  let missed = 0
  const put = (entry: LogEntry): void => {
    if (!Queue.offerUnsafe(waiting, entry)) missed++
  }
  const write = Effect.forever(Effect.gen(function*() {
    const entries = yield* Queue.takeAll(waiting)
    const told = missedLine(missed, isJson)
    missed = 0
    yield* stdout(entries.map(isJson ? logJson : logText).join("") + told)
  }))
  return { put, write }
})
