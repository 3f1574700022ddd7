import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as SchemaGetter from "effect/SchemaGetter"

/**
 * An optional member of an answer that only informs: where it cannot be read it is left out, for a strange detail must
 * not hide what happened to the money. The answer's `raw` still has it.
 */
export const detail = <S extends Schema.Codec<unknown, unknown>>(schema: S) =>
  Schema.optionalKey(schema).pipe(Schema.catchDecoding(() => Effect.succeedNone))

/**
 * A text of an answer, which now and then comes as a number: references, codes, numbers of items.
 */
export const TextOrNumber = Schema.Union([Schema.String, Schema.Finite]).pipe(
  Schema.decodeTo(Schema.String, {
    decode: SchemaGetter.transform((value) => String(value)),
    encode: SchemaGetter.transform((value): string | number => value)
  })
)

/** A text that only informs; `null` where Finpay says so. */
export const textDetail = detail(Schema.NullOr(TextOrNumber))
