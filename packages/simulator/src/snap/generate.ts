import { parseSnapTimestamp } from "@openfinpay/finpay-core"
import * as Result from "effect/Result"
import type { Refusal } from "../answer/Refusal.ts"
import { refusals } from "../answer/refusals.ts"
import type { JsonObject } from "../json/read.ts"
import { hasChannel } from "../merchants/Merchant.ts"
import type { Order } from "../orders/Order.ts"
import { qrText } from "../orders/qr-text.ts"
import { payUrl } from "../page/links.ts"
import { digits, letterDigits } from "../random/Stream.ts"
import { putOrder } from "../state/World.ts"
import { checkMerchant } from "./check-merchant.ts"
import type { SnapCall, SnapHandler } from "./SnapCall.ts"

interface GenerateRequest {
  readonly partnerReferenceNo: string | undefined
  readonly amount: number
  readonly feeAmount: number
  readonly subMerchantId: string | undefined
  readonly terminalId: string | undefined
  readonly validityPeriod: string | undefined
  readonly expiresAt: number
  readonly additionalInfo: JsonObject
}

/**
 * The end of the validity, by the simulator's clock: a time with a zone, not over yet. A day from now where the profile
 * lets it be left out. The sender reckons from the real clock, as for X-TIMESTAMP: what is left by that one counts.
 */
const readExpiry = (
  { now, world }: SnapCall,
  validityPeriod: string | undefined
): Result.Result<number, Refusal> => {
  if (validityPeriod === undefined) return Result.succeed(now + 86_400_000)
  const parsed = parseSnapTimestamp(validityPeriod)
  if (Result.isFailure(parsed)) return Result.fail(refusals.format("validityPeriod"))
  const expiresAt = parsed.success.instant.epochMilliseconds + world.clockOffsetMillis
  return expiresAt > now ? Result.succeed(expiresAt) : Result.fail(refusals.format("validityPeriod"))
}

const readRequest = (call: SnapCall): Result.Result<GenerateRequest, Refusal> =>
  Result.gen(function*() {
    const { fields, world } = call
    const perProfile = world.settings.profile === "finpay" ? "mandatory" : "optional"
    const partnerReferenceNo = yield* fields.text("partnerReferenceNo", "optional", 64)
    const amount = yield* fields.amount("amount", "mandatory", 1)
    const feeAmount = yield* fields.amount("feeAmount", "optional", 0)
    const { subMerchantId } = yield* checkMerchant(call, perProfile)
    const terminalId = yield* fields.text("terminalId", "optional", 16)
    const validityPeriod = yield* fields.text("validityPeriod", perProfile, 25)
    const additionalInfo = yield* fields.object("additionalInfo", perProfile)
    return {
      partnerReferenceNo,
      amount: amount ?? 0,
      feeAmount: feeAmount ?? 0,
      subMerchantId,
      terminalId,
      validityPeriod,
      expiresAt: yield* readExpiry(call, validityPeriod),
      additionalInfo: additionalInfo ?? {}
    }
  })

const checkMerchantMay = ({ client, merchant }: SnapCall, request: GenerateRequest): Refusal | undefined => {
  if (merchant.standing === "blacklisted") return refusals.blacklisted
  if (merchant.standing === "not-allowed" || !hasChannel(merchant, "qris")) return refusals.featureNotAllowed
  if (request.terminalId !== undefined && client.terminalIds?.includes(request.terminalId) === false) {
    return refusals.invalidTerminal
  }
  return merchant.maxAmountRupiah !== undefined && request.amount > merchant.maxAmountRupiah
    ? refusals.overLimit
    : undefined
}

/** The same reference again: a duplicate when everything agrees, inconsistent when it does not. */
const checkRepeated = ({ client, world }: SnapCall, request: GenerateRequest): Refusal | undefined => {
  if (request.partnerReferenceNo === undefined) return undefined
  const key = world.qrisByPartnerReference.get(`${client.clientId}/${request.partnerReferenceNo}`)
  const before = key === undefined ? undefined : world.orders.get(key)
  if (before === undefined) return undefined
  const isSame = before.amount === request.amount && before.qris?.subMerchantId === request.subMerchantId &&
    before.qris?.terminalId === request.terminalId
  return isSame ? refusals.duplicate("partnerReferenceNo") : refusals.inconsistent
}

const text = (info: JsonObject, ...names: ReadonlyArray<string>): string | undefined => {
  const found = names.map((name) => info[name]).find((value) => typeof value === "string" && value !== "")
  return typeof found === "string" ? found : undefined
}

/** A QR has room for 13 digits of amount, and for ASCII only: another reference gives way to Finpay's own. */
const qrOf = ({ merchant }: SnapCall, { amount, partnerReferenceNo }: GenerateRequest, reference: string) =>
  Result.mapError(
    Result.orElse(qrText(merchant, amount, partnerReferenceNo ?? reference), () => qrText(merchant, amount, reference)),
    () => refusals.format("amount")
  )

const makePayment = (call: SnapCall, request: GenerateRequest, reference: string, qrContent: string): Order => {
  const { client, externalId, merchant, now, world } = call
  const { additionalInfo, partnerReferenceNo, subMerchantId, terminalId, validityPeriod } = request
  const id = partnerReferenceNo ?? reference
  const note = text(additionalInfo, "note")
  const callbackUrl = text(additionalInfo, "callbackUrl", "callback_payment")
  return {
    key: `${merchant.id}/qris/${reference}`,
    merchantId: merchant.id,
    id,
    reference,
    amount: request.amount,
    channel: "qris",
    status: "REQUEST_INITIATED",
    history: [{ status: "REQUEST_INITIATED", at: now }],
    createdAt: now,
    expiresAt: request.expiresAt,
    captured: 0,
    refunds: [],
    rrn: digits(world.ids, 12),
    qrContent,
    qris: {
      clientId: client.clientId,
      merchantId: client.merchantId,
      externalId,
      feeAmount: request.feeAmount,
      ...(partnerReferenceNo === undefined ? {} : { partnerReferenceNo }),
      ...(subMerchantId === undefined ? {} : { subMerchantId }),
      ...(terminalId === undefined ? {} : { terminalId }),
      ...(validityPeriod === undefined ? {} : { validityPeriod }),
      ...(note === undefined ? {} : { note }),
      ...(callbackUrl === undefined ? {} : { callbackUrl })
    }
  }
}

/** QRIS generate: makes a QR that can be paid until its validity ends. */
export const generate: SnapHandler = (call) =>
  Result.gen(function*() {
    const request = yield* readRequest(call)
    const refused = checkMerchantMay(call, request) ?? checkRepeated(call, request)
    if (refused !== undefined) return yield* Result.fail(refused)
    const reference = letterDigits(call.world.ids, 32)
    const qrContent = yield* qrOf(call, request, reference)
    const payment = makePayment(call, request, reference, qrContent)
    putOrder(call.world, payment)
    return {
      members: {
        referenceNo: reference,
        ...(request.partnerReferenceNo === undefined ? {} : { partnerReferenceNo: request.partnerReferenceNo }),
        qrContent,
        merchantName: call.merchant.name,
        qrUrl: payUrl(call.world, payment, "/qr.svg"),
        ...(request.terminalId === undefined ? {} : { terminalId: request.terminalId }),
        additionalInfo: request.additionalInfo
      }
    }
  })
