import { existsSync, readdirSync, readFileSync } from "node:fs"
import type { Field, Kind } from "./facts.ts"

const folder = new URL("../../../../../shared/seeds/", import.meta.url)

/** The documents are kept beside the repository and are not part of it. */
export const seedsExist = existsSync(folder)

/** The text of the document whose file name begins with `prefix`. */
export const readSeed = (prefix: string): string => {
  const name = readdirSync(folder).find((file) => file.startsWith(prefix))
  if (name === undefined) throw new Error(`no document begins with ${prefix}`)
  return readFileSync(new URL(name, folder), "utf8")
}

type Json = Readonly<Record<string, unknown>>

const object = (value: unknown): Json => {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Error("not an object")
  return Object.fromEntries(Object.entries(value))
}

const at = (value: unknown, ...path: ReadonlyArray<string>): unknown =>
  path.reduce((inner, key) => object(inner)[key], value)

/** The blocks between fences, with what follows the opening fence as their language. */
export const fences = (text: string): ReadonlyArray<{ readonly language: string; readonly body: string }> =>
  [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gmu)].map(([, language = "", body = ""]) => ({ language, body }))

/** What one OpenAPI block of the first document says. */
export interface OpenApiFacts {
  readonly servers: ReadonlyArray<string>
  readonly operationId: unknown
  readonly method: string
  readonly path: string
  readonly security: ReadonlyArray<string>
  readonly pathParameters: ReadonlyArray<unknown>
  readonly request: ReadonlyArray<Field>
  readonly response: ReadonlyArray<Field>
}

const kindOf = (schema: Json): Kind => {
  const type = schema["type"]
  if (type === "string" || type === "number" || type === "integer" || type === "object" || type === "array") return type
  throw new Error(`a type we have no word for: ${String(type)}`)
}

/** The fields of an object schema, references followed and `allOf` merged. */
const fieldsOf = (document: unknown, schema: Json): ReadonlyArray<Field> => {
  if (typeof schema["$ref"] === "string") {
    return fieldsOf(document, object(at(document, ...schema["$ref"].slice(2).split("/"))))
  }
  if (Array.isArray(schema["allOf"])) return schema["allOf"].flatMap((part) => fieldsOf(document, object(part)))
  if (schema["type"] === "array") return fieldsOf(document, object(schema["items"]))
  const required = Array.isArray(schema["required"]) ? schema["required"] : []
  return Object.entries(object(schema["properties"] ?? {})).map(([name, raw]) =>
    fieldOf(document, name, object(raw), required.includes(name))
  )
}

const fieldOf = (document: unknown, name: string, schema: Json, mandatory: boolean): Field => {
  if (typeof schema["$ref"] === "string") {
    return fieldOf(document, name, object(at(document, ...schema["$ref"].slice(2).split("/"))), mandatory)
  }
  const members = fieldsOf(document, schema)
  return {
    name,
    kind: kindOf(schema),
    mandatory,
    ...(schema["nullable"] === true ? { nullable: true as const } : {}),
    ...(typeof schema["format"] === "string" ? { format: schema["format"] } : {}),
    ...(typeof schema["minLength"] === "number" ? { minimum: schema["minLength"] } : {}),
    ...(typeof schema["maxLength"] === "number" ? { maximum: schema["maxLength"] } : {}),
    ...(members.length === 0 ? {} : { members })
  }
}

const list = (value: unknown): ReadonlyArray<unknown> => Array.isArray(value) ? value : []

/** Reads one OpenAPI block; each describes one call. */
export const readOpenApi = (json: string): OpenApiFacts => {
  const document: unknown = JSON.parse(json)
  const [[path, methods] = ["", {}], ...morePaths] = Object.entries(object(at(document, "paths")))
  const [[method, raw] = ["", {}], ...moreMethods] = Object.entries(object(methods))
  if (morePaths.length + moreMethods.length > 0) throw new Error("a block with more than one call")
  const call = object(raw)
  const body = call["requestBody"]
  return {
    servers: list(at(document, "servers")).map((server) => String(at(server, "url"))),
    operationId: call["operationId"],
    method: method.toUpperCase(),
    path,
    security: list(at(document, "security")).flatMap((scheme) => Object.keys(object(scheme))),
    pathParameters: list(call["parameters"]).map((parameter) => at(parameter, "name")),
    request: body === undefined
      ? []
      : fieldsOf(document, object(at(body, "content", "application/json", "schema"))),
    response: fieldsOf(document, object(at(call, "responses", "200", "content", "application/json", "schema")))
  }
}

/** The Markdown tables of a text: each a list of rows, each row by its column's heading. */
export const tables = (text: string): ReadonlyArray<ReadonlyArray<Readonly<Record<string, string>>>> =>
  [...text.matchAll(/^\|.*\|\n\| *-[-| ]*\|\n((?:\|.*\|\n)*)/gmu)].map((match) => {
    const [heading = [], , ...rows] = match[0].trim().split("\n").map((line) =>
      line.split("|").slice(1, -1).map((cell) => cell.trim())
    )
    return rows.map((row) => Object.fromEntries(heading.map((name, index) => [name, row[index] ?? ""])))
  })

const tableKinds: Readonly<Record<string, Kind>> = { String: "string", Object: "object", Enum: "enum" }

/** The fields of a table with the columns Name, Type, Mandatory, Min Length and Max Length. */
export const readFields = (table: ReadonlyArray<Readonly<Record<string, string>>>): ReadonlyArray<Field> =>
  table.map((row) => {
    const type = (row["Type"] ?? "").replace(/^\[(\w+)\].*$/u, "$1")
    const kind = tableKinds[type]
    const flag = row["Mandatory"]
    if (kind === undefined || (flag !== "M" && flag !== "O")) throw new Error(`a row we cannot read: ${row["Name"]}`)
    return {
      name: row["Name"] ?? "",
      kind,
      mandatory: flag === "M",
      minimum: Number(row["Min Length"]),
      maximum: Number(row["Max Length"])
    }
  })

/** Environment, method and address, from the table that begins each page. */
export const readAddresses = (table: ReadonlyArray<Readonly<Record<string, string>>>) =>
  table.map((row) => ({
    environment: row["Environment"],
    method: row["Method"],
    url: (row["URL"] ?? "").replace(/^<(.*)>$/u, "$1").replace(/^\[([^\]]*)\]\(.*\)$/u, "$1")
  }))
