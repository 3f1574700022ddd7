import { sourceOfFundsKind } from "@openfinpay/finpay-core"
import * as Result from "effect/Result"
import type { Refusal } from "../answer/Refusal.ts"
import type { JsonObject } from "../json/read.ts"
import { isJsonObject } from "../json/read.ts"
import type { Merchant } from "../merchants/Merchant.ts"
import { hasChannel } from "../merchants/Merchant.ts"
import { readAmount, readOrderId } from "./order-amount.ts"
import { pgRefusals } from "./refusals.ts"

/** What of an initiate request matters to the simulator. */
export interface InitiateRequest {
  readonly id: string
  readonly amount: number
  /** `sourceOfFunds.type`; empty for a hosted order. */
  readonly channel: string
  readonly timeoutMinutes: number
  readonly customer: JsonObject
  readonly url: JsonObject
  readonly description: string | undefined
  readonly item: ReadonlyArray<JsonObject> | undefined
  readonly metaData: unknown
}

type Checked = Refusal | undefined

const isMissing = (value: unknown): boolean => value === undefined || value === null || value === ""

const firstOf = (checks: ReadonlyArray<() => Checked>): Checked => {
  for (const check of checks) {
    const refused = check()
    if (refused !== undefined) return refused
  }
  return undefined
}

const textUpTo = (path: string, value: unknown, maximum: number): Checked => {
  if (value === undefined || value === null) return undefined
  if (typeof value !== "string") return pgRefusals.format(path, "must be a string")
  return value.length > maximum ? pgRefusals.format(path, `must not be greater than ${maximum} characters`) : undefined
}

const mobilePhone = /^\+[1-9]\d{5,14}$/u

const checkCustomer = (customer: JsonObject): Checked => {
  const { mobilePhone: phone } = customer
  if (isMissing(phone)) return pgRefusals.mandatory("customer.mobilePhone")
  if (typeof phone !== "string" || !mobilePhone.test(phone)) return pgRefusals.format("customer.mobilePhone")
  if (customer["lastName"] === "") return pgRefusals.mandatory("customer.lastName")
  const limits = { id: 320, email: 320, firstName: 50, lastName: 50, phone: 15, taxRegistrationId: 30 }
  return firstOf(
    Object.entries(limits).map(([name, maximum]) => () => textUpTo(`customer.${name}`, customer[name], maximum))
  )
}

const checkUrl = (url: JsonObject): Checked =>
  firstOf(
    ["callbackUrl", "successUrl", "failUrl", "backUrl"].map((name) => () => {
      const value = url[name]
      if (isMissing(value)) return undefined
      const parsed = typeof value === "string" ? URL.parse(value) : null
      return parsed?.protocol === "http:" || parsed?.protocol === "https:"
        ? undefined
        : pgRefusals.format(`url.${name}`)
    })
  )

const checkOrder = (order: JsonObject): Checked => {
  const { currency, item, timeout } = order
  return firstOf([
    () => isMissing(currency) || currency === "IDR" ? undefined : pgRefusals.format("order.currency", "is invalid"),
    () => textUpTo("order.description", order["description"], 127),
    () =>
      isMissing(timeout) || /^[1-9]\d{0,7}$/u.test(String(timeout))
        ? undefined
        : pgRefusals.format("order.timeout", "must be a number"),
    () =>
      item === undefined || (Array.isArray(item) && item.length >= 1 && item.length <= 100 && item.every(isJsonObject))
        ? undefined
        : pgRefusals.format("order.item", "must be an array of 1 to 100 objects")
  ])
}

/** Members that nothing is read of but whether they are objects. */
const objects = ["meta", "card", "billing", "shipping", "device", "recurring"]

const checkObjects = (body: JsonObject): Checked => {
  const wrong = objects.find((name) => !isJsonObject(body[name] ?? {}))
  return wrong === undefined ? undefined : pgRefusals.format(wrong, "must be an object")
}

