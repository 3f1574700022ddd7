import { baseUrls } from "@openfinpay/finpay-core"
import type { FinpayConfig } from "@openfinpay/finpay-transport"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { askPerson, somebodyToAsk } from "./ask-person.ts"
import { meaningOf } from "./check/status-words.ts"
import { ActiveProfile } from "./config/ActiveProfile.ts"
import { UsageError } from "./errors.ts"
import { callFinpay } from "./finpay-client.ts"
import { NoInput } from "./global-flags.ts"
import { refuseOverLimit } from "./input/refund-limit.ts"
import { toggle } from "./input/toggle.ts"
import { say } from "./language.ts"
import { inIndonesian } from "./output/failure-indonesian.ts"
import { qrisStatusText } from "./output/qris-status.ts"
import { errorScreen } from "./output/terminal.ts"
import { fields, rupiah } from "./output/text.ts"

/** What is about to be done, for a person to see before it is. */
export interface About {
  readonly operation: string
  readonly reference: string
  readonly amount?: number | undefined
}

/** `--yes`: with `--no-input`, change something in production without being asked. */
export const yes = toggle(
  "yes",
  say(
    "With --no-input: change something in production without being asked",
    "Bersama --no-input: ubah sesuatu di produksi tanpa ditanya"
  )
)

const nobody = new UsageError({
  message: say(
    "nothing was sent: a change in production is confirmed on a terminal, or by --yes --no-input in a script",
    "tidak ada yang dikirim: perubahan di produksi dikonfirmasi di terminal, atau dengan --yes --no-input dalam skrip"
  )
})

const otherwise = new UsageError({
  message: say(
    "nothing was sent: what was typed is not what was asked for",
    "tidak ada yang dikirim: yang diketik bukan yang diminta"
  )
})

/** The longest somebody is kept waiting for the status before the question. */
const statusPatience = { timeoutMillis: 10_000 } as const

/** How a payment stands, as far as that could be had. */
interface Standing {
  readonly status: string
  readonly paid?: number | undefined
}

const ofPayment = (config: FinpayConfig, orderId: string) =>
  callFinpay(config, ({ payments }) => payments.check({ orderId }, statusPatience)).pipe(
    Effect.map(({ data }): Standing => {
      const { amount, status } = data?.result?.payment ?? {}
      if (status === undefined) return { status: say("Finpay named none", "tidak disebut Finpay") }
      return { status: `${status}: ${meaningOf(status)}`, paid: amount }
    })
  )

const ofQris = (config: FinpayConfig, originalReferenceNo: string) =>
  callFinpay(config, ({ qris }) => qris.query({ originalReferenceNo }, statusPatience)).pipe(
    Effect.map(({ latestTransactionStatus }): Standing => ({ status: qrisStatusText(latestTransactionStatus) }))
  )

/** How the payment stands now; nothing where there is no payment yet. That it could not be asked for is said too. */
const standingOf = (config: FinpayConfig, { operation, reference }: About): Effect.Effect<Standing | undefined> => {
  const asked = operation === "qrisRefund"
    ? ofQris(config, reference)
    : operation === "refund" || operation === "void" || operation === "cancel"
    ? ofPayment(config, reference)
    : Effect.undefined
  return Effect.catch(asked, (error) =>
    Effect.succeed({
      status: say(
        `could not be had: ${error.message}`,
        `tidak dapat diperoleh: ${inIndonesian(error).what}`
      )
    }))
}

/** Operations as people call them. */
const deeds: Readonly<Record<string, string>> = {
  refund: say("refund", "pengembalian dana (refund)"),
  void: "void",
  cancel: say("cancel", "pembatalan (cancel)"),
  qrisRefund: say("QRIS refund", "pengembalian dana QRIS (refund)"),
  initiate: say("initiate: an order that can be paid", "initiate: pesanan yang dapat dibayar"),
  qrisGenerate: say("QRIS generate: a QR that can be paid", "QRIS generate: QR yang dapat dibayar")
}

const question = Effect.fnUntraced(function*(config: FinpayConfig, about: About) {
  const { amount, operation, reference } = about
  const profile = Option.map(yield* ActiveProfile, (active) => active.profile.name)
  const standing = yield* standingOf(config, about)
  const shown = fields([
    [say("Operation", "Operasi"), deeds[operation] ?? operation],
    [say("Order", "Pesanan"), reference],
    [say("Amount", "Jumlah"), rupiah(amount)],
    [say("Status now", "Status saat ini"), standing?.status],
    [say("Paid", "Dibayar"), rupiah(standing?.paid)],
    ["Merchant", config.merchantId],
    [say("Profile", "Profil"), Option.getOrUndefined(profile)],
    [say("Address", "Alamat"), config.baseUrl ?? baseUrls[config.environment]]
  ], errorScreen())
  const ask = amount === undefined
    ? say("To go on, type the order: ", "Untuk melanjutkan, ketik nomor pesanan: ")
    : say("To go on, type the amount, in digits: ", "Untuk melanjutkan, ketik jumlahnya, angka saja: ")
  return `${say("This changes something in PRODUCTION.", "Ini mengubah sesuatu di PRODUKSI.")}\n${shown}${ask}`
})

const gives: ReadonlySet<string> = new Set(["refund", "qrisRefund"])

/**
 * Stands before every change. A refund over the limit is refused, in every environment. In production a person sees what
 * is about to happen and how the payment stands, and confirms it by typing its amount, or its order where it has none; a
 * script says `--yes --no-input`. Fails otherwise, and nothing was written down or sent then.
 */
export const confirm = Effect.fnUntraced(function*(config: FinpayConfig, about: About, isYes: boolean) {
  if (about.amount !== undefined && gives.has(about.operation)) yield* refuseOverLimit(about.amount)
  if (config.environment !== "production" || (isYes && (yield* NoInput))) return
  yield* somebodyToAsk(nobody)
  const text = yield* question(config, about)
  yield* askPerson({ text, expected: String(about.amount ?? about.reference), nobody, otherwise })
})
