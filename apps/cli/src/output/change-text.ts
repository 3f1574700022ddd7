/** A change of a payment in a few words, for sentences and lists about several of them. */
import type { Mutation, MutationState } from "@openfinpay/finpay-journal"
import { say } from "../language.ts"
import { operationOf } from "./operation.ts"
import { type Status, status } from "./terminal-status.ts"
import { outputScreen, type Screen } from "./terminal.ts"
import { rupiah } from "./text.ts"

/** `refund of INV-1, Rp 5.000`. */
export const changeText = (mutation: Pick<Mutation, "operation" | "reference" | "amount">): string => {
  const amount = rupiah(mutation.amount)
  return amount === undefined ? operationOf(mutation) : `${operationOf(mutation)}, ${amount}`
}

/** The states in two words, for tables in Indonesian: the English word stands before them, as flags know it. */
const shortMeanings: Readonly<Record<MutationState, string>> = {
  accepted: "belum dikirim",
  sending: "sedang dikirim",
  succeeded: "sudah dikerjakan",
  rejected: "tidak dikerjakan",
  unknown: "belum diketahui",
  not_applied: "tidak dikerjakan",
  needs_review: "perlu diputuskan",
  closed: "ditutup"
}

type Standing = Pick<Mutation, "state" | "closedAs">

/** The state, and which way a person closed it: `closed (not applied)`. */
export const stateWord = ({ closedAs, state }: Standing): string =>
  state === "closed" && closedAs !== undefined ? `closed (${closedAs.replace("_", " ")})` : state

/** With less there is no room in a table for what a state means. */
const roomyColumns = 120

/** A state in a table. */
export const stateCell = (standing: Standing, { columns }: Screen = outputScreen()): Status => {
  const { closedAs, state } = standing
  const meaning = ` (${shortMeanings[state]})`
  const behind = stateWord(standing).slice(state.length)
  const isToldAlready = closedAs !== undefined || columns < roomyColumns
  return status(state, isToldAlready ? behind : say(behind, meaning))
}
