export type { CallOptions, RunCall } from "./calls.ts"
export { configFromEnv, merchantFromEnv } from "./config-from-env.ts"
export { ConfigurationProblem, SettingProblem } from "./ConfigurationProblem.ts"
export { createFinpay } from "./createFinpay.ts"
export type {
  FinpayClient,
  FinpayOptions,
  LiveOptions,
  LocalOptions,
  PromiseCallOptions,
  Secret,
  SnapOptions
} from "./createFinpay.ts"
export { Finpay } from "./Finpay.ts"
export type { FillMerchant, MerchantFilled, MerchantGiven, Payments, Qris, Verb } from "./Finpay.ts"
export { checkConfig, localConfig } from "./FinpayConfig.ts"
export type { FinpayConfig, SnapConfig } from "./FinpayConfig.ts"
export { MaySend } from "./progress.ts"