/** `sourceOfFunds.type`. A bare string is ignored, as it was seen to be, and gives a hosted order. */
const channelOf = (sourceOfFunds: unknown): Result.Result<string, Refusal> => {
  if (sourceOfFunds === undefined || sourceOfFunds === null || typeof sourceOfFunds === "string") {
    return Result.succeed("")
  }
  if (!isJsonObject(sourceOfFunds)) return Result.fail(pgRefusals.format("sourceOfFunds", "must be an object"))
  const { type } = sourceOfFunds
  if (isMissing(type)) return Result.fail(pgRefusals.mandatory("sourceOfFunds.type"))
  return typeof type === "string" ? Result.succeed(type) : Result.fail(pgRefusals.format("sourceOfFunds.type"))
}

/** What single channels ask for beside the rest: seen live, each of them. */
const checkChannel = (channel: string, order: JsonObject, sourceOfFunds: unknown): Checked => {
  const item = Array.isArray(order["item"]) ? order["item"].filter(isJsonObject) : undefined
  if ((channel === "dana" || channel === "linkaja") && item === undefined) return pgRefusals.mandatory("order.item")
  if (channel === "dana") {
    const without = item?.findIndex(({ category }) => isMissing(category)) ?? -1
    if (without >= 0) return pgRefusals.mandatory(`order.item.${without}.category`)
  }
  if (channel !== "ovo") return undefined
  const accountId = isJsonObject(sourceOfFunds) ? sourceOfFunds["accountId"] : undefined
  if (isMissing(accountId)) return pgRefusals.mandatory("sourceOfFunds.accountId")
  return typeof accountId === "string" && /^0\d{7,14}$/u.test(accountId)
    ? undefined
    : pgRefusals.format("sourceOfFunds.accountId")
}

const featureNotAllowed: Refusal = {
  _tag: "Refusal",
  status: 403,
  case: "01",
  message: "Feature Not Allowed"
}

const isEnabled = (merchant: Merchant, channel: string): boolean =>
  channel === "" || (sourceOfFundsKind(channel) !== undefined && hasChannel(merchant, channel))

const textOf = (value: unknown): string | undefined => typeof value === "string" ? value : undefined

const or = (refused: Checked): Result.Result<void, Refusal> =>
  refused === undefined ? Result.void : Result.fail(refused)

/**
 * Reads an initiate request, or says what is wrong with it first.
 *
 * The order is ours: what is missing, what is malformed, whether the channel is on, what the channel asks for.
 */
export const readInitiate = (body: JsonObject, merchant: Merchant): Result.Result<InitiateRequest, Refusal> =>
  Result.gen(function*() {
    const { customer, meta, order, sourceOfFunds, url } = body
    if (!isJsonObject(order)) return yield* Result.fail(pgRefusals.mandatory("order"))
    const id = yield* readOrderId(order["id"])
    const amount = yield* readAmount("order.amount", order["amount"])
    if (!isJsonObject(customer)) return yield* Result.fail(pgRefusals.mandatory("customer"))
    yield* or(checkCustomer(customer))
    const channel = yield* channelOf(sourceOfFunds)
    // Optional on the QRIS page, mandatory on the others.
    if (!isJsonObject(url) && channel !== "qris") return yield* Result.fail(pgRefusals.mandatory("url"))
    const links = isJsonObject(url) ? url : {}
    yield* or(firstOf([() => checkOrder(order), () => checkUrl(links), () => checkObjects(body)]))
    if (!isEnabled(merchant, channel)) return yield* Result.fail(featureNotAllowed)
    yield* or(checkChannel(channel, order, sourceOfFunds))
    return {
      id,
      amount,
      channel,
      timeoutMinutes: isMissing(order["timeout"]) ? 1440 : Number(order["timeout"]),
      customer,
      url: links,
      description: textOf(order["description"]),
      item: Array.isArray(order["item"]) ? order["item"].filter(isJsonObject) : undefined,
      metaData: isJsonObject(meta) ? meta["data"] : undefined
    }
  })
