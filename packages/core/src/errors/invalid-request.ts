import * as SchemaIssue from "effect/SchemaIssue"
import { InvalidRequest } from "./FinpayError.ts"
import type { FieldProblem } from "./FinpayError.ts"

const flatten = SchemaIssue.makeFormatterStandardSchemaV1({
  leafHook: (issue) =>
    issue._tag === "MissingKey"
      ? "is required"
      : issue._tag === "UnexpectedKey"
      ? "no such field"
      : SchemaIssue.defaultLeafHook(issue)
})

const kinds: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  boolean: "true or false",
  object: "an object",
  array: "a list",
  "JSON value": "a JSON value"
}

/** A schema may have a name, as for the API's document; that name says nothing to a caller. */
const isSchemaName = (kind: string): boolean => /^[A-Z][A-Za-z]*$/u.test(kind)

/** The schema library's "Expected string" in the words of our other sentences. */
const inPlainWords = (message: string): string =>
  message.replace(/^Expected (.+)$/u, (_, kind: string) => {
    if (isSchemaName(kind)) return "is not in the documented form"
    return `must be ${Object.hasOwn(kinds, kind) ? kinds[kind] : kind}`
  })

const pathText = (path: ReadonlyArray<unknown>): string =>
  path.map((part) => String(typeof part === "object" && part !== null && "key" in part ? part.key : part)).join(".")

/**
 * Every field that a schema found wrong, by its name in Finpay's documents, without the values. A field with several
 * faults is named once, with the first of them.
 *
 * @example
 * ```ts
 * import { OrderId, problemsOf } from "@openfinpay/finpay-core"
 * import { Result, Schema } from "effect"
 *
 * const result = Schema.decodeUnknownResult(OrderId)("INV 1")
 * Result.isFailure(result) ? problemsOf(result.failure.issue)[0]?.field : "" // => "(the whole value)"
 * ```
 */
export const problemsOf = (issue: SchemaIssue.Issue): ReadonlyArray<FieldProblem> => {
  const problems = new Map<string, string>()
  for (const { message, path } of flatten(issue).issues) {
    const field = pathText(path ?? []) || "(the whole value)"
    if (!problems.has(field)) problems.set(field, inPlainWords(message))
  }
  return [...problems].map(([field, problem]) => ({ field, problem }))
}

/**
 * The error for a request that was found wrong before anything was sent.
 *
 * @example
 * ```ts
 * import { invalidRequest } from "@openfinpay/finpay-core"
 *
 * invalidRequest("refund", [{ field: "order.amount", problem: "is required" }], "INV-1").message
 * // => "Invalid request: refund of INV-1: order.amount: is required. Nothing was sent; mend the named field."
 * ```
 */
export const invalidRequest = (
  operation: string,
  problems: ReadonlyArray<FieldProblem>,
  reference?: string,
  nextStep: string = problems.length > 1
    ? "Nothing was sent; mend the named fields."
    : "Nothing was sent; mend the named field."
): InvalidRequest =>
  new InvalidRequest({
    operation,
    ...(reference === undefined ? {} : { reference }),
    problems,
    detail: problems.map(({ field, problem }) => `${field}: ${problem}`).join("; "),
    nextStep,
    safeToRetry: true
  })
