import { assert, it } from "@effect/vitest"
import { OutcomeUnknown, WrongState } from "@openfinpay/finpay-core"
import { Journal } from "@openfinpay/finpay-journal"
import { Finpay } from "@openfinpay/finpay-transport"
import { Context, Effect, Layer, Redacted } from "effect"
import { SqlClient } from "effect/sql"
import { SecretBox } from "../../src/access/SecretBox.ts"
import { layerApiQueues } from "../../src/database/queues.ts"
import type { Merchant } from "../../src/merchants/Merchant.ts"
import { PaymentQuestions } from "../../src/payments/ask-again.ts"
import { followOnce } from "../../src/webhooks/follower.ts"
import { Events } from "../../src/webhooks/publish.ts"
import { WebhookQueue } from "../../src/webhooks/queue.ts"
import { WebhookEndpoints } from "../../src/webhooks/WebhookEndpoints.ts"
import { encryptionKey } from "../support/api.ts"
import { connectionTo, describeDatabases } from "../support/databases.ts"
import type { FreshDatabase } from "../support/databases.ts"
import { answered, envelope, fakeFinpay } from "../support/fake-finpay.ts"

const facts = { operation: "refund", detail: "what happened", nextStep: "what to do" } as const
const unknown = new OutcomeUnknown({ ...facts, reason: "timeout", safeToRetry: false })
const refused = new WrongState({ ...facts, httpStatus: 403, responseCode: "4030015", safeToRetry: true })

const finpay = fakeFinpay({
  payments: {
    refund: ({ order: { id } }) =>
      id.startsWith("LOST")
        ? Effect.fail(unknown)
        : id.startsWith("WRONG")
        ? Effect.fail(refused)
        : Effect.succeed(answered(envelope)),
    cancel: () => Effect.succeed(answered(envelope))
  },
  qris: { refund: () => Effect.succeed(answered(envelope)) }
})

/** A server as far as it follows: a connection of its own, the merchant's journal on it, and what it publishes with. */
const openServer = (database: FreshDatabase) =>
  Effect.gen(function*() {
    const connection = yield* Layer.build(connectionTo(database))
    const settings = { pollMillis: 20, checkDelaysSeconds: [600] }
    const services = yield* Layer.build(
      Layer.mergeAll(
        Layer.provideMerge(Journal.layer({ account: "local/TEST", settings }), finpay),
        Events.layer,
        WebhookEndpoints.layer({ allowsPrivate: false }).pipe(Layer.provide(SecretBox.layer(encryptionKey)))
      ).pipe(
        Layer.provideMerge(Layer.merge(WebhookQueue.layer, PaymentQuestions.layer)),
        Layer.provideMerge(Layer.fresh(layerApiQueues(settings))),
        Layer.provideMerge(Layer.succeedContext(connection))
      )
    )
    const journal = Context.get(services, Journal)
    const merchant: Merchant = {
      id: "TEST",
      account: "local/TEST",
      finpay: Context.get(services, Finpay),
      journal,
      callbackKeys: { merchantKey: Redacted.make("key"), notificationSigner: undefined }
    }
    const follow = Effect.provideContext(Effect.repeat(followOnce(merchant), { while: (more) => more }), services)
    const endpoints = Context.get(services, WebhookEndpoints)
    return { journal, follow, endpoints, sql: Context.get(connection, SqlClient.SqlClient) }
  })

type Server = Effect.Success<ReturnType<typeof openServer>>

const refund = ({ journal }: Server, id: string) =>
  Effect.map(
    journal.submit(
      { operation: "refund", request: { order: { id, amount: 1 } }, key: `key-${id}`, actor: "test" },
      { waitMillis: 60_000 }
    ),
    ({ mutation }) => mutation
  )

/** The unknown one is not waited for. */
const lost = ({ journal }: Server, id: string) =>
  Effect.gen(function*() {
    const { mutation } = yield* journal.submit({
      operation: "refund",
      request: { order: { id, amount: 1 } },
      key: `key-${id}`,
      actor: "test"
    })
    return yield* Effect.repeat(journal.wait(mutation.id, 20), { until: ({ state }) => state === "unknown" })
  })

const published = ({ sql }: Server) =>
  Effect.map(
    sql`SELECT type, reference, body FROM finpay_api_event ORDER BY sequence`,
    (rows) =>
      rows.map((row) => ({ type: String(row["type"]), reference: String(row["reference"]), body: String(row["body"]) }))
  )

const namesOf = (events: Effect.Success<ReturnType<typeof published>>) =>
  events.map(({ reference, type }) => `${reference} ${type}`)

