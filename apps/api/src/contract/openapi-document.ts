type Json = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value)

const mapObjects = (value: unknown, change: (object: Json) => Json): unknown => {
  if (Array.isArray(value)) return value.map((item) => mapObjects(item, change))
  if (!isObject(value)) return value
  return change(Object.fromEntries(Object.entries(value).map(([key, member]) => [key, mapObjects(member, change)])))
}

/** The components a part of the document refers to, and those they refer to. */
const reachable = (part: unknown, schemas: Json, found: Set<string> = new Set()): ReadonlySet<string> => {
  for (const [, name = ""] of JSON.stringify(part).matchAll(/"#\/components\/schemas\/(\w+)"/gu)) {
    if (found.has(name)) continue
    found.add(name)
    reachable(schemas[name] ?? {}, schemas, found)
  }
  return found
}

// The server refuses members it does not know, and a client must not: a later version may answer with more of them.
const openAnswers = (schemas: Json, requested: ReadonlySet<string>): Json =>
  Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [
      name,
      requested.has(name)
        ? schema
        : mapObjects(schema, ({ additionalProperties, ...rest }) =>
          additionalProperties === undefined || additionalProperties === false
            ? rest
            : { ...rest, additionalProperties })
    ])
  )

// The wire form of a problem is what the document is about, so it gets the plain name.
const plainNames = (document: Json): Json =>
  JSON.parse(JSON.stringify(document).replaceAll(/(?<=["/])(\w+)Encoded"/gu, "$1\""))

/** The document as it is published. */
export const finished = (generated: Json): Record<string, unknown> => {
  const document = plainNames(generated)
  const components = isObject(document["components"]) ? document["components"] : {}
  const schemas = isObject(components["schemas"]) ? components["schemas"] : {}
  const bodies = Object.values(isObject(document["paths"]) ? document["paths"] : {})
    .flatMap((methods) => isObject(methods) ? Object.values(methods) : [])
    .map((operation) => isObject(operation) ? operation["requestBody"] ?? null : null)
  return { ...document, components: { ...components, schemas: openAnswers(schemas, reachable(bodies, schemas)) } }
}
