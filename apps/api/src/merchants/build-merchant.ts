import { accountOf, Journal, settingsProblem } from "@openfinpay/finpay-journal"
import type { JournalSettings } from "@openfinpay/finpay-journal"
import { Finpay } from "@openfinpay/finpay-transport"
import type { FinpayConfig } from "@openfinpay/finpay-transport"
import { layerUndici } from "@openfinpay/finpay-transport/undici"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { FinpayClock } from "../health/FinpayClock.ts"
import type { Merchant, MerchantSigner } from "./Merchant.ts"

/** What a merchant is built of. */
export interface MerchantParts {
  readonly config: FinpayConfig
  readonly settings: Partial<JournalSettings>
  readonly notificationSigner: MerchantSigner | undefined
  readonly approvalAbove: number | undefined
}

/**
 * The merchant with its connections to Finpay and its part of the journal, which works until the scope closes. Then the
 * journal ends first, and what it is sending with it.
 */
export const buildMerchant = Effect.fnUntraced(
  function*({ approvalAbove, config, notificationSigner, settings }: MerchantParts) {
    const account = accountOf(config)
    const { hear } = yield* FinpayClock
    const finpay = Finpay.layer(config).pipe(Layer.provide(layerUndici({ ...config, onDate: hear })))
    const services = yield* Layer.build(Layer.provideMerge(Journal.layer({ account, settings }), finpay)).pipe(
      Effect.catchTag("InvalidRequest", (refused) => Effect.fail(settingsProblem(refused)))
    )
    const merchant: Merchant = {
      id: config.merchantId,
      account,
      finpay: Context.get(services, Finpay),
      journal: Context.get(services, Journal),
      callbackKeys: { merchantKey: config.merchantKey, notificationSigner },
      ...(approvalAbove === undefined ? {} : { approvalAbove })
    }
    return merchant
  }
)
