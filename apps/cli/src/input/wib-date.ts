import * as CliError from "effect/cli/CliError"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import { say } from "../language.ts"

/** A day in Western Indonesian time, in milliseconds since 1970: from its midnight on, before that of the next. */
export interface WibDay {
  readonly from: number
  readonly until: number
}

const dayMillis = 86_400_000

/** Reads `2026-11-21`; `undefined` where that is no day. */
export const wibDayOf = (text: string): WibDay | undefined => {
  if (!/^\d{4}-\d{2}-\d{2}$/u.test(text)) return undefined
  const from = Date.parse(`${text}T00:00:00+07:00`)
  // 31 February would be taken for a day in March.
  const isThatDay = !Number.isNaN(from) && new Date(Date.parse(`${text}T00:00:00Z`)).toISOString().startsWith(text)
  return isThatDay ? { from, until: from + dayMillis } : undefined
}

/** A flag that takes a day in Western Indonesian time. */
export const wibDay = (name: string, description: string): Flag.Flag<WibDay> =>
  Flag.String(name).pipe(
    Flag.withMetavar("YYYY-MM-DD"),
    Flag.mapEffect((text) => {
      const day = wibDayOf(text)
      return day === undefined
        ? Effect.fail(
          new CliError.InvalidValue({
            option: name,
            value: text,
            expected: say("Expected a day such as 2026-11-21", "Harus berupa tanggal seperti 2026-11-21"),
            kind: "flag"
          })
        )
        : Effect.succeed(day)
    }),
    Flag.withDescription(description)
  )
