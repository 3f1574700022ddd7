/**
 * What a member is like in an example, by its name: one small story, an order of a shop and its refund. For members whose
 * schema has no example of its own.
 */
export const exampleValues: Readonly<Record<string, unknown>> = {
  account: "production/FINPAY001",
  acceptedAt: "2026-11-21T03:00:00.000Z",
  actor: "shop-backend (fpk_3kJd81mQ0aZx)",
  amount: 22_000,
  attempts: 1,
  createdBy: "shop-backend (fpk_3kJd81mQ0aZx)",
  decidedBy: "answer",
  detail: "one plain sentence",
  email: "budi@example.co.id",
  finpay: { responseCode: "2000000", responseMessage: "Success" },
  firstName: "Budi",
  hash: "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
  idempotencyKey: "refund-INV-1001",
  lastName: "Santoso",
  message: "It certainly was not processed.",
  mobilePhone: "+6281234567890",
  name: "shop-backend",
  nextStep: "Nothing more is to be done.",
  operation: "refund",
  operationState: "succeeded",
  orderId: "INV-1001",
  originalReferenceNo: "REF-7001",
  partnerReferenceNo: "QR-1001",
  partnerRefundNo: "RF-1001",
  payment: "/v1/payments/INV-1001",
  reason: "the shop agreed with the customer",
  reference: "INV-1001",
  referenceNo: "REF-7001",
  refundNo: "RF-1001",
  request: { order: { id: "INV-1001", amount: 22_000 } },
  responseCode: "2000000",
  responseMessage: "Success",
  rule: "refunded-in-full",
  state: "succeeded",
  status: "PAID",
  traceId: "7c9e6679-7425-40de-944b-e07fc1f90ae7",
  url: "https://shop.example.co.id/finpay-events"
}

/** What does not belong to that story: it did not fail, and nobody had to decide it. */
export const leftOut: ReadonlyArray<string> = [
  "before",
  "closedAs",
  "contradiction",
  "disabledAt",
  "disabledReason",
  "error",
  "evidence",
  "revokedAt",
  "revokedBy"
]
