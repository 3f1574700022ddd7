import * as Result from "effect/Result"
import type { Refusal } from "../answer/Refusal.ts"
import { refusals } from "../answer/refusals.ts"
import type { JsonObject } from "../json/read.ts"
import { isJsonObject, readJson } from "../json/read.ts"

/** A body that is a JSON object with each member once; anything else is a bad request. */
export const readBody = (body: Uint8Array): Result.Result<JsonObject, Refusal> => {
  const read = readJson(body)
  if (Result.isFailure(read)) return Result.fail(refusals.badRequest(read.failure))
  return isJsonObject(read.success) ? Result.succeed(read.success) : Result.fail(refusals.badRequest("not an object"))
}
