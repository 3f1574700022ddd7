import { assert, it } from "@effect/vitest"
import type { FaultInput } from "@openfinpay/finpay-simulator"
import { Effect } from "effect"
import { conclude } from "../src/evidence/conclude.ts"
import type { Submission } from "../src/Journal.ts"
import type { MutationState } from "../src/Mutation.ts"
import { describeDatabases } from "./databases.ts"
import {
  ask,
  cancelling,
  giveUpSender,
  inState,
  makeWorld,
  patient,
  qrisRefund,
  refund,
  story,
  until,
  voiding
} from "./support/world.ts"
import type { Opened, World } from "./support/world.ts"

const supervisor = { actor: "supervisor", reason: "seen in the statement" }

/** Submits what is bound to have an unknown outcome. */
const unknown = Effect.fnUntraced(function*(opened: Opened, submission: Submission) {
  const { mutation } = yield* opened.journal.submit(submission)
  return yield* inState(opened, mutation.id, "unknown")
})

const lost = (operation: string): FaultInput => ({ kind: "lost-answer", operation })
const neverArrived = (operation: string): FaultInput => ({ kind: "connection-reset", operation })

describeDatabases("an unknown outcome", (fresh) => {
  it.live("that one look decides is decided by it", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const opened = yield* world.open()
      yield* world.paid("whole", 22_000)
      yield* world.paid("part", 22_000)
      yield* world.paid("rest", 22_000)
      yield* world.paid("void", 22_000)
      yield* world.order("cancel", 22_000)
      const qris = yield* world.qrisPaid("QR-1", 50_000)
      yield* opened.journal.submit(refund("earlier", "rest", 2_000), patient)
      yield* world.faults(lost("void"), lost("cancel"), lost("qrisRefund"), { ...lost("refund"), times: 3 })
      const mutations = yield* Effect.forEach([
        refund("a", "whole", 22_000),
        refund("b", "part", 2_000),
        refund("c", "rest", 20_000),
        voiding("d", "void", 22_000),
        cancelling("e", "cancel"),
        qrisRefund("f", qris, "R-1", 50_000)
      ], (submission) => unknown(opened, submission))
      for (const { id, key } of mutations) {
        const found = yield* ask(opened, id)
        assert.strictEqual(found.state, "succeeded", key)
        assert.strictEqual(found.decidedBy, "evidence", key)
        assert.isUndefined(found.error, key)
        assert.strictEqual(found.evidence?.checks, 1)
      }
      const mutating = (yield* world.simulator.requests()).filter(({ operation }) =>
        ["refund", "void", "cancel", "qrisRefund"].includes(operation)
      )
      assert.lengthOf(mutating, mutations.length + 1)
      assert.deepStrictEqual((yield* opened.journal.verify()).findings, [])
    }))

  it.live("is not applied only after agreeing looks over enough steady time", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const opened = yield* world.open({ settings: { notAppliedChecks: 3, notAppliedSeconds: 60, giveUpChecks: 50 } })
      const qris = yield* world.qrisPaid("QR-1", 50_000)
      yield* world.paid("void", 22_000)
      yield* world.order("cancel", 22_000)
      yield* world.paid("refund", 22_000)
      yield* world.faults(neverArrived("void"), neverArrived("cancel"), neverArrived("refund"))
      const submissions = [refund("a", "refund", 22_000), voiding("b", "void", 22_000), cancelling("c", "cancel")]
      const mutations = yield* Effect.forEach(submissions, (submission) => unknown(opened, submission))
      for (const { id, key } of mutations) {
        const looks = (times: number) => Effect.map(ask(opened, id, times), ({ state }) => state)
        assert.strictEqual(yield* looks(5), "unknown", `${key}: often enough, and too soon`)
        yield* world.passSteady(59.999)
        assert.strictEqual(yield* looks(1), "unknown", `${key}: still too soon`)
        yield* world.setWallClock(86_400)
        assert.strictEqual(yield* looks(1), "unknown", `${key}: a wall clock set ahead`)
        yield* world.setWallClock(-2 * 86_400)
        assert.strictEqual(yield* looks(1), "unknown", `${key}: a wall clock set back`)
        yield* world.setWallClock(86_400)
        yield* world.passSteady(0.001)
        const found = yield* ask(opened, id)
        assert.deepStrictEqual([found.state, found.decidedBy], ["not_applied", "evidence"])
      }
      assert.isString(qris)
      assert.deepStrictEqual((yield* opened.journal.verify()).findings, [])
    }))

  it.live("is not applied only after enough looks, however much time has passed", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const opened = yield* world.open({ settings: { notAppliedChecks: 3, notAppliedSeconds: 60, giveUpChecks: 50 } })
      yield* world.paid("INV-1", 22_000)
      yield* world.faults(neverArrived("refund"))
      const { id } = yield* unknown(opened, refund("a", "INV-1", 22_000))
      yield* world.passSteady(3_600)
      for (const expected of ["unknown", "unknown", "not_applied"] as const) {
        assert.strictEqual((yield* ask(opened, id)).state, expected)
        yield* world.passSteady(3_600)
      }
      assert.lengthOf(yield* world.received("INV-1", "refund"), 1)
      // A new key may do it now.
      const again = yield* opened.journal.submit(refund("b", "INV-1", 22_000), patient)
      assert.strictEqual(again.mutation.state, "succeeded")
      assert.strictEqual(yield* world.givenBack("INV-1"), 22_000)
    }))

  it.live("that the first request brings about after all is seen, and not called not applied", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const opened = yield* world.open()
      yield* world.paid("INV-1", 22_000)
      const late = world.network.late("refund", 504, { responseCode: "5040000" })
      const { id } = yield* unknown(opened, refund("a", "INV-1", 22_000))
      assert.strictEqual((yield* ask(opened, id)).state, "unknown")
      yield* late.carryOut
      assert.strictEqual(yield* world.givenBack("INV-1"), 22_000)
      yield* world.passSteady(61)
      assert.strictEqual((yield* ask(opened, id)).state, "succeeded")
    }))

  it.live("that cannot be seen needs a person", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const opened = yield* world.open()
      yield* world.paid("INV-1", 22_000)
      yield* opened.journal.submit(refund("earlier", "INV-1", 2_000), patient)
      yield* world.faults(lost("refund"))
      const { id } = yield* unknown(opened, refund("a", "INV-1", 3_000))
      assert.strictEqual((yield* ask(opened, id)).state, "unknown")
      const found = yield* ask(opened, id)
      assert.strictEqual(found.state, "needs_review")
      assert.deepInclude(found.evidence, { rule: "a-further-part", agreeing: 2, checks: 2 })
      assert.isUndefined(found.settledAt)
      assert.deepStrictEqual((yield* story(opened, id)).slice(-3), [
        "answered: unknown",
        "checked: unknown",
        "review: needs_review"
      ])
      // Nothing is asked any more by itself, and asking is refused.
      const refused = yield* Effect.flip(opened.journal.resolve(id, { actor: "supervisor" }))
      assert.deepInclude(refused, { _tag: "NotInState", id, state: "needs_review" })
    }))

  it.live("that somebody else changed needs a person", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const opened = yield* world.open()
      yield* world.paid("INV-1", 22_000)
      yield* world.faults(neverArrived("refund"))
      const { id } = yield* unknown(opened, refund("a", "INV-1", 3_000))
      yield* world.payer.payments.refund({ order: { id: "INV-1", amount: 22_000 } })
      const found = yield* ask(opened, id, 2)
      assert.deepStrictEqual([found.state, found.evidence?.rule], ["needs_review", "more-than-asked"])
    }))

  it.live("that nobody can be asked about stays unknown, and needs a person in the end", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const opened = yield* world.open({ settings: { giveUpChecks: 4, notAppliedSeconds: 1, giveUpSeconds: 1 } })
      yield* world.paid("INV-1", 22_000)
      yield* world.faults(lost("refund"))
      const { id } = yield* unknown(opened, refund("a", "INV-1", 22_000))
      yield* world.faults({ kind: "service-unavailable", operation: "checkStatus", times: 10_000 })
      for (let checks = 1; checks < 4; checks += 1) {
        const asked = yield* ask(opened, id)
        assert.strictEqual(asked.state, "unknown")
        assert.strictEqual(asked.evidence?.checks, checks)
        assert.isUndefined(asked.evidence?.last)
      }
      // Not sooner for being asked often: only when the time is over as well.
      const { evidence } = yield* until("given up", ask(opened, id), ({ state }) => state === "needs_review")
      assert.isAbove(evidence?.checks ?? 0, 4)
      const failed = (yield* opened.journal.history(id)).filter(({ event }) => event === "check_failed")
      assert.include(failed[0]?.reason, "learnt nothing")
    }))

  it.live("is asked about by itself, until it is known", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const { journal } = yield* world.open({ settings: { checkDelaysSeconds: [1] } })
      yield* world.paid("INV-1", 22_000)
      yield* world.faults(lost("refund"), { kind: "service-unavailable", operation: "checkStatus", times: 0 })
      const { mutation } = yield* journal.submit(refund("a", "INV-1", 22_000), patient)
      assert.deepStrictEqual([mutation.state, mutation.decidedBy], ["succeeded", "evidence"])
    }))

  it.live("is asked about by another journal when the one that sent it is closed", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const first = yield* world.open({ settings: { checkDelaysSeconds: [1] } })
      yield* world.paid("INV-1", 22_000)
      yield* world.faults(lost("refund"))
      const { id } = yield* unknown(first, refund("a", "INV-1", 22_000))
      yield* first.close
      const { journal } = yield* world.open()
      assert.strictEqual((yield* journal.wait(id, patient.waitMillis)).state, "succeeded")
    }))

  it.live("shows who asked", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const opened = yield* world.open()
      yield* world.paid("INV-1", 22_000)
      yield* world.faults(neverArrived("refund"))
      const { id } = yield* unknown(opened, refund("a", "INV-1", 22_000))
      yield* opened.journal.resolve(id, { actor: "supervisor" })
      assert.deepInclude((yield* opened.journal.history(id)).at(-1), { event: "checked", actor: "supervisor" })
    }))

  it.live("is the only thing that can be asked about", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const { journal } = yield* world.open()
      yield* world.paid("INV-1", 22_000)
      const { mutation } = yield* journal.submit(refund("a", "INV-1", 22_000), patient)
      const settled = yield* Effect.flip(journal.resolve(mutation.id, { actor: "supervisor" }))
      const missing = yield* Effect.flip(journal.resolve("mut_nobody", { actor: "supervisor" }))
      assert.deepInclude(settled, { _tag: "NotInState", state: "succeeded" })
      assert.deepInclude(missing, { _tag: "MutationNotFound", id: "mut_nobody" })
    }))

  it.live("that two ask about at once is counted once, and decided once", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const opened = yield* world.open()
      yield* world.paid("INV-1", 22_000)
      yield* world.faults(lost("refund"))
      const { id } = yield* unknown(opened, refund("a", "INV-1", 22_000))
      // Who comes when it is decided already is told so.
      const asked = Effect.catchTag(ask(opened, id), "NotInState", (settled) => Effect.succeed(settled))
      const all = yield* Effect.all([asked, asked, asked], { concurrency: 3 })
      assert.deepStrictEqual(all.map(({ state }) => state), ["succeeded", "succeeded", "succeeded"])
      const events = (yield* opened.journal.history(id)).filter(({ event }) => event === "decided")
      assert.lengthOf(events, 1)
    }))
})

