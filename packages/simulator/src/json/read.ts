import * as Result from "effect/Result"

/** An object of parsed JSON. */
export type JsonObject = { readonly [key: string]: unknown }

/** Whether a value is a JSON object: not `null`, not an array. */
export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** Why bytes are no JSON that can be acted on. */
export type JsonProblem = "not UTF-8" | "not JSON" | "duplicate member"

// A byte order mark is kept and then is no JSON, as RFC 8259 wants it.
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })

const tokens = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]/gu

/**
 * Whether an object of a valid JSON text has a member twice. Readers disagree which of the two counts, so that what was
 * signed or approved may not be what is carried out.
 */
const hasDuplicateMember = (text: string): boolean => {
  const open: Array<Set<string> | undefined> = []
  let last: string | undefined
  for (const [token] of text.matchAll(tokens)) {
    if (token === "{") open.push(new Set())
    else if (token === "[") open.push(undefined)
    else if (token === "}" || token === "]") open.pop()
    else if (token === ":") {
      const members = open.at(-1)
      const key: unknown = JSON.parse(last ?? "\"\"")
      if (members === undefined || typeof key !== "string") continue
      if (members.has(key)) return true
      members.add(key)
    }
    last = token
  }
  return false
}

/** Reads a body as JSON: UTF-8, RFC 8259, each member once. */
export const readJson = (body: Uint8Array): Result.Result<unknown, JsonProblem> => {
  let text: string
  try {
    text = decoder.decode(body)
  } catch {
    return Result.fail("not UTF-8")
  }
  try {
    const value: unknown = JSON.parse(text)
    return hasDuplicateMember(text) ? Result.fail("duplicate member") : Result.succeed(value)
  } catch {
    return Result.fail("not JSON")
  }
}
