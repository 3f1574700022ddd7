import { formatSnapTimestamp } from "@openfinpay/finpay-core"
import * as DateTime from "effect/DateTime"
import type { Refusal } from "../answer/Refusal.ts"
import { codeOf } from "../answer/Refusal.ts"
import type { SimulatedRequest } from "../answer/SimulatedRequest.ts"
import { pathname } from "../answer/SimulatedRequest.ts"
import type { JsonObject } from "../json/read.ts"
import { unit, uuid } from "../random/Stream.ts"
import { serviceOf } from "../snap/services.ts"
import type { World } from "../state/World.ts"
import type { Route } from "./Route.ts"

/** What the gateway decided on a request, before any fault touches the answer. */
export interface Decision {
  /** Seven digits; the HTTP status is the first three. */
  readonly code: string
  readonly message: string
  readonly members: JsonObject
  /** Headers beside the content type. */
  readonly headers: Readonly<Record<string, string>>
  readonly merchantId?: string
  readonly externalId?: string
}

/** The service digits of a route: `00` on the payment gateway. */
export const serviceOfRoute = (world: World, route: Route | undefined): string =>
  route === undefined || route.family === "pg" ? "00" : serviceOf(world.settings.profile, route.operation)

/** The envelope's other members on the payment gateway: seconds, and a UUID for support. */
export const pgTrace = (world: World): { readonly processingTime: number; readonly traceId: string } => ({
  processingTime: 0.015 + unit(world.ids) * 0.3,
  traceId: uuid(world.ids)
})

/** The HTTP status that belongs to a code. */
export const httpStatusOf = (code: string): number => Number(code.slice(0, 3))

/** Whether a request is SNAP's. On a path nobody serves the version tells: SNAP's paths have one, Finpay's own none. */
export const isSnap = (request: SimulatedRequest, route: Route | undefined): boolean =>
  route === undefined ? /\/v\d+\.\d+\//u.test(pathname(request)) : route.family !== "pg"

/** The headers that belong to every SNAP answer: X-TIMESTAMP, and on that of the token call X-CLIENT-KEY as well. */
export const snapHeaders = (request: SimulatedRequest, route: Route | undefined, realMillis: number) => {
  const clientKey = route?.family === "snap-token" ? request.headers["x-client-key"] : undefined
  return {
    "x-timestamp": formatSnapTimestamp(DateTime.makeUnsafe(realMillis)),
    ...(clientKey === undefined ? {} : { "x-client-key": clientKey })
  }
}

/** A refusal as a decision. */
export const refused = (world: World, route: Route | undefined, refusal: Refusal): Decision => ({
  code: codeOf(refusal, serviceOfRoute(world, route)),
  message: refusal.message,
  members: route === undefined || route.family === "pg" ? pgTrace(world) : {},
  headers: {}
})
