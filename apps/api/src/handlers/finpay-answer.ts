import { decodeAnswer, maskAccountNumbers } from "@openfinpay/finpay-core"
import type { Answered as AnswerOf, FinpayTime, Operation, ResponseOf } from "@openfinpay/finpay-core"
import type { Mutation } from "@openfinpay/finpay-journal"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import type { FinpayTimeJson } from "../contract/answer.ts"

/** What every answer of Finpay has, as the library gives it. */
interface Answered {
  readonly responseCode: string
  readonly responseMessage?: string
  readonly traceId?: string
  readonly raw: unknown
}

/** The members that every answer of this API has after a call to Finpay. */
export const answerOf = ({ raw, responseCode, responseMessage, traceId }: Answered) => ({
  responseCode,
  ...(responseMessage === undefined ? {} : { responseMessage }),
  ...(traceId === undefined ? {} : { traceId }),
  finpay: maskAccountNumbers(raw)
})

/** The members that every answer to a creation has once Finpay carried it out. */
export const doneOf = (answer: Answered) => ({ operationState: "succeeded", ...answerOf(answer) } as const)

/**
 * Finpay's answer to a mutation as the journal kept it, decoded; `undefined` where it was lost or is erased. What it
 * answered was read before it was kept, so that one this version cannot read says no less than none.
 */
export const keptAnswer = <Op extends Operation>(
  operation: Op,
  { answer }: Mutation
): Effect.Effect<AnswerOf<ResponseOf<Op>> | undefined> =>
  answer === undefined
    ? Effect.undefined
    : Effect.orElseSucceed(decodeAnswer(operation, answer), () => undefined)

/** The members that every answer to a change has once it was carried out. */
export const changedOf = ({ answer: raw, decidedBy, id }: Mutation, answer: Answered | undefined) => ({
  operationState: "succeeded",
  mutationId: id,
  decidedBy: decidedBy === "evidence" || decidedBy === "person" ? decidedBy : "answer",
  ...(raw === undefined ? {} : { finpay: maskAccountNumbers(raw) }),
  ...(answer === undefined ? {} : answerOf(answer))
} as const)

/** A time of Finpay as JSON. */
export const timeOf = ({ instant, raw }: FinpayTime): typeof FinpayTimeJson.Type =>
  instant === undefined ? { raw } : { raw, instant: DateTime.formatIso(instant) }

type Present<Members> = { readonly [Name in keyof Members]?: NonNullable<Members[Name]> }

/** Only the members that are there: what Finpay left out or sent as `null` is left out here too. */
export const present = <Members extends Readonly<Record<string, unknown>>>(members: Members): Present<Members> =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => Predicate.isNotNullish(value))) as Present<Members>
