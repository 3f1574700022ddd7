import { assert, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { claim } from "../src/claim.ts"
import type { Mutation, MutationState } from "../src/Mutation.ts"
import { describeDatabases } from "./databases.ts"
import { giveBack, takeAway } from "./support/outage.ts"
import {
  ask,
  cancelling,
  endLeases,
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

const refusedBy403 = { responseCode: "4030001", responseMessage: "Feature Not Allowed" }

describeDatabases("the question before a mutation", (fresh) => {
  it.live("that fails leaves it rejected, and nothing is sent", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const { journal } = yield* world.open()
      const { network } = world
      const answering = (status: number, body: unknown) =>
        Effect.sync(() => network.answer("checkStatus", status, body))
      const cases = [
        ["Unavailable", world.faults({ kind: "connection-refused", operation: "checkStatus" })],
        ["Unavailable", world.faults({ kind: "lost-answer", operation: "checkStatus" })],
        ["Unavailable", world.faults({ kind: "internal-error", operation: "checkStatus" })],
        ["Unavailable", answering(202, { responseCode: "2020000" })],
        ["RateLimited", world.faults({ kind: "too-many-requests", operation: "checkStatus" })],
        ["ResponseNotUnderstood", world.faults({ kind: "html-after", operation: "checkStatus" })],
        ["ResponseNotUnderstood", world.faults({ kind: "huge-answer", operation: "checkStatus" })],
        ["ResponseNotUnderstood", answering(200, { responseCode: "2000000", data: {} })],
        ["NotAuthenticated", answering(401, { responseCode: "4010000" })],
        ["NotPermitted", answering(403, { responseCode: "4030001" })],
        ["NotFound", answering(404, { responseCode: "4040001" })],
        ["WrongState", answering(403, { responseCode: "4030015" })],
        ["Declined", answering(403, { responseCode: "4030014" })],
        ["InvalidRequest", answering(400, { responseCode: "4000001" })]
      ] as const
      for (const [index, [tag, strike]] of cases.entries()) {
        const order = `INV-${index}`
        yield* world.paid(order, 22_000)
        yield* strike
        const { mutation } = yield* journal.submit(refund(`key ${index}`, order, 1_000), patient)
        assert.strictEqual(mutation.state, "rejected", order)
        assert.strictEqual(mutation.error?._tag, tag, order)
        assert.deepInclude(mutation.error, { operation: "refund", reference: order })
        assert.strictEqual(mutation.decidedBy, "journal")
        assert.isUndefined(mutation.sendingAt)
        assert.lengthOf(yield* world.received(order, "refund"), 0)
      }
    }))

  it.live("that is never answered leaves it rejected, and nothing is sent", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh, { finpay: { totalTimeoutMillis: 2_000 } })
      const { journal } = yield* world.open()
      yield* world.paid("INV-1", 22_000)
      yield* world.faults({ kind: "silence", operation: "checkStatus" })
      const { mutation } = yield* journal.submit(refund("a", "INV-1", 1_000), patient)
      assert.deepStrictEqual([mutation.state, mutation.error?._tag], ["rejected", "Unavailable"])
      assert.lengthOf(yield* world.received("INV-1", "refund"), 0)
    }))

  it.live("that fails for a QRIS payment leaves it rejected, and nothing is sent", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const { journal } = yield* world.open()
      const reference = yield* world.qrisPaid("QR-1", 50_000)
      yield* world.faults({ kind: "service-unavailable", operation: "qrisQuery" })
      const first = yield* journal.submit(qrisRefund("a", reference, "R-1", 10_000), patient)
      const unknown = yield* journal.submit(qrisRefund("b", "nobody-knows-it", "R-2", 10_000), patient)
      assert.deepStrictEqual([first.mutation.state, first.mutation.error?._tag], ["rejected", "Unavailable"])
      assert.deepStrictEqual([unknown.mutation.state, unknown.mutation.error?._tag], ["rejected", "NotFound"])
      assert.lengthOf(yield* world.simulator.requests({ operation: "qrisRefund" }), 0)
    }))

  it.live("is asked anew when another one of the order ends in between: what was seen is not how it stands", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const opened = yield* world.open()
      const { journal } = opened
      yield* world.paid("INV-1", 22_000)
      yield* world.paid("INV-2", 22_000)
      const asking = world.network.holdAnswer("checkStatus")
      const { mutation: second } = yield* journal.submit(voiding("second", "INV-1", 22_000))
      yield* asking.arrived
      // The other one overtakes it: it is accepted, asked about and carried out while the answer is on its way.
      const first = yield* journal.submit(voiding("first", "INV-1", 22_000), patient)
      assert.strictEqual(first.mutation.state, "succeeded")
      world.network.answer("void", 504, { responseCode: "5040000" })
      yield* asking.release
      const ended = yield* journal.wait(second.id, 2_000)
      // Whatever became of it: that the payment is cancelled shows nothing of the second one.
      const seen = ended.state === "unknown" ? yield* ask(opened, second.id) : ended
      assert.notStrictEqual(seen.state, "succeeded")
      assert.lengthOf((yield* world.received("INV-1", "void")).filter(({ processed }) => processed), 1)
    }))
})

