import { assert, describe, it } from "@effect/vitest"
import { localCredentials } from "@openfinpay/finpay-core"
import { localConfig } from "@openfinpay/finpay-transport"
import { DateTime, Effect, Layer, Redacted } from "effect"
import { SqlClient } from "effect/sql"
import { layerDatabase } from "../../src/database/layer.ts"
import { serveApi } from "../../src/serve-api.ts"
import type { Answer, Json } from "../support/api.ts"
import { keptLogs, logged } from "../support/logs.ts"
import { mutationStateOf } from "../support/mutation-state.ts"
import { newPayment } from "../support/simulated.ts"
import { others, othersCredentials, othersKey, ours, startTwoMerchants } from "../support/two-merchants.ts"

const errorsOf = ({ json }: Answer) =>
  (json["errors"] as ReadonlyArray<{ readonly pointer: string; readonly detail: string }>).map(({ pointer }) => pointer)

const inDatabase = <A, E>(file: string, work: Effect.Effect<A, E, SqlClient.SqlClient>) =>
  Effect.provide(work, Layer.fresh(layerDatabase({ file }))).pipe(Effect.orDie)

const forOthers = { "finpay-merchant": others }

describe("POST /v1/merchants", () => {
  it.live("adds a merchant with its own credentials, sealed and never shown again", () =>
    Effect.gen(function*() {
      const { call, file } = yield* startTwoMerchants()
      const paid = yield* call("POST", "/v1/payments", {
        body: newPayment("INV-1"),
        headers: { ...forOthers, "idempotency-key": "k" }
      })
      assert.strictEqual(paid.status, 201, paid.text)

      const read = yield* call("GET", `/v1/merchants/${others}`)
      const { createdAt, updatedAt, ...shown } = read.json
      assert.deepStrictEqual(shown, { id: others, credentials: "stored" })
      assert.isTrue(DateTime.isDateTime(DateTime.makeUnsafe(String(createdAt))))
      assert.strictEqual(updatedAt, createdAt)
      const all = yield* call("GET", "/v1/merchants")
      const ids = (all.json["merchants"] as ReadonlyArray<Json>).map(({ id }) => id)
      assert.sameMembers(ids, [ours, others])

      const stored = yield* inDatabase(
        file,
        Effect.flatMap(SqlClient.SqlClient, (sql) => sql`SELECT * FROM finpay_api_merchant`)
      )
      for (const text of [read.text, all.text, JSON.stringify(stored), logged.join("\n")]) {
        assert.notInclude(text, othersKey)
      }
    }))

  it.live("checks credentials as the transport does and names every field, without a value", () =>
    Effect.gen(function*() {
      const { call } = yield* startTwoMerchants()
      const snap = {
        clientId: "has|bar",
        clientSecret: " shhh-blank",
        privateKeyPem: "shhh-no-key",
        partnerId: "",
        channelId: "95221",
        origin: "www.example.co.id"
      }
      const refused = yield* call("POST", "/v1/merchants", {
        body: { id: "A:B", credentials: { merchantKey: "shhh-blank ", snap } }
      })
      assert.strictEqual(refused.status, 422, refused.text)
      assert.sameMembers(errorsOf(refused), [
        "#/id",
        "#/credentials/merchantKey",
        "#/credentials/snap/clientId",
        "#/credentials/snap/clientSecret",
        "#/credentials/snap/privateKeyPem",
        "#/credentials/snap/partnerId"
      ])
      const formless = yield* call("POST", "/v1/merchants", {
        body: { id: "", credentials: { merchantKey: 1, extra: "shhh" }, approvalAbove: -1 }
      })
      assert.sameMembers(errorsOf(formless), [
        "#/id",
        "#/credentials/merchantKey",
        "#/credentials/extra",
        "#/approvalAbove"
      ])
      for (const { text } of [refused, formless]) assert.notInclude(text, "shhh")
      assert.notInclude(logged.join("\n"), "shhh-")
    }))

  it.live("refuses one that is there already", () =>
    Effect.gen(function*() {
      const { call } = yield* startTwoMerchants()
      for (const id of [ours, others]) {
        const again = yield* call("POST", "/v1/merchants", { body: { id, credentials: { merchantKey: "other" } } })
        assert.strictEqual(again.status, 409, id)
        assert.strictEqual(again.json["type"], "/problems/merchant-exists")
      }
    }))

  it.live("takes SNAP credentials too", () =>
    Effect.gen(function*() {
      const { call } = yield* startTwoMerchants()
      const { clientId, clientSecret, partnerId, privateKeyPem } = localCredentials.snap
      const added = yield* call("POST", "/v1/merchants", {
        body: {
          id: "FINPAY003",
          name: "Kopi Senja",
          credentials: {
            merchantKey: "k",
            snap: { clientId, clientSecret, partnerId, privateKeyPem, channelId: "95221", origin: "www.example.co.id" }
          },
          approvalAbove: 1_000_000
        }
      })
      assert.strictEqual(added.status, 201, added.text)
      assert.strictEqual(added.headers.get("location"), "/v1/merchants/FINPAY003")
      assert.deepInclude(added.json, { name: "Kopi Senja", approvalAbove: 1_000_000 })
      for (const secret of [clientSecret, privateKeyPem.split("\n")[1] ?? "none"]) assert.notInclude(added.text, secret)
    }))
})

