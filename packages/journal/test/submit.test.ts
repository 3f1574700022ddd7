import { assert, it } from "@effect/vitest"
import { Cause, Effect, Layer } from "effect"
import { SqlClient } from "effect/sql"
import { KeyReused, SimilarUnderWay } from "../src/JournalError.ts"
import { laneOf } from "../src/store/lane.ts"
import { describeDatabases } from "./databases.ts"
import { cancelling, inState, makeWorld, patient, qrisRefund, refund, story, voiding } from "./support/world.ts"

const many = Array.from({ length: 20 }, (_, index) => index)

describeDatabases("a key", (fresh) => {
  it.live("and its request are one mutation, however often they are asked", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const { journal } = yield* world.open()
      yield* world.paid("INV-1", 22_000)
      const first = yield* journal.submit(refund("a", "INV-1", 22_000), patient)
      assert.strictEqual(first.mutation.state, "succeeded")
      assert.isFalse(first.replayed)
      const again = yield* journal.submit(refund("a", "INV-1", 22_000), patient)
      assert.isTrue(again.replayed)
      assert.deepStrictEqual(again.mutation, first.mutation)
      assert.deepStrictEqual(yield* journal.getByKey("a"), first.mutation)
      assert.lengthOf(yield* world.received("INV-1", "refund"), 1)
    }))

  it.live("is one mutation when many ask at once through two journals", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const journals = [(yield* world.open()).journal, (yield* world.open()).journal]
      yield* world.paid("INV-1", 22_000)
      const submitted = yield* Effect.forEach(
        many.flatMap(() => journals),
        (journal) => journal.submit(refund("a", "INV-1", 22_000), patient),
        { concurrency: "unbounded" }
      )
      assert.strictEqual(new Set(submitted.map(({ mutation }) => mutation.id)).size, 1)
      assert.lengthOf(submitted.filter(({ replayed }) => !replayed), 1)
      assert.isTrue(submitted.every(({ mutation }) => mutation.state === "succeeded"))
      assert.lengthOf(yield* world.received("INV-1", "refund"), 1)
      assert.strictEqual(yield* world.givenBack("INV-1"), 22_000)
    }))

  it.live("is one mutation also when another request asks at the same time, which is refused", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const [one, two] = [(yield* world.open()).journal, (yield* world.open()).journal]
      yield* world.paid("INV-1", 22_000)
      yield* world.paid("INV-2", 22_000)
      // Two orders in two lanes: only the unique key keeps them apart.
      const results = yield* Effect.forEach(
        many,
        (index) =>
          Effect.result(
            index % 2 === 0
              ? one.submit(refund("a", "INV-1", 22_000), patient)
              : two.submit(refund("a", "INV-2", 22_000), patient)
          ),
        { concurrency: "unbounded" }
      )
      const known = yield* one.getByKey("a")
      for (const result of results) {
        if (result._tag === "Success") assert.strictEqual(result.success.mutation.id, known.id)
        else assert.deepStrictEqual(result.failure, new KeyReused({ key: "a", mutationId: known.id }))
      }
      assert.lengthOf(results.filter(({ _tag }) => _tag === "Success"), many.length / 2)
      const sent = [...yield* world.received("INV-1", "refund"), ...yield* world.received("INV-2", "refund")]
      assert.deepStrictEqual(sent.map(({ orderId }) => orderId), [known.reference])
    }))

  // The connection ends when the key was found to be taken: what is thrown then is no failure of the statement any more.
  it.live("is one mutation also when connections break while many ask at once", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const breaking = Layer.effect(
        SqlClient.SqlClient,
        Effect.map(SqlClient.SqlClient, (sql) =>
          Object.assign(
            ((...given: Parameters<typeof sql>) => sql(...given)) as typeof sql,
            sql,
            {
              withTransaction: <R, E, A>(effect: Effect.Effect<A, E, R>) =>
                Effect.catchCause(sql.withTransaction(effect), (cause) => Effect.die(Cause.squash(cause)))
            }
          ))
      ).pipe(Layer.provide(world.database.layer))
      const [one, two] = [
        (yield* world.open({ layer: breaking, settings: { workers: 0 } })).journal,
        (yield* world.open({ layer: breaking, settings: { workers: 0 } })).journal
      ]
      const { journal } = yield* world.open()
      yield* world.paid("INV-1", 22_000)
      const submitted = yield* Effect.forEach(
        many,
        (index) => (index % 2 === 0 ? one : two).submit(refund("a", "INV-1", 22_000)),
        { concurrency: "unbounded" }
      )
      assert.strictEqual(new Set(submitted.map(({ mutation }) => mutation.id)).size, 1)
      assert.lengthOf(submitted.filter(({ replayed }) => !replayed), 1)
      const { mutation } = yield* journal.submit(refund("a", "INV-1", 22_000), patient)
      assert.strictEqual(mutation.state, "succeeded")
    }))

  it.live("with another request is refused, and nothing is sent", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const { journal } = yield* world.open()
      yield* world.paid("INV-1", 22_000)
      yield* world.paid("INV-2", 22_000)
      const { mutation } = yield* journal.submit(refund("a", "INV-1", 1_000), patient)
      const others = [
        refund("a", "INV-1", 1_001),
        refund("a", "INV-2", 1_000),
        voiding("a", "INV-1", 1_000),
        cancelling("a", "INV-1")
      ]
      for (const other of others) {
        assert.deepStrictEqual(
          yield* Effect.flip(journal.submit(other)),
          new KeyReused({ key: "a", mutationId: mutation.id })
        )
      }
      assert.strictEqual(yield* world.givenBack("INV-1"), 1_000)
      assert.lengthOf(yield* world.simulator.requests({ operation: "void" }), 0)
      assert.lengthOf(yield* world.simulator.requests({ operation: "cancel" }), 0)
      assert.lengthOf((yield* journal.list()).mutations, 1)
    }))

  it.live("means the same request however it is written", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const { journal } = yield* world.open()
      const reference = yield* world.qrisPaid("QR-1", 50_000)
      const first = yield* journal.submit(qrisRefund("a", reference, "R-1", 10_000), patient)
      const again = yield* journal.submit(
        {
          ...qrisRefund("a", reference, "R-1", 10_000),
          // The configured merchant, and the members in another order.
          request: {
            reason: "returned",
            refundAmount: 10_000,
            partnerRefundNo: "R-1",
            originalReferenceNo: reference,
            merchantId: "FM2007160001"
          }
        } as Parameters<typeof journal.submit>[0]
      )
      assert.isTrue(again.replayed)
      assert.strictEqual(again.mutation.id, first.mutation.id)
    }))

  it.live("belongs to its account", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const ours = (yield* world.open()).journal
      const theirs = (yield* world.open({ account: "local/OTHER001", settings: { workers: 1 } })).journal
      yield* world.paid("INV-1", 22_000)
      const one = yield* ours.submit(refund("a", "INV-1", 1_000), patient)
      const two = yield* theirs.submit(refund("a", "INV-1", 2_000), patient)
      assert.isFalse(two.replayed)
      assert.notStrictEqual(one.mutation.id, two.mutation.id)
      assert.strictEqual((yield* Effect.flip(theirs.get(one.mutation.id)))._tag, "MutationNotFound")
      assert.deepStrictEqual((yield* ours.list()).mutations.map(({ id }) => id), [one.mutation.id])
      assert.lengthOf(yield* theirs.history(two.mutation.id), 3)
    }))

  it.live("is shown as it was given, in whatever script", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const { journal } = yield* world.open()
      yield* world.paid("INV-1", 22_000)
      const key = "keluhan-4711 「返金」 🧾 ' \" \\ % _ $1 ; --"
      const { mutation } = yield* journal.submit({ ...refund(key, "INV-1", 1_000), actor: "Bu Sri" }, patient)
      assert.strictEqual(mutation.key, key)
      assert.deepStrictEqual(yield* journal.getByKey(key), mutation)
      assert.isTrue((yield* journal.submit({ ...refund(key, "INV-1", 1_000), actor: "Bu Sri" })).replayed)
      assert.deepStrictEqual((yield* journal.verify()).findings, [])
    }))
})

