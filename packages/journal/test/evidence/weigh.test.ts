import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { everySituation } from "../../src/evidence/Rule.ts"
import { rules } from "../../src/evidence/rules.ts"
import { situationOf } from "../../src/evidence/situation.ts"
import type { Question, VerdictKind } from "../../src/evidence/Verdict.ts"
import { weigh } from "../../src/evidence/weigh.ts"
import { journaledOperations } from "../../src/Mutation.ts"
import type { JournaledOperation, Seen } from "../../src/Mutation.ts"
import { before, knownStatuses, orderStatuses, qrisStatuses, seen, strangeStatuses, unclear } from "./cases.ts"

type Known = readonly [before: Omit<Question, "operation">, after: string, kind: VerdictKind, rule: string]

/** A refund of so much of a payment of 100 that stood so. */
const of = (amount: number, status: string, refunded = 0): Omit<Question, "operation"> => ({
  amount,
  before: before(status, refunded)
})

const unaskedRefund = { amount: 100 }

/** Written by hand from what a refund does, not from the table. */
const known: Readonly<Record<JournaledOperation, ReadonlyArray<Known>>> = {
  refund: [
    [of(100, "PAID"), "REFUNDED", "applied", "refunded-in-full"],
    [of(100, "CAPTURED"), "REFUNDED", "applied", "refunded-in-full"],
    [of(100, "PAID"), "PAID", "same", "nothing-given-back"],
    [of(100, "PAID"), "PARTIALLY_REFUNDED", "contradiction", "less-than-asked"],
    [of(100, "PAID"), "CANCELLED", "contradiction", "ended-otherwise"],
    [of(100, "PAID"), "EXPIRED", "contradiction", "ended-otherwise"],
    [of(100, "PAID"), "REQUEST_INITIATED", "ask-again", "an-older-view"],
    [of(100, "PAID"), "AUTHORIZED", "ask-again", "an-older-view"],
    [of(100, "PAID"), "PENDING", "ask-again", "in-progress"],
    [of(100, "PAID"), "SETTLED", "ask-again", "unknown-status"],
    [of(100, "CAPTURED"), "PARTIALLY_CAPTURED", "undecided", "partly-captured-now"],
    [of(40, "PAID"), "PARTIALLY_REFUNDED", "applied", "refunded-in-part"],
    [of(99, "CAPTURED"), "PARTIALLY_REFUNDED", "applied", "refunded-in-part"],
    [of(40, "CAPTURED"), "CAPTURED", "same", "nothing-given-back"],
    [of(40, "PAID"), "REFUNDED", "contradiction", "more-than-asked"],
    // More than was paid, or nobody said how much was: which of the two it is must not be guessed.
    [of(101, "PAID"), "REFUNDED", "undecided", "amount-not-known"],
    [
      { amount: 100, before: { at: 0, status: "PAID", refunded: 0, done: 0 } },
      "REFUNDED",
      "undecided",
      "amount-not-known"
    ],
    [{ before: before("PAID") }, "PARTIALLY_REFUNDED", "undecided", "amount-not-known"],
    [of(101, "PAID"), "PAID", "same", "nothing-given-back"],
    [of(60, "PARTIALLY_REFUNDED", 40), "REFUNDED", "applied", "rest-refunded"],
    [of(60, "PARTIALLY_REFUNDED", 40), "PARTIALLY_REFUNDED", "undecided", "a-further-part"],
    [of(60, "PARTIALLY_REFUNDED", 40), "PAID", "contradiction", "taken-again"],
    [of(20, "PARTIALLY_REFUNDED", 40), "PARTIALLY_REFUNDED", "undecided", "a-further-part"],
    [of(20, "PARTIALLY_REFUNDED", 40), "REFUNDED", "contradiction", "more-than-asked"],
    // Somebody else gave back before, or what the journal gave back does not show.
    [of(60, "PARTIALLY_REFUNDED"), "REFUNDED", "undecided", "history-not-clear"],
    [of(40, "PARTIALLY_REFUNDED"), "PARTIALLY_REFUNDED", "undecided", "history-not-clear"],
    [of(60, "PAID", 40), "PAID", "undecided", "history-not-clear"],
    [of(60, "PAID", 40), "REFUNDED", "undecided", "history-not-clear"],
    [of(70, "PARTIALLY_REFUNDED", 40), "REFUNDED", "undecided", "history-not-clear"],
    [of(60, "CANCELLED", 40), "CANCELLED", "undecided", "history-not-clear"],
    [of(100, "REQUEST_INITIATED"), "REQUEST_INITIATED", "same", "never-paid"],
    [of(100, "PENDING"), "EXPIRED", "same", "never-paid"],
    [of(100, "EXPIRED"), "EXPIRED", "same", "never-paid"],
    [of(100, "REQUEST_INITIATED"), "CANCELLED", "same", "withdrawn"],
    [of(100, "REQUEST_INITIATED"), "PAID", "same", "paid-since"],
    [of(100, "REQUEST_INITIATED"), "REFUNDED", "undecided", "paid-and-given-back-since"],
    [of(100, "PARTIALLY_CAPTURED"), "REFUNDED", "undecided", "partly-captured-before"],
    [of(100, "REFUNDED"), "REFUNDED", "undecided", "was-given-back"],
    [of(100, "REFUNDED"), "PARTIALLY_REFUNDED", "contradiction", "less-than-before"],
    [unaskedRefund, "PAID", "undecided", "before-not-known"],
    [unaskedRefund, "REFUNDED", "undecided", "before-not-known"],
    [unaskedRefund, "REQUEST_INITIATED", "same", "never-paid"],
    [of(100, "SETTLED"), "REFUNDED", "undecided", "before-not-understood"],
    [of(100, "SETTLED"), "REQUEST_INITIATED", "undecided", "before-not-understood"],
    [{ ...of(100, "PAID"), error: unclear("in-progress", "2020000") }, "PAID", "ask-again", "still-working"],
    [{ ...of(100, "PAID"), error: unclear("in-progress", "2020000") }, "REFUNDED", "applied", "refunded-in-full"],
    [{ ...of(100, "PAID"), error: unclear("timeout") }, "PAID", "same", "nothing-given-back"]
  ],
  void: [
    [of(100, "AUTHORIZED"), "CANCELLED", "applied", "voided"],
    [of(100, "PAID"), "CANCELLED", "applied", "voided"],
    [of(100, "PARTIALLY_CAPTURED"), "CANCELLED", "applied", "voided"],
    [of(100, "PAID"), "PAID", "same", "not-voided"],
    [of(100, "AUTHORIZED"), "CAPTURED", "same", "not-voided"],
    [of(100, "PAID"), "REFUNDED", "contradiction", "given-back-instead"],
    [of(100, "AUTHORIZED"), "EXPIRED", "contradiction", "ended-otherwise"],
    [of(100, "PAID"), "REQUEST_INITIATED", "ask-again", "an-older-view"],
    [of(100, "PAID"), "PENDING", "ask-again", "in-progress"],
    [of(100, "PAID"), "VOIDED", "ask-again", "unknown-status"],
    [of(100, "REQUEST_INITIATED"), "REQUEST_INITIATED", "same", "nothing-to-void"],
    [of(100, "REQUEST_INITIATED"), "PAID", "same", "nothing-to-void"],
    [of(100, "REQUEST_INITIATED"), "CANCELLED", "undecided", "cancelled-while-unpaid"],
    [of(100, "CANCELLED"), "CANCELLED", "same", "cancelled-before"],
    [of(100, "CANCELLED"), "PAID", "contradiction", "cancelled-no-more"],
    [of(100, "PARTIALLY_REFUNDED", 40), "CANCELLED", "undecided", "was-given-back"],
    [{}, "CANCELLED", "undecided", "before-not-known"],
    [{}, "PAID", "same", "not-voided"],
    [{}, "REQUEST_INITIATED", "same", "never-paid"],
    [{ ...of(100, "PAID"), error: unclear("in-progress", "2020000") }, "PAID", "ask-again", "still-working"]
  ],
  cancel: [
    [{ before: before("REQUEST_INITIATED") }, "CANCELLED", "applied", "cancelled"],
    [{ before: before("PENDING") }, "CANCELLED", "applied", "cancelled"],
    [{ before: before("REQUEST_INITIATED") }, "REQUEST_INITIATED", "same", "not-cancelled"],
    [{ before: before("REQUEST_INITIATED") }, "PAID", "same", "not-cancelled"],
    [{ before: before("REQUEST_INITIATED") }, "EXPIRED", "same", "not-cancelled"],
    [{ before: before("REQUEST_INITIATED") }, "PENDING", "ask-again", "in-progress"],
    [{ before: before("REQUEST_INITIATED") }, "ON_FIRE", "ask-again", "unknown-status"],
    [{ before: before("PAID") }, "PAID", "same", "nothing-to-cancel"],
    [{ before: before("PAID") }, "CANCELLED", "contradiction", "withdrawn-otherwise"],
    [{ before: before("PAID") }, "REQUEST_INITIATED", "ask-again", "an-older-view"],
    [{ before: before("CANCELLED") }, "CANCELLED", "same", "cancelled-before"],
    [{ before: before("CANCELLED") }, "PAID", "contradiction", "cancelled-no-more"],
    [{}, "CANCELLED", "undecided", "before-not-known"],
    [{}, "EXPIRED", "same", "not-cancelled"]
  ],
  qrisRefund: [
    [of(100, "00"), "04", "applied", "refunded-in-full"],
    [of(60, "00", 40), "04", "applied", "refunded-in-full"],
    [of(100, "00"), "00", "repeat", "shown-as-paid"],
    [of(40, "00"), "00", "repeat", "shown-as-paid"],
    [of(40, "00"), "04", "repeat", "more-than-asked"],
    [of(101, "00"), "04", "repeat", "more-than-asked"],
    [of(100, "00"), "05", "contradiction", "ended-otherwise"],
    [of(100, "00"), "03", "ask-again", "an-older-view"],
    [of(100, "00"), "07", "ask-again", "not-found"],
    [of(100, "00"), "08", "ask-again", "unknown-status"],
    [of(100, "03"), "03", "same", "never-paid"],
    [of(100, "03"), "00", "repeat", "shown-as-paid"],
    [of(100, "04"), "00", "contradiction", "taken-again"],
    [of(100, "07"), "00", "repeat", "shown-as-paid"],
    [of(100, "07"), "05", "undecided", "before-not-understood"],
    [unaskedRefund, "00", "repeat", "shown-as-paid"],
    [unaskedRefund, "03", "same", "not-paid-now"],
    [unaskedRefund, "05", "undecided", "before-not-known"],
    [{ ...of(100, "00"), error: unclear("duplicate", "4097801") }, "04", "undecided", "number-used-before"],
    [{ ...of(100, "00"), error: unclear("duplicate", "4045318") }, "00", "undecided", "number-used-before"],
    // The attempt's own id was used before: that says nothing of the refund's number.
    [{ ...of(100, "00"), error: unclear("duplicate", "4097800") }, "00", "repeat", "shown-as-paid"],
    [{ ...of(100, "03"), error: unclear("in-progress", "2025300") }, "03", "ask-again", "still-working"],
    [{ ...of(100, "00"), error: unclear("in-progress", "2025300") }, "00", "repeat", "shown-as-paid"]
  ]
}

