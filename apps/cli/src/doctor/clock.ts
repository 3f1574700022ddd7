/** This machine's clock against Finpay's: SNAP refuses a call whose time is too far off. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { say } from "../language.ts"
import { durationText } from "./duration-text.ts"
import { type Finding, warning, well, wrong } from "./Finding.ts"

/** How far this clock is from the server's, in milliseconds: above 0 it is ahead. */
export interface Reading {
  readonly aheadMillis: number
  /** It may be so much more or less. */
  readonly withinMillis: number
}

/** A `Date` header has whole seconds. */
const resolutionMillis = 1000

/** What a `Date` header says, when the question left and the answer came at these times of this clock. */
export const readClock = (date: string | null, sentAt: number, receivedAt: number): Reading | undefined => {
  const server = date === null ? Number.NaN : Date.parse(date)
  if (Number.isNaN(server)) return undefined
  const [least, most] = [sentAt - (server + resolutionMillis), receivedAt - server]
  return { aheadMillis: (least + most) / 2, withinMillis: (most - least) / 2 }
}

/** Asks a server for its time, with a request that does nothing and needs no credentials. */
export const askClock = (baseUrl: string, timeoutMillis: number) =>
  Effect.gen(function*() {
    const sentAt = yield* Clock.currentTimeMillis
    const date = yield* Effect.tryPromise(async (signal) => {
      const response = await fetch(baseUrl, {
        method: "HEAD",
        redirect: "manual",
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMillis)])
      })
      return response.headers.get("date")
    })
    return readClock(date, sentAt, yield* Clock.currentTimeMillis)
  })

/** SNAP names no limit; the gateways that do name five minutes. */
const limitMillis = 300_000

/** From here on it is worth setting the clock. */
const warnMillis = 60_000

const told = { check: "clock", title: say("Clock", "Jam") }

const advice = say(
  "Set this machine's clock, and let it be kept by NTP",
  "Setel jam mesin ini, dan biarkan NTP menjaganya"
)

/** Is a reading near enough, for a merchant that uses SNAP or one that does not? */
export const clockFinding = (reading: Reading | undefined, usesSnap: boolean): Finding => {
  if (reading === undefined) {
    return warning(
      told,
      say("the server named no time to compare with", "server tidak menyebut waktu untuk dibandingkan"),
      say("Compare this machine's clock with another one", "Bandingkan jam mesin ini dengan jam lain")
    )
  }
  const { aheadMillis, withinMillis } = reading
  // Only what is certain counts: the answer may have been long on its way.
  const off = Math.max(0, Math.abs(aheadMillis) - withinMillis)
  const limit = durationText(limitMillis)
  if (off < resolutionMillis) {
    return well(told, say(`as the server's (limit: ${limit})`, `sama dengan jam server (batas: ${limit})`))
  }
  const much = durationText(off)
  const says = aheadMillis > 0
    ? say(
      `${much} ahead of the server's; SNAP calls are refused from about ${limit}`,
      `${much} lebih cepat dari jam server; panggilan SNAP ditolak mulai sekitar ${limit}`
    )
    : say(
      `${much} behind the server's; SNAP calls are refused from about ${limit}`,
      `${much} lebih lambat dari jam server; panggilan SNAP ditolak mulai sekitar ${limit}`
    )
  if (off > limitMillis && usesSnap) return wrong(told, says, advice)
  return off > warnMillis ? warning(told, says, advice) : well(told, says)
}
