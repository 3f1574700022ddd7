import type { CallFacts, FinpayError } from "@openfinpay/finpay-core"
import type * as Effect from "effect/Effect"

/** What of a request is signed: exactly what goes over the wire. */
export interface Outgoing {
  readonly method: "GET" | "POST"
  /** The path and query of the request line. */
  readonly path: string
  /** Empty without a body. */
  readonly body: string
}

/** What proves, in one attempt, who is calling. */
export interface Credentials {
  readonly headers: Readonly<Record<string, string>>
  /** What of the headers must not stand in an error, should the gateway repeat it in its answer. */
  readonly secrets: ReadonlyArray<string>
  /** Drops the access token these credentials rest on. Only there where a new one may help. */
  readonly forget?: () => void
}

/** Bounds what is waited for by the time of the call. */
export type InTime = <A>(waiting: Effect.Effect<A, FinpayError>) => Effect.Effect<A, FinpayError>

/** Makes the credentials of one attempt of a call; for SNAP they are different in each. */
export type Authorize = (
  outgoing: Outgoing,
  call: CallFacts,
  inTime: InTime
) => Effect.Effect<Credentials, FinpayError>