/** Where an operation leads. */
const leadsTo: Readonly<Record<JournaledOperation, ReadonlyArray<string>>> = {
  refund: ["PARTIALLY_REFUNDED", "REFUNDED"],
  void: ["CANCELLED"],
  cancel: ["CANCELLED"],
  qrisRefund: ["04"]
}

const amounts = [undefined, 40, 60, 100, 101]
const errors = [undefined, unclear("timeout"), unclear("in-progress", "2025300"), unclear("duplicate", "4097801")]

/** Every question there is, but for the numbers themselves. */
const questions = function*(operation: JournaledOperation): Generator<Question> {
  const befores = [
    undefined,
    ...[...orderStatuses, ...qrisStatuses, ...strangeStatuses].flatMap((status) =>
      [0, 40, 100].flatMap((refunded) => [before(status, refunded), { at: 0, status, refunded, done: 0 }])
    )
  ]
  for (const amount of amounts) {
    for (const earlier of befores) {
      for (const error of errors) {
        yield {
          operation,
          ...(amount === undefined ? {} : { amount }),
          ...(earlier === undefined ? {} : { before: earlier }),
          ...(error === undefined ? {} : { error })
        }
      }
    }
  }
}

const answers = (statuses: ReadonlyArray<string>): ReadonlyArray<Seen> =>
  statuses.flatMap((status) => [undefined, 60, 100].map((paidAmount) => seen(status, paidAmount)))

