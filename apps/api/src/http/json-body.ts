import { scanJson } from "@openfinpay/finpay-core"
import type { JsonNode } from "@openfinpay/finpay-core"
import * as Effect from "effect/Effect"
import { HttpServerRequest } from "effect/http/HttpServerRequest"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import { JsonBody } from "../contract/middleware.ts"
import { problemTypes } from "../contract/problem-types.ts"
import { InvalidRequestProblem, MalformedBody, UnsupportedMediaType } from "../contract/problems.ts"
import { bodyBytes, maxRequestBytes } from "./body.ts"
import { problemFacts } from "./occurrence.ts"
import { pointer } from "./pointer.ts"

/** Nothing of this API is nested even half as deep. */
const maxDepth = 32

const malformed = (detail: string) =>
  Effect.flatMap(problemFacts(problemTypes.malformedBody, detail), (facts) => Effect.fail(new MalformedBody(facts)))

/** The media type of a header, without its parameters. */
export const mediaType = (header: string | undefined): string =>
  (header ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? ""

const declaredAsJson = Effect.fnUntraced(function*(headers: Readonly<Record<string, string | undefined>>) {
  const type = mediaType(headers["content-type"])
  const encoding = headers["content-encoding"]
  if (type === "application/json" && (encoding === undefined || encoding === "identity")) return
  const detail = type === "application/json"
    ? "The body has a Content-Encoding; send it as it is."
    : "The body is not declared with Content-Type: application/json."
  return yield* new UnsupportedMediaType(yield* problemFacts(problemTypes.unsupportedMediaType, detail))
})

// A byte order mark is kept and then refused as no JSON: RFC 8259 does not allow it.
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })

const textOf = (bytes: Uint8Array): Effect.Effect<string, MalformedBody> =>
  Effect.catch(
    Effect.try({ try: () => decoder.decode(bytes), catch: () => undefined }),
    () => malformed("The body is not valid UTF-8.")
  )

const strictJson = (text: string) => {
  const scanned = scanJson(text, maxDepth)
  if (Result.isSuccess(scanned)) return Effect.succeed(scanned.success)
  const { offset, reason } = scanned.failure
  switch (reason) {
    case "syntax":
      return malformed(`The body is not JSON at character ${offset}.`)
    case "too-deep":
      return malformed(`The body is nested deeper than ${maxDepth} levels at character ${offset}.`)
    case "duplicate-member":
      return malformed(`The body has a member twice at character ${offset}.`)
  }
}

/** An operation without a body gets none, or an empty object: members that nobody reads would be believed to count. */
const refuseMembers = Effect.fnUntraced(function*(node: JsonNode) {
  const names = node.kind === "object" ? node.members.map(({ key }) => key) : []
  if (node.kind === "object" && names.length === 0) return
  const errors = node.kind === "object"
    ? names.map((name) => ({ detail: "no such field", pointer: pointer([name]) }))
    : [{ detail: "must be an empty object", pointer: pointer([]) }]
  const facts = yield* problemFacts(problemTypes.invalidRequest, "This operation takes no body.")
  return yield* new InvalidRequestProblem({ ...facts, errors })
})

/** Checks the JSON body of a request, or that it has none. */
export const checkJsonBody = Effect.fnUntraced(function*(request: HttpServerRequest, takesBody: boolean) {
  const bytes = yield* bodyBytes(request, maxRequestBytes)
  if (bytes.length === 0) return takesBody ? yield* malformed("The body is empty.") : undefined
  yield* declaredAsJson(request.headers)
  const node = yield* strictJson(yield* textOf(bytes))
  return takesBody ? undefined : yield* refuseMembers(node)
})

/** Reads the body before anything else does: bounded, declared, UTF-8, JSON by the letter, no member twice. */
export const jsonBody = Layer.succeed(
  JsonBody,
  JsonBody.of((next, { endpoint }) =>
    endpoint.method !== "GET"
      ? Effect.flatMap(
        HttpServerRequest,
        (request) => Effect.andThen(checkJsonBody(request, endpoint.payload.size > 0), next)
      )
      : next
  )
)
