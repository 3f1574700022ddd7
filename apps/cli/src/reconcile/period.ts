import type { Period } from "@openfinpay/finpay-reconcile"
import * as Option from "effect/Option"
import type { WibDay } from "../input/wib-date.ts"

/** The first and the last day that were said, if any. */
export interface Days {
  readonly since: Option.Option<WibDay>
  readonly until: Option.Option<WibDay>
}

/** Before every payment, and the last moment that a date can name. */
const [always, never] = [0, 8_640_000_000_000_000]

/** An end of the period that was not said. */
export const isOpenEnd = (millis: number): boolean => millis === always || millis === never

/** The time the report covers, where that was said. */
export const periodOf = ({ since, until }: Days): Period | undefined =>
  Option.isNone(since) && Option.isNone(until)
    ? undefined
    : {
      from: Option.match(since, { onNone: () => always, onSome: ({ from }) => from }),
      until: Option.match(until, { onNone: () => never, onSome: (day) => day.until })
    }
