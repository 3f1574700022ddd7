import * as Schema from "effect/Schema"
import * as SchemaGetter from "effect/SchemaGetter"

/** What a member is called (key) and which other names it was seen under. */
export type Aliases = Readonly<Record<string, ReadonlyArray<string>>>

const fold = (key: string): string => key.trim().toLowerCase()

/** Whether it inherits nothing that could be taken for a member. */
const isPlain = (input: object): boolean => Object.getPrototypeOf(input) === Object.prototype

type Members = Readonly<Record<string, unknown>>

/**
 * Makes a function that renames misspelt members of one object: blanks around a key and differences in case are ignored,
 * aliases become the right name. A member that is there under its right name wins over an alias; unknown members stay as
 * they are. An object in which nothing is misspelt is given back itself.
 */
export const keyRenamer = (names: ReadonlyArray<string>, aliases: Aliases): (input: Members) => Members => {
  const rightNames = new Set(names)
  const known = new Map<string, string>()
  for (const name of names) {
    known.set(fold(name), name)
    for (const alias of Object.hasOwn(aliases, name) ? aliases[name] ?? [] : []) known.set(fold(alias), name)
  }
  const nameOf = (key: string): string => rightNames.has(key) ? key : known.get(fold(key)) ?? key
  return (input) => {
    const keys = Object.keys(input)
    if (isPlain(input) && keys.every((key) => nameOf(key) === key)) return input
    const out = new Map<string, unknown>()
    for (const key of keys) {
      const name = nameOf(key)
      if (name === key || !(Object.hasOwn(input, name) || out.has(name))) out.set(name, input[key])
    }
    return Object.fromEntries(out)
  }
}

/**
 * A struct that decodes from an object whose keys may be misspelt, and encodes the right spelling.
 */
export const tolerantKeys = <Fields extends Schema.Struct.Fields>(
  struct: Schema.Struct<Fields>,
  aliases: Aliases = {}
) => {
  const renamed = keyRenamer(Object.keys(struct.fields), aliases)
  return Schema.Record(Schema.String, Schema.Unknown).pipe(
    Schema.decodeTo(struct, {
      decode: SchemaGetter.transform((input) => renamed(input) as typeof struct.Encoded),
      encode: SchemaGetter.transform((encoded) => encoded as Members)
    })
  )
}