describeDatabases("an answer", (fresh) => {
  it.live("of each kind leads to the state it stands for", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const opened = yield* world.open()
      const { journal } = opened
      const expected = {
        succeeded: ["slow-answer", "trickling-answer"],
        rejected: ["too-many-requests", "connection-refused"],
        unknown: [
          "connection-reset",
          "internal-error",
          "service-unavailable",
          "bad-gateway",
          "lost-answer",
          "cut-answer",
          "error-after",
          "external-error-after",
          "timeout-after",
          "bad-gateway-after",
          "html-after",
          "empty-answer",
          "truncated-json",
          "invalid-utf8",
          "huge-answer",
          "no-code",
          "wrong-code",
          "ok-status-error-code",
          "error-status-ok-code",
          "redirect-after",
          "in-progress",
          "in-progress-fails"
        ]
      } as const
      const delayed: ReadonlyArray<string> = ["slow-answer", "trickling-answer"]
      const kinds = Object.entries(expected).flatMap(([state, each]) => each.map((kind) => [kind, state] as const))
      yield* Effect.forEach(kinds, ([kind, state]) =>
        Effect.gen(function*() {
          const order = `INV-${kind}`
          yield* world.paid(order, 22_000)
          const { mutation } = yield* journal.submit(refund(kind, order, 22_000))
          const ended = yield* inState(opened, mutation.id, "succeeded", "rejected", "unknown")
          assert.strictEqual(ended.state, state, kind)
          // Where nothing listened it was tried once more: nothing had been sent.
          const times = kind === "connection-refused" ? 2 : 1
          assert.lengthOf(yield* world.received(order, "refund"), times, kind)
          assert.strictEqual(ended.error?._tag === "OutcomeUnknown", state === "unknown", kind)
        }).pipe((test) =>
          Effect.andThen(
            world.faults({
              kind,
              operation: "refund",
              times: kind === "connection-refused" ? 2 : 1,
              ...(delayed.includes(kind) ? { delayMillis: 10 } : {})
            }),
            test
          )
        ), { discard: true })
      assert.deepStrictEqual((yield* journal.verify()).findings, [])
    }))

  it.live("that never comes leaves the outcome unknown", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh, { finpay: { totalTimeoutMillis: 8_000 } })
      const opened = yield* world.open()
      // What is carried out late comes when the test is over.
      const kinds = [["silence", 1], ["no-answer", 1], ["carried-out-late", 0]] as const
      const delayMillis = 3_600_000
      yield* world.faults(
        ...kinds.map(([kind]) => ({ kind, orderId: `INV-${kind}`, operation: "refund", delayMillis }))
      )
      yield* Effect.forEach(kinds, ([kind, received]) =>
        Effect.gen(function*() {
          const order = `INV-${kind}`
          yield* world.paid(order, 22_000)
          const { mutation } = yield* opened.journal.submit(refund(kind, order, 22_000))
          const ended = yield* inState(opened, mutation.id, "succeeded", "rejected", "unknown")
          assert.deepStrictEqual([ended.state, ended.error?._tag], ["unknown", "OutcomeUnknown"], kind)
          assert.lengthOf(yield* world.received(order, "refund"), received, kind)
        }), { concurrency: "unbounded", discard: true })
    }))

  it.live("that Finpay refuses with is kept with its code, and decides", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const { journal } = yield* world.open()
      const cases = [
        [400, "4000001", "InvalidRequest"],
        [401, "4010000", "NotAuthenticated"],
        [403, "4030001", "NotPermitted"],
        [403, "4030014", "Declined"],
        [403, "4030015", "WrongState"],
        [404, "4040001", "NotFound"],
        [429, "4290000", "RateLimited"]
      ] as const
      for (const [status, responseCode, tag] of cases) {
        const order = `INV-${responseCode}`
        yield* world.paid(order, 22_000)
        world.network.answer("refund", status, { responseCode, responseMessage: "No.", traceId: "trace-1" })
        const { mutation } = yield* journal.submit(refund(responseCode, order, 22_000), patient)
        assert.strictEqual(mutation.state, "rejected", responseCode)
        assert.deepInclude(mutation.error, { _tag: tag, responseCode, responseMessage: "No." })
        assert.strictEqual(mutation.decidedBy, "answer")
        const last = (yield* journal.history(mutation.id)).at(-1)
        assert.deepInclude(last, { event: "answered", from: "sending", to: "rejected", traceId: "trace-1" })
      }
    }))

  it.live("is kept with account numbers masked, and with texts that no database takes", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const { journal, sql } = yield* world.open()
      yield* world.paid("INV-1", 22_000)
      world.network.change("refund", {
        cpan: "9360001234567890123",
        card: { number: "4111111111111111" },
        note: "no character: \u0000",
        traceId: "trace\u0000 1"
      })
      const { mutation } = yield* journal.submit(refund("a", "INV-1", 22_000), patient)
      assert.strictEqual(mutation.state, "succeeded")
      const tables = ["finpay_mutation", "finpay_audit", "finpay_work"]
      const rows = yield* Effect.forEach(tables, (table) => sql.unsafe(`SELECT * FROM ${table}`))
      const all = JSON.stringify([rows, mutation, yield* journal.history(mutation.id)])
      assert.include(all, "936000…0123")
      assert.notInclude(all, "9360001234567890123")
      assert.notInclude(all, "4111111111111111")
      assert.deepStrictEqual((yield* journal.verify()).findings, [])
    }))
})

