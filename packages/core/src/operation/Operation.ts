import type * as Brand from "effect/Brand"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type * as SchemaIssue from "effect/SchemaIssue"
import type { InvalidRequest } from "../errors/FinpayError.ts"
import { invalidRequest, problemsOf } from "../errors/invalid-request.ts"

/** Where an operation is described. */
export interface Source {
  /** The document, as Finpay names it. */
  readonly document: string
  /** How sure we are that Finpay does it so. */
  readonly certainty: "documented" | "seen live" | "assumed"
}

/**
 * One thing Finpay can do, as a value: the client, the simulator, the documents' tests and the apps' raw modes are all
 * derived from it.
 *
 * `request` and `response` are schemas whose encoded side is Finpay's JSON. A `{name}` in `path` is filled from the
 * request's member of that name, which is then not in the body.
 */
export interface Operation<
  Name extends string = string,
  Request extends Schema.Codec<unknown, unknown> = Schema.Codec<unknown, unknown>,
  Response extends Schema.Codec<unknown, unknown> = Schema.Codec<unknown, unknown>
> {
  readonly name: Name
  /** The `operationId` of Finpay's OpenAPI, where it has one. */
  readonly operationId?: string
  readonly summary: string
  /** `query` only reads. `mutation` may move money or change an order and is never sent again blindly. */
  readonly kind: "query" | "mutation"
  /** `pg`: Basic auth. `snap`: access token and signature. `snap-token`: the RSA-signed token call. */
  readonly family: "pg" | "snap" | "snap-token"
  readonly method: "GET" | "POST"
  readonly path: string
  /** Other paths that the documents print for the same operation. */
  readonly otherPaths?: ReadonlyArray<string>
  readonly request: Request
  readonly response: Response
  /** The order id or reference number a request is about. */
  referenceOf(request: Request["Type"]): string | undefined
  /**
   * What of a decoded answer speaks of something else than was asked, in words that follow "the answer"; `undefined`
   * when nothing does. Such an answer is no success, whatever its code says. What an answer leaves out says nothing.
   */
  contradicts?(request: Request["Type"], response: Response["Type"]): string | undefined
  readonly source: Source
}

/** A value in which a plain string or number may stand where the schema has a branded one. */
type Plain<A> = A extends Brand.Brand<string> ? A extends string ? string : A extends number ? number : A
  : A extends ReadonlyArray<infer Element> ? ReadonlyArray<Plain<Element>>
  : A extends object ? { readonly [Key in keyof A]: Plain<A[Key]> }
  : A

/** What a caller passes to an operation: plain numbers and strings, checked before anything is sent. */
export type RequestInput<Op extends { readonly request: Schema.Constraint }> = Plain<Op["request"]["~type.make.in"]>

/** What an operation answers. */
export type ResponseOf<Op extends { readonly response: Schema.Constraint }> = Op["response"]["Type"]

/** A request that was checked and is ready to be sent. */
export interface PreparedRequest<Request> {
  readonly request: Request
  readonly reference: string | undefined
  readonly method: "GET" | "POST"
  /** The path with its parameters filled in and percent-encoded. */
  readonly path: string
  /** The body as compact JSON: exactly these bytes are signed and sent. `undefined` for a GET. */
  readonly body: string | undefined
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

type Members = Readonly<Record<string, unknown>>

const filledPath = (template: string, members: Members): string =>
  template.replace(/\{(\w+)\}/gu, (_, name: string) => encodeURIComponent(String(members[name])))

/** What of a request is not in its path. */
const outsidePath = (template: string, members: Members): Members =>
  Object.fromEntries(Object.entries(members).filter(([name]) => !template.includes(`{${name}}`)))

// Says which request was wrong, as far as that can be told of something wrong.
const claimedReference = (operation: Operation, input: unknown): string | undefined => {
  try {
    const reference: unknown = operation.referenceOf(input)
    return typeof reference === "string" && reference.length > 0 && reference.length <= 64 ? reference : undefined
  } catch {
    return undefined
  }
}

const unreadable = [{ field: "(the whole value)", problem: "cannot be read as plain data" }] as const

const checkOptions = { parseOptions: { errors: "all", onExcessProperty: "error" } } as const

/**
 * Checks a request and turns it into what goes over the wire. Nothing is sent.
 *
 * Fails with `InvalidRequest`, which names every wrong field. It fails so for any value: a getter that throws and an
 * object that contains itself are wrong requests too.
 *
 * @example
 * ```ts
 * import { prepare, refund } from "@openfinpay/finpay-core"
 * import { Effect } from "effect"
 *
 * const error = Effect.runSync(Effect.flip(prepare(refund, { order: { id: "INV-1", amount: 0.5 } })))
 * error.problems[0]?.field // => "order.amount"
 * ```
 */
export const prepare: <Op extends Operation>(
  operation: Op,
  input: RequestInput<Op>
) => Effect.Effect<PreparedRequest<Op["request"]["Type"]>, InvalidRequest> = Effect.fnUntracedEager(
  function*<Op extends Operation>(operation: Op, input: RequestInput<Op>) {
    const refuse = (issue: SchemaIssue.Issue) =>
      invalidRequest(operation.name, problemsOf(issue), claimedReference(operation, input))
    const unchecked = input as Op["request"]["~type.make.in"]
    const request = yield* Effect.mapErrorEager(operation.request.makeEffect(unchecked, checkOptions), refuse)
    const encoded = yield* Effect.mapErrorEager(
      Schema.encodeUnknownEffect(operation.request)(request),
      (error) => refuse(error.issue)
    )
    const members = isRecord(encoded) ? encoded : {}
    return {
      request,
      reference: operation.referenceOf(request),
      method: operation.method,
      path: filledPath(operation.path, members),
      body: operation.method === "GET" ? undefined : JSON.stringify(outsidePath(operation.path, members))
    }
  },
  (effect, operation, input) =>
    Effect.catchDefect(
      effect,
      () => Effect.fail(invalidRequest(operation.name, unreadable, claimedReference(operation, input)))
    )
)

/** An answer, decoded, with everything Finpay sent beside it. */
export type Answered<Response> = Response & {
  /** The answer's JSON as it came, with members this version does not know. A secret in it stays redacted. */
  readonly raw: unknown
}

// The one secret an answer holds is the access token; `raw` must not print what the schema hides.
const withoutSecrets = (json: unknown, decoded: unknown): unknown => {
  if (!isRecord(json) || !isRecord(decoded)) return json
  const secrets = Object.entries(decoded).filter(([, value]) => Redacted.isRedacted(value))
  return secrets.length === 0 ? json : { ...json, ...Object.fromEntries(secrets) }
}

/**
 * Decodes the JSON of a successful answer. Fails with `SchemaError` when it does not have the documented shape.
 * Misspelt members, stray blanks and missing optional members are read; members that only inform never make it fail.
 *
 * @example
 * ```ts
 * import { decodeAnswer, qrisRefund } from "@openfinpay/finpay-core"
 * import { Effect } from "effect"
 *
 * const answer = { responseCode: "2005300", originalReferenceNo: "weo ", refundTime: "2020-12-21T17:21:41+07:00" }
 * Effect.runSync(decodeAnswer(qrisRefund, answer)).originalReferenceNo // => "weo"
 * ```
 */
export const decodeAnswer = <Op extends Operation>(
  operation: Op,
  json: unknown
): Effect.Effect<Answered<ResponseOf<Op>>, Schema.SchemaError> =>
  Effect.mapEager(
    Schema.decodeUnknownEffect(operation.response)(json),
    (response) => Object.assign({}, response, { raw: withoutSecrets(json, response) })
  )