/** Every question with every answer of these statuses. */
const pairs = function*(statusesOf: (operation: JournaledOperation) => ReadonlyArray<string>) {
  for (const operation of journaledOperations) {
    const after = answers(statusesOf(operation))
    for (const question of questions(operation)) {
      for (const answer of after) yield { question, answer }
    }
  }
}

const shown = (value: unknown): string => JSON.stringify(value)

describe("weigh", () => {
  for (const operation of journaledOperations) {
    describe(operation, () => {
      for (const [question, after, kind, rule] of known[operation]) {
        const { amount, before: earlier, error } = question
        const was = earlier === undefined
          ? "nobody asked"
          : `${earlier.status} of ${earlier.paidAmount}, ${earlier.refunded} given back`
        const told = error?._tag === "OutcomeUnknown" ? `, ${error.reason} ${error.responseCode ?? ""}` : ""
        it(`${was}, ${amount}${told}, then ${after}: ${kind} by ${rule}`, () => {
          const verdict = weigh({ operation, ...question }, seen(after, 100))
          assert.deepStrictEqual([verdict.kind, verdict.rule], [kind, rule])
        })
      }

      it("is held to every rule of the table by a known answer", () => {
        const expected = new Set(rules.filter((one) => one.operation === operation).map(({ rule }) => rule))
        const tried = new Set(known[operation].map(([, , , rule]) => rule))
        assert.deepStrictEqual([...expected].filter((rule) => !tried.has(rule)), [])
      })
    })
  }

  it("decides nothing by a payment that something else of the order has changed meanwhile", () => {
    let disturbed = 0
    for (const { answer, question } of pairs(() => [...orderStatuses, ...qrisStatuses])) {
      if (question.before === undefined) continue
      const { kind } = weigh(question, answer, question.before.done + 1)
      assert.notInclude(["applied", "same", "contradiction"], kind, shown({ question, answer }))
      if (kind === "undecided") disturbed++
    }
    assert.isAbove(disturbed, 0)
  })

  it("takes an amount that changed under way for one that is not known", () => {
    const whole = { operation: "refund", ...of(100, "PAID") } as const
    assert.strictEqual(weigh(whole, seen("REFUNDED", 100)).kind, "applied")
    assert.strictEqual(weigh(whole, seen("REFUNDED")).kind, "applied")
    assert.strictEqual(weigh(whole, seen("REFUNDED", 60)).kind, "undecided")
    const rest = { operation: "refund", ...of(60, "PARTIALLY_REFUNDED", 40) } as const
    assert.strictEqual(weigh(rest, seen("REFUNDED", 60)).kind, "undecided")
  })
})

