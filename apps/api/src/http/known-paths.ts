import * as HttpApi from "effect/http-api/HttpApi"
import { Api } from "../contract/Api.ts"

interface KnownPath {
  readonly method: string
  /** The path with its parameters still named, such as `/v1/payments/{orderId}`. */
  readonly route: string
  readonly form: RegExp
}

const known: ReadonlyArray<KnownPath> = (() => {
  const found: Array<KnownPath> = []
  HttpApi.reflect(Api, {
    onGroup: () => undefined,
    onEndpoint: ({ endpoint: { method, path } }) => {
      found.push({
        method,
        route: path.replace(/:(\w+)/gu, "{$1}"),
        form: new RegExp(`^${path.replaceAll(".", String.raw`\.`).replace(/:\w+/gu, "[^/]+")}$`, "u")
      })
    }
  })
  for (const route of ["/openapi.json", "/docs", "/problems", "/problems/{type}"]) {
    found.push({ method: "GET", route, form: new RegExp(`^${route.replace("{type}", "[a-z-]+")}$`, "u") })
  }
  return found
})()

const at = (url: string): ReadonlyArray<KnownPath> => {
  const path = url.split("?", 1)[0] ?? ""
  return known.filter(({ form }) => form.test(path))
}

/** The methods an address has; none when there is nothing at it. */
export const methodsOf = (url: string): ReadonlyArray<string> => [...new Set(at(url).map(({ method }) => method))]

/** The path of an endpoint with its parameters still named; `undefined` for what is none of ours. */
export const routeOf = (method: string, url: string): string | undefined =>
  at(url).find((known) => known.method === method)?.route
