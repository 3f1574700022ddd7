import * as HttpApi from "effect/http-api/HttpApi"
import { Api } from "../contract/Api.ts"

interface KnownPath {
  readonly method: string
  readonly form: RegExp
}

const known: ReadonlyArray<KnownPath> = (() => {
  const found: Array<KnownPath> = []
  HttpApi.reflect(Api, {
    onGroup: () => undefined,
    onEndpoint: ({ endpoint: { method, path } }) => {
      found.push({
        method,
        form: new RegExp(`^${path.replaceAll(".", String.raw`\.`).replace(/:\w+/gu, "[^/]+")}$`, "u")
      })
    }
  })
  for (const path of ["/openapi.json", "/docs", "/problems", "/problems/[a-z-]+"]) {
    found.push({ method: "GET", form: new RegExp(`^${path}$`, "u") })
  }
  return found
})()

/** The methods an address has; none when there is nothing at it. */
export const methodsOf = (url: string): ReadonlyArray<string> => {
  const path = url.split("?", 1)[0] ?? ""
  return [...new Set(known.filter(({ form }) => form.test(path)).map(({ method }) => method))]
}
