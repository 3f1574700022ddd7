import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { conclude, noEvidence } from "../../src/evidence/conclude.ts"
import type { Conclusion, Look, Patience } from "../../src/evidence/conclude.ts"
import type { Verdict, VerdictKind } from "../../src/evidence/Verdict.ts"
import type { Evidence } from "../../src/Mutation.ts"
import { evidence, seen } from "./cases.ts"

const patience: Patience = {
  notAppliedChecks: 3,
  notAppliedSeconds: 60,
  undecidedChecks: 3,
  undecidedSeconds: 0,
  giveUpChecks: 20,
  giveUpSeconds: 600,
  repeatQrisRefunds: true
}

/** Sent so long ago that only the number of questions decides when it is given up. */
const longAgo = 600_000

const verdict = (kind: VerdictKind, rule: string = kind): Verdict => ({ rule, kind, says: "because" })

const answer = (kind: VerdictKind, seconds: number, id = "here", rule: string = kind): Look => ({
  kind: "answered",
  seen: seen("PAID"),
  verdict: verdict(kind, rule),
  witness: { id, millis: seconds * 1000 }
})

const failed: Look = { kind: "failed" }

const repeated = (kind: VerdictKind): Look => ({ kind: "repeated", verdict: verdict(kind, `repeat-${kind}`) })

/** What follows from each of these looks, and what is known after the last. */
const follow = (looks: ReadonlyArray<Look>, from: Evidence = noEvidence, settings: Patience = patience) => {
  const conclusions: Array<Conclusion> = []
  for (const look of looks) conclusions.push(conclude(settings, conclusions.at(-1)?.evidence ?? from, look, longAgo))
  return conclusions
}

const decisions = (...looks: ReadonlyArray<Look>) => follow(looks).map(({ decision }) => decision)

describe("conclude", () => {
  it("takes one answer for applied, whatever was seen before it", () => {
    assert.deepStrictEqual(decisions(answer("applied", 0)), ["applied"])
    assert.deepStrictEqual(decisions(answer("same", 0), answer("undecided", 1), answer("applied", 2)), [
      "keep-asking",
      "keep-asking",
      "applied"
    ])
  })

  it("needs both the number of answers and the time for not applied", () => {
    const steps = [answer("same", 0), answer("same", 30), answer("same", 59), answer("same", 60)]
    assert.deepStrictEqual(decisions(...steps), ["keep-asking", "keep-asking", "keep-asking", "not_applied"])
    assert.deepStrictEqual(decisions(answer("same", 0), answer("same", 3600), answer("same", 3601)), [
      "keep-asking",
      "keep-asking",
      "not_applied"
    ])
  })

  it("counts nobody's time but that of one witness, from its own first look to its own last", () => {
    const looks = [
      answer("same", 0, "a"),
      answer("same", 5000, "b"),
      answer("same", 30, "a"),
      answer("same", 5030, "b"),
      answer("same", 5059, "b"),
      answer("same", 60, "a")
    ]
    assert.deepStrictEqual(decisions(...looks).slice(-2), ["keep-asking", "not_applied"])
  })

  it("starts a witness over whose steady clock goes back", () => {
    const looks = [answer("same", 100), answer("same", 150), answer("same", 20), answer("same", 79), answer("same", 80)]
    assert.deepStrictEqual(decisions(...looks).slice(-2), ["keep-asking", "not_applied"])
  })

  it("starts over at an answer by another rule, also of the same kind", () => {
    const looks = [answer("same", 0), answer("same", 50), answer("ask-again", 55), answer("same", 60)]
    assert.deepStrictEqual(
      decisions(...looks, answer("same", 110), answer("same", 119), answer("same", 120)).slice(-2),
      [
        "keep-asking",
        "not_applied"
      ]
    )
    const other = [answer("same", 0, "here", "unpaid"), answer("same", 50, "here", "unpaid"), answer("same", 60)]
    assert.strictEqual(follow(other).at(-1)?.evidence.agreeing, 1)
    assert.strictEqual(follow(other).at(-1)?.decision, "keep-asking")
  })

  it("lets a question without an answer neither count nor break the row", () => {
    const looks = [answer("same", 0), failed, answer("same", 30), failed, failed, answer("same", 60)]
    const last = follow(looks).at(-1)
    assert.strictEqual(last?.decision, "not_applied")
    assert.deepInclude(last?.evidence, { checks: 6, agreeing: 3 })
    assert.notInclude(decisions(answer("same", 0), answer("same", 60), failed, failed), "not_applied")
  })

  it("asks a person after so many answers in a row that cannot decide", () => {
    for (const kind of ["undecided", "contradiction"] as const) {
      const looks = [answer(kind, 0), answer(kind, 1), failed, answer(kind, 2)]
      assert.deepStrictEqual(decisions(...looks).slice(-2), ["keep-asking", "needs_review"])
    }
    assert.notInclude(
      decisions(answer("undecided", 0), answer("contradiction", 1), answer("undecided", 2)),
      "needs_review"
    )
  })

  it("asks a person after so many questions, answered or not", () => {
    const almost = evidence({ checks: 18 })
    for (const look of [failed, answer("ask-again", 0), answer("same", 0), answer("undecided", 0)]) {
      const last = follow([look, look], almost).map(({ decision }) => decision)
      assert.deepStrictEqual(last, ["keep-asking", "needs_review"])
    }
    assert.strictEqual(follow([answer("applied", 0)], evidence({ checks: 19 }))[0]?.decision, "applied")
  })

  it("decides not applied before it gives up", () => {
    const waited = evidence({
      checks: 19,
      agreeing: 2,
      rule: "same",
      watched: { here: { firstMillis: 0, lastMillis: 1 } }
    })
    assert.strictEqual(conclude(patience, waited, answer("same", 60), longAgo).decision, "not_applied")
  })

  it("keeps what was seen last and which rule spoke", () => {
    const known = conclude(patience, noEvidence, answer("same", 5), longAgo).evidence
    assert.deepStrictEqual(known, {
      checks: 1,
      agreeing: 1,
      last: seen("PAID"),
      rule: "same",
      watched: { here: { firstMillis: 5000, lastMillis: 5000 } },
      repeats: 0
    })
    assert.deepStrictEqual(conclude(patience, known, failed, longAgo).evidence, { ...known, checks: 2 })
  })
})

