import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { Refusal } from "../answer/Refusal.ts"
import type { SimulatedRequest } from "../answer/SimulatedRequest.ts"
import type { InProgress } from "../pg/PgCall.ts"
import type { Sender } from "../snap/authenticate.ts"
import { authenticate, authenticateToken } from "../snap/authenticate.ts"
import { useExternalId } from "../snap/external-id.ts"
import { snapFields } from "../snap/fields.ts"
import { readBody } from "../snap/read-body.ts"
import { serviceOf, successMessage } from "../snap/services.ts"
import { issueToken } from "../snap/token.ts"
import { tick } from "../state/apply.ts"
import type { World } from "../state/World.ts"
import { sha256Hex } from "../state/World.ts"
import type { Decision } from "./Decision.ts"
import { refused, snapHeaders } from "./Decision.ts"
import type { Route } from "./Route.ts"

/** What a fault does to a SNAP call before it is decided. */
export interface SnapDisturbance {
  /** Finpay's clock is ahead by so much. */
  readonly skewMillis: number
  /** Forgets the token the request carries. */
  readonly revokesToken: boolean
  readonly inProgress: InProgress | undefined
}

type SnapRoute = Exclude<Route, { readonly family: "pg" }>

const revokeToken = (world: World, request: SimulatedRequest): void => {
  const token = /^bearer +(\S+)$/iu.exec(request.headers["authorization"]?.trim() ?? "")?.[1]
  if (token !== undefined) world.tokens.delete(sha256Hex(token))
}

const decideToken = Effect.fnUntraced(
  function*(
    world: World,
    request: SimulatedRequest,
    skewMillis: number
  ): Effect.fn.Return<Pick<Decision, "members" | "merchantId">, Refusal> {
    const real = yield* Clock.currentTimeMillis
    const clocks = { now: real + world.clockOffsetMillis, wall: real + skewMillis }
    const { client, merchant } = yield* authenticateToken(world, request, clocks)
    return {
      members: yield* Effect.fromResult(issueToken(world, client, request.body, clocks.now)),
      merchantId: merchant.id
    }
  }
)

/** Everything that follows authentication, in one step: the external id, JSON, fields, business. */
const carryOut = (
  world: World,
  request: SimulatedRequest,
  route: Extract<SnapRoute, { readonly family: "snap" }>,
  sender: Sender & { readonly externalId: string },
  disturbance: SnapDisturbance,
  now: number
) =>
  Result.gen(function*() {
    const { client, externalId, merchant } = sender
    tick(world, now)
    const conflict = useExternalId(world, client.partnerId, externalId, now)
    if (conflict !== undefined) return yield* Result.fail(conflict)
    const fields = snapFields(yield* readBody(request.body))
    const { inProgress } = disturbance
    return yield* route.handler({ world, merchant, client, now, externalId, fields, inProgress })
  })

const decideTransaction = Effect.fnUntraced(
  function*(
    world: World,
    request: SimulatedRequest,
    route: Extract<SnapRoute, { readonly family: "snap" }>,
    disturbance: SnapDisturbance
  ): Effect.fn.Return<Decision, Refusal> {
    if (disturbance.revokesToken) revokeToken(world, request)
    const before = yield* Clock.currentTimeMillis
    const clocks = { now: before + world.clockOffsetMillis, wall: before + disturbance.skewMillis }
    const sender = yield* authenticate(world, request, clocks)
    const now = (yield* Clock.currentTimeMillis) + world.clockOffsetMillis
    const known = { merchantId: sender.merchant.id, externalId: sender.externalId, headers: {} }
    const outcome = carryOut(world, request, route, sender, disturbance, now)
    if (Result.isFailure(outcome)) return { ...refused(world, route, outcome.failure), ...known }
    const { isPending = false, members } = outcome.success
    const { profile } = world.settings
    return {
      code: `${isPending ? 202 : 200}${serviceOf(profile, route.operation)}00`,
      message: isPending ? "Request In Progress" : successMessage(profile),
      members,
      ...known
    }
  }
)

/** Decides on a SNAP call. Every answer carries X-TIMESTAMP, and that of the token call X-CLIENT-KEY as well. */
export const decideSnap = Effect.fnUntraced(
  function*(
    world: World,
    request: SimulatedRequest,
    route: SnapRoute,
    disturbance: SnapDisturbance
  ): Effect.fn.Return<Decision> {
    const { profile } = world.settings
    const decide: Effect.Effect<Decision, Refusal> = route.family === "snap"
      ? decideTransaction(world, request, route, disturbance)
      : Effect.map(decideToken(world, request, disturbance.skewMillis), (done) => ({
        ...done,
        code: `200${serviceOf(profile, "snapToken")}00`,
        message: successMessage(profile),
        headers: {}
      }))
    const decision = yield* Effect.catch(decide, (refusal) => Effect.succeed(refused(world, route, refusal)))
    return { ...decision, headers: snapHeaders(request, route, yield* Clock.currentTimeMillis) }
  }
)
