import * as Result from "effect/Result"
import { refusals } from "../answer/refusals.ts"
import type { SimulatedRequest } from "../answer/SimulatedRequest.ts"
import { authenticateBasic } from "../merchants/basic-auth.ts"
import type { InProgress } from "../pg/PgCall.ts"
import { readBody } from "../snap/read-body.ts"
import type { World } from "../state/World.ts"
import type { Decision } from "./Decision.ts"
import { pgTrace, refused } from "./Decision.ts"
import type { Matched, Route } from "./Route.ts"

/** Decides on a call of the payment gateway, in one step: credentials first, then what was asked. */
export const decidePg = (
  world: World,
  request: SimulatedRequest,
  { orderId, route }: Matched & { readonly route: Extract<Route, { readonly family: "pg" }> },
  now: number,
  inProgress: InProgress | undefined
): Decision => {
  const merchant = authenticateBasic(world, request)
  if (merchant === undefined) return refused(world, route, refusals.unauthorized())
  const body = () => readBody(request.body)
  const outcome = route.handler({ world, merchant, now, orderId, body, inProgress })
  if (Result.isFailure(outcome)) return { ...refused(world, route, outcome.failure), merchantId: merchant.id }
  const { data, isPending = false, members } = outcome.success
  return {
    code: isPending ? "2020000" : "2000000",
    message: isPending ? "Request In Progress" : "Request has been processed successfully",
    members: { ...members, ...pgTrace(world), ...(data === undefined ? {} : { data }) },
    headers: {},
    merchantId: merchant.id
  }
}
