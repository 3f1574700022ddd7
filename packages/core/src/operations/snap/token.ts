import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Operation } from "../../operation/Operation.ts"
import { envelopeFields } from "../../response/Envelope.ts"
import { textDetail } from "../../schema/detail.ts"

/**
 * SNAP access token: proves with an RSA signature who we are and gets a token for 15 minutes.
 *
 * `expiresIn` is in seconds and comes as a number or as text. The token is a secret from the moment it is read.
 * Sources: SNAP BI security page; Finpay docs, SNAP signature (two paths are printed, see `otherPaths`).
 *
 * @example
 * ```ts
 * import { prepare, snapToken } from "@openfinpay/finpay-core"
 * import { Effect } from "effect"
 *
 * Effect.runSync(prepare(snapToken, {})).body // => '{"grantType":"client_credentials"}'
 * ```
 */
export const snapToken = {
  name: "snapToken",
  summary: "Get a SNAP access token",
  kind: "query",
  family: "snap-token",
  method: "POST",
  path: "/pg/snap/oauth/v1.0/access-token/b2b",
  otherPaths: ["/snap/oauth/v1.0/access-token/b2b"],
  request: Schema.Struct({
    grantType: Schema.Literal("client_credentials").pipe(
      Schema.withConstructorDefault(Effect.succeed("client_credentials" as const))
    )
  }),
  response: Schema.Struct({
    ...envelopeFields,
    accessToken: Schema.RedactedFromValue(Schema.NonEmptyString, { label: "SNAP access token" }),
    tokenType: textDetail,
    expiresIn: Schema.Union([Schema.FiniteFromString, Schema.Finite]).check(
      Schema.isGreaterThan(0, { message: "must be a number of seconds above 0" })
    )
  }),
  referenceOf: () => undefined,
  source: { document: "Finpay docs: SNAP signature, access token", certainty: "documented" }
} as const satisfies Operation
