/** Whether Finpay accepts the credentials, found out by questions that change nothing. */
import { type FinpayError, snapToken } from "@openfinpay/finpay-core"
import { Finpay, type FinpayConfig } from "@openfinpay/finpay-transport"
import * as Effect from "effect/Effect"
import { randomBytes } from "node:crypto"
import { finpayLayer } from "../finpay-client.ts"
import { say } from "../language.ts"
import { inIndonesian } from "../output/failure-indonesian.ts"
import { snapTokenAdvice } from "../snap-token-advice.ts"
import { type Finding, unreachable, warning, well, wrong } from "./Finding.ts"

type Told = Pick<Finding, "check" | "title">

/** Half of 160 random bits nobody else draws: there is no order and no payment of this number. */
const impossible = (): string => `doctor-${randomBytes(10).toString("hex")}`

const words = ({ detail, responseCode }: FinpayError): string =>
  responseCode === undefined ? detail : `${detail} (${responseCode})`

/**
 * What an answer to such a question says of the credentials. Whatever is said of the order or its state is said only to
 * whom Finpay knows.
 */
const verdict = (told: Told, error: FinpayError, accepted: string, advice: string): Finding => {
  switch (error._tag) {
    case "NotFound":
    case "WrongState":
    case "Declined":
      return well(told, accepted)
    case "NotAuthenticated":
      return wrong(told, say(`not accepted: ${words(error)}`, `tidak diterima: ${words(error)}`), advice)
    case "NotPermitted":
      return wrong(told, say(`not permitted: ${words(error)}`, `tidak diizinkan: ${words(error)}`), advice)
    case "InvalidRequest":
    case "RateLimited":
      return warning(
        told,
        say(`nobody can tell: ${words(error)}`, `tidak dapat dipastikan: ${words(error)}`),
        say("Ask again later", "Tanyakan lagi nanti")
      )
    case "Unavailable":
    case "OutcomeUnknown":
    case "ResponseNotUnderstood":
      return unreachable(
        told,
        say(`no answer of Finpay could be had: ${words(error)}`, inIndonesian(error).what),
        say(
          "Check the address (FINPAY_BASE_URL) and what stands between; else ask again later",
          "Periksa alamatnya (FINPAY_BASE_URL) dan yang ada di antaranya; bila benar, tanyakan lagi nanti"
        )
      )
  }
}

const merchantTold = { check: "merchant-key", title: say("Merchant and key", "Merchant dan kunci") }

const checkMerchant = ({ payments }: Finpay["Service"], { environment, merchantId }: FinpayConfig) => {
  const accepted = say(`Finpay accepts ${merchantId} and its key`, `Finpay menerima ${merchantId} dan kuncinya`)
  return payments.check({ orderId: impossible() }).pipe(Effect.match({
    onSuccess: () => well(merchantTold, accepted),
    onFailure: (error) =>
      verdict(
        merchantTold,
        error,
        accepted,
        say(
          `FINPAY_MERCHANT_ID or FINPAY_MERCHANT_KEY is not that of ${environment}: sandbox and production have each ` +
            "their own, on Finpay's dashboard under Access Keys",
          `FINPAY_MERCHANT_ID atau FINPAY_MERCHANT_KEY bukan milik ${environment}: sandbox dan production masing-masing ` +
            "memiliki sendiri, di dasbor Finpay pada Access Keys"
        )
      )
  }))
}

const tokenTold = { check: "snap-token", title: say("SNAP token", "Token SNAP") }

const checkToken = ({ run }: Finpay["Service"]) =>
  run(snapToken, {}).pipe(Effect.match({
    onSuccess: ({ expiresIn }) =>
      well(tokenTold, say(`given, valid for ${expiresIn} seconds`, `diberikan, berlaku ${expiresIn} detik`)),
    onFailure: (error) =>
      verdict(tokenTold, error, say("Finpay knows the client", "Finpay mengenal klien ini"), snapTokenAdvice)
  }))

const signatureTold = { check: "snap-client-secret", title: say("SNAP client secret", "Client secret SNAP") }

const checkSignature = ({ qris }: Finpay["Service"]) => {
  const accepted = say("Finpay accepts calls signed with it", "Finpay menerima panggilan yang ditandatangani dengannya")
  return qris.query({ originalReferenceNo: impossible() }).pipe(Effect.match({
    onSuccess: () => well(signatureTold, accepted),
    onFailure: (error) =>
      verdict(
        signatureTold,
        error,
        accepted,
        say(
          "The token was given, so client id, key and clock are right. Check FINPAY_SNAP_CLIENT_SECRET, " +
            "FINPAY_SNAP_PARTNER_ID, FINPAY_SNAP_CHANNEL_ID and FINPAY_SNAP_ORIGIN",
          "Token sudah diberikan, jadi client id, kunci, dan jam sudah benar. Periksa FINPAY_SNAP_CLIENT_SECRET, " +
            "FINPAY_SNAP_PARTNER_ID, FINPAY_SNAP_CHANNEL_ID, dan FINPAY_SNAP_ORIGIN"
        )
      )
  }))
}

const checkSnap = Effect.fnUntraced(
  function*(finpay: Finpay["Service"], { snap }: FinpayConfig): Effect.fn.Return<ReadonlyArray<Finding>> {
    if (snap === undefined) {
      return [well(tokenTold, say("not set up; only QRIS needs it", "belum diatur; hanya diperlukan untuk QRIS"))]
    }
    const token = yield* checkToken(finpay)
    if (token.level !== "ok") return [token]
    if (snap.merchantId !== undefined) return [token, yield* checkSignature(finpay)]
    return [
      token,
      warning(
        signatureTold,
        say("not tried: it is asked for with a merchant", "tidak dicoba: pertanyaannya memerlukan merchant"),
        say("Set FINPAY_SNAP_MERCHANT_ID", "Atur FINPAY_SNAP_MERCHANT_ID")
      )
    ]
  }
)

/** Asks Finpay about an order and a payment that cannot exist, and for an access token. */
export const checkCredentials = Effect.fnUntraced(
  function*(config: FinpayConfig) {
    const finpay = yield* Finpay
    const [merchant, snap] = yield* Effect.all([checkMerchant(finpay, config), checkSnap(finpay, config)], {
      concurrency: 2
    })
    return [merchant, ...snap]
  },
  (effect, config) => Effect.provide(effect, finpayLayer(config))
)