describeDatabases("bad input", (fresh) => {
  it.live("names its field, and nothing is written down", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const { journal } = yield* world.open()
      yield* world.paid("INV-1", 22_000)
      const good = refund("a", "INV-1", 1_000)
      const cases = [
        [{ ...good, key: "" }, "key"],
        [{ ...good, key: "   " }, "key"],
        [{ ...good, key: "x".repeat(256) }, "key"],
        [{ ...good, key: "a\nb" }, "key"],
        [{ ...good, key: "a\u0000b" }, "key"],
        [{ ...good, key: "a\ud800b" }, "key"],
        [{ ...good, actor: "" }, "actor"],
        [{ ...good, actor: "\u0007" }, "actor"],
        [{ ...good, actor: "\udfff" }, "actor"],
        [{ ...good, request: { order: { id: "INV 1", amount: 1_000 } } }, "order.id"],
        [{ ...good, request: { order: { id: "INV-1", amount: 0 } } }, "order.amount"],
        [{ ...good, request: { order: { id: "INV-1", amount: 0.5 } } }, "order.amount"]
      ] as const
      for (const [submission, field] of cases) {
        const error = yield* Effect.flip(journal.submit(submission))
        assert.strictEqual(error._tag, "InvalidRequest", field)
        assert.deepStrictEqual(error._tag === "InvalidRequest" ? error.problems.map((one) => one.field) : [], [field])
      }
      assert.lengthOf((yield* journal.list()).mutations, 0)
      assert.lengthOf(yield* world.simulator.requests({ operation: "refund" }), 0)
      const longest = yield* journal.submit({ ...good, key: "x".repeat(255), actor: "y".repeat(255) }, patient)
      assert.strictEqual(longest.mutation.state, "succeeded")
    }))
})

