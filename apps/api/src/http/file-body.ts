import * as Effect from "effect/Effect"
import { HttpServerRequest } from "effect/http/HttpServerRequest"
import * as Layer from "effect/Layer"
import { FileBody } from "../contract/middleware.ts"
import { problemTypes } from "../contract/problem-types.ts"
import { UnsupportedMediaType } from "../contract/problems.ts"
import { checkJsonBody, mediaType } from "./json-body.ts"
import { problemFacts } from "./occurrence.ts"

const unsupported = (detail: string) =>
  Effect.flatMap(
    problemFacts(problemTypes.unsupportedMediaType, detail),
    (facts) => Effect.fail(new UnsupportedMediaType(facts))
  )

const declared = ({ headers }: HttpServerRequest, types: ReadonlyArray<string>) => {
  const encoding = headers["content-encoding"]
  if (!types.includes(mediaType(headers["content-type"]))) {
    return unsupported(`The body is not declared with Content-Type: ${types.join(" or ")}.`)
  }
  return encoding === undefined || encoding === "identity"
    ? Effect.void
    : unsupported("The body has a Content-Encoding; send it as it is.")
}

const json = "application/json"

/** Looks at how a file is declared before anything reads it; a body that is no file is looked at as one in JSON. */
export const fileBody = Layer.succeed(
  FileBody,
  FileBody.of((next, { endpoint: { method, payload } }) =>
    method === "POST"
      ? Effect.flatMap(HttpServerRequest, (request) => {
        const types = [...payload.keys()]
        const isFile = types.length > 0 && !types.includes(json)
        return Effect.andThen(isFile ? declared(request, types) : checkJsonBody(request, types.length > 0), next)
      })
      : next
  )
)