describeDatabases("Finpay is still working on it", (fresh) => {
  for (const [kind, ends] of [["in-progress", "succeeded"], ["in-progress-fails", "unknown"]] as const) {
    it.live(`and it ends as ${kind} does`, () =>
      Effect.gen(function*() {
        const world = yield* makeWorld(fresh)
        const opened = yield* world.open({ settings: { giveUpChecks: 50 } })
        yield* world.paid("INV-1", 22_000)
        yield* world.faults({ kind, operation: "refund", delayMillis: 60_000 })
        const { error, id } = yield* unknown(opened, refund("a", "INV-1", 22_000))
        assert.deepInclude(error, { _tag: "OutcomeUnknown", reason: "in-progress" })
        yield* ask(opened, id, 3)
        yield* world.passSteady(3_600)
        // It had begun: that nothing is to be seen never means that it was not done.
        assert.strictEqual((yield* ask(opened, id, 3)).state, "unknown")
        yield* world.simulator.advanceClock("61 seconds")
        assert.strictEqual((yield* ask(opened, id)).state, ends)
      }))
  }
})

describeDatabases("a QRIS refund whose outcome is unknown", (fresh) => {
  const begin = Effect.fnUntraced(function*(
    world: World,
    fault: FaultInput,
    settings: Parameters<World["open"]>[0] = {}
  ) {
    const opened = yield* world.open(settings)
    const reference = yield* world.qrisPaid("QR-1", 50_000)
    yield* world.faults(fault)
    const mutation = yield* unknown(opened, qrisRefund("a", reference, "R-1", 20_000))
    return { opened, id: mutation.id, reference }
  })

  /** Looks until patience has run out, so that the next thing is to send it again. */
  const wait = (world: World, opened: Opened, id: string) =>
    Effect.gen(function*() {
      yield* ask(opened, id)
      yield* world.passSteady(61)
      return yield* ask(opened, id)
    })

  const sentNumbers = (world: World) =>
    Effect.map(
      world.simulator.requests({ operation: "qrisRefund" }),
      (all) => all.map(({ partnerRefundNo }) => partnerRefundNo)
    )

  for (const fault of [lost("qrisRefund"), neverArrived("qrisRefund")]) {
    it.live(`(${fault.kind}) is sent again with the same number, and given back once`, () =>
      Effect.gen(function*() {
        const world = yield* makeWorld(fresh)
        const { id, opened } = yield* begin(world, fault)
        const found = yield* wait(world, opened, id)
        assert.deepStrictEqual([found.state, found.evidence?.rule], ["succeeded", "repeat-done"])
        assert.deepStrictEqual(yield* sentNumbers(world), ["R-1", "R-1"])
        assert.strictEqual(yield* world.givenBack("QR-1"), 20_000)
        assert.strictEqual(found.evidence?.repeats, 1)
        assert.deepStrictEqual((yield* opened.journal.verify()).findings, [])
      }))
  }

  it.live("is done when Finpay knows the number (409xx01)", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh, { simulator: { snap: { repeatedRefund: "duplicate" } } })
      const { id, opened } = yield* begin(world, lost("qrisRefund"))
      const found = yield* wait(world, opened, id)
      assert.deepStrictEqual([found.state, found.evidence?.rule], ["succeeded", "repeat-duplicate"])
      assert.strictEqual(yield* world.givenBack("QR-1"), 20_000)
    }))

  const answers = [
    ["404xx18: the number belongs to another refund", 404, "4045318", "needs_review", "repeat-inconsistent"],
    ["a refusal: perhaps because the first was carried out", 403, "4035314", "needs_review", "repeat-refused"],
    ["a server that fails: nothing is learnt", 500, "5005300", "unknown", "repeat-not-answered"],
    ["too many calls: nothing is learnt", 429, "4295300", "unknown", "repeat-not-answered"],
    ["still running: nothing is learnt", 202, "2025300", "unknown", "repeat-not-answered"]
  ] as const satisfies ReadonlyArray<readonly [string, number, string, MutationState, string]>
  for (const [name, status, responseCode, state, rule] of answers) {
    it.live(`sent again, and answered with ${name}`, () =>
      Effect.gen(function*() {
        const world = yield* makeWorld(fresh)
        const { id, opened } = yield* begin(world, lost("qrisRefund"))
        world.network.answer("qrisRefund", status, { responseCode })
        const found = yield* wait(world, opened, id)
        assert.deepStrictEqual([found.state, found.evidence?.rule], [state, rule])
      }))
  }

  it.live("answered at first with a number that was used (409xx01, 404xx18) is for a person", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const opened = yield* world.open()
      for (const responseCode of ["4095301", "4045318"]) {
        const reference = yield* world.qrisPaid(`QR-${responseCode}`, 50_000)
        world.network.answer("qrisRefund", Number(responseCode.slice(0, 3)), { responseCode })
        const { id } = yield* unknown(opened, qrisRefund(responseCode, reference, `R-${responseCode}`, 20_000))
        const found = yield* ask(opened, id, 2)
        assert.deepStrictEqual([found.state, found.evidence?.rule], ["needs_review", "number-used-before"])
      }
      assert.deepStrictEqual(yield* sentNumbers(world), [])
    }))

  it.live("is sent again only so many times", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const { id, opened } = yield* begin(world, { kind: "error-after", operation: "qrisRefund", times: 9 }, {
        settings: { giveUpChecks: 50 }
      })
      const { undecidedChecks } = { undecidedChecks: 2 }
      for (let repeats = 1; repeats <= undecidedChecks; repeats += 1) {
        assert.strictEqual((yield* wait(world, opened, id)).state, "unknown")
        assert.lengthOf(yield* sentNumbers(world), 1 + repeats)
      }
      assert.strictEqual((yield* wait(world, opened, id)).state, "needs_review")
      assert.deepStrictEqual(yield* sentNumbers(world), ["R-1", "R-1", "R-1"])
      assert.strictEqual(yield* world.givenBack("QR-1"), 20_000)
    }))

  it.live("is not sent again when that is switched off", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const { id, opened } = yield* begin(world, lost("qrisRefund"), { settings: { repeatQrisRefunds: false } })
      assert.strictEqual((yield* ask(opened, id, 2)).state, "needs_review")
      assert.deepStrictEqual(yield* sentNumbers(world), ["R-1"])
    }))

  // Finpay's own word is never dropped, whatever became of the mutation while it was on its way.
  it.live("whose repeat is answered after news came has succeeded", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const { id, opened, reference } = yield* begin(world, lost("qrisRefund"))
      const held = world.network.holdAnswer("qrisRefund")
      const waiting = yield* Effect.forkChild(wait(world, opened, id))
      yield* held.arrived
      yield* opened.journal.news(reference, "callback 1")
      yield* held.release
      yield* until("the end of the question", Effect.sync(() => waiting.pollUnsafe()), (exit) => exit !== undefined)
      const found = yield* opened.journal.wait(id, patient.waitMillis)
      assert.strictEqual(found.state, "succeeded")
    }))

  it.live("whose repeat is answered after a person closed it keeps the answer", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const { id, opened } = yield* begin(world, lost("qrisRefund"))
      const held = world.network.holdAnswer("qrisRefund")
      const waiting = yield* Effect.forkChild(wait(world, opened, id))
      yield* held.arrived
      yield* opened.journal.close(id, { ...supervisor, as: "not_applied" })
      yield* held.release
      yield* until("the end of the question", Effect.sync(() => waiting.pollUnsafe()), (exit) => exit !== undefined)
      const found = yield* opened.journal.get(id)
      assert.strictEqual(found.state, "closed")
      assert.deepInclude((yield* opened.journal.history(id)).at(-1), { event: "late_answer", to: "closed" })
      assert.isDefined(found.answer)
    }))
})

