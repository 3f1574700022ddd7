import type { FinpayConfig } from "@openfinpay/finpay-transport"

/**
 * The account a configuration stands for: environment and merchant. The same order id of another merchant, or in the
 * sandbox, is another order.
 *
 * @example
 * ```ts
 * import { accountOf } from "@openfinpay/finpay-journal"
 * import { localConfig } from "@openfinpay/finpay-transport"
 *
 * accountOf(localConfig()) // => "local/FINPAY001"
 * ```
 */
export const accountOf = ({ environment, merchantId }: Pick<FinpayConfig, "environment" | "merchantId">): string =>
  `${environment}/${merchantId}`