/** The ways in which the first mutation of an order can end, while the next one waits. */
interface Ending {
  readonly name: string
  /** What the order was given back before, so that its outcome cannot be seen. */
  readonly earlier?: number
  readonly begin: (world: World) => { readonly arrived: Effect.Effect<void>; readonly release: Effect.Effect<void> }
  readonly end: (
    opened: Opened,
    world: World,
    first: Mutation,
    release: Effect.Effect<void>
  ) => Effect.Effect<unknown, unknown>
  readonly endsAs: MutationState
}

const endings: ReadonlyArray<Ending> = [
  {
    name: "succeeds",
    begin: ({ network }) => network.holdAnswer("refund"),
    end: (_, __, ___, release) => release,
    endsAs: "succeeded"
  },
  {
    name: "is refused by Finpay",
    begin: ({ network }) => network.holdThenAnswer("refund", 403, refusedBy403),
    end: (_, __, ___, release) => release,
    endsAs: "rejected"
  },
  {
    name: "is found to have succeeded",
    begin: ({ network }) => network.holdThenAnswer("refund", 504, { responseCode: "5040000" }),
    end: (opened, world, { id }, release) =>
      Effect.gen(function*() {
        yield* world.payer.payments.refund({ order: { id: "INV-1", amount: 1_000 } })
        yield* release
        yield* inState(opened, id, "unknown")
        yield* ask(opened, id)
      }),
    endsAs: "succeeded"
  },
  {
    name: "is found not to have been applied",
    begin: ({ network }) => network.holdThenAnswer("refund", 504, { responseCode: "5040000" }),
    end: (opened, world, { id }, release) =>
      Effect.gen(function*() {
        yield* release
        yield* inState(opened, id, "unknown")
        yield* ask(opened, id)
        yield* world.passSteady(61)
        yield* ask(opened, id)
      }),
    endsAs: "not_applied"
  },
  {
    name: "is closed by a person while it is unknown",
    begin: ({ network }) => network.holdThenAnswer("refund", 504, { responseCode: "5040000" }),
    end: (opened, _, { id }, release) =>
      Effect.gen(function*() {
        yield* release
        yield* inState(opened, id, "unknown")
        yield* opened.journal.close(id, { ...supervisor, as: "not_applied" })
      }),
    endsAs: "closed"
  },
  {
    name: "is closed by a person after review",
    earlier: 5_000,
    begin: ({ network }) => network.holdAnswer("refund"),
    end: (opened, _, { id }) =>
      Effect.gen(function*() {
        yield* giveUpSender(opened, id)
        yield* ask(opened, id, 2)
        yield* inState(opened, id, "needs_review")
        yield* opened.journal.close(id, { ...supervisor, as: "applied" })
      }),
    endsAs: "closed"
  },
  {
    name: "is answered after its sender was given up",
    begin: ({ network }) => network.holdAnswer("refund"),
    end: (opened, _, { id }, release) => Effect.andThen(giveUpSender(opened, id), release),
    endsAs: "succeeded"
  },
  {
    name: "is refused after its sender was given up",
    begin: ({ network }) => network.holdThenAnswer("refund", 403, refusedBy403),
    end: (opened, _, { id }, release) => Effect.andThen(giveUpSender(opened, id), release),
    endsAs: "rejected"
  }
]

