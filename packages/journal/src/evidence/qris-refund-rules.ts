import { everySituation, rulesOf } from "./Rule.ts"

const notPaid = ["01", "02", "03"] as const
const paidBefore = ["whole", "part"] as const

/**
 * A QRIS refund. A payment of which a part was given back is still shown as paid (00), so only the last part can be
 * seen; for all else the refund is sent again with the same `partnerRefundNo`, which gives it back once at most.
 * Sources: SNAP BI, statuses and duplicates; Finpay docs, QRIS refund, where what a repeat does is not described.
 */
export const qrisRefundRules = rulesOf("qrisRefund", [
  {
    rule: "refunded-in-full",
    before: ["whole"],
    after: ["04"],
    kind: "applied",
    says: "With this refund all of the payment is given back, and now all of it is."
  },
  {
    rule: "never-paid",
    before: ["no money"],
    after: [...notPaid, "05", "06"],
    kind: "same",
    says: "There was no money in the payment when the refund was sent, and there is none now."
  },
  {
    rule: "not-paid-now",
    before: ["not asked"],
    after: [...notPaid, "06"],
    kind: "same",
    says: "There is no money in the payment, so none can have been given back."
  },
  {
    rule: "shown-as-paid",
    before: ["whole", "part", "no money", "unknown", "not asked"],
    after: ["00"],
    kind: "repeat",
    says: "The payment is shown as paid, which it is too when only a part of it was given back."
  },
  {
    rule: "more-than-asked",
    before: ["part", "no money", "given back", "unknown", "not asked"],
    after: ["04"],
    kind: "repeat",
    says: "All of the payment is given back, which does not show whether this refund was a part of it."
  },
  {
    rule: "number-used-before",
    before: ["number used"],
    after: ["00", ...notPaid, "04", "05", "06"],
    kind: "undecided",
    says:
      "Finpay's answer was that the refund's number had been used before; whether by this refund or by another one " +
      "cannot be seen."
  },
  {
    rule: "before-not-known",
    before: ["not asked"],
    after: ["05"],
    kind: "undecided",
    says: "How the payment stood before is not known, so that it is cancelled shows nothing."
  },
  {
    rule: "before-not-understood",
    before: ["unknown"],
    after: [...notPaid, "05", "06"],
    kind: "undecided",
    says: "The status before is one nobody knows, so the one after cannot show what the refund changed."
  },
  {
    rule: "ended-otherwise",
    before: [...paidBefore, "given back"],
    after: ["05", "06"],
    kind: "contradiction",
    says: "The payment ended, and not by a refund: somebody else changed it."
  },
  {
    rule: "taken-again",
    before: ["given back"],
    after: ["00"],
    kind: "contradiction",
    says: "All had been given back, and the payment is shown as if it had not been."
  },
  {
    rule: "an-older-view",
    before: [...paidBefore, "given back"],
    after: notPaid,
    kind: "ask-again",
    says: "Money had come in, and Finpay shows the payment as it was before that."
  },
  {
    rule: "not-found",
    before: everySituation("qrisRefund"),
    after: ["07"],
    kind: "ask-again",
    says: "Finpay does not find the payment at the moment."
  }
])