describe("who asks often", () => {
  it("does not give up sooner, and neither does a wall clock that was set", () => {
    const asked = evidence({ checks: 500 })
    for (const since of [0, 599_000, -599_000]) {
      assert.strictEqual(conclude(patience, asked, failed, since).decision, "keep-asking", String(since))
    }
    for (const since of [600_000, 86_400_000, -86_400_000]) {
      assert.strictEqual(conclude(patience, asked, failed, since).decision, "needs_review", String(since))
      assert.strictEqual(conclude(patience, evidence({ checks: 5 }), failed, since).decision, "keep-asking")
    }
  })

  it("does not bring a person in sooner: what cannot be decided has to stay so", () => {
    const settings = { ...patience, undecidedSeconds: 300 }
    const often = Array.from({ length: 15 }, (_, second) => answer("undecided", second))
    assert.deepStrictEqual([...new Set(follow(often, noEvidence, settings).map(({ decision }) => decision))], [
      "keep-asking"
    ])
    const lasting = [answer("undecided", 0), answer("undecided", 150), answer("undecided", 300)]
    assert.strictEqual(follow(lasting, noEvidence, settings).at(-1)?.decision, "needs_review")
  })
})

describe("conclude on a QRIS refund", () => {
  const patient = [answer("repeat", 0), answer("repeat", 30), answer("repeat", 60)]

  it("has it repeated only after the patience that not applied needs", () => {
    assert.deepStrictEqual(decisions(...patient), ["keep-asking", "keep-asking", "repeat"])
    assert.notInclude(decisions(answer("repeat", 0), answer("repeat", 1), answer("repeat", 59)), "repeat")
  })

  it("counts the repeat before it is sent, and starts over", () => {
    const [, , last] = follow(patient)
    assert.deepInclude(last?.evidence, { repeats: 1, agreeing: 0, watched: {}, checks: 3 })
    const again = follow([answer("repeat", 61), answer("repeat", 91), answer("repeat", 121)], last?.evidence)
    assert.deepStrictEqual(again.map(({ decision }) => decision), ["keep-asking", "keep-asking", "repeat"])
  })

  it("asks a person instead of repeating it more often", () => {
    const often = follow(patient, evidence({ repeats: 3 }))
    assert.strictEqual(often.at(-1)?.decision, "needs_review")
    assert.strictEqual(often.at(-1)?.evidence.repeats, 3)
  })

  it("asks a person where repeats are off", () => {
    const never = follow(patient, noEvidence, { ...patience, repeatQrisRefunds: false })
    assert.deepStrictEqual(never.map(({ decision }) => decision), ["keep-asking", "keep-asking", "needs_review"])
  })

  it("follows the answer to the repeat", () => {
    const { evidence: sent } = follow(patient).at(-1) ?? { evidence: noEvidence }
    const after = (kind: VerdictKind) => conclude(patience, sent, repeated(kind), longAgo)
    assert.strictEqual(after("applied").decision, "applied")
    assert.strictEqual(after("undecided").decision, "needs_review")
    assert.strictEqual(after("contradiction").decision, "needs_review")
    assert.strictEqual(after("ask-again").decision, "keep-asking")
    assert.deepInclude(after("ask-again").evidence, { repeats: 1, agreeing: 0, rule: "repeat-ask-again", checks: 3 })
  })
})

