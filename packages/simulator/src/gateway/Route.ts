import { catalog } from "@openfinpay/finpay-core"
import { pgHandlers } from "../pg/handlers.ts"
import type { PgHandler } from "../pg/PgCall.ts"
import { snapHandlers } from "../snap/handlers.ts"
import type { SnapHandler } from "../snap/SnapCall.ts"

interface RouteBase {
  /** A name of the catalog, or `qrisCancel`. */
  readonly operation: string
  readonly method: string
  readonly paths: ReadonlyArray<RegExp>
}

/** One operation: where it is asked for and who carries it out. */
export type Route =
  | RouteBase & { readonly family: "pg"; readonly handler: PgHandler }
  | RouteBase & {
    readonly family: "snap"
    readonly operation: keyof typeof snapHandlers
    readonly handler: SnapHandler
  }
  | RouteBase & { readonly family: "snap-token"; readonly operation: "snapToken" }

const pattern = (path: string): RegExp => {
  const escaped = path.split(/\{\w+\}/u).map((part) => part.replace(/[.*+?^$()|[\]\\]/gu, String.raw`\$&`))
  return new RegExp(`^${escaped.join("([^/]+)")}$`, "u")
}

/** SNAP calls are also printed without the gateway's prefix, for an older host. */
const snapPaths = (path: string): ReadonlyArray<RegExp> =>
  [path, path.replace(/^\/pg\/payment\/card/u, "")].map(pattern)

const qrisCancel: Route = {
  family: "snap",
  operation: "qrisCancel",
  method: "POST",
  paths: snapPaths("/pg/payment/card/v1.0/qr/qr-mpm-cancel"),
  handler: snapHandlers.qrisCancel
}

/** Every operation of core's catalog, and SNAP's own cancel. */
export const routes: ReadonlyArray<Route> = [
  ...catalog.map((operation): Route => {
    const { method } = operation
    switch (operation.family) {
      case "pg": {
        const handler = pgHandlers[`${operation.method} ${operation.name}` as keyof typeof pgHandlers]
        return { method, family: "pg", operation: operation.name, paths: [pattern(operation.path)], handler }
      }
      case "snap": {
        const handler = snapHandlers[operation.name]
        return { method, family: "snap", operation: operation.name, paths: snapPaths(operation.path), handler }
      }
      case "snap-token": {
        const paths = [operation.path, ...operation.otherPaths].map(pattern)
        return { method, family: "snap-token", operation: operation.name, paths }
      }
    }
  }),
  qrisCancel
]

/** A route that was found, with the `{orderId}` of its path. */
export interface Matched {
  readonly route: Route
  readonly orderId: string | undefined
}

const decoded = (text: string | undefined): string | undefined => {
  if (text === undefined) return undefined
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** The routes of a path, whatever the method: none, one, or one for each method. */
export const routesOf = (pathname: string): ReadonlyArray<Matched> =>
  routes.flatMap((route) => {
    const match = route.paths.map((path) => path.exec(pathname)).find((found) => found !== null)
    return match === undefined || match === null ? [] : [{ route, orderId: decoded(match[1]) }]
  })
