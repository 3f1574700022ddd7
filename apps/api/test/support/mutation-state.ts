import type { Effect } from "effect"
import { until } from "./api.ts"
import type { Answer } from "./api.ts"
import type { Call } from "./two-merchants.ts"

/** Waits until a mutation has come to a state. */
export const mutationStateOf = (
  call: (method: string, path: string, options?: Call) => Effect.Effect<Answer>,
  id: string,
  headers: Readonly<Record<string, string>>,
  state: string
): Effect.Effect<Answer> =>
  until(call("GET", `/v1/mutations/${id}`, { headers }), (mutation) => mutation["state"] === state)