describe("PATCH /v1/merchants/{merchantId}", () => {
  it.live("changes what is given and leaves the rest; null ends the need for approval", () =>
    Effect.gen(function*() {
      const { call } = yield* startTwoMerchants()
      const change = (id: string, body: unknown) => call("PATCH", `/v1/merchants/${id}`, { body })
      for (const id of [ours, others]) {
        assert.deepInclude((yield* change(id, { name: "Kopi", approvalAbove: 0 })).json, {
          name: "Kopi",
          approvalAbove: 0
        })
        const ended = yield* change(id, { approvalAbove: null })
        assert.strictEqual(ended.json["name"], "Kopi")
        assert.notProperty(ended.json, "approvalAbove")
      }
      const wrong = yield* change(others, { credentials: { merchantKey: "wrong" } })
      assert.strictEqual(wrong.status, 200, wrong.text)
      const refused = yield* call("GET", "/v1/payments/INV-1", { headers: forOthers })
      assert.strictEqual(refused.json["type"], "/problems/finpay-credentials-refused")
      yield* change(others, { credentials: { merchantKey: othersKey } })
      const right = yield* call("GET", "/v1/payments/INV-1", { headers: forOthers })
      assert.strictEqual(right.json["type"], "/problems/not-found")
    }))

  it.live("leaves the credentials of the environment's merchant to the environment", () =>
    Effect.gen(function*() {
      const { call } = yield* startTwoMerchants()
      const changed = yield* call("PATCH", `/v1/merchants/${ours}`, { body: { credentials: { merchantKey: "x" } } })
      const removed = yield* call("DELETE", `/v1/merchants/${ours}`)
      for (const { json, status } of [changed, removed]) {
        assert.strictEqual(status, 409)
        assert.strictEqual(json["type"], "/problems/merchant-of-environment")
      }
    }))
})

describe("DELETE /v1/merchants/{merchantId}", () => {
  it.live("takes nothing new for it, and it can be added again", () =>
    Effect.gen(function*() {
      const { call } = yield* startTwoMerchants()
      const removed = yield* call("DELETE", `/v1/merchants/${others}`)
      assert.strictEqual(removed.status, 204, removed.text)
      const use = call("GET", "/v1/payments/INV-1", { headers: forOthers })
      assert.strictEqual((yield* use).json["type"], "/problems/merchant-refused")
      for (const method of ["GET", "DELETE"]) {
        assert.strictEqual((yield* call(method, `/v1/merchants/${others}`)).status, 404)
      }
      const again = yield* call("POST", "/v1/merchants", {
        body: { id: others, credentials: othersCredentials }
      })
      assert.strictEqual(again.status, 201, again.text)
      assert.strictEqual((yield* use).json["type"], "/problems/not-found")
    }))

  it.live("is refused while a mutation is not settled: nobody else could find out how it ended", () =>
    Effect.gen(function*() {
      const { call, simulator } = yield* startTwoMerchants()
      yield* call("POST", "/v1/payments", {
        body: newPayment("INV-1"),
        headers: { ...forOthers, "idempotency-key": "order" }
      })
      yield* simulator.pay("INV-1", { merchantId: others })
      yield* simulator.setFaults([{ kind: "connection-reset", operation: "refund" }])
      const refund = yield* call("POST", "/v1/payments/INV-1/refunds", {
        body: { amount: 22_000 },
        headers: { ...forOthers, "idempotency-key": "refund", prefer: "wait=0" }
      })
      assert.strictEqual(refund.status, 202, refund.text)
      const removed = yield* call("DELETE", `/v1/merchants/${others}`)
      assert.strictEqual(removed.status, 409, removed.text)
      assert.strictEqual(removed.json["type"], "/problems/merchant-in-use")

      const id = String(refund.json["mutationId"])
      yield* mutationStateOf(call, id, forOthers, "unknown")
      const body = { as: "not_applied", reason: "Finpay says so" }
      yield* call("POST", `/v1/mutations/${id}/close`, { body, headers: forOthers })
      assert.strictEqual((yield* call("DELETE", `/v1/merchants/${others}`)).status, 204)
    }))
})

