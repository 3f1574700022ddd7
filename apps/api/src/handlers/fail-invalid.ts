import * as Effect from "effect/Effect"
import type { RequestError } from "../contract/problem-fields.ts"
import { invalidRequest } from "../http/invalid-request.ts"

/** Fails with everything that is wrong with a request, found after its form was right. */
export const failInvalid = (errors: ReadonlyArray<RequestError>) => Effect.flatMap(invalidRequest(errors), Effect.fail)