describeDatabases("the second mutation of an order waits, and goes on when the first", (fresh) => {
  for (const { begin, earlier, end, endsAs, name } of endings) {
    it.live(name, () =>
      Effect.gen(function*() {
        const world = yield* makeWorld(fresh)
        const opened = yield* world.open()
        const other = yield* world.open()
        const { journal } = opened
        yield* world.paid("INV-1", 22_000)
        if (earlier !== undefined) yield* journal.submit(refund("earlier", "INV-1", earlier), patient)
        const { arrived, release } = begin(world)
        const { mutation: first } = yield* journal.submit(refund("first", "INV-1", 1_000))
        yield* arrived
        const { mutation: second } = yield* other.journal.submit(refund("second", "INV-1", 2_000))
        const sentBefore = (yield* world.received("INV-1", "refund")).length
        // Its work was taken up, found the order taken, and was put away.
        yield* until(
          "the second one's work is done",
          opened.sql`SELECT state FROM finpay_work WHERE id = ${`${second.id}/1/send`}`,
          ([row]) => row?.["state"] === "completed"
        )
        assert.strictEqual((yield* journal.get(second.id)).state, "accepted")
        assert.lengthOf(yield* world.received("INV-1", "refund"), sentBefore)
        yield* end(opened, world, first, release)
        const ended = yield* journal.wait(second.id, patient.waitMillis)
        assert.strictEqual(ended.state, "succeeded")
        assert.strictEqual((yield* journal.wait(first.id, patient.waitMillis)).state, endsAs)
        yield* release
        assert.deepStrictEqual((yield* journal.verify()).findings, [])
      }))
  }

  it.live("is withdrawn before it is sent", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const { journal } = yield* world.open()
      yield* world.paid("INV-1", 22_000)
      const held = world.network.holdThenAnswer("refund", 504, { responseCode: "5040000" })
      const { mutation: first } = yield* journal.submit(refund("first", "INV-1", 1_000))
      yield* held.arrived
      const { mutation: second } = yield* journal.submit(refund("second", "INV-1", 2_000))
      const { mutation: third } = yield* journal.submit(refund("third", "INV-1", 3_000))
      const withdrawn = yield* journal.close(second.id, { ...supervisor, as: "not_applied" })
      assert.strictEqual(withdrawn.state, "rejected")
      // That did not let the third one pass the first.
      assert.strictEqual((yield* journal.wait(third.id, 200)).state, "accepted")
      yield* held.release
      yield* inState({ journal }, first.id, "unknown")
      yield* journal.close(first.id, { ...supervisor, as: "not_applied" })
      assert.strictEqual((yield* journal.wait(third.id, patient.waitMillis)).state, "succeeded")
      assert.deepStrictEqual((yield* world.received("INV-1", "refund")).map(({ amount }) => amount), [3_000])
    }))

  it.live("ends, through a queue of many, in the order in which they came", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const opened = yield* world.open()
      const other = yield* world.open()
      yield* world.paid("INV-1", 22_000)
      const amounts = [1_000, 1_001, 1_002, 1_003, 1_004, 1_005]
      const held = world.network.holdAnswer("refund")
      const mutations = yield* Effect.forEach(
        amounts,
        (amount) => Effect.andThen(Effect.sleep(2), opened.journal.submit(refund(`key ${amount}`, "INV-1", amount)))
      )
      yield* held.arrived
      // One that has just come may still pass those that wait already.
      const atRest = opened.sql`SELECT id FROM finpay_work WHERE state = 'pending'`
      yield* until("all but the first to wait", atRest, (rows) => rows.length === 1)
      yield* held.release
      for (const { mutation } of mutations) {
        assert.strictEqual((yield* other.journal.wait(mutation.id, patient.waitMillis)).state, "succeeded")
      }
      const received = yield* world.received("INV-1", "refund")
      assert.deepStrictEqual(received.map(({ amount }) => amount), amounts)
      assert.isTrue(received.every(({ processed }) => processed))
    }))
})