describeDatabases("a worker that was held up for longer than its lease", (fresh) => {
  it.live("does not send a QRIS refund again", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const opened = yield* world.open({
        rules: {
          conclude: (...given) => {
            const concluded = conclude(...given)
            // From here to the sending nothing but the writing comes.
            if (concluded.decision === "repeat") world.passSteadyUnsafe(6.001)
            return concluded
          }
        }
      })
      const reference = yield* world.qrisPaid("QR-1", 50_000)
      yield* world.faults(lost("qrisRefund"))
      const { id } = yield* unknown(opened, qrisRefund("a", reference, "R-1", 20_000))
      yield* ask(opened, id)
      yield* world.passSteady(61)
      assert.strictEqual((yield* ask(opened, id)).state, "unknown")
      assert.lengthOf(yield* world.simulator.requests({ operation: "qrisRefund" }), 1)
    }))
})

describeDatabases("a lost sender", (fresh) => {
  it.live("of each operation is found out by evidence, or left to a person", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const opened = yield* world.open()
      yield* world.paid("void", 22_000)
      yield* world.order("cancel", 22_000)
      const qris = yield* world.qrisPaid("QR-1", 50_000)
      const cases = [
        ["void", voiding("a", "void", 22_000)],
        ["cancel", cancelling("b", "cancel")],
        ["qrisRefund", qrisRefund("c", qris, "R-1", 50_000)]
      ] as const
      for (const [operation, submission] of cases) {
        const held = world.network.holdAnswer(operation)
        const { mutation } = yield* opened.journal.submit(submission)
        yield* held.arrived
        yield* giveUpSender(opened, mutation.id)
        assert.strictEqual((yield* ask(opened, mutation.id)).state, "succeeded", operation)
        yield* held.release
      }
    }))
})
