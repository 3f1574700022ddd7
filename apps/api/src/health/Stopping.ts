import * as Context from "effect/Context"

/** Whether this server was told to stop. */
export class Stopping extends Context.Service<Stopping, { isStopping: boolean }>()(
  "@openfinpay/finpay-api/health/Stopping"
) {}
