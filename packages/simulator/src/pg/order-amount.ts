import * as Result from "effect/Result"
import type { Refusal } from "../answer/Refusal.ts"
import type { JsonObject } from "../json/read.ts"
import { isJsonObject } from "../json/read.ts"
import { pgRefusals } from "./refusals.ts"

/** Whole rupiah as the gateway takes them: digits in a string, or an integer; at least 1, at most 14 digits. */
export const readAmount = (path: string, value: unknown): Result.Result<number, Refusal> => {
  if (value === undefined || value === null || value === "") return Result.fail(pgRefusals.mandatory(path))
  const text = typeof value === "number" ? String(value) : value
  if (typeof text !== "string" || !/^\d+$/u.test(text)) {
    return Result.fail(pgRefusals.format(path, "must be a number"))
  }
  if (text.length > 14) return Result.fail(pgRefusals.format(path, "must not be greater than 14 digits"))
  const amount = Number(text)
  return amount < 1 ? Result.fail(pgRefusals.format(path, "must be at least 1")) : Result.succeed(amount)
}

/** An order id: 1 to 30 letters, digits, dashes, underscores. */
export const readOrderId = (value: unknown): Result.Result<string, Refusal> => {
  if (value === undefined || value === null || value === "") return Result.fail(pgRefusals.mandatory("order.id"))
  if (typeof value !== "string" || !/^[A-Za-z0-9_-]+$/u.test(value)) {
    return Result.fail(pgRefusals.format("order.id", "must only contain letters, numbers, dashes and underscores"))
  }
  return value.length > 30
    ? Result.fail(pgRefusals.format("order.id", "must not be greater than 30 characters"))
    : Result.succeed(value)
}

/** The body `{ "order": { "id", "amount" } }` of refund and void. */
export const readOrderAmount = (
  body: JsonObject
): Result.Result<{ readonly id: string; readonly amount: number }, Refusal> => {
  const order = body["order"]
  if (!isJsonObject(order)) return Result.fail(pgRefusals.mandatory("order"))
  return Result.flatMap(
    readOrderId(order["id"]),
    (id) => Result.map(readAmount("order.amount", order["amount"]), (amount) => ({ id, amount }))
  )
}