const questions = ({ sql }: Server) =>
  Effect.map(
    sql`SELECT element FROM finpay_work WHERE queue_name = 'finpay-api/payments' ORDER BY sequence`,
    (rows) => rows.map((row) => JSON.parse(String(row["element"])))
  )

describeDatabases("following the journal", (fresh) => {
  it.live("publishes what became of every mutation, and has Finpay asked when it is settled", () =>
    Effect.gen(function*() {
      const server = yield* openServer(yield* fresh)
      yield* server.follow
      yield* refund(server, "INV-1")
      yield* refund(server, "WRONG-1")
      const { id } = yield* lost(server, "LOST-1")
      yield* server.follow
      yield* server.journal.close(id, { as: "applied", reason: "seen at Finpay", actor: "test" })
      yield* server.follow
      const events = yield* published(server)
      assert.sameMembers(namesOf(events), [
        "INV-1 refund.succeeded",
        "WRONG-1 refund.rejected",
        "LOST-1 refund.unknown",
        "LOST-1 refund.closed"
      ])
      const told = (name: string) => JSON.parse(events.find(({ type }) => type === name)?.body ?? "").data
      assert.deepInclude(told("refund.unknown"), {
        id,
        state: "unknown",
        operationState: "unknown",
        reference: "LOST-1"
      })
      assert.deepInclude(told("refund.closed"), {
        id,
        state: "closed",
        operationState: "succeeded",
        closedAs: "applied"
      })
      for (const { body } of events) assert.notProperty(JSON.parse(body).data, "request")
      assert.sameDeepMembers(
        yield* questions(server),
        ["INV-1", "WRONG-1", "LOST-1"].map((reference) => ({ merchant: "TEST", kind: "pg", references: [reference] }))
      )
    }))

  it.live("tells each step once, whichever of two servers finds it", () =>
    Effect.gen(function*() {
      const database = yield* fresh
      const [one, other] = [yield* openServer(database), yield* openServer(database)]
      yield* one.follow
      const ids = Array.from({ length: 12 }, (_, index) => `INV-${index}`)
      yield* Effect.all(
        [
          Effect.forEach(ids, (id) => refund(one, id), { concurrency: 4 }),
          Effect.forEach(ids, () => Effect.all([one.follow, other.follow], { concurrency: 2 }))
        ],
        { concurrency: 2 }
      )
      yield* Effect.all([one.follow, other.follow], { concurrency: 2 })
      assert.sameMembers(namesOf(yield* published(one)), ids.map((id) => `${id} refund.succeeded`))
    }))

  it.live("begins where the journal stands: what was before is no news", () =>
    Effect.gen(function*() {
      const server = yield* openServer(yield* fresh)
      yield* refund(server, "INV-1")
      yield* server.follow
      yield* refund(server, "INV-1-2")
      yield* server.follow
      assert.deepStrictEqual(namesOf(yield* published(server)), ["INV-1-2 refund.succeeded"])
    }))

  it.live("tells a new endpoint of all that comes after it, also what was over before the journal was ever followed", () =>
    Effect.gen(function*() {
      const server = yield* openServer(yield* fresh)
      yield* refund(server, "INV-1")
      const wanted = { url: "https://shop.example/hook", createdBy: "test" }
      const { endpoint } = yield* server.endpoints.create("local/TEST", wanted)
      yield* refund(server, "INV-2")
      yield* server.follow
      const rows = yield* server.sql`SELECT endpoint_id, reference, type FROM finpay_api_delivery`
      assert.deepStrictEqual(rows.map((row) => ({ ...row })), [
        { endpoint_id: endpoint.id, reference: "INV-2", type: "refund.succeeded" }
      ])
    }))

  it.live("tells a step as it was, also when the mutation has gone on since", () =>
    Effect.gen(function*() {
      const server = yield* openServer(yield* fresh)
      yield* server.follow
      const { id } = yield* lost(server, "LOST-1")
      yield* server.journal.close(id, { as: "not_applied", reason: "seen at Finpay", actor: "test" })
      yield* server.follow
      const events = yield* published(server)
      assert.deepStrictEqual(namesOf(events), ["LOST-1 refund.unknown", "LOST-1 refund.closed"])
      const [first] = events.map(({ body }) => JSON.parse(body).data)
      assert.deepInclude(first, { state: "unknown", operationState: "unknown" })
      assert.doesNotHaveAnyKeys(first, ["closedAs", "decidedBy", "settledAt"])
    }))
})
