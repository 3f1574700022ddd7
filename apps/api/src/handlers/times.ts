import * as DateTime from "effect/DateTime"

/** A time of an answer. */
export const timeOf = (millis: number): string => DateTime.formatIso(DateTime.makeUnsafe(millis))

/** A time of an answer, where there is one. */
export const optionalTimeOf = (millis: number | undefined): string | undefined =>
  millis === undefined ? undefined : timeOf(millis)

/** A time of a request, in milliseconds since 1970. */
export const millisOf = (time: string | undefined): number | undefined =>
  time === undefined ? undefined : Date.parse(time)
