import * as Schema from "effect/Schema"

/** A text of a request, from `minimum` to `maximum` characters. */
export const limitedText = (minimum: number, maximum: number) =>
  Schema.String.check(
    Schema.makeFilter((value: string) =>
      value.length >= minimum && value.length <= maximum
        ? undefined
        : minimum === maximum
        ? `must be exactly ${maximum} characters`
        : `must be ${minimum} to ${maximum} characters`
    )
  )
