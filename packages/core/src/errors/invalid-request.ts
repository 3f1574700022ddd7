import * as SchemaIssue from "effect/SchemaIssue"
import { InvalidRequest } from "./FinpayError.ts"
import type { FieldProblem } from "./FinpayError.ts"

const flatten = SchemaIssue.makeFormatterStandardSchemaV1()

const pathText = (path: ReadonlyArray<unknown>): string =>
  path.map((part) => String(typeof part === "object" && part !== null && "key" in part ? part.key : part)).join(".")

/** Every field that a schema found wrong, by its name in Finpay's documents, without the values. */
export const problemsOf = (issue: SchemaIssue.Issue): ReadonlyArray<FieldProblem> =>
  flatten(issue).issues.map(({ message, path }) => ({
    field: pathText(path ?? []) || "(the whole value)",
    problem: message
  }))

/** The error for a request that was found wrong before anything was sent. */
export const invalidRequest = (
  operation: string,
  problems: ReadonlyArray<FieldProblem>,
  reference?: string
): InvalidRequest =>
  new InvalidRequest({
    operation,
    ...(reference === undefined ? {} : { reference }),
    problems,
    detail: problems.map(({ field, problem }) => `${field}: ${problem}`).join("; "),
    nextStep: "Nothing was sent; mend the named field.",
    safeToRetry: true
  })
