import { withExamples } from "./openapi-examples.ts"

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

/** What a parameter is, by its name, where its schema does not say. */
const ofParameters: Readonly<Record<string, string>> = {
  actor: "Only what this person or API key asked for or did.",
  after: "The `next` of the page before.",
  approvalId: "The id of the approval.",
  batchId: "The id of the batch.",
  callbackId: "The id of the callback.",
  deliveryId: "The id of the delivery.",
  endpointId: "The id of the endpoint.",
  event: "Only events with this name.",
  kind: "Only of this kind.",
  keyId: "The id of the API key: its beginning, up to the second underscore.",
  limit: "At most this many on a page.",
  merchant: "The merchant id at Finpay.",
  merchantId: "The merchant id at Finpay.",
  mutationId: "The id of the mutation.",
  operation: "Only of this operation.",
  orderId: "Your id of the order.",
  partnerReferenceNo: "Your number of the payment.",
  reconciliationId: "The id of the reconciliation.",
  reference: "Only of this payment: the order id, or Finpay's number of a QRIS payment.",
  referenceNo: "Finpay's number of the payment.",
  since: "Only what is at or after this time.",
  status: "Only with this status.",
  until: "Only what is before this time."
}

// Readers of the document look for the description of a parameter beside its name, not in its schema.
const described = (parameter: unknown): unknown => {
  if (!isObject(parameter) || typeof parameter["description"] === "string") return parameter
  const schema = isObject(parameter["schema"]) ? parameter["schema"] : {}
  const description = schema["description"] ?? ofParameters[String(parameter["name"])]
  return description === undefined ? parameter : { ...parameter, description }
}

const withDescriptions = (document: Json): Json =>
  mapObjects(
    document,
    (object) =>
      Array.isArray(object["parameters"]) ? { ...object, parameters: object["parameters"].map(described) } : object
  ) as Json

const withoutDescription = ({ description: _, ...rest }: Json): string => JSON.stringify(rest)

/**
 * One schema with one name: the generator makes another one (`Amount_3`) of each place that describes it in its own words,
 * and clients that are made from the document would have a type for each.
 */
const oneOfEach = (document: Json, schemas: Json): readonly [document: Json, schemas: Json] => {
  const same = new Map<string, { readonly name: string; readonly description: unknown }>()
  for (const [numbered, schema] of Object.entries(schemas)) {
    const name = numbered.replace(/_\d+$/u, "")
    const base = schemas[name]
    if (name === numbered || !isObject(schema) || !isObject(base)) continue
    if (withoutDescription(schema) === withoutDescription(base)) {
      same.set(`#/components/schemas/${numbered}`, { name, description: schema["description"] })
    }
  }
  const renamed = (value: unknown): Json =>
    mapObjects(value, (object) => {
      const found = typeof object["$ref"] === "string" ? same.get(object["$ref"]) : undefined
      if (found === undefined) return object
      const description = found.description === undefined ? {} : { description: found.description }
      return { ...object, $ref: `#/components/schemas/${found.name}`, ...description }
    }) as Json
  const kept = Object.entries(schemas).filter(([name]) => !same.has(`#/components/schemas/${name}`))
  return [renamed(document), renamed(Object.fromEntries(kept))]
}

/** The document as it is published. */
export const finished = (generated: Json): Record<string, unknown> => {
  const named = plainNames(generated)
  const components = isObject(named["components"]) ? named["components"] : {}
  const [document, schemas] = oneOfEach(named, isObject(components["schemas"]) ? components["schemas"] : {})
  const bodies = Object.values(isObject(document["paths"]) ? document["paths"] : {})
    .flatMap((methods) => isObject(methods) ? Object.values(methods) : [])
    .map((operation) => isObject(operation) ? operation["requestBody"] ?? null : null)
  return withExamples(withDescriptions({
    ...document,
    components: { ...components, schemas: openAnswers(schemas, reachable(bodies, schemas)) }
  }))
}
