import { everySituation, rulesOf } from "./Rule.ts"
import { beforePayment, failed, givenBack, paid } from "./statuses.ts"

const neverTaken = [...beforePayment, "AUTHORIZED"]
const captured = [...paid, "PARTIALLY_CAPTURED"]

const paidBefore = ["whole", "part", "unsized", "rest", "further"] as const

/**
 * A refund. Sources: Finpay docs (the statuses PARTIALLY_REFUNDED and REFUNDED); that a refund always shows in the
 * status is assumed, and so one that was not seen is believed only after a while.
 */
export const refundRules = rulesOf("refund", [
  {
    rule: "refunded-in-full",
    before: ["whole"],
    after: ["REFUNDED"],
    kind: "applied",
    says: "Nothing had been given back, this refund is all of the payment, and now all of it is given back."
  },
  {
    rule: "refunded-in-part",
    before: ["part"],
    after: ["PARTIALLY_REFUNDED"],
    kind: "applied",
    says: "Nothing had been given back, this refund is a part of the payment, and now a part of it is given back."
  },
  {
    rule: "rest-refunded",
    before: ["rest"],
    after: ["REFUNDED"],
    kind: "applied",
    says: "This refund is all that was left of the payment, and now all of it is given back."
  },
  {
    rule: "nothing-given-back",
    before: ["whole", "part", "unsized"],
    after: paid,
    kind: "same",
    says: "Nothing had been given back, and nothing is."
  },
  {
    rule: "never-paid",
    before: ["no money", "not asked"],
    after: [...neverTaken, ...failed],
    kind: "same",
    says: "There is no money in the payment, so none can have been given back."
  },
  {
    rule: "withdrawn",
    before: ["no money"],
    after: ["CANCELLED"],
    kind: "same",
    says: "There was no money to give back, and the payment is cancelled."
  },
  {
    rule: "paid-since",
    before: ["no money"],
    after: paid,
    kind: "same",
    says: "Money has come in since the refund was sent, and nothing of it is given back."
  },
  // Also for the rest: that it would end in REFUNDED holds only when every part before it was counted right, and a
  // part that a person closed as applied when nobody could say may not have been.
  {
    rule: "a-further-part",
    before: ["rest", "further"],
    after: ["PARTIALLY_REFUNDED"],
    kind: "undecided",
    says: "A part had been given back before, and a part is given back now: that does not show what this refund added."
  },
  {
    rule: "amount-not-known",
    before: ["unsized"],
    after: givenBack,
    kind: "undecided",
    says: "Money was given back, but the amounts do not show whether it was this refund."
  },
  {
    rule: "history-not-clear",
    before: ["unclear"],
    after: [...neverTaken, ...failed, ...captured, ...givenBack, "CANCELLED"],
    kind: "undecided",
    says:
      "What was given back before, or what is left, is not clear, so the status cannot show what this refund changed."
  },
  {
    rule: "partly-captured-before",
    before: ["partly captured"],
    after: [...captured, ...givenBack],
    kind: "undecided",
    says: "Only a part of the amount was captured, and nobody knows how Finpay shows a refund of it."
  },
  {
    rule: "partly-captured-now",
    before: ["whole", "part", "unsized", "no money"],
    after: ["PARTIALLY_CAPTURED"],
    kind: "undecided",
    says: "Only a part of the amount is shown as captured, and nobody knows how Finpay shows a refund of it."
  },
  {
    rule: "paid-and-given-back-since",
    before: ["no money"],
    after: givenBack,
    kind: "undecided",
    says: "Money has come in since the refund was sent and gone back, perhaps by this refund."
  },
  {
    rule: "was-given-back",
    before: ["given back"],
    after: ["REFUNDED"],
    kind: "undecided",
    says: "All had been given back before the refund was sent; the status is the same with it and without it."
  },
  {
    rule: "before-not-known",
    before: ["not asked"],
    after: [...captured, ...givenBack, "CANCELLED"],
    kind: "undecided",
    says: "How the payment stood before is not known, so its status cannot show what the refund changed."
  },
  {
    rule: "before-not-understood",
    before: ["unknown"],
    after: [...neverTaken, ...failed, ...captured, ...givenBack, "CANCELLED"],
    kind: "undecided",
    says: "The status before is one nobody knows, so the one after cannot show what the refund changed."
  },
  {
    rule: "less-than-asked",
    before: ["whole"],
    after: ["PARTIALLY_REFUNDED"],
    kind: "contradiction",
    says: "All was to be given back and only a part is: somebody else gave it back."
  },
  {
    rule: "more-than-asked",
    before: ["part", "further"],
    after: ["REFUNDED"],
    kind: "contradiction",
    says: "A part was to be given back and all of it is: somebody else gave back more."
  },
  {
    rule: "taken-again",
    before: ["rest", "further", "given back"],
    after: captured,
    kind: "contradiction",
    says: "Money had been given back, and the payment is shown as if none had."
  },
  {
    rule: "less-than-before",
    before: ["given back"],
    after: ["PARTIALLY_REFUNDED"],
    kind: "contradiction",
    says: "All had been given back, and the payment is shown as if only a part had."
  },
  {
    rule: "ended-otherwise",
    before: [...paidBefore, "partly captured", "given back"],
    after: ["CANCELLED", ...failed],
    kind: "contradiction",
    says: "The payment ended, and not by a refund: somebody else changed it."
  },
  {
    rule: "an-older-view",
    before: [...paidBefore, "partly captured", "given back"],
    after: neverTaken,
    kind: "ask-again",
    says: "Money had come in, and Finpay shows the payment as it was before that."
  },
  {
    rule: "in-progress",
    before: everySituation("refund"),
    after: ["PENDING"],
    kind: "ask-again",
    says: "Finpay is still working on the payment."
  }
])
