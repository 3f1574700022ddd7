import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { Refusal } from "../answer/Refusal.ts"
import { refusals } from "../answer/refusals.ts"
import type { SimulatedAnswer } from "../answer/SimulatedAnswer.ts"
import { jsonAnswer } from "../answer/SimulatedAnswer.ts"
import type { SimulatedRequest } from "../answer/SimulatedRequest.ts"
import { pathname } from "../answer/SimulatedRequest.ts"
import { isAnswered, spoil } from "../faults/answers.ts"
import { chooseFault, delayOf } from "../faults/choose.ts"
import type { FaultRule } from "../faults/FaultRule.ts"
import { factsOf } from "../faults/kinds.ts"
import type { JsonObject } from "../json/read.ts"
import { tick } from "../state/apply.ts"
import type { RequestRecord } from "../state/RequestRecord.ts"
import type { World } from "../state/World.ts"
import { wibIso } from "../time/wib.ts"
import { decidePg } from "./decide-pg.ts"
import { decideSnap } from "./decide-snap.ts"
import type { Decision } from "./Decision.ts"
import { httpStatusOf, isSnap, pgTrace, refused, serviceOfRoute, snapHeaders } from "./Decision.ts"
import type { Glance } from "./glance.ts"
import { glance } from "./glance.ts"
import type { Matched, Route } from "./Route.ts"
import { routesOf } from "./Route.ts"

/** The largest body a request may have: 1 MiB. */
export const maxBodyBytes = 1_048_576

const inProgressOf = (rule: FaultRule | undefined) => {
  if (rule?.kind === "in-progress") return { millis: delayOf(rule), as: "done" } as const
  if (rule?.kind === "in-progress-fails") return { millis: delayOf(rule), as: "failed" } as const
  return undefined
}

/** Faults that are worked into the decision instead of standing before it. */
const workedIn = ["stale-token", "clock-skew"]

const standsBefore = (rule: FaultRule): boolean =>
  factsOf(rule.kind).phase === "before" && !workedIn.includes(rule.kind)

const decide = Effect.fnUntraced(
  function*(world: World, request: SimulatedRequest, matched: Matched, rule: FaultRule | undefined) {
    const { orderId, route } = matched
    const inProgress = inProgressOf(rule)
    if (route.family !== "pg") {
      const skewMillis = rule?.kind === "clock-skew" ? delayOf(rule) : 0
      return yield* decideSnap(world, request, route, {
        skewMillis,
        revokesToken: rule?.kind === "stale-token",
        inProgress
      })
    }
    const now = (yield* Clock.currentTimeMillis) + world.clockOffsetMillis
    tick(world, now)
    return decidePg(world, request, { orderId, route }, now, inProgress)
  }
)

const membersOf = ({ code, members, message }: Decision): JsonObject => ({
  responseCode: code,
  responseMessage: message,
  ...members
})

const codeIn = (answer: SimulatedAnswer): string | undefined => {
  // The code of a JSON answer stands first; a spoilt one may have none.
  const start = new TextDecoder().decode(answer.body.subarray(0, 80))
  return /^\{"responseCode":"([^"]*)"/u.exec(start)?.[1]
}

interface Finished {
  readonly request: SimulatedRequest
  readonly route: Route | undefined
  readonly glance: Glance
  readonly rule: FaultRule | undefined
  /** `undefined`: the request was not even looked at. */
  readonly decision: Decision | undefined
  readonly answer: SimulatedAnswer
  readonly now: number
}

const recordOf = (id: number, finished: Finished): RequestRecord => {
  const { answer, decision, glance, now, request, route, rule } = finished
  const code = isAnswered(answer) ? codeIn(answer) : undefined
  const traceId = decision?.members["traceId"]
  return {
    id,
    at: wibIso(now),
    operation: route?.operation ?? "unknown",
    method: request.method,
    path: pathname(request),
    ...(decision?.merchantId === undefined ? {} : { merchantId: decision.merchantId }),
    ...(glance.orderId === undefined ? {} : { orderId: glance.orderId }),
    references: glance.references,
    ...(glance.amount === undefined ? {} : { amount: glance.amount }),
    ...(glance.partnerRefundNo === undefined ? {} : { partnerRefundNo: glance.partnerRefundNo }),
    ...(decision?.externalId === undefined ? {} : { externalId: decision.externalId }),
    processed: decision?.code.startsWith("20") === true,
    ...(decision === undefined ? {} : { decidedCode: decision.code }),
    ...(isAnswered(answer) ? { httpStatus: answer.status } : {}),
    ...(code === undefined ? {} : { responseCode: code }),
    ...(typeof traceId === "string" ? { traceId } : {}),
    ...(rule === undefined ? {} : { fault: rule.kind })
  }
}

