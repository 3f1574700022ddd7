import { everySituation, rulesOf } from "./Rule.ts"
import { beforePayment, failed, givenBack, paid } from "./statuses.ts"

const takenOrHeld = ["AUTHORIZED", "PARTIALLY_CAPTURED", ...paid] as const

/**
 * A void. It ends in CANCELLED, which is final, so a payment that stands elsewhere was not voided. Sources: Finpay docs
 * (the meaning of CANCELLED); that a void ends there is assumed; that an unpaid order is refused was seen live.
 */
export const voidRules = rulesOf("void", [
  {
    rule: "voided",
    before: ["voidable"],
    after: ["CANCELLED"],
    kind: "applied",
    says: "The payment could be voided, and is cancelled."
  },
  {
    rule: "not-voided",
    before: ["voidable", "unknown"],
    after: takenOrHeld,
    kind: "same",
    says: "The money is still taken or held."
  },
  {
    rule: "nothing-to-void",
    before: ["no money"],
    after: [...beforePayment, ...failed, ...takenOrHeld],
    kind: "same",
    says: "No money was taken or held when the void was sent, and the payment is not cancelled."
  },
  {
    rule: "never-paid",
    before: ["unknown"],
    after: beforePayment,
    kind: "same",
    says: "No money has been taken or held, and the payment is not cancelled."
  },
  {
    rule: "cancelled-before",
    before: ["cancelled"],
    after: ["CANCELLED"],
    kind: "same",
    says: "The payment was cancelled before the void was sent: there was nothing to void."
  },
  {
    rule: "cancelled-while-unpaid",
    before: ["no money"],
    after: ["CANCELLED"],
    kind: "undecided",
    says: "No money was taken or held when the void was sent; a cancel ends in the same status."
  },
  {
    rule: "was-given-back",
    before: ["given back"],
    after: [...beforePayment, ...failed, ...takenOrHeld, ...givenBack, "CANCELLED"],
    kind: "undecided",
    says: "Money had been given back before the void was sent, and nobody knows how Finpay shows a void after that."
  },
  {
    rule: "before-not-known",
    before: ["unknown"],
    after: [...failed, ...givenBack, "CANCELLED"],
    kind: "undecided",
    says: "How the payment stood before is not known, so its status cannot show what the void changed."
  },
  {
    rule: "given-back-instead",
    before: ["voidable", "no money"],
    after: givenBack,
    kind: "contradiction",
    says: "The money was given back by a refund: somebody else changed the payment."
  },
  {
    rule: "ended-otherwise",
    before: ["voidable"],
    after: failed,
    kind: "contradiction",
    says: "The payment ended, and not by a void."
  },
  {
    rule: "cancelled-no-more",
    before: ["cancelled"],
    after: [...beforePayment, ...failed, ...takenOrHeld, ...givenBack],
    kind: "contradiction",
    says: "The payment was cancelled before the void was sent, and is shown as if it had not been."
  },
  {
    rule: "an-older-view",
    before: ["voidable"],
    after: beforePayment,
    kind: "ask-again",
    says: "Money was taken or held, and Finpay shows the payment as it was before that."
  },
  {
    rule: "in-progress",
    before: everySituation("void"),
    after: ["PENDING"],
    kind: "ask-again",
    says: "Finpay is still working on the payment."
  }
])

/**
 * A cancel. It ends in CANCELLED, which is final. Sources: Finpay docs, cancel page; what it is refused on was seen
 * live.
 */
export const cancelRules = rulesOf("cancel", [
  {
    rule: "cancelled",
    before: ["open"],
    after: ["CANCELLED"],
    kind: "applied",
    says: "Nobody had paid the order, and it is cancelled."
  },
  {
    rule: "not-cancelled",
    before: ["open", "unknown"],
    after: [...beforePayment, ...takenOrHeld, ...givenBack, ...failed],
    kind: "same",
    says: "The order is not cancelled; what became of it was not the cancel."
  },
  {
    rule: "nothing-to-cancel",
    before: ["over"],
    after: [...takenOrHeld, ...givenBack, ...failed],
    kind: "same",
    says: "The order was paid or over when the cancel was sent, and is not cancelled."
  },
  {
    rule: "cancelled-before",
    before: ["cancelled"],
    after: ["CANCELLED"],
    kind: "same",
    says: "The order was cancelled before the cancel was sent: there was nothing to cancel."
  },
  {
    rule: "before-not-known",
    before: ["unknown"],
    after: ["CANCELLED"],
    kind: "undecided",
    says: "How the order stood before is not known, so its status cannot show what the cancel changed."
  },
  {
    rule: "withdrawn-otherwise",
    before: ["over"],
    after: ["CANCELLED"],
    kind: "contradiction",
    says: "The order was paid or over, and is cancelled now: somebody else changed it."
  },
  {
    rule: "cancelled-no-more",
    before: ["cancelled"],
    after: [...beforePayment, ...takenOrHeld, ...givenBack, ...failed],
    kind: "contradiction",
    says: "The order was cancelled before the cancel was sent, and is shown as if it had not been."
  },
  {
    rule: "an-older-view",
    before: ["over"],
    after: beforePayment,
    kind: "ask-again",
    says: "The order was paid or over, and Finpay shows it as it was before that."
  },
  {
    rule: "in-progress",
    before: everySituation("cancel"),
    after: ["PENDING"],
    kind: "ask-again",
    says: "Finpay is still working on the payment."
  }
])
