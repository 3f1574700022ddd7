import * as Context from "effect/Context"

/**
 * Whether the request that is being sent wants a connection of its own: `true` while a mutation is sent.
 *
 * A connection that was kept open may be closed by the server at the very moment a request goes out on it, and then
 * nobody knows whether the request was read. For a call that only reads this costs a retry; for a mutation it would be
 * an unknown outcome, so its HTTP client gives it a new connection where it can.
 */
export const FreshConnection = Context.Reference<boolean>("@openfinpay/finpay-transport/http/FreshConnection", {
  defaultValue: () => false
})
