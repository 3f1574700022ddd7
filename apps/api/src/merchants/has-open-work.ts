import { isSettled, mutationStates } from "@openfinpay/finpay-journal"
import * as Effect from "effect/Effect"
import type { Merchant } from "./Merchant.ts"

const unsettled = mutationStates.filter((state) => !isSettled(state))

/** Whether the merchant has a mutation that may still change: its credentials are needed to find out how it ends. */
export const hasOpenWork = ({ journal }: Merchant) =>
  Effect.map(journal.list({ states: unsettled, limit: 1 }), ({ mutations }) => mutations.length > 0)
