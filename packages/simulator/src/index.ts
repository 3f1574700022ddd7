// the simulator
export { serve, ServeError } from "./http/serve.ts"
export type { ServedSimulator, ServeOptions } from "./http/serve.ts"
export { Simulator } from "./Simulator.ts"
export type { SimulatorService } from "./Simulator.ts"

// options
export { localMerchant } from "./merchants/local.ts"
export type { MerchantOptions, SnapClientOptions } from "./merchants/Merchant.ts"
export { localNotificationKey } from "./merchants/notification-key.ts"
export { SimulatorOptionsError } from "./options.ts"
export type { CallbackOptions, SimulatorOptions, SnapOptions } from "./options.ts"

// requests and answers
export type { AnswerDelivery, SimulatedAnswer } from "./answer/SimulatedAnswer.ts"
export type { SimulatedRequest } from "./answer/SimulatedRequest.ts"

// controls
export type { Controls, RequestFilter, WhichOrder } from "./control/Controls.ts"
export type { OrderView } from "./control/OrderView.ts"
export { SimulatorRefused } from "./control/SimulatorRefused.ts"
export { orderStatuses } from "./orders/status.ts"
export type { AuthorizationStep, OrderStatus } from "./orders/status.ts"

// faults
export { FaultRule } from "./faults/FaultRule.ts"
export type { FaultInput } from "./faults/FaultRule.ts"
export { faultKinds } from "./faults/kinds.ts"
export type { FaultFacts, FaultKind, FaultPhase } from "./faults/kinds.ts"

// what is kept
export { CallbackRecord } from "./state/CallbackRecord.ts"
export { RequestRecord } from "./state/RequestRecord.ts"
export { SavedState } from "./state/SavedState.ts"
