import { exampleValues, leftOut } from "./example-values.ts"
import { problemTypes } from "./problem-types.ts"

type Json = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value)

const objectIn = (part: unknown, name: string): Json => {
  const found = isObject(part) ? part[name] : undefined
  return isObject(found) ? found : {}
}

const listIn = (part: Json, name: string): ReadonlyArray<unknown> => {
  const found = part[name]
  return Array.isArray(found) ? found : []
}

const referred = /^#\/components\/schemas\/(.+)$/u

/** The problems by their address: what a problem says of itself is in its schema, and what it says to do is here. */
const kinds = new Map<unknown, { readonly meaning: string; readonly nextStep: string; readonly type: string }>(
  Object.values(problemTypes).map((kind) => [kind.type, kind])
)

const inDoubt = problemTypes.outcomeUnknown.type

const dates = { "date-time": "2026-11-21T03:00:00.000Z", date: "2026-11-21", uri: "https://shop.example.co.id/" }

const bare = (schema: Json): unknown => {
  switch (schema["type"]) {
    case "string":
      return dates[schema["format"] as keyof typeof dates] ?? "text".padEnd(Number(schema["minLength"] ?? 0), "x")
    case "integer":
    case "number":
      return Math.max(1, Number(schema["minimum"] ?? 1))
    case "boolean":
      return true
    default:
      return null
  }
}

const typeOf = (value: unknown): string => Array.isArray(value) ? "array" : value === null ? "null" : typeof value

/** What is known for a name, where the schema allows it. */
const knownFor = (name: string, schema: Json): unknown => {
  const known = exampleValues[name]
  if (known === undefined || schema["properties"] !== undefined) return undefined
  const allowed = listIn(schema, "enum")
  if (allowed.length > 0) return allowed.includes(known) ? known : undefined
  const type = schema["type"] === "integer" ? "number" : schema["type"]
  // A schema that says nothing takes anything, such as Finpay's own answer.
  const isAnything = type === undefined && schema["anyOf"] === undefined
  return isAnything || type === typeOf(known) ? known : undefined
}

/** A problem has these, although clients must not rely on them. */
const ofProblems = ["type", "title", "status"]

/** Makes examples out of the schemas of a document. */
const makeExampleOf = (schemas: Json) => {
  const exampleOf = (given: unknown, name: string, isWhole: boolean, depth: number): unknown => {
    if (!isObject(given) || depth > 12) return null
    const target = typeof given["$ref"] === "string" ? referred.exec(given["$ref"])?.[1] : undefined
    if (target !== undefined) return exampleOf(schemas[target], name, isWhole, depth + 1)
    const schema = Object.assign({}, ...listIn(given, "allOf").filter(isObject), given) as Json
    const [own] = listIn(schema, "examples")
    if (own !== undefined) return own
    if (schema["const"] !== undefined) return schema["const"]
    const known = knownFor(name, schema)
    if (known !== undefined) return known
    const [first] = listIn(schema, "enum")
    if (first !== undefined) return first
    const kinds = [...listIn(schema, "anyOf"), ...listIn(schema, "oneOf")]
    if (kinds.length > 0) {
      const [some = kinds[0]] = kinds.filter((kind) => isObject(kind) && kind["type"] !== "null")
      return exampleOf(some, name, isWhole, depth + 1)
    }
    if (schema["type"] === "object" || isObject(schema["properties"])) return objectOf(schema, isWhole, depth)
    if (schema["type"] === "array") return [exampleOf(schema["items"], name.replace(/s$/u, ""), isWhole, depth + 1)]
    return bare(schema)
  }

  const objectOf = (schema: Json, isWhole: boolean, depth: number): Json => {
    const required = listIn(schema, "required")
    const members = Object.entries(objectIn(schema, "properties")).filter(([name]) =>
      required.includes(name) || ofProblems.includes(name) || (isWhole && !leftOut.includes(name))
    )
    const example: Record<string, unknown> = {}
    for (const [name, member] of members) example[name] = exampleOf(member, name, isWhole, depth + 1)
    const kind = kinds.get(example["type"])
    return kind === undefined || !("nextStep" in example) ? example : { ...example, ...saidBy(kind) }
  }

  const saidBy = (
    { meaning, nextStep, type }: { readonly meaning: string; readonly nextStep: string; readonly type: string }
  ) => ({
    detail: meaning,
    nextStep,
    operationState: type === inDoubt ? "unknown" : "not-processed",
    safeToRetry: type !== inDoubt
  })

  return exampleOf
}

const problemMedia = "application/problem+json"

/** The names of the problems a response can be. */
const namesIn = (schema: unknown): ReadonlyArray<string> =>
  [...JSON.stringify(schema).matchAll(/#\/components\/schemas\/(\w+)/gu)].flatMap(([, name]) => name ?? [])

/**
 * The document with an example of each body: of problems once, as components, of all else where it is. What is asked
 * for has the members that must be there, what is answered has all that can be.
 */
export const withExamples = (document: Json): Json => {
  const components = objectIn(document, "components")
  const exampleOf = makeExampleOf(objectIn(components, "schemas"))
  const problems: Record<string, Json> = {}

  const inMedia = (type: string, media: unknown, isAnswer: boolean): unknown => {
    if (!isObject(media) || media["example"] !== undefined || media["examples"] !== undefined) return media
    if (type === problemMedia) {
      const names = namesIn(media["schema"])
      for (const name of names) {
        const value = exampleOf({ $ref: `#/components/schemas/${name}` }, name, false, 0)
        problems[name] = { summary: isObject(value) ? value["title"] ?? name : name, value }
      }
      return {
        ...media,
        examples: Object.fromEntries(names.map((name) => [name, { $ref: `#/components/examples/${name}` }]))
      }
    }
    return type === "application/json" ? { ...media, example: exampleOf(media["schema"], "", isAnswer, 0) } : media
  }

  const inContent = (part: unknown, isAnswer: boolean): unknown =>
    isObject(part) && isObject(part["content"])
      ? {
        ...part,
        content: Object.fromEntries(
          Object.entries(part["content"]).map(([type, media]) => [type, inMedia(type, media, isAnswer)])
        )
      }
      : part

  const inOperation = (operation: unknown): unknown =>
    isObject(operation)
      ? {
        ...operation,
        ...("requestBody" in operation ? { requestBody: inContent(operation["requestBody"], false) } : {}),
        responses: Object.fromEntries(
          Object.entries(objectIn(operation, "responses")).map(([status, answer]) => [status, inContent(answer, true)])
        )
      }
      : operation

  const paths = Object.fromEntries(
    Object.entries(objectIn(document, "paths")).map(([path, methods]) => [
      path,
      Object.fromEntries(Object.entries(isObject(methods) ? methods : {}).map(([key, one]) => [key, inOperation(one)]))
    ])
  )
  const examples = Object.fromEntries(Object.entries(problems).toSorted(([a], [b]) => a < b ? -1 : 1))
  return { ...document, paths, components: { ...components, examples } }
}
