import { problemsOf } from "@openfinpay/finpay-core"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { SimulatedAnswer } from "../answer/SimulatedAnswer.ts"
import { jsonAnswer } from "../answer/SimulatedAnswer.ts"
import type { SimulatedRequest } from "../answer/SimulatedRequest.ts"
import { pathname, query } from "../answer/SimulatedRequest.ts"
import { FaultRule } from "../faults/FaultRule.ts"
import { readJson } from "../json/read.ts"
import { authorizationSteps } from "../orders/status.ts"
import type { World } from "../state/World.ts"
import { wibIso } from "../time/wib.ts"
import type { Controls, RequestFilter, WhichOrder } from "./Controls.ts"
import { foreignness } from "./guard.ts"
import { SimulatorRefused } from "./SimulatorRefused.ts"

/** Where the control interface begins. */
export const controlPrefix = "/_simulator"

type Handled = Effect.Effect<unknown, SimulatorRefused>

const badField = (field: string, problem: string) => new SimulatorRefused({ reason: "bad-field", field, problem })

/** The body read with a schema; an empty body counts as an empty object. */
const decodeBody = <S extends Schema.Codec<unknown, unknown>>(
  request: SimulatedRequest,
  schema: S
): Effect.Effect<S["Type"], SimulatorRefused> => {
  const read = request.body.length === 0 ? Result.succeed({}) : readJson(request.body)
  if (Result.isFailure(read)) return badField("body", `is ${read.failure}`)
  return Effect.mapError(
    Schema.decodeUnknownEffect(schema)(read.success, { onExcessProperty: "error" }),
    ({ issue }) => {
      const [first] = problemsOf(issue)
      return badField(first?.field ?? "body", first?.problem ?? "is not valid")
    }
  )
}

const Nothing = Schema.Struct({})
const text = Schema.String.check(Schema.isBetweenLength(1, 64))
const Pay = Schema.Struct({ channel: Schema.optionalKey(text) })
const Authorize = Schema.Struct({ step: Schema.optionalKey(Schema.Literals(authorizationSteps)) })
const Capture = Schema.Struct({ amount: Schema.optionalKey(Schema.Union([Schema.Int, Schema.FiniteFromString])) })
const tenYearsSeconds = 315_360_000
const Advance = Schema.Struct({
  seconds: Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: tenYearsSeconds }))
})
const Faults = Schema.Struct({ faults: Schema.Array(Schema.toEncoded(FaultRule)) })

const orderActions = (controls: Controls, request: SimulatedRequest, which: WhichOrder) => ({
  pay: (id: string) =>
    Effect.flatMap(
      decodeBody(request, Pay),
      ({ channel }) => controls.pay(id, { ...which, ...(channel === undefined ? {} : { channel }) })
    ),
  pend: (id: string) => Effect.andThen(decodeBody(request, Nothing), controls.pend(id, which)),
  authorize: (id: string) =>
    Effect.flatMap(
      decodeBody(request, Authorize),
      ({ step }) => controls.authorize(id, { ...which, ...(step === undefined ? {} : { step }) })
    ),
  capture: (id: string) =>
    Effect.flatMap(
      decodeBody(request, Capture),
      ({ amount }) => controls.capture(id, { ...which, ...(amount === undefined ? {} : { amount }) })
    ),
  decline: (id: string) => Effect.andThen(decodeBody(request, Nothing), controls.decline(id, which)),
  expire: (id: string) => Effect.andThen(decodeBody(request, Nothing), controls.expire(id, which)),
  settle: (id: string) => Effect.andThen(decodeBody(request, Nothing), controls.settle(id, which))
})

const whichOf = (request: SimulatedRequest): WhichOrder => {
  const merchantId = query(request).get("merchantId")
  return merchantId === null ? {} : { merchantId }
}

const filterOf = (request: SimulatedRequest): Effect.Effect<RequestFilter, SimulatorRefused> => {
  const parameters = query(request)
  const unknown = [...parameters.keys()].find((name) => !["operation", "orderId", "processed", "fault"].includes(name))
  if (unknown !== undefined) return badField(unknown, "is no filter: use operation, orderId, processed or fault")
  const processed = parameters.get("processed")
  if (processed !== null && processed !== "true" && processed !== "false") {
    return badField("processed", "is true or false")
  }
  const given = (name: "operation" | "orderId" | "fault") => {
    const value = parameters.get(name)
    return value === null ? {} : { [name]: value }
  }
  return Effect.succeed({
    ...given("operation"),
    ...given("orderId"),
    ...given("fault"),
    ...(processed === null ? {} : { processed: processed === "true" })
  })
}

