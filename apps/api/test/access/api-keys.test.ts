import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { merchantId, post, send, startApi } from "../support/api.ts"
import type { Json } from "../support/api.ts"
import { fakeFinpay } from "../support/fake-finpay.ts"
import { logged } from "../support/logs.ts"

const start = Effect.map(startApi(fakeFinpay({}), { isOpen: false }), (api) => {
  const keys = `${api.url}/v1/api-keys`
  const as = (key: string) => ({ authorization: `Bearer ${key}` })
  return {
    ...api,
    make: (key: string, body: unknown) => post(keys, body, undefined, as(key)),
    read: (key: string, path = "") => send(`${keys}${path}`, { headers: as(key) }),
    act: (key: string, path: string, body?: unknown) => post(`${keys}${path}`, body, undefined, as(key)),
    /** Whether a key is let in. */
    isLetIn: (key: string) =>
      Effect.map(send(`${api.url}/v1/payments/INV-1`, { headers: as(key) }), ({ status }) => status === 200)
  }
})

const keyOf = ({ json }: { readonly json: Json }) => String(json["key"])
const idOf = ({ json }: { readonly json: Json }) => String(json["id"])

describe("POST /v1/api-keys", () => {
  it.effect("shows the whole key once, and keeps only its hash", () =>
    Effect.gen(function*() {
      const api = yield* start
      const admin = yield* api.newKey()
      const made = yield* api.make(admin, { name: "shop-backend", role: "operator" })
      assert.strictEqual(made.status, 201, made.text)
      const key = keyOf(made)
      assert.match(key, /^fpk_[0-9A-Za-z]{12}_[0-9A-Za-z]{40}$/u)
      assert.isTrue(key.startsWith(`${idOf(made)}_`))
      assert.strictEqual(made.headers.get("location"), `/v1/api-keys/${idOf(made)}`)
      assert.deepInclude(made.json, { name: "shop-backend", role: "operator", state: "active" })
      assert.match(String(made.json["createdBy"]), /^test \(fpk_/u)
      assert.isTrue(yield* api.isLetIn(key))

      const secret = key.slice(17)
      const read = yield* api.read(admin, `/${idOf(made)}`)
      assert.strictEqual(read.status, 200)
      const { key: _, ...withoutKey } = made.json
      const { lastUsedAt, ...shown } = read.json
      assert.deepStrictEqual(shown, withoutKey)
      assert.match(String(lastUsedAt), /^\d{4}-/u)
      for (const text of [read.text, (yield* api.read(admin)).text, logged.join("\n")]) assert.notInclude(text, secret)
    }))

  it.effect("refuses what makes no sense, every field of it", () =>
    Effect.gen(function*() {
      const api = yield* start
      const admin = yield* api.newKey()
      const pointers = (body: unknown) =>
        Effect.map(api.make(admin, body), ({ json, status }) => {
          assert.strictEqual(status, 422)
          return (json["errors"] as ReadonlyArray<{ readonly pointer: string }>).map(({ pointer }) => pointer)
        })
      assert.sameMembers(yield* pointers({ name: " ", role: "root", merchants: [], expiresAt: "soon", more: 1 }), [
        "#/name",
        "#/role",
        "#/merchants",
        "#/expiresAt",
        "#/more"
      ])
      assert.sameMembers(
        yield* pointers({
          name: "x",
          role: "viewer",
          merchants: [merchantId, "NOBODY"],
          expiresAt: "1969-01-01T00:00:00Z"
        }),
        ["#/merchants/1", "#/expiresAt"]
      )
    }))

  it.effect("gives no more than the key that makes it has: not another merchant, and not all of them", () =>
    Effect.gen(function*() {
      const api = yield* start
      const bound = yield* api.newKey({ merchants: [merchantId] })
      for (const merchants of [undefined, ["FINPAY002"], [merchantId, "FINPAY002"]]) {
        const refused = yield* api.make(bound, { name: "x", role: "viewer", ...(merchants && { merchants }) })
        assert.strictEqual(refused.status, 403, refused.text)
        assert.strictEqual(refused.json["type"], "/problems/key-beyond-caller")
      }
      const made = yield* api.make(bound, { name: "x", role: "admin", merchants: [merchantId] })
      assert.strictEqual(made.status, 201)
      assert.deepStrictEqual(made.json["merchants"], [merchantId])
      for (const role of ["viewer", "operator", "approver"] as const) {
        const key = yield* api.newKey({ role })
        const refused = yield* api.make(key, { name: "x", role: "viewer" })
        assert.strictEqual(refused.json["type"], "/problems/permission-missing", role)
      }
    }))
})

describe("an administrator that is bound to a merchant", () => {
  it.effect("sees and touches keys of that merchant only; the others are not there", () =>
    Effect.gen(function*() {
      const api = yield* start
      const admin = yield* api.newKey()
      const bound = yield* api.newKey({ name: "bound", merchants: [merchantId] })
      const mine = yield* api.make(bound, { name: "mine", role: "viewer", merchants: [merchantId] })
      const both = yield* api.keys.create({
        name: "both",
        role: "viewer",
        merchants: [merchantId, "B"],
        createdBy: "x"
      })
      const foreign = yield* api.keys.create({ name: "foreign", role: "viewer", merchants: ["B"], createdBy: "x" })
      const { json } = yield* api.read(bound)
      const names = (json["keys"] as ReadonlyArray<Json>).map(({ name }) => name)
      assert.sameMembers(names, ["bound", "mine"])
      for (const id of [foreign.id, both.id, admin.slice(0, 16), "fpk_none"]) {
        const answers = [
          yield* api.read(bound, `/${id}`),
          yield* api.act(bound, `/${id}/rotate`, { graceSeconds: 0 }),
          yield* api.act(bound, `/${id}/revoke`)
        ]
        for (const { json, status } of answers) {
          assert.strictEqual(status, 404, id)
          assert.strictEqual(json["type"], "/problems/api-key-not-found")
        }
      }
      assert.isTrue(yield* api.isLetIn(admin))
      assert.strictEqual((yield* api.act(bound, `/${idOf(mine)}/revoke`)).status, 200)
    }))
})

describe("an API key", () => {
  it.effect("that is rotated has a new secret, and the old one for as long as was given", () =>
    Effect.gen(function*() {
      const api = yield* start
      const admin = yield* api.newKey()
      const made = yield* api.make(admin, { name: "x", role: "viewer" })
      const rotated = yield* api.act(admin, `/${idOf(made)}/rotate`, { graceSeconds: 3_600 })
      assert.strictEqual(rotated.status, 200, rotated.text)
      assert.strictEqual(idOf(rotated), idOf(made))
      assert.strictEqual(rotated.json["formerSecretUntil"], "1970-01-01T01:00:00.000Z")
      assert.notStrictEqual(keyOf(rotated), keyOf(made))
      for (const key of [keyOf(made), keyOf(rotated)]) assert.isTrue(yield* api.isLetIn(key))

      const again = yield* api.act(admin, `/${idOf(made)}/rotate`, { graceSeconds: 0 })
      assert.notProperty(again.json, "formerSecretUntil")
      for (const key of [keyOf(made), keyOf(rotated)]) assert.isFalse(yield* api.isLetIn(key))
      assert.isTrue(yield* api.isLetIn(keyOf(again)))
      const endless = yield* api.act(admin, `/${idOf(made)}/rotate`, { graceSeconds: 2_592_001 })
      assert.strictEqual(endless.status, 422)
    }))

  it.effect("that is revoked is refused at once and for ever, its former secret too", () =>
    Effect.gen(function*() {
      const api = yield* start
      const admin = yield* api.newKey()
      const made = yield* api.make(admin, { name: "x", role: "viewer" })
      const rotated = yield* api.act(admin, `/${idOf(made)}/rotate`, { graceSeconds: 3_600 })
      const revoked = yield* api.act(admin, `/${idOf(made)}/revoke`)
      assert.deepInclude(revoked.json, { state: "revoked", revokedAt: "1970-01-01T00:00:00.000Z" })
      assert.match(String(revoked.json["revokedBy"]), /^test \(/u)
      for (const key of [keyOf(made), keyOf(rotated)]) assert.isFalse(yield* api.isLetIn(key))
      assert.deepStrictEqual((yield* api.act(admin, `/${idOf(made)}/revoke`)).json, revoked.json)
      const back = yield* api.act(admin, `/${idOf(made)}/rotate`, { graceSeconds: 0 })
      assert.strictEqual(back.status, 409)
      assert.strictEqual(back.json["type"], "/problems/api-key-not-active")
    }))
})

describe("GET /v1/api-keys", () => {
  it.effect("lists them newest first, page by page, and ends", () =>
    Effect.gen(function*() {
      const api = yield* start
      const admin = yield* api.newKey({ name: "0" })
      for (const name of ["1", "2", "3", "4"]) {
        yield* TestClock.adjust("1 milli")
        yield* api.newKey({ name })
      }
      const names: Array<unknown> = []
      const page = (query: string): Effect.Effect<void> =>
        Effect.flatMap(api.read(admin, query), ({ json: { keys, next } }) => {
          names.push(...(keys as ReadonlyArray<Json>).map(({ name }) => name))
          return typeof next === "string" ? page(`?limit=2&after=${next}`) : Effect.void
        })
      yield* page("?limit=2")
      assert.deepStrictEqual(names, ["4", "3", "2", "1", "0"])
      assert.deepStrictEqual((yield* api.read(admin, "?after=fpk_none")).json, { keys: [] })
    }))
})
