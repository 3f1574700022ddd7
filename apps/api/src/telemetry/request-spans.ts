import * as HttpMiddleware from "effect/http/HttpMiddleware"
import * as UrlParams from "effect/http/UrlParams"
import * as Layer from "effect/Layer"
import { routeOf } from "../http/known-paths.ts"

/** A name has no ids in it, so that all spans of one endpoint have the same. */
const spanName = ({ method, url }: { readonly method: string; readonly url: string }): string => {
  const route = routeOf(method, url)
  return route === undefined ? method : `${method} ${route}`
}

/**
 * How spans of requests are named, and that they hold no values of the query, which can name people (`actor`). No header
 * is in a span unless it is asked for, and none is.
 */
export const spansOfRequests = Layer.mergeAll(
  Layer.succeed(HttpMiddleware.SpanNameGenerator, spanName),
  Layer.succeed(UrlParams.CurrentRedactedNames, [/^/u])
)
