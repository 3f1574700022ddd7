import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import type { SimulatedAnswer } from "./answer/SimulatedAnswer.ts"
import { jsonAnswer } from "./answer/SimulatedAnswer.ts"
import type { SimulatedRequest } from "./answer/SimulatedRequest.ts"
import { pathname } from "./answer/SimulatedRequest.ts"
import type { Controls } from "./control/Controls.ts"
import { makeControls } from "./control/Controls.ts"
import { controlPrefix, handleControl } from "./control/handle.ts"
import { handleGateway } from "./gateway/handle.ts"
import { inProcessClient } from "./http/client.ts"
import type { SimulatorOptions, SimulatorOptionsError } from "./options.ts"
import { resolveOptions } from "./options.ts"
import { handlePage, isPage } from "./page/handle.ts"
import { makeWorld } from "./state/World.ts"
import { makeTimekeeper } from "./time/Timekeeper.ts"

/** Finpay on your machine: deals with requests, and is controlled by {@link Controls}. */
export interface SimulatorService extends Controls {
  /**
   * Deals with one request, whatever it is for: the gateway, the control interface under `/_simulator`, or a page.
   *
   * The answer says how its bytes are to be delivered; that is left to the caller. Never fails.
   */
  readonly handle: (request: SimulatedRequest) => Effect.Effect<SimulatedAnswer>
}

const tooLarge = jsonAnswer(400, { error: { message: "body: is too large", field: "body" } })

const make = Effect.fnUntraced(
  function*(
    options: SimulatorOptions
  ): Effect.fn.Return<SimulatorService, SimulatorOptionsError, Scope.Scope | HttpClient.HttpClient> {
    const world = makeWorld(yield* resolveOptions(options))
    const controls = makeControls(world, yield* makeTimekeeper(world))
    return {
      ...controls,
      handle: Effect.fn("Simulator.handle")(function*(request) {
        const path = pathname(request)
        const isControl = path === controlPrefix || path.startsWith(`${controlPrefix}/`) || path === "/healthz"
        if (!isControl && !isPage(path)) return yield* handleGateway(world, request)
        // Nothing is known of such a body, and without it a call would mean something else.
        if (request.isTooLarge === true) return tooLarge
        return yield* isControl ? handleControl(world, controls, request) : handlePage(world, controls, request)
      })
    }
  }
)

/** Callbacks go where they are sent and nowhere else: a redirect could lead off this machine. */
const callbackClient = FetchHttpClient.layer.pipe(
  Layer.provide(Layer.succeed(FetchHttpClient.RequestInit, { redirect: "manual" }))
)

/**
 * A simulated Finpay: the same paths, codes and callbacks, with a payer, a bank, a clock and faults that obey.
 *
 * All time is Effect's Clock plus an offset of its own, all randomness comes from the seed: under a fixed clock the same
 * requests give the same answers, byte for byte.
 *
 * @example
 * ```ts
 * import { Simulator } from "@openfinpay/finpay-simulator"
 * import { Effect, Layer } from "effect"
 * import { HttpClient } from "effect/http"
 *
 * const program = Effect.gen(function*() {
 *   const response = yield* HttpClient.get("http://finpay.local/pg/payment/card/check/INV-1")
 *   return response.status
 * })
 *
 * const live = Simulator.httpClient.pipe(Layer.provide(Simulator.layer({ seed: 7 })))
 * Effect.runPromise(Effect.provide(program, live)) // => 401
 * ```
 */
export class Simulator extends Context.Service<Simulator, SimulatorService>()(
  "@openfinpay/finpay-simulator/Simulator"
) {
  /**
   * A simulator whose callbacks are delivered by the HttpClient in its environment. Errors: `SimulatorOptionsError`.
   */
  static readonly layerWithClient = (
    options: SimulatorOptions = {}
  ): Layer.Layer<Simulator, SimulatorOptionsError, HttpClient.HttpClient> => Layer.effect(Simulator, make(options))

  /** A simulator whose callbacks are delivered by fetch. Errors: `SimulatorOptionsError`. */
  static readonly layer = (options: SimulatorOptions = {}): Layer.Layer<Simulator, SimulatorOptionsError> =>
    Simulator.layerWithClient(options).pipe(Layer.provide(callbackClient))

  /** An HttpClient that leads every request to the simulator, in process: what Finpay is to your program. */
  static readonly httpClient: Layer.Layer<HttpClient.HttpClient, never, Simulator> = Layer.effect(
    HttpClient.HttpClient,
    Effect.gen(function*() {
      const { handle } = yield* Simulator
      return inProcessClient(handle, yield* Effect.scope)
    })
  )
}
