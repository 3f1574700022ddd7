import * as Schema from "effect/Schema"
import * as SchemaGetter from "effect/SchemaGetter"

/** What a member is called (key) and which other names it was seen under. */
export type Aliases = Readonly<Record<string, ReadonlyArray<string>>>

const fold = (key: string): string => key.trim().toLowerCase()

/**
 * Renames misspelt members of one object: blanks around a key and differences in case are ignored, aliases become the
 * right name. A member that is there under its right name wins over an alias; unknown members stay as they are.
 */
export const renameKeys = (
  input: Readonly<Record<string, unknown>>,
  names: ReadonlyArray<string>,
  aliases: Aliases
): Readonly<Record<string, unknown>> => {
  const known = new Map<string, string>()
  for (const name of names) {
    known.set(fold(name), name)
    for (const alias of Object.hasOwn(aliases, name) ? aliases[name] ?? [] : []) known.set(fold(alias), name)
  }
  const out = new Map<string, unknown>()
  for (const [key, value] of Object.entries(input)) {
    const name = known.get(fold(key)) ?? key
    if (name === key || !(Object.hasOwn(input, name) || out.has(name))) out.set(name, value)
  }
  return Object.fromEntries(out)
}

/**
 * A struct that decodes from an object whose keys may be misspelt, and encodes the right spelling.
 */
export const tolerantKeys = <Fields extends Schema.Struct.Fields>(
  struct: Schema.Struct<Fields>,
  aliases: Aliases = {}
) =>
  Schema.Record(Schema.String, Schema.Unknown).pipe(
    Schema.decodeTo(struct, {
      decode: SchemaGetter.transform((input) =>
        renameKeys(input, Object.keys(struct.fields), aliases) as typeof struct.Encoded
      ),
      encode: SchemaGetter.transform((encoded) => encoded as Readonly<Record<string, unknown>>)
    })
  )
