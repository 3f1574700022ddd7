import * as Schema from "effect/Schema"
import * as SchemaGetter from "effect/SchemaGetter"

/**
 * An open union of known words and any other text: `read` brings known words into their listed spelling and returns
 * everything else unchanged, so that nothing Finpay says is lost or guessed.
 */
export const openString = <Word extends string>(read: (text: string) => Word | string) =>
  Schema.String.pipe(
    Schema.decodeTo(Schema.declare((value): value is Word => typeof value === "string"), {
      decode: SchemaGetter.transform((text) => read(text) as Word),
      encode: SchemaGetter.transform((word): string => word)
    })
  )