describeDatabases("what is left of a payment", (fresh) => {
  const declined = ({ error, state }: Mutation) => `${state} ${error?._tag} ${error?.httpStatus}`
  const refusedHere = "rejected Declined undefined"

  it.live("is counted to the rupiah", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const { journal } = yield* world.open()
      yield* world.paid("INV-1", 100_000)
      const give = (amount: number) =>
        Effect.map(journal.submit(refund(`key ${amount}`, "INV-1", amount), patient), ({ mutation }) => mutation)
      assert.strictEqual(declined(yield* give(100_001)), refusedHere)
      assert.strictEqual((yield* give(60_000)).state, "succeeded")
      assert.strictEqual(declined(yield* give(40_001)), refusedHere)
      const last = yield* give(40_000)
      assert.strictEqual(last.state, "succeeded")
      assert.deepInclude(last.before, { refunded: 60_000, paidAmount: 100_000 })
      assert.strictEqual(declined(yield* give(1)), refusedHere)
      assert.strictEqual(yield* world.givenBack("INV-1"), 100_000)
      assert.lengthOf(yield* world.received("INV-1", "refund"), 2)
    }))

  it.live("is never exceeded by many at once through two journals", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const journals = [(yield* world.open()).journal, (yield* world.open()).journal] as const
      yield* world.paid("INV-1", 100_000)
      const amounts = Array.from({ length: 16 }, (_, index) => 11_000 + index)
      const mutations = yield* Effect.forEach(
        amounts,
        (amount, index) => journals[index % 2 === 0 ? 0 : 1].submit(refund(`key ${amount}`, "INV-1", amount), patient),
        { concurrency: "unbounded" }
      )
      const done = mutations.filter(({ mutation }) => mutation.state === "succeeded")
      assert.lengthOf(done, 9)
      assert.isTrue(mutations.every(({ mutation }) => mutation.state === "succeeded" || mutation.state === "rejected"))
      const sum = done.reduce((total, { mutation }) => total + (mutation.amount ?? 0), 0)
      assert.strictEqual(yield* world.givenBack("INV-1"), sum)
      // What was refused was refused here: Finpay was never asked for more than there was.
      assert.lengthOf(yield* world.received("INV-1", "refund"), done.length)
    }))

  it.live("counts what a person closed as applied, and not what was closed as not applied", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const opened = yield* world.open()
      const { journal } = opened
      for (const [as, left] of [["applied", 30_000], ["not_applied", 90_000]] as const) {
        const order = `INV-${as}`
        yield* world.paid(order, 100_000)
        yield* journal.submit(refund(`${as} 1`, order, 10_000), patient)
        yield* world.faults({ kind: as === "applied" ? "lost-answer" : "connection-reset", operation: "refund" })
        const { mutation } = yield* journal.submit(refund(`${as} 2`, order, 60_000))
        yield* inState(opened, mutation.id, "unknown")
        yield* journal.close(mutation.id, { ...supervisor, as })
        const more = yield* journal.submit(refund(`${as} 3`, order, left + 1), patient)
        assert.strictEqual(declined(more.mutation), refusedHere, as)
        const rest = yield* journal.submit(refund(`${as} 4`, order, left), patient)
        assert.strictEqual(rest.mutation.state, "succeeded", as)
        assert.strictEqual(yield* world.givenBack(order), 100_000)
      }
    }))

  it.live("does not count what was rejected, withdrawn or found not to have been applied", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const opened = yield* world.open()
      const { journal } = opened
      yield* world.paid("INV-1", 100_000)
      world.network.answer("refund", 403, refusedBy403)
      const rejected = yield* journal.submit(refund("rejected", "INV-1", 100_000), patient)
      assert.strictEqual(rejected.mutation.state, "rejected")
      yield* world.faults({ kind: "connection-reset", operation: "refund" })
      const { mutation } = yield* journal.submit(refund("not applied", "INV-1", 100_000))
      yield* inState(opened, mutation.id, "unknown")
      const { mutation: waiting } = yield* journal.submit(refund("withdrawn", "INV-1", 100_000))
      yield* journal.close(waiting.id, { ...supervisor, as: "not_applied" })
      yield* ask(opened, mutation.id)
      yield* world.passSteady(61)
      assert.strictEqual((yield* ask(opened, mutation.id)).state, "not_applied")
      const all = yield* journal.submit(refund("all", "INV-1", 100_000), patient)
      assert.strictEqual(all.mutation.state, "succeeded")
      assert.strictEqual(all.mutation.before?.refunded, 0)
    }))

  it.live("is not guessed: when the answer does not say what was paid, nothing is sent", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const { journal } = yield* world.open()
      yield* world.paid("INV-1", 22_000)
      const reference = yield* world.qrisPaid("QR-1", 50_000)
      const data = { order: { id: "INV-1" }, result: { payment: { status: "CAPTURED" } } }
      world.network.change("checkStatus", { data })
      world.network.change("qrisQuery", { amount: undefined })
      const pg = yield* journal.submit(refund("a", "INV-1", 1_000), patient)
      const qris = yield* journal.submit(qrisRefund("b", reference, "R-1", 1_000), patient)
      for (const { mutation } of [pg, qris]) {
        assert.deepStrictEqual([mutation.state, mutation.error?._tag], ["rejected", "ResponseNotUnderstood"])
        assert.strictEqual(mutation.decidedBy, "journal")
      }
      assert.lengthOf(yield* world.simulator.requests({ operation: "refund" }), 0)
      assert.lengthOf(yield* world.simulator.requests({ operation: "qrisRefund" }), 0)
      // Asking again is safe, and the next answer says it.
      const again = yield* journal.submit(refund("a", "INV-1", 1_000), patient)
      assert.strictEqual(again.mutation.state, "succeeded")
    }))
})