const log = (world: World, finished: Finished): void => {
  const limit = world.settings.requestLogLimit
  const record = recordOf(++world.counters.request, finished)
  world.requests.push(record)
  // Cut in blocks, so that a full log does not move all of its entries for each new one.
  if (world.requests.length > limit * 2) world.requests = world.requests.slice(-limit)
  world.settings.onRequest(record)
}

/** What a request that was not carried out is answered before a fault makes something of it. */
const nothing = (headers: SimulatedAnswer["headers"]): SimulatedAnswer => ({
  status: 0,
  headers,
  body: new Uint8Array(),
  delivery: { kind: "whole" }
})

const answerOf = (decision: Decision): SimulatedAnswer =>
  jsonAnswer(httpStatusOf(decision.code), membersOf(decision), decision.headers)

const spoilt = (
  world: World,
  request: SimulatedRequest,
  route: Route,
  rule: FaultRule | undefined,
  decision: Decision | undefined,
  real: number
): SimulatedAnswer => {
  const right = decision === undefined
    ? nothing(isSnap(request, route) ? snapHeaders(request, route, real) : {})
    : answerOf(decision)
  if (rule === undefined) return right
  const service = serviceOfRoute(world, route)
  return spoil({
    kind: rule.kind,
    delayMillis: delayOf(rule),
    request,
    right,
    members: decision === undefined ? {} : membersOf(decision),
    envelope: (status, caseCode, message) => ({
      responseCode: `${status}${service}${caseCode}`,
      responseMessage: message,
      ...(route.family === "pg" ? pgTrace(world) : {})
    }),
    okCode: `200${service}00`
  })
}

/** A path or method nobody serves, or a body that is too large. No fault strikes here. */
const misdirected = (
  { body, isTooLarge = body.length > maxBodyBytes }: SimulatedRequest,
  route: Route | undefined,
  matched: Matched | undefined
): Refusal | undefined => {
  if (route === undefined) return refusals.invalidRouting
  if (matched === undefined) return refusals.notSupported
  return isTooLarge ? refusals.badRequest("The body is larger than 1 MiB") : undefined
}

/** A refusal in the envelope of the family that was asked, also where no route was found. */
const refusedEarly = (
  world: World,
  request: SimulatedRequest,
  route: Route | undefined,
  refusal: Refusal,
  real: number
): Decision =>
  isSnap(request, route)
    ? { ...refused(world, route, refusal), members: {}, headers: snapHeaders(request, route, real) }
    : refused(world, route, refusal)

/**
 * Deals with one request to the gateway: a fault may strike before it, then it is decided in one step, then a fault may
 * spoil the answer. What happened is written to the log before the answer is returned.
 */
export const handleGateway = Effect.fnUntraced(
  function*(world: World, request: SimulatedRequest): Effect.fn.Return<SimulatedAnswer> {
    const candidates = routesOf(pathname(request))
    const matched = candidates.find(({ route }) => route.method === request.method)
    const seen = glance(world, request, matched)
    const candidate = candidates[0]?.route
    const wrong = misdirected(request, candidate, matched)
    if (wrong !== undefined || matched === undefined) {
      const real = yield* Clock.currentTimeMillis
      const decision = refusedEarly(world, request, candidate, wrong ?? refusals.notSupported, real)
      const answer = answerOf(decision)
      const now = real + world.clockOffsetMillis
      log(world, { request, route: candidate, glance: seen, rule: undefined, decision, answer, now })
      return answer
    }
    const { route } = matched
    const { family, operation } = route
    const rule = chooseFault(world, { family, operation, references: seen.references })
    if (rule?.kind === "carried-out-late") yield* Effect.sleep(delayOf(rule))
    const decision = rule !== undefined && standsBefore(rule)
      ? undefined
      : yield* decide(world, request, matched, rule)
    const real = yield* Clock.currentTimeMillis
    const answer = spoilt(world, request, route, rule, decision, real)
    const now = real + world.clockOffsetMillis
    log(world, { request, route, glance: seen, rule, decision, answer, now })
    return answer
  }
)