describeDatabases("what was certainly not processed", (fresh) => {
  const page = { html: "<html>sign in</html>" }

  it.live("for a reason outside the request is sent anew by the same key", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const { journal } = yield* world.open()
      const reasons = [
        ["Unavailable", () => world.faults({ kind: "service-unavailable", operation: "checkStatus" })],
        ["RateLimited", () => world.faults({ kind: "too-many-requests", operation: "checkStatus" })],
        ["ResponseNotUnderstood", () => world.faults({ kind: "html-after", operation: "checkStatus" })],
        ["NotAuthenticated", () =>
          Effect.sync(() => world.network.answer("checkStatus", 401, { responseCode: "4010000" }))],
        ["ResponseNotUnderstood", () =>
          Effect.sync(() => world.network.answer("checkStatus", 200, page))],
        ["RateLimited", () => world.faults({ kind: "too-many-requests", operation: "refund" })],
        ["NotAuthenticated", () => Effect.sync(() => world.network.answer("refund", 401, { responseCode: "4010000" }))]
      ] as const
      for (const [index, [tag, strike]] of reasons.entries()) {
        const order = `INV-${index}`
        yield* world.paid(order, 22_000)
        yield* strike()
        const asked = refund(`key ${index}`, order, 22_000)
        const first = yield* journal.submit(asked, patient)
        assert.strictEqual(first.mutation.state, "rejected")
        assert.strictEqual(first.mutation.error?._tag, tag)
        const again = yield* journal.submit({ ...asked, actor: "supervisor" }, patient)
        assert.isFalse(again.replayed)
        assert.strictEqual(again.mutation.id, first.mutation.id)
        assert.strictEqual(again.mutation.state, "succeeded")
        assert.isUndefined(again.mutation.error)
        assert.strictEqual(yield* world.givenBack(order), 22_000)
        const processed = (yield* world.received(order, "refund")).filter((one) => one.processed)
        assert.lengthOf(processed, 1)
        const told = (yield* journal.history(first.mutation.id)).find(({ event }) => event === "asked_again")
        assert.deepStrictEqual([told?.actor, told?.from, told?.to], ["supervisor", "rejected", "accepted"])
      }
      assert.deepStrictEqual((yield* journal.verify()).findings, [])
    }))

  it.live("is sent anew once, though many ask again at once through two journals", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const journals = [(yield* world.open()).journal, (yield* world.open()).journal] as const
      yield* world.paid("INV-1", 22_000)
      yield* world.faults({ kind: "too-many-requests", operation: "refund" })
      yield* journals[0].submit(refund("a", "INV-1", 1_000), patient)
      const submitted = yield* Effect.forEach(
        many.flatMap(() => journals),
        (journal) => journal.submit(refund("a", "INV-1", 1_000), patient),
        { concurrency: "unbounded" }
      )
      assert.isTrue(submitted.every(({ mutation }) => mutation.state === "succeeded"))
      assert.lengthOf(submitted.filter(({ replayed }) => !replayed), 1)
      assert.strictEqual(yield* world.givenBack("INV-1"), 1_000)
      assert.lengthOf(yield* world.received("INV-1", "refund"), 2)
    }))

  it.live("for a reason inside the request stays so: the same key gives the stored outcome", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const { journal } = yield* world.open()
      yield* world.paid("INV-1", 22_000)
      yield* world.order("INV-2", 22_000)
      yield* world.paid("INV-4", 22_000)
      const asked = [
        [refund("more than paid", "INV-1", 22_001), "Declined", 0],
        [refund("not paid", "INV-2", 22_000), "NotFound", 1],
        [refund("no such order", "INV-3", 22_000), "NotFound", 0],
        [refund("not allowed", "INV-4", 22_000), "NotPermitted", 0]
      ] as const
      for (const [submission, tag, sent] of asked) {
        if (tag === "NotPermitted") world.network.answer("refund", 403, { responseCode: "4030001" })
        const first = yield* journal.submit(submission, patient)
        assert.strictEqual(first.mutation.state, "rejected", submission.key)
        assert.strictEqual(first.mutation.error?._tag, tag)
        const again = yield* journal.submit(submission, patient)
        assert.isTrue(again.replayed)
        assert.deepStrictEqual(again.mutation, first.mutation)
        assert.lengthOf(yield* world.received(submission.request.order.id, "refund"), sent)
      }
      // Another key is another intent.
      const { mutation } = yield* journal.submit(refund("right", "INV-1", 22_000), patient)
      assert.strictEqual(mutation.state, "succeeded")
    }))
})