describeDatabases("a sender", (fresh) => {
  it.live("that is gone leaves the outcome unknown, and it is found out", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const opened = yield* world.open()
      yield* world.open()
      const { journal } = opened
      yield* world.paid("INV-1", 22_000)
      const held = world.network.holdAnswer("refund")
      const { mutation } = yield* journal.submit(refund("a", "INV-1", 22_000))
      yield* held.arrived
      yield* giveUpSender(opened, mutation.id)
      assert.strictEqual((yield* ask(opened, mutation.id)).state, "succeeded")
      assert.deepStrictEqual(yield* story(opened, mutation.id), [
        "accepted: accepted",
        "sending: sending",
        "lost: unknown",
        "decided: succeeded"
      ])
      assert.lengthOf(yield* world.received("INV-1", "refund"), 1)
      yield* held.release
    }))

  it.live("that was silent for longer than its lease does not send what another one has taken over", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const opened = yield* world.open()
      const { journal } = opened
      yield* world.paid("INV-1", 22_000)
      const silent = world.network.holdAnswer("checkStatus")
      const { mutation } = yield* journal.submit(refund("a", "INV-1", 22_000))
      yield* silent.arrived
      yield* endLeases(opened)
      assert.strictEqual((yield* journal.wait(mutation.id, patient.waitMillis)).state, "succeeded")
      yield* silent.release
      yield* Effect.sleep(100)
      assert.deepStrictEqual(yield* story(opened, mutation.id), [
        "accepted: accepted",
        "sending: sending",
        "answered: succeeded"
      ])
      assert.lengthOf(yield* world.received("INV-1", "refund"), 1)
    }))

  // What it was woken by is done; if it claimed now and died, nobody would ever look at this mutation again.
  it.live("whose work was put away meanwhile does not begin", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const opened = yield* world.open()
      const { journal } = opened
      yield* world.paid("INV-1", 22_000)
      const silent = world.network.holdAnswer("checkStatus")
      const { mutation } = yield* journal.submit(refund("a", "INV-1", 22_000))
      yield* silent.arrived
      yield* opened.sql`UPDATE finpay_work SET state = 'completed' WHERE id = ${`${mutation.id}/1/send`}`
      yield* silent.release
      yield* Effect.sleep(100)
      assert.strictEqual((yield* journal.get(mutation.id)).state, "accepted")
      assert.lengthOf(yield* world.received("INV-1", "refund"), 0)
    }))

  it.live("that was held up for longer than its lease sends nothing", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      let heldUp = true
      const opened = yield* world.open({
        rules: {
          claim: (...given) => Effect.tap(claim(...given), () => heldUp ? world.passSteady(6.001) : Effect.void)
        }
      })
      const { journal } = opened
      yield* world.paid("INV-1", 22_000)
      const { mutation } = yield* journal.submit(refund("a", "INV-1", 22_000), patient)
      assert.deepStrictEqual([mutation.state, mutation.error?._tag], ["rejected", "Unavailable"])
      assert.strictEqual(mutation.decidedBy, "journal")
      assert.lengthOf(yield* world.received("INV-1", "refund"), 0)
      heldUp = false
      const again = yield* journal.submit(refund("a", "INV-1", 22_000), patient)
      assert.strictEqual(again.mutation.state, "succeeded")
      assert.lengthOf(yield* world.received("INV-1", "refund"), 1)
    }))

  it.live("that was held up while a void by GET looked at the order sends nothing", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh, { finpay: { voidStyle: "get" } })
      const { journal } = yield* world.open()
      yield* world.paid("INV-1", 22_000)
      const [journals, transports] = [world.network.holdAnswer("checkStatus"), world.network.holdAnswer("checkStatus")]
      const { mutation } = yield* journal.submit(voiding("a", "INV-1", 22_000))
      yield* journals.arrived
      yield* journals.release
      yield* transports.arrived
      yield* world.passSteady(6.001)
      yield* transports.release
      const ended = yield* journal.wait(mutation.id, patient.waitMillis)
      assert.deepStrictEqual([ended.state, ended.error?._tag], ["rejected", "Unavailable"])
      assert.lengthOf(yield* world.received("INV-1", "voidPayment"), 0)
      assert.lengthOf(yield* world.received("INV-1", "voidByGet"), 0)
    }))

  // A machine that slept: its steady clock did not go on, and others may have decided meanwhile.
  it.live("that was given up before it could send sends nothing", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const other = yield* world.open()
      const { mutation } = yield* Effect.gen(function*() {
        yield* world.paid("INV-1", 22_000)
        yield* other.close
        const sleepy: Opened = yield* world.open({
          settings: { workers: 1 },
          rules: {
            claim: (...given) =>
              Effect.tap(claim(...given), ({ changed, mutation }) =>
                changed ? Effect.orDie(giveUpWith(world, mutation.id)) : Effect.void)
          }
        })
        return yield* sleepy.journal.submit(refund("a", "INV-1", 22_000), patient)
      })
      assert.deepStrictEqual([mutation.state, mutation.error?._tag], ["rejected", "Unavailable"])
      assert.lengthOf(yield* world.received("INV-1", "refund"), 0)
    }))

  const giveUpWith = (world: World, id: string) =>
    Effect.gen(function*() {
      const second = yield* world.open({ settings: { workers: 1 } })
      yield* giveUpSender(second, id)
      yield* second.close
    })

  it.live("ends what it has begun when its journal is closed, and begins nothing more", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const opened = yield* world.open({ settings: { workers: 1 } })
      // It only looks: it is not to take up the work itself.
      const watching = yield* world.open({ settings: { workers: 0 } })
      yield* world.paid("INV-1", 22_000)
      yield* world.paid("INV-2", 22_000)
      const held = world.network.holdAnswer("refund")
      const { mutation } = yield* opened.journal.submit(refund("a", "INV-1", 22_000))
      yield* held.arrived
      const closing = yield* Effect.forkChild(opened.close)
      yield* Effect.sleep(50)
      assert.isUndefined(closing.pollUnsafe())
      assert.strictEqual((yield* watching.journal.get(mutation.id)).state, "sending")
      yield* held.release
      yield* Fiber.join(closing)
      assert.strictEqual((yield* watching.journal.get(mutation.id)).state, "succeeded")
    }))

  it.live("holds the answer while the database is gone, and writes it down when it is back", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const opened = yield* world.open()
      yield* world.paid("INV-1", 22_000)
      const held = world.network.holdAnswer("refund")
      const { mutation } = yield* opened.journal.submit(refund("a", "INV-1", 22_000))
      yield* held.arrived
      yield* takeAway(world.database)
      yield* held.release
      yield* Effect.sleep(500)
      yield* giveBack(world.database)
      const ended = yield* until(
        "the answer is written down",
        Effect.orElseSucceed(opened.journal.get(mutation.id), () => mutation),
        ({ state }) => state !== "sending" && state !== "accepted"
      )
      assert.deepStrictEqual([ended.state, ended.decidedBy], ["succeeded", "answer"])
      assert.lengthOf(yield* world.received("INV-1", "refund"), 1)
    }))
})

