import * as Schema from "effect/Schema"
import * as SchemaGetter from "effect/SchemaGetter"

/**
 * An object that PHP may have sent as `[]`: an empty PHP array says nothing about whether it was a list or a map.
 */
export const emptyArrayAsObject = <Fields extends Schema.Struct.Fields>(struct: Schema.Struct<Fields>) =>
  Schema.Unknown.pipe(
    Schema.decodeTo(Schema.NullOr(struct), {
      decode: SchemaGetter.transform((input) =>
        (Array.isArray(input) && input.length === 0 ? {} : input) as typeof struct.Encoded | null
      ),
      encode: SchemaGetter.transform((encoded): unknown => encoded)
    })
  )