describeDatabases("a similar change", (fresh) => {
  it.live("is refused when asked, as long as the other one is under way", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const { journal } = yield* world.open()
      yield* world.paid("INV-1", 22_000)
      yield* world.paid("INV-2", 22_000)
      const held = world.network.holdAnswer("refund")
      const { mutation: first } = yield* journal.submit(refund("a", "INV-1", 1_000))
      yield* held.arrived
      const careful = { refuseSimilar: "under way" } as const
      const similar = new SimilarUnderWay({ mutationId: first.id, state: "sending", reason: "under-way" })
      assert.deepStrictEqual(yield* Effect.flip(journal.submit(refund("b", "INV-1", 1_000), careful)), similar)
      assert.isTrue((yield* journal.submit(refund("a", "INV-1", 1_000), careful)).replayed)
      // Another amount, another order, and whoever brings a key of their own.
      const other = yield* journal.submit(refund("c", "INV-1", 2_000), careful)
      const elsewhere = yield* journal.submit(refund("d", "INV-2", 1_000), careful)
      const named = yield* journal.submit(refund("e", "INV-1", 1_000))
      yield* held.release
      for (const { mutation } of [{ mutation: first }, other, elsewhere, named]) {
        assert.strictEqual((yield* journal.wait(mutation.id, patient.waitMillis)).state, "succeeded")
      }
      const later = yield* journal.submit(refund("f", "INV-1", 1_000), { ...careful, ...patient })
      assert.strictEqual(later.mutation.state, "succeeded")
      assert.strictEqual(yield* world.givenBack("INV-1"), 5_000)
    }))

  it.live("is refused while the other one is unknown, and while it needs a person", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const opened = yield* world.open()
      const { journal } = opened
      yield* world.paid("INV-1", 22_000)
      yield* journal.submit(refund("part", "INV-1", 2_000), patient)
      yield* world.faults({ kind: "lost-answer", operation: "refund" })
      const { mutation } = yield* journal.submit(refund("a", "INV-1", 1_000))
      for (const state of ["unknown", "needs_review"] as const) {
        if (state === "needs_review") {
          yield* journal.resolve(mutation.id, { actor: "supervisor" })
          yield* journal.resolve(mutation.id, { actor: "supervisor" })
        }
        yield* inState(opened, mutation.id, state)
        assert.deepStrictEqual(
          yield* Effect.flip(journal.submit(refund("b", "INV-1", 1_000), { refuseSimilar: "under way" })),
          new SimilarUnderWay({ mutationId: mutation.id, state, reason: "under-way" })
        )
      }
      yield* journal.close(mutation.id, { actor: "supervisor", reason: "seen in the statement", as: "applied" })
      const again = yield* journal.submit(refund("b", "INV-1", 1_000), { refuseSimilar: "under way", ...patient })
      assert.strictEqual(again.mutation.state, "succeeded")
    }))

  it.live("is let through once when many ask at once with keys of their own", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const journals = [(yield* world.open()).journal, (yield* world.open()).journal] as const
      yield* world.paid("INV-1", 22_000)
      const held = world.network.holdAnswer("refund")
      const results = yield* Effect.forEach(
        many,
        (index) =>
          Effect.result(journals[index % 2 === 0 ? 0 : 1].submit(refund(`key ${index}`, "INV-1", 1_000), {
            refuseSimilar: "under way"
          })),
        { concurrency: "unbounded" }
      )
      yield* held.release
      assert.lengthOf(results.filter(({ _tag }) => _tag === "Success"), 1)
      const refused = results.flatMap((one) => one._tag === "Failure" ? [one.failure._tag] : [])
      assert.deepStrictEqual([...new Set(refused)], ["SimilarUnderWay"])
    }))

  it.live("is refused when it is done as well, where ever is asked for, unless the caller knows of it", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const { journal } = yield* world.open()
      yield* world.paid("INV-1", 22_000)
      const ever = { refuseSimilar: "ever", ...patient } as const
      const { mutation: first } = yield* journal.submit(refund("a", "INV-1", 1_000), ever)
      const done = new SimilarUnderWay({ mutationId: first.id, state: "succeeded", reason: "done" })
      assert.deepStrictEqual(yield* Effect.flip(journal.submit(refund("b", "INV-1", 1_000), ever)), done)
      assert.strictEqual(done.message, `${first.id} has done the same and is succeeded. Nothing was sent.`)
      assert.isTrue((yield* journal.submit(refund("a", "INV-1", 1_000), ever)).replayed)
      // Another amount is another refund, and what was refused gave nothing back.
      yield* journal.submit(refund("c", "INV-1", 2_000), ever)
      assert.strictEqual((yield* journal.submit(refund("more", "INV-1", 30_000), ever)).mutation.state, "rejected")
      assert.isFalse((yield* journal.submit(refund("again more", "INV-1", 30_000), ever)).replayed)

      const known = { ...ever, exceptIds: [first.id] }
      const { mutation: second } = yield* journal.submit(refund("d", "INV-1", 1_000), known)
      assert.strictEqual(second.state, "succeeded")
      assert.deepStrictEqual(
        yield* Effect.flip(journal.submit(refund("e", "INV-1", 1_000), known)),
        new SimilarUnderWay({ mutationId: second.id, state: "succeeded", reason: "done" })
      )
      assert.strictEqual(yield* world.givenBack("INV-1"), 4_000)
    }))

  it.live("that is under way is in the way also of a caller who knows of it; closed as applied it is done", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const opened = yield* world.open()
      const { journal } = opened
      yield* world.paid("INV-1", 22_000)
      yield* world.faults({ kind: "lost-answer", operation: "refund" })
      const { mutation: { id } } = yield* journal.submit(refund("a", "INV-1", 1_000))
      yield* inState(opened, id, "unknown")
      const asked = (key: string, exceptIds: ReadonlyArray<string> = []) =>
        journal.submit(refund(key, "INV-1", 1_000), { refuseSimilar: "ever", exceptIds, ...patient })
      assert.deepStrictEqual(
        yield* Effect.flip(asked("b", [id])),
        new SimilarUnderWay({ mutationId: id, state: "unknown", reason: "under-way" })
      )
      yield* journal.close(id, { actor: "supervisor", reason: "seen in the statement", as: "applied" })
      assert.deepStrictEqual(
        yield* Effect.flip(asked("b")),
        new SimilarUnderWay({ mutationId: id, state: "closed", reason: "done" })
      )
      yield* journal.close(id, {
        actor: "supervisor",
        reason: "it was another one",
        as: "not_applied",
        correcting: true
      })
      assert.strictEqual((yield* asked("b")).mutation.state, "succeeded")
    }))

  it.live("is let through once when many ask at once, however fast it ends", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const journals = [(yield* world.open()).journal, (yield* world.open()).journal] as const
      yield* world.paid("INV-1", 22_000)
      // Whoever finds another one under way asks once more when it is settled.
      const asked = Effect.fnUntraced(function*(index: number) {
        const journal = journals[index % 2 === 0 ? 0 : 1]
        const ask = journal.submit(refund(`key ${index}`, "INV-1", 1_000), { refuseSimilar: "ever" })
        return yield* Effect.catchTag(ask, "SimilarUnderWay", (similar) =>
          similar.reason === "done"
            ? similar
            : Effect.andThen(journal.wait(similar.mutationId, patient.waitMillis), ask))
      })
      const results = yield* Effect.forEach(many, (index) => Effect.result(asked(index)), { concurrency: "unbounded" })
      const [first] = results.flatMap((one) => one._tag === "Success" ? [one.success.mutation.id] : [])
      assert.deepStrictEqual(
        results.flatMap((one) => one._tag === "Failure" ? [one.failure] : []),
        many.slice(1).map(() => new SimilarUnderWay({ mutationId: first ?? "", state: "succeeded", reason: "done" }))
      )
      assert.strictEqual(yield* world.givenBack("INV-1"), 1_000)
    }))

  it.live("is let through once also when both were refused before for a reason outside the request", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const journals = [(yield* world.open()).journal, (yield* world.open()).journal] as const
      yield* world.paid("INV-1", 22_000)
      const asked = (index: 0 | 1) =>
        journals[index].submit(refund(`key ${index}`, "INV-1", 1_000), { refuseSimilar: "ever", ...patient })
      yield* world.faults({ kind: "service-unavailable", operation: "checkStatus", times: 2 })
      for (const index of [0, 1] as const) assert.strictEqual((yield* asked(index)).mutation.state, "rejected")
      const results = yield* Effect.forEach(
        [0, 1] as const,
        (index) => Effect.result(asked(index)),
        { concurrency: 2 }
      )
      assert.deepStrictEqual(results.map(({ _tag }) => _tag).sort(), ["Failure", "Success"])
      assert.strictEqual(yield* world.givenBack("INV-1"), 1_000)
    }))
})