interface Late {
  readonly state: "unknown" | "needs_review" | "not_applied" | "closed as applied" | "closed as not_applied"
  readonly answer: "success" | "refusal" | "in progress"
  readonly becomes: MutationState
}

const lates: ReadonlyArray<Late> = [
  { state: "unknown", answer: "success", becomes: "succeeded" },
  { state: "unknown", answer: "refusal", becomes: "rejected" },
  { state: "unknown", answer: "in progress", becomes: "unknown" },
  { state: "needs_review", answer: "success", becomes: "succeeded" },
  { state: "needs_review", answer: "refusal", becomes: "rejected" },
  { state: "needs_review", answer: "in progress", becomes: "needs_review" },
  { state: "not_applied", answer: "success", becomes: "succeeded" },
  { state: "not_applied", answer: "refusal", becomes: "rejected" },
  { state: "not_applied", answer: "in progress", becomes: "needs_review" },
  { state: "closed as applied", answer: "success", becomes: "closed" },
  { state: "closed as applied", answer: "refusal", becomes: "closed" },
  { state: "closed as not_applied", answer: "success", becomes: "closed" },
  { state: "closed as not_applied", answer: "refusal", becomes: "closed" }
]

describeDatabases("an answer that comes late", (fresh) => {
  const hold = ({ network }: World, answer: Late["answer"], state: Late["state"]) => {
    if (answer === "refusal") return network.holdThenAnswer("refund", 403, refusedBy403)
    if (answer === "in progress") return network.holdThenAnswer("refund", 202, { responseCode: "2020000" })
    // Seen as not applied only as long as it was not carried out.
    return state === "not_applied" ? network.holdRequest("refund") : network.holdAnswer("refund")
  }

  const bring = (opened: Opened, world: World, id: string, state: Late["state"]) =>
    Effect.gen(function*() {
      const { journal } = opened
      yield* giveUpSender(opened, id)
      if (state === "needs_review") yield* ask(opened, id, 2)
      if (state === "not_applied") {
        yield* ask(opened, id)
        yield* world.passSteady(61)
        yield* ask(opened, id)
      }
      if (state === "closed as applied") yield* journal.close(id, { ...supervisor, as: "applied" })
      if (state === "closed as not_applied") yield* journal.close(id, { ...supervisor, as: "not_applied" })
      assert.strictEqual((yield* journal.get(id)).state, state.split(" ")[0])
    })

  for (const { answer, becomes, state } of lates) {
    it.live(`(${answer}), when it is ${state}`, () =>
      Effect.gen(function*() {
        const world = yield* makeWorld(fresh)
        const opened = yield* world.open()
        const { journal } = opened
        yield* world.paid("INV-1", 22_000)
        // A second part cannot be told from the first.
        if (state === "needs_review") yield* journal.submit(refund("earlier", "INV-1", 1_000), patient)
        const held = hold(world, answer, state)
        const { mutation } = yield* journal.submit(refund("a", "INV-1", 2_000))
        yield* held.arrived
        yield* bring(opened, world, mutation.id, state)
        yield* held.release
        const events = yield* until(
          "the late answer",
          journal.history(mutation.id),
          (all) => all.some(({ event }) => event === "late_answer")
        )
        const done = answer === "success"
        const late = events.find(({ event }) => event === "late_answer")
        const ended = yield* journal.get(mutation.id)
        assert.strictEqual(ended.state, becomes)
        assert.strictEqual(late?.to, becomes)
        if (becomes === "succeeded" || becomes === "rejected") assert.strictEqual(ended.decidedBy, "answer")
        if (answer === "success") assert.deepInclude(ended.answer, { responseCode: "2000000" })
        if (answer === "refusal") assert.strictEqual(ended.error?._tag, "NotPermitted")
        if (becomes === "closed") {
          assert.include(late?.reason, `after a person ${state.replace("closed", "closed it")}`)
          assert.strictEqual(ended.closedAs, done ? "applied" : "not_applied")
        }
        // What Finpay has done counts, whatever a person had thought.
        if (becomes === "closed" && done) {
          const left = 22_000 - 2_000
          const more = yield* journal.submit(refund("more", "INV-1", left + 1), patient)
          assert.deepStrictEqual([more.mutation.state, more.mutation.decidedBy], ["rejected", "journal"])
        }
        // Nothing that came of it keeps the order from going on, unless it is open.
        const next = yield* journal.submit(refund("next", "INV-1", 3_000), {
          waitMillis: becomes === "unknown" || becomes === "needs_review" ? 200 : patient.waitMillis
        })
        const goesOn = becomes !== "unknown" && becomes !== "needs_review"
        assert.strictEqual(next.mutation.state, goesOn ? "succeeded" : "accepted")
        assert.deepStrictEqual((yield* journal.verify()).findings, [])
      }))
  }
})