describe("DELETE /v1/merchants/{merchantId} while refunds of it wait", () => {
  const limited = Effect.gen(function*() {
    const world = yield* startTwoMerchants()
    yield* world.call("PATCH", `/v1/merchants/${others}`, { body: { approvalAbove: 100 } })
    const remove = world.call("DELETE", `/v1/merchants/${others}`)
    return { ...world, remove }
  })

  const assertInUse = ({ json, status, text }: Answer, what: string) => {
    assert.strictEqual(status, 409, text)
    assert.strictEqual(json["type"], "/problems/merchant-in-use")
    assert.include(json["detail"], what)
  }

  it.live("is refused for one that waits for approval, which would be there again with the merchant", () =>
    Effect.gen(function*() {
      const { call, remove } = yield* limited
      const asked = yield* call("POST", "/v1/payments/INV-1/refunds", {
        body: { amount: 101 },
        headers: { ...forOthers, "idempotency-key": "refund" }
      })
      assert.strictEqual(asked.status, 202, asked.text)
      assertInUse(yield* remove, "waits for approval")
      const withdrawn = yield* call("POST", `/v1/approvals/${String(asked.json["approvalId"])}/withdraw`, {
        body: { reason: "mistaken" },
        headers: forOthers
      })
      assert.strictEqual(withdrawn.status, 200, withdrawn.text)
      assert.strictEqual((yield* remove).status, 204)
    }))

  it.live("is refused for a file of them, which would go on when the merchant is added again", () =>
    Effect.gen(function*() {
      const { call, remove } = yield* limited
      const taken = yield* call("POST", "/v1/refund-batches", {
        headers: { ...forOthers, "content-type": "text/csv", "idempotency-key": "file" },
        body: "order,amount\nINV-1,101\n"
      })
      assert.deepInclude(taken.json, { state: "needs_approval" })
      assertInUse(yield* remove, "batch")
      yield* call("POST", `/v1/refund-batches/${String(taken.json["id"])}/cancel`, { headers: forOthers })
      assert.strictEqual((yield* remove).status, 204)
    }))
})

describe("an administrator that is bound to a merchant", () => {
  it.live("sees that one only, and neither adds, changes nor removes any", () =>
    Effect.gen(function*() {
      const { call, newKey } = yield* startTwoMerchants()
      const key = yield* newKey("admin", [others])
      const { json } = yield* call("GET", "/v1/merchants", { key })
      assert.deepStrictEqual((json["merchants"] as ReadonlyArray<Json>).map(({ id }) => id), [others])
      assert.strictEqual((yield* call("GET", `/v1/merchants/${ours}`, { key })).status, 404)
      const attempts = [
        yield* call("POST", "/v1/merchants", { key, body: { id: "M3", credentials: { merchantKey: "k" } } }),
        yield* call("PATCH", `/v1/merchants/${others}`, { key, body: { approvalAbove: null } }),
        yield* call("PATCH", `/v1/merchants/${ours}`, { key, body: { approvalAbove: null } }),
        yield* call("DELETE", `/v1/merchants/${others}`, { key })
      ]
      for (const { json, status } of attempts) {
        assert.strictEqual(status, 403)
        assert.strictEqual(json["type"], "/problems/key-beyond-caller")
      }
    }))
})

describe("another server of the same database", () => {
  it.live("takes over what was changed", () =>
    Effect.gen(function*() {
      const { admin, call, file, simulatorUrl } = yield* startTwoMerchants()
      const second = yield* serveApi({
        finpay: localConfig(simulatorUrl),
        port: 0,
        access: "keys",
        database: { file }
      })
      const use = Effect.promise(async () => {
        const headers = { authorization: `Bearer ${admin}`, ...forOthers }
        const response = await fetch(`${second.url}/v1/payments/INV-1`, { headers })
        return String((await response.json()).type)
      })
      const becomes = (type: string) => Effect.repeat(use, { until: (seen) => seen === type })
      yield* becomes("/problems/not-found")
      yield* call("DELETE", `/v1/merchants/${others}`)
      yield* becomes("/problems/merchant-refused")
    }).pipe(Effect.provide(keptLogs)))

  it.live("does not start without the key that the stored credentials were sealed with", () =>
    Effect.gen(function*() {
      const { file, simulatorUrl } = yield* startTwoMerchants()
      const options = { finpay: localConfig(simulatorUrl), port: 0, database: { file } }
      const other = Redacted.make(Buffer.alloc(32, 9).toString("base64"))
      const error = yield* Effect.flip(Effect.scoped(serveApi({ ...options, encryptionKey: other })))
      assert.strictEqual(error._tag, "ConfigurationProblem")
      assert.match(String(error), /FINPAY_API_ENCRYPTION_KEY the stored secrets of merchant FINPAY002/u)
    }).pipe(Effect.provide(keptLogs)))
})