describeDatabases("a partnerRefundNo", (fresh) => {
  it.live("is one refund: a second mutation with it is refused, whatever became of the first", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const { journal } = yield* world.open()
      const reference = yield* world.qrisPaid("QR-1", 50_000)
      const held = world.network.holdAnswer("qrisRefund")
      const { mutation } = yield* journal.submit(qrisRefund("a", reference, "R-1", 10_000))
      yield* held.arrived
      for (const state of ["sending", "succeeded"] as const) {
        for (const amount of [10_000, 20_000]) {
          assert.deepStrictEqual(
            yield* Effect.flip(journal.submit(qrisRefund(`b ${amount}`, reference, "R-1", amount))),
            new SimilarUnderWay({ mutationId: mutation.id, state, reason: "refund-no" })
          )
        }
        yield* held.release
        yield* journal.wait(mutation.id, patient.waitMillis)
      }
      const other = yield* journal.submit(qrisRefund("c", reference, "R-2", 10_000), patient)
      assert.strictEqual(other.mutation.state, "succeeded")
      assert.strictEqual(yield* world.givenBack("QR-1"), 20_000)
    }))

  it.live("is one refund in the whole account: it gives back nothing of another payment", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const { journal } = yield* world.open()
      const [one, two] = [yield* world.qrisPaid("QR-1", 50_000), yield* world.qrisPaid("QR-2", 50_000)]
      const { mutation } = yield* journal.submit(qrisRefund("a", one, "R-1", 10_000), patient)
      assert.deepInclude(mutation, { state: "succeeded", refundNo: "R-1" })
      const similar = new SimilarUnderWay({ mutationId: mutation.id, state: "succeeded", reason: "refund-no" })
      assert.deepStrictEqual(yield* Effect.flip(journal.submit(qrisRefund("b", two, "R-1", 10_000))), similar)
      assert.strictEqual((yield* Effect.flip(journal.getByKey("b")))._tag, "MutationNotFound")
      yield* journal.erase({ actor: "officer", settledBefore: Date.now() + 1000 })
      assert.deepStrictEqual(yield* Effect.flip(journal.submit(qrisRefund("b", two, "R-1", 10_000))), similar)
      // The same key is told first what it is.
      assert.deepStrictEqual(
        yield* Effect.flip(journal.submit(qrisRefund("a", two, "R-1", 10_000))),
        new KeyReused({ key: "a", mutationId: mutation.id })
      )
      const other = yield* journal.submit(qrisRefund("b", two, "R-2", 10_000), patient)
      assert.strictEqual(other.mutation.state, "succeeded")
      assert.deepStrictEqual((yield* journal.verify()).findings, [])
    }))

  it.live("is one refund also when two payments in different lanes ask for it at once through two journals", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const journals = [(yield* world.open()).journal, (yield* world.open()).journal] as const
      const references = yield* Effect.forEach(many, (index) => world.qrisPaid(`QR-${index}`, 50_000))
      const [one = ""] = references
      const two = references.find((reference) => laneOf(reference) !== laneOf(one)) ?? assert.fail("all in one lane")
      const numbers = many.map((index) => `R-${index}`)
      for (const number of numbers) {
        const results = yield* Effect.all([
          Effect.result(journals[0].submit(qrisRefund(`${number} of one`, one, number, 100), patient)),
          Effect.result(journals[1].submit(qrisRefund(`${number} of two`, two, number, 100), patient))
        ], { concurrency: "unbounded" })
        const [won, ...more] = results.flatMap((result) => result._tag === "Success" ? [result.success.mutation] : [])
        const lost = results.flatMap((result) => result._tag === "Failure" ? [result.failure] : [])
        assert.deepStrictEqual(more, [])
        assert.strictEqual(won?.state, "succeeded")
        assert.deepStrictEqual(lost.map((error) => error._tag === "SimilarUnderWay" ? error.mutationId : error._tag), [
          won?.id
        ])
      }
      const sent = yield* world.simulator.requests({ operation: "qrisRefund" })
      assert.lengthOf(sent, numbers.length)
      const back = [yield* world.givenBack("QR-0"), yield* world.givenBack(`QR-${references.indexOf(two)}`)]
      assert.strictEqual(back.reduce((sum, amount) => sum + amount, 0), 100 * numbers.length)
      assert.deepStrictEqual((yield* journals[0].verify()).findings, [])
    }))

  it.live("that another payment's mutation has taken meanwhile is not sent by asking again", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const { journal } = yield* world.open()
      const [one, two] = [yield* world.qrisPaid("QR-1", 50_000), yield* world.qrisPaid("QR-2", 50_000)]
      yield* world.faults({ kind: "too-many-requests", operation: "qrisRefund" })
      const first = yield* journal.submit(qrisRefund("a", one, "R-1", 10_000), patient)
      assert.strictEqual(first.mutation.error?._tag, "RateLimited")
      const second = yield* journal.submit(qrisRefund("b", two, "R-1", 10_000), patient)
      assert.strictEqual(second.mutation.state, "succeeded")
      assert.deepStrictEqual(
        yield* Effect.flip(journal.submit(qrisRefund("a", one, "R-1", 10_000), patient)),
        new SimilarUnderWay({ mutationId: second.mutation.id, state: "succeeded", reason: "refund-no" })
      )
      assert.deepInclude(yield* journal.getByKey("a"), { state: "rejected", refundNo: "R-1" })
      assert.strictEqual(yield* world.givenBack("QR-1"), 0)
      assert.deepStrictEqual((yield* journal.verify()).findings, [])
    }))

  it.live("that another mutation has taken meanwhile is not sent by asking again", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const { journal } = yield* world.open()
      const reference = yield* world.qrisPaid("QR-1", 50_000)
      yield* world.faults({ kind: "too-many-requests", operation: "qrisRefund" })
      const first = yield* journal.submit(qrisRefund("a", reference, "R-1", 10_000), patient)
      assert.strictEqual(first.mutation.error?._tag, "RateLimited")
      const second = yield* journal.submit(qrisRefund("b", reference, "R-1", 10_000), patient)
      assert.strictEqual(second.mutation.state, "succeeded")
      assert.deepStrictEqual(
        yield* Effect.flip(journal.submit(qrisRefund("a", reference, "R-1", 10_000), patient)),
        new SimilarUnderWay({ mutationId: second.mutation.id, state: "succeeded", reason: "refund-no" })
      )
      assert.strictEqual((yield* journal.getByKey("a")).state, "rejected")
      assert.strictEqual(yield* world.givenBack("QR-1"), 10_000)
    }))
})

