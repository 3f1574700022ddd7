import * as Schema from "effect/Schema"

/**
 * A part of a SNAP request that cannot be signed or verified. `field` names it; `problem` says what is wrong with it
 * and never quotes a token or a body. Trying again with the same input fails again.
 *
 * @example
 * ```ts
 * import { SnapInputError } from "@openfinpay/finpay-core"
 *
 * new SnapInputError({ field: "body", problem: "is not valid UTF-8" }).message // => "body: is not valid UTF-8"
 * ```
 */
export class SnapInputError extends Schema.TaggedError<SnapInputError>()("SnapInputError", {
  field: Schema.Literals(["method", "path", "accessToken", "body", "timestamp", "clientId"]),
  problem: Schema.String
}) {
  override get message(): string {
    return `${this.field}: ${this.problem}`
  }
}
