/** The payer is on the way to pay, and no money was taken; `AUTHORIZED` (a hold on a card) stands apart. */
export const beforePayment = ["REQUEST_INITIATED", "INITIATED", "AUTHENTICATION_INITIATED", "AUTHENTICATED"] as const

/** The payment ended without money being taken. */
export const failed = ["FAILURE", "EXPIRED"] as const

/** All of it was paid and none given back. */
export const paid = ["PAID", "CAPTURED"] as const

/** Part or all of it was given back. */
export const givenBack = ["PARTIALLY_REFUNDED", "REFUNDED"] as const