describe("the table", () => {
  it("has exactly one line for each situation and known status", () => {
    for (const operation of journaledOperations) {
      for (const situation of everySituation(operation)) {
        for (const status of knownStatuses(operation)) {
          const fits = rules.filter((one) =>
            one.operation === operation && one.before.includes(situation) && one.after.includes(status)
          )
          assert.strictEqual(
            fits.length,
            1,
            `${operation} ${situation} ${status}: ${fits.map(({ rule }) => rule).join()}`
          )
        }
      }
    }
  })

  it("names no rule twice in an operation, no situation that never is, and no status that nobody knows", () => {
    const names = rules.map(({ operation, rule }) => `${operation} ${rule}`)
    assert.strictEqual(new Set(names).size, names.length)
    for (const { after, operation } of rules) {
      assert.deepStrictEqual(after.filter((status) => !knownStatuses(operation).includes(status)), [])
    }
    const met = new Set<string>()
    for (const { answer, question } of pairs(() => ["PAID"])) {
      met.add(`${question.operation} ${situationOf(question, answer)}`)
    }
    const all = journaledOperations.flatMap((operation) =>
      everySituation(operation).map((situation) => `${operation} ${situation}`)
    )
    assert.deepStrictEqual(all.filter((one) => !met.has(one)), [])
    assert.strictEqual(met.size, all.length)
  })

  it("gives applied only where the operation leads, from where it had not led yet", () => {
    for (const { answer, question } of pairs(knownStatuses)) {
      if (weigh(question, answer).kind !== "applied") continue
      const text = shown({ question, answer })
      assert.include(leadsTo[question.operation], answer.status, text)
      // Whoever asked before saw another status: the change is what proves it.
      assert.isDefined(question.before, text)
      assert.notStrictEqual(question.before?.status, answer.status, text)
    }
  })

  it("gives applied for a refund only when the amounts fit", () => {
    for (const { answer, question } of pairs(knownStatuses)) {
      const { amount = 0, before: earlier, operation } = question
      if (weigh(question, answer).kind !== "applied" || operation === "void" || operation === "cancel") continue
      const total = (earlier?.refunded ?? 0) + amount
      const paidAmount = earlier?.paidAmount ?? 0
      const isAll = answer.status === "REFUNDED" || answer.status === "04"
      assert.isTrue(isAll ? total === paidAmount : total < paidAmount, shown({ question, answer }))
    }
  })

  it("takes nothing for not applied where the operation leads, unless it stood there before", () => {
    for (const { answer, question } of pairs(knownStatuses)) {
      if (weigh(question, answer).kind !== "same" || !leadsTo[question.operation].includes(answer.status)) continue
      // A payment that was cancelled before cannot be voided or cancelled, and one without money not refunded.
      assert.strictEqual(answer.status, "CANCELLED")
      assert.strictEqual(question.before?.status, "CANCELLED", shown({ question, answer }))
    }
  })

  it("never gives applied or same while nobody asked before, but for a payment that has no money or is not withdrawn", () => {
    for (const { answer, question } of pairs(knownStatuses)) {
      if (question.before !== undefined) continue
      const { kind } = weigh(question, answer)
      assert.notStrictEqual(kind, "applied")
      if (kind === "same" && (question.operation === "refund" || question.operation === "qrisRefund")) {
        assert.notInclude(["PAID", "CAPTURED", "00", "04", ...leadsTo.refund], answer.status)
      }
    }
  })

  it("never takes looking as before for not applied when Finpay said that it is working on it", () => {
    for (const { answer, question } of pairs(knownStatuses)) {
      const { error } = question
      if (error?._tag !== "OutcomeUnknown" || error.reason !== "in-progress") continue
      assert.notStrictEqual(weigh(question, answer).kind, "same", shown({ question, answer }))
    }
  })

  it("repeats nothing but a QRIS refund, and none whose number was used before", () => {
    for (const { answer, question } of pairs(knownStatuses)) {
      if (weigh(question, answer).kind !== "repeat") continue
      assert.strictEqual(question.operation, "qrisRefund")
      assert.isFalse(question.error?._tag === "OutcomeUnknown" && question.error.reason === "duplicate")
    }
  })

  it("draws no conclusion from a status that nobody knows", () => {
    for (const { answer, question } of pairs(() => strangeStatuses)) {
      assert.deepStrictEqual(weigh(question, answer).rule, "unknown-status", shown({ question, answer }))
    }
  })

  it.prop("draws no conclusion from any other text", [Schema.String], ([status]) => {
    for (const operation of journaledOperations) {
      if (knownStatuses(operation).includes(status)) continue
      for (const question of [{ operation, ...of(100, "PAID") }, { operation, ...of(100, "00") }, { operation }]) {
        assert.strictEqual(weigh(question, seen(status)).kind, "ask-again")
      }
    }
  })
})