describeDatabases("a void", (fresh) => {
  it.live("is carried out once, and nothing after it", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const { journal } = yield* world.open()
      yield* world.paid("INV-1", 22_000)
      const { mutation } = yield* journal.submit(voiding("a", "INV-1", 22_000), patient)
      assert.strictEqual(mutation.state, "succeeded")
      const again = yield* journal.submit(voiding("b", "INV-1", 22_000), patient)
      const refunded = yield* journal.submit(refund("c", "INV-1", 22_000), patient)
      assert.deepStrictEqual([again.mutation.state, refunded.mutation.state], ["rejected", "rejected"])
      assert.lengthOf((yield* world.received("INV-1", "void")).filter(({ processed }) => processed), 1)
      assert.lengthOf((yield* world.received("INV-1", "refund")).filter(({ processed }) => processed), 0)
    }))

  it.live("and a refund that race end with one of them", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const journals = [(yield* world.open()).journal, (yield* world.open()).journal] as const
      yield* Effect.forEach([1, 2, 3, 4, 5, 6], (n) =>
        Effect.gen(function*() {
          const order = `INV-${n}`
          yield* world.paid(order, 22_000)
          const both = [
            journals[0].submit(voiding(`void ${n}`, order, 22_000), patient),
            journals[1].submit(refund(`refund ${n}`, order, 22_000), patient)
          ]
          const ended = yield* Effect.all(n % 2 === 0 ? both : both.toReversed(), { concurrency: 2 })
          assert.deepStrictEqual(ended.map(({ mutation }) => mutation.state).toSorted(), ["rejected", "succeeded"])
          const done = [...yield* world.received(order, "void"), ...yield* world.received(order, "refund")]
          assert.lengthOf(done.filter(({ processed }) => processed), 1)
        }), { concurrency: 3, discard: true })
    }))
})

describeDatabases("a cancel", (fresh) => {
  it.live("is carried out, or refused by Finpay", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const { journal } = yield* world.open()
      yield* world.order("INV-1", 22_000)
      yield* world.paid("INV-2", 22_000)
      const open = yield* journal.submit(cancelling("a", "INV-1"), patient)
      const paid = yield* journal.submit(cancelling("b", "INV-2"), patient)
      assert.strictEqual(open.mutation.state, "succeeded")
      assert.isUndefined(open.mutation.amount)
      assert.strictEqual((yield* world.simulator.order("INV-1")).status, "CANCELLED")
      assert.strictEqual(paid.mutation.state, "rejected")
      assert.strictEqual((yield* world.simulator.order("INV-2")).status, "CAPTURED")
    }))
})

describeDatabases("a QRIS refund", (fresh) => {
  it.live("of all or of parts is carried out under its own number", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const { journal } = yield* world.open()
      const reference = yield* world.qrisPaid("QR-1", 50_000)
      const part = yield* journal.submit(qrisRefund("a", reference, "R-1", 20_000), patient)
      const more = yield* journal.submit(qrisRefund("b", reference, "R-2", 30_001), patient)
      const rest = yield* journal.submit(qrisRefund("c", reference, "R-3", 30_000), patient)
      const none = yield* journal.submit(qrisRefund("d", reference, "R-4", 1), patient)
      assert.deepStrictEqual(
        [part, more, rest, none].map(({ mutation }) => mutation.state),
        ["succeeded", "rejected", "succeeded", "rejected"]
      )
      const sent = yield* world.simulator.requests({ operation: "qrisRefund" })
      assert.deepStrictEqual(sent.map(({ partnerRefundNo }) => partnerRefundNo), ["R-1", "R-3"])
      assert.strictEqual(yield* world.givenBack("QR-1"), 50_000)
    }))
})
