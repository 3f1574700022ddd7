/** The statuses a simulated payment can have, in the words of Finpay's status list; EXPIRED from Finpay's own plugin. */
export const orderStatuses = [
  "REQUEST_INITIATED",
  "INITIATED",
  "AUTHENTICATION_INITIATED",
  "AUTHENTICATED",
  "AUTHORIZED",
  "PENDING",
  "PARTIALLY_CAPTURED",
  "CAPTURED",
  "PAID",
  "PARTIALLY_REFUNDED",
  "REFUNDED",
  "CANCELLED",
  "FAILURE",
  "EXPIRED"
] as const

/** The status of a simulated payment. */
export type OrderStatus = typeof orderStatuses[number]

/** The steps of a card payment before money is taken, in their order. The list is documented, the order assumed. */
export const authorizationSteps = ["INITIATED", "AUTHENTICATION_INITIATED", "AUTHENTICATED", "AUTHORIZED"] as const

/** A step of a card payment before money is taken. */
export type AuthorizationStep = typeof authorizationSteps[number]

/** Nobody's money has moved and it still may. */
export const unpaidStatuses: ReadonlyArray<OrderStatus> = ["REQUEST_INITIATED", "PENDING", ...authorizationSteps]

/** Money was taken and some of it is still here. */
export const refundableStatuses: ReadonlyArray<OrderStatus> = [
  "PAID",
  "CAPTURED",
  "PARTIALLY_CAPTURED",
  "PARTIALLY_REFUNDED"
]
