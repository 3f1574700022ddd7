import type { Mutation } from "@openfinpay/finpay-journal"

/** A refund as the journal has it. */
export const mutationIn = (state: Mutation["state"], more: Partial<Mutation> = {}): Mutation => ({
  id: "mut_1",
  account: "local/TEST",
  key: "key",
  operation: "refund",
  reference: "INV-1",
  amount: 1,
  requestHash: "",
  actor: "api",
  state,
  version: 1,
  acceptedAt: 0,
  updatedAt: 0,
  ...more
})