const clockJson = (controls: Controls) => Effect.map(controls.now, (now) => ({ now: wibIso(now), epochMillis: now }))

const restore = (controls: Controls, request: SimulatedRequest): Handled => {
  const read = readJson(request.body)
  return Result.isFailure(read)
    ? badField("body", `is ${read.failure}`)
    : Effect.andThen(controls.restoreState(read.success), clockJson(controls))
}

const setFaults = (controls: Controls, request: SimulatedRequest): Handled =>
  Effect.flatMap(decodeBody(request, Faults), ({ faults }) => controls.setFaults(faults)).pipe(
    Effect.map((faults) => ({ faults }))
  )

const advance = (controls: Controls, request: SimulatedRequest): Handled =>
  decodeBody(request, Advance).pipe(
    Effect.flatMap(({ seconds }) => controls.advanceClock(Duration.seconds(seconds))),
    Effect.andThen(clockJson(controls))
  )

/** The routes without an order in their path. */
const fixedRoutes = (
  world: World,
  controls: Controls,
  request: SimulatedRequest
): Readonly<Record<string, () => Handled>> => ({
  "GET /healthz": () =>
    Effect.map(clockJson(controls), (clock) => ({
      status: "ok",
      profile: world.settings.profile,
      seed: world.settings.seed,
      merchants: world.settings.merchants.map(({ id }) => id),
      ...clock
    })),
  "GET /orders": () => Effect.map(controls.orders, (orders) => ({ orders })),
  "GET /faults": () => Effect.map(controls.faults, (faults) => ({ faults })),
  "PUT /faults": () => setFaults(controls, request),
  "DELETE /faults": () => Effect.as(controls.clearFaults, { faults: [] }),
  "POST /clock/advance": () => advance(controls, request),
  "GET /requests": () =>
    Effect.flatMap(filterOf(request), controls.requests).pipe(Effect.map((requests) => ({ requests }))),
  "GET /callbacks": () => Effect.map(controls.callbacks, (callbacks) => ({ callbacks })),
  "GET /state": () => controls.saveState,
  "PUT /state": () => restore(controls, request),
  "POST /reset": () => Effect.andThen(controls.reset, clockJson(controls))
})

const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

const orderRoute = (controls: Controls, request: SimulatedRequest, path: string): Handled | undefined => {
  const [, id = "", action] = /^\/orders\/([^/]+)(?:\/([a-z]+))?$/u.exec(path) ?? []
  if (id === "") return undefined
  const which = whichOf(request)
  if (action === undefined) return request.method === "GET" ? controls.order(decoded(id), which) : undefined
  const actions = orderActions(controls, request, which)
  return request.method === "POST" && Object.hasOwn(actions, action)
    ? actions[action as keyof typeof actions](decoded(id))
    : undefined
}

const statusOf = ({ reason }: SimulatorRefused): number => {
  switch (reason) {
    case "not-found":
      return 404
    case "ambiguous":
    case "wrong-state":
      return 409
    case "bad-field":
      return 400
  }
}

const errorAnswer = (status: number, message: string, field?: string): SimulatedAnswer =>
  jsonAnswer(status, { error: { message, ...(field === undefined ? {} : { field }) } }, { "cache-control": "no-store" })

/** The control interface: what a payer, a bank and a clock do, over HTTP in JSON. */
export const handleControl = (
  world: World,
  controls: Controls,
  request: SimulatedRequest
): Effect.Effect<SimulatedAnswer> => {
  const foreign = foreignness(request, world.settings)
  if (foreign !== undefined) return Effect.succeed(errorAnswer(403, `refused: ${foreign}`))
  const path = pathname(request).replace(new RegExp(`^${controlPrefix}`, "u"), "")
  const fixed = fixedRoutes(world, controls, request)
  const key = `${request.method} ${path}`
  const handled = Object.hasOwn(fixed, key) ? fixed[key]?.() : orderRoute(controls, request, path)
  if (handled === undefined) {
    return Effect.succeed(errorAnswer(404, `the control interface has no ${request.method} ${path.slice(0, 100)}`))
  }
  return Effect.match(handled, {
    onSuccess: (value) => jsonAnswer(200, value, { "cache-control": "no-store" }),
    onFailure: (refused) => errorAnswer(statusOf(refused), refused.message, refused.field)
  })
}