describeDatabases("submit", (fresh) => {
  it.live("returns at once unless it is to wait, and the mutation goes on", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const { journal } = yield* world.open()
      yield* world.paid("INV-1", 22_000)
      const held = world.network.holdAnswer("refund")
      const { mutation, replayed } = yield* journal.submit(refund("a", "INV-1", 22_000))
      assert.isFalse(replayed)
      assert.strictEqual(mutation.state, "accepted")
      yield* held.arrived
      assert.strictEqual((yield* journal.submit(refund("a", "INV-1", 22_000))).mutation.state, "sending")
      yield* held.release
      assert.strictEqual((yield* journal.wait(mutation.id, patient.waitMillis)).state, "succeeded")
    }))

  it.live("tells the whole story of a mutation, in order", () =>
    Effect.gen(function*() {
      const world = yield* makeWorld(fresh)
      const opened = yield* world.open()
      const { journal } = opened
      yield* world.paid("INV-1", 22_000)
      const { mutation } = yield* journal.submit(refund("a", "INV-1", 22_000), patient)
      assert.deepStrictEqual(yield* story(opened, mutation.id), [
        "accepted: accepted",
        "sending: sending",
        "answered: succeeded"
      ])
      const [accepted, sending, answered] = yield* journal.history(mutation.id)
      assert.strictEqual(accepted?.actor, "cashier 3")
      assert.deepStrictEqual(accepted?.detail, { key: "a", request: { order: { id: "INV-1", amount: 22_000 } } })
      assert.isUndefined(accepted?.from)
      assert.strictEqual(sending?.actor, "journal")
      assert.deepInclude(mutation.before, { status: "CAPTURED", paidAmount: 22_000, refunded: 0 })
      assert.deepStrictEqual(sending?.detail, { before: mutation.before })
      assert.deepStrictEqual(answered?.detail, { answer: mutation.answer })
      assert.deepInclude(mutation.answer, { responseCode: "2000000", traceId: answered?.traceId })
      assert.strictEqual(mutation.decidedBy, "answer")
      assert.isAtLeast(mutation.settledAt ?? 0, mutation.sendingAt ?? Number.NaN)
      assert.isAtLeast(mutation.sendingAt ?? 0, mutation.acceptedAt)
      const shown = JSON.stringify(yield* journal.history(mutation.id)) + JSON.stringify(mutation)
      assert.notInclude(shown, "local-merchant-key")
    }))
})
