import type { Answered, Envelope } from "@openfinpay/finpay-core"
import type { Change } from "../confirm.ts"
import { answer } from "../output/answer.ts"
import { envelopeFields, envelopeJson } from "../output/envelope.ts"
import { fields, printable } from "../output/text.ts"

/** Tells that a change was made: one sentence, and what Finpay said. */
export const tellChange = (change: Change, sentence: string, answered: Answered<Envelope>) =>
  answer({
    json: {
      operation: change.operation,
      orderId: change.reference,
      amount: change.amount,
      ...envelopeJson(answered)
    },
    text: `${printable(sentence)}\n${fields(envelopeFields(answered))}`
  })