const Kind = Schema.Literals(["applied", "same", "undecided", "contradiction", "ask-again", "repeat"])
const Step = Schema.Struct({
  kind: Schema.Literals([...Kind.literals, "same", "same", "repeat", "failed"]),
  rule: Schema.Literals(["one", "other"]),
  witness: Schema.Literals(["a", "b"]),
  // What passes on each steady clock before this look.
  seconds: Schema.Literals([0, 1, 20, 61]),
  // What the wall clock shows; it may be set at will.
  at: Schema.Int
})
type Step = typeof Step.Type

const looksOf = (steps: ReadonlyArray<Step>): ReadonlyArray<Look> => {
  let seconds = 0
  return steps.map(({ at, kind, rule, witness, seconds: passed }): Look => {
    seconds += passed
    if (kind === "failed") return { kind }
    const from = witness === "a" ? 0 : 1e9
    return {
      kind: "answered",
      seen: { at, status: "PAID" },
      verdict: verdict(kind, `${kind}-${rule}`),
      witness: { id: witness, millis: from + seconds * 1000 }
    }
  })
}

const Steps = Schema.Array(Step).check(Schema.isBetweenLength(1, 12))
const many = { arbitrary: { runs: 1000 } } as const

describe("conclude, for any looks", () => {
  it.prop("decides the same whatever the wall clock shows", [Steps, Schema.Int], ([steps, jump]) => {
    const elsewhere = steps.map((step, index) => ({ ...step, at: step.at + index * jump }))
    assert.deepStrictEqual(decisions(...looksOf(elsewhere)), decisions(...looksOf(steps)))
  }, many)

  // Found again from the looks alone, in another way than conclude does.
  it.prop(
    "says not applied only after enough agreeing answers over enough of one witness's time",
    [Steps],
    ([steps]) => {
      const looks = looksOf(steps)
      for (const [index, { decision }] of follow(looks).entries()) {
        if (decision !== "not_applied") continue
        const answers = looks.slice(0, index + 1).filter((look) => look.kind === "answered")
        const last = answers.at(-1)
        assert.strictEqual(last?.verdict.kind, "same")
        const breaks = answers.findLastIndex(({ verdict: { rule } }) => rule !== last?.verdict.rule)
        const row = answers.slice(breaks + 1)
        assert.isAtLeast(row.length, patience.notAppliedChecks)
        const spans = ["a", "b"].map((id) => {
          const millis = row.filter(({ witness }) => witness.id === id).map(({ witness }) => witness.millis)
          return millis.length === 0 ? 0 : Math.max(...millis) - Math.min(...millis)
        })
        assert.isAtLeast(Math.max(...spans), patience.notAppliedSeconds * 1000)
      }
    },
    many
  )

  it.prop("never repeats or asks for ever, and never more often than it may", [Steps], ([steps]) => {
    const looks = looksOf(Array.from({ length: 10 }, () => steps).flat()).slice(0, 40)
    let repeats = 0
    for (const [index, { decision, evidence: known }] of follow(looks).entries()) {
      repeats += decision === "repeat" ? 1 : 0
      assert.strictEqual(known.repeats, repeats)
      assert.strictEqual(known.checks, index + 1)
      if (known.checks >= patience.giveUpChecks) assert.notInclude(["keep-asking", "repeat"], decision)
    }
    assert.isAtMost(repeats, patience.undecidedChecks)
  }, many)

  it.prop("says applied if and only if an answer does", [Steps], ([steps]) => {
    const looks = looksOf(steps)
    for (const [index, { decision }] of follow(looks).entries()) {
      const look = looks[index]
      assert.strictEqual(decision === "applied", look?.kind === "answered" && look.verdict.kind === "applied")
    }
  }, many)

  it("reaches not applied in some of them, so that the rule above is put to the test", () => {
    const steps: ReadonlyArray<Step> = [0, 20, 20, 20].map((seconds) => ({
      kind: "same",
      rule: "one",
      witness: "b",
      seconds,
      at: -1
    } as Step))
    assert.strictEqual(follow(looksOf(steps)).at(-1)?.decision, "not_applied")
  })
})
