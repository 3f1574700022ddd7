import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import type { Sent } from "../support/http.ts"
import { send } from "../support/http.ts"
import { toNoon } from "../support/noon.ts"
import { control } from "../support/pg.ts"
import { served } from "../support/served.ts"
import type { Change } from "../support/snap.ts"
import { externalId, generateBody, queryBody, snap, snapRequest, timestamp, token } from "../support/snap.ts"

/** What a query for an unknown payment is answered once everything before it was right. */
const arrived = "4045301"

describe("the headers and signature of SNAP calls", () => {
  const query = (url: string, accessToken: string, change: Change = {}, body: unknown = queryBody("none")) =>
    snap(url, "query", accessToken, body, change)

  it.live("[H1] are all needed", () =>
    Effect.gen(function*() {
      const { url } = yield* served()
      const accessToken = yield* token(url)
      const names = [
        "Authorization",
        "X-TIMESTAMP",
        "X-SIGNATURE",
        "ORIGIN",
        "X-PARTNER-ID",
        "X-EXTERNAL-ID",
        "CHANNEL-ID"
      ]
      for (const name of names) {
        const answer = yield* query(url, accessToken, { headers: { [name.toLowerCase()]: "" } })
        assert.strictEqual(answer.json["responseCode"], "4005302", name)
        assert.strictEqual(answer.json["responseMessage"], `Invalid Mandatory Field ${name}`)
      }
      const standard = yield* served({ profile: "standard" })
      const answer = yield* query(standard.url, yield* token(standard.url), { headers: { origin: "" } })
      assert.strictEqual(answer.json["responseCode"], "4045101")
    }))

  it.live("[H2] are well formed", () =>
    Effect.gen(function*() {
      const { url } = yield* served()
      const accessToken = yield* token(url)
      const wrong: ReadonlyArray<readonly [name: string, value: string]> = [
        ["Content-Type", "text/plain"],
        ["X-TIMESTAMP", "2024-06-07T10:03:54"],
        ["X-TIMESTAMP", "2024-13-07T10:03:54+07:00"],
        ["X-EXTERNAL-ID", "1".repeat(33)],
        ["X-EXTERNAL-ID", "12 34"],
        ["X-EXTERNAL-ID", "abc"],
        ["X-EXTERNAL-ID", "9f2b6a0e-52b5-4c5d-8f0e-0f3b2f0f7f11"],
        ["X-PARTNER-ID", "x".repeat(37)],
        ["CHANNEL-ID", "123456"],
        ["CHANNEL-ID", "95 21"]
      ]
      for (const [name, value] of wrong) {
        const answer = yield* query(url, accessToken, { headers: { [name.toLowerCase()]: value } })
        assert.strictEqual(answer.json["responseCode"], "4005301", `${name} ${value}`)
        assert.strictEqual(answer.json["responseMessage"], `Invalid Field Format ${name}`)
      }
      const longest = yield* query(url, accessToken, { externalId: "1".repeat(32) })
      assert.strictEqual(longest.json["responseCode"], arrived)
    }))

  it.live("[H2] take letters and dashes in X-EXTERNAL-ID in profile standard", () =>
    Effect.gen(function*() {
      const { url } = yield* served({ profile: "standard" })
      const accessToken = yield* token(url)
      const body = queryBody("none")
      const code = (id: string) =>
        Effect.map(query(url, accessToken, { externalId: id }, body), ({ json }) => json["responseCode"])
      assert.strictEqual(yield* code("9f2b6a0e-52b5-4c5d-8f0e-0f3b2f0f7f11"), "4045101")
      assert.strictEqual(yield* code("1".repeat(37)), "4005101")
      assert.strictEqual(yield* code("12_34"), "4005101")
    }))

  it.live("[H3] name a partner that is known", () =>
    Effect.gen(function*() {
      const { url } = yield* served()
      const answer = yield* query(url, yield* token(url), { headers: { "x-partner-id": "NOBODY" } })
      assert.strictEqual(answer.json["responseCode"], "4015300")
    }))

  it.live("[H5] carry a signature over exactly this call", () =>
    Effect.gen(function*() {
      const { url } = yield* served()
      const accessToken = yield* token(url)
      const body = queryBody("none")
      const other = JSON.stringify({ ...body, merchantId: "FM2007160002" })
      const good = snapRequest("query", accessToken, body)
      const wrong: Readonly<Record<string, Change>> = {
        "another body": { sentBody: other },
        "another secret": { secret: "local-client-secret " },
        "nothing": { headers: { "x-signature": "x" } },
        "another call's": { headers: { "x-signature": good.headers?.["x-signature"] } },
        "a timestamp of the same instant": { time: timestamp(), headers: { "x-timestamp": new Date().toISOString() } }
      }
      for (const [why, change] of Object.entries(wrong)) {
        const answer = yield* query(url, accessToken, change, why === "another call's" ? other : body)
        assert.strictEqual(answer.json["responseCode"], "4015300", why)
        assert.strictEqual(answer.json["responseMessage"], "Unauthorized. Invalid Signature")
      }
      const bare = "/v1.0/qr/qr-mpm-query"
      const otherPath = yield* send(url, { ...good, path: bare })
      assert.strictEqual(otherPath.json["responseCode"], "4015300")
      const withQuery = yield* send(url, { ...good, path: `${good.path}?a=1` })
      assert.strictEqual(withQuery.json["responseCode"], "4015300")
      const signedQuery = yield* query(url, accessToken, { path: `${good.path}?b=2&a=%20` })
      assert.strictEqual(signedQuery.json["responseCode"], arrived)
      const otherToken = yield* send(url, {
        ...good,
        headers: { ...good.headers, authorization: `Bearer ${yield* token(url)}` }
      })
      assert.strictEqual(otherToken.json["responseCode"], "4015300")
      const stale = yield* query(url, accessToken, { time: timestamp(-301) })
      assert.strictEqual(stale.json["responseCode"], "4015300")
    }))

  it.live("[H6] sign the minified body, however the body is laid out", () =>
    Effect.gen(function*() {
      const { url } = yield* served()
      const accessToken = yield* token(url)
      const body = queryBody("none")
      const pretty = JSON.stringify(body, null, 3)
      const answer = yield* query(url, accessToken, { minified: JSON.stringify(body) }, `\r\n\t${pretty}  `)
      assert.strictEqual(answer.json["responseCode"], arrived, answer.text)
    }))

  it.live("[H7] leave strings, escapes, Unicode and numbers as they were sent, in base64 or hex", () =>
    Effect.gen(function*() {
      const { url } = yield* served()
      const accessToken = yield* token(url)
      const start = `{"originalReferenceNo":"none","serviceCode":"47","merchantId":"FM2007160001"`
      const bodies = [
        `${start},"note":"two  blanks, a \\" quote and a \\\\"}`,
        `${start},"note":"a\\/b é \\u00e9 🎉"}`,
        `${start},"note":{"1.0":1.0,"1E3":1E3,"10":[1,2.50],"2":-0}}`
      ]
      for (const body of bodies) {
        for (const encoding of ["base64", "hex"] as const) {
          const answer = yield* query(url, accessToken, { encoding }, body)
          assert.strictEqual(answer.json["responseCode"], arrived, body)
        }
      }
      const squeezed = { minified: (bodies[0] ?? "").replaceAll(" ", "") }
      const answer = yield* query(url, accessToken, squeezed, bodies[0])
      assert.strictEqual(answer.json["responseCode"], "4015300")
    }))

  it.live("[H8] take an external id once a day, on any service", () =>
    Effect.gen(function*() {
      const { simulator, url } = yield* served()
      yield* toNoon(simulator)
      const accessToken = yield* token(url)
      const id = externalId()
      assert.strictEqual((yield* query(url, accessToken, { externalId: id })).json["responseCode"], arrived)
      const again = yield* query(url, accessToken, { externalId: id })
      assert.strictEqual(again.json["responseCode"], "4095300")
      assert.strictEqual(again.status, 409)
      const elsewhere = yield* snap(url, "generate", accessToken, generateBody("INV-1"), { externalId: id })
      assert.strictEqual(elsewhere.json["responseCode"], "4094700")
      yield* control(url, "POST", "/clock/advance", { seconds: 86_400 })
      const tomorrow = yield* query(url, yield* token(url), { externalId: id })
      assert.strictEqual(tomorrow.json["responseCode"], arrived)
    }))

  it.live("[H9] do not use up the id when they do not authenticate", () =>
    Effect.gen(function*() {
      const { url } = yield* served()
      const accessToken = yield* token(url)
      const id = externalId()
      const wrong: ReadonlyArray<Change> = [{ secret: "wrong" }, { headers: { authorization: "Bearer x" } }, {
        time: timestamp(-600)
      }]
      for (const change of wrong) {
        const answer = yield* query(url, accessToken, { ...change, externalId: id })
        assert.strictEqual(answer.status, 401)
      }
      assert.strictEqual((yield* query(url, accessToken, { externalId: id })).json["responseCode"], arrived)
    }))

  it.live("[H10] need POST and a path that is served", () =>
    Effect.gen(function*() {
      const { url } = yield* served()
      const accessToken = yield* token(url)
      const get = yield* send(url, { path: "/v1.0/qr/qr-mpm-refund" })
      assert.deepStrictEqual([get.status, get.json["responseCode"]], [405, "4055300"])
      const unknown = yield* snap(url, "decode", accessToken, {})
      assert.strictEqual(unknown.status, 404)
      const slash = yield* query(url, accessToken, { path: "/v1.0/qr/qr-mpm-query/" })
      assert.strictEqual(slash.status, 404)
    }))

  it.live("[H11] are refused when there are too many requests", () =>
    Effect.gen(function*() {
      const { simulator, url } = yield* served()
      yield* simulator.setFaults([{ kind: "too-many-requests", operation: "qrisQuery" }])
      const accessToken = yield* token(url)
      const answer = yield* query(url, accessToken)
      assert.deepStrictEqual([answer.status, answer.json["responseCode"]], [429, "4295300"])
      assert.strictEqual(answer.headers.get("retry-after"), "1")
      assert.strictEqual((yield* query(url, accessToken)).json["responseCode"], arrived)
    }))

  it.live("[H12] are answered in JSON with seven digits, the right status and X-TIMESTAMP", () =>
    Effect.gen(function*() {
      const { url } = yield* served()
      const accessToken = yield* token(url)
      const answers = yield* Effect.all([
        snap(url, "generate", accessToken, generateBody("INV-1")),
        query(url, accessToken),
        query(url, "wrong"),
        query(url, accessToken, {}, "{"),
        snap(url, "refund", accessToken, {})
      ])
      for (const { headers, json, status, text } of answers) {
        assert.match(String(json["responseCode"]), /^\d{7}$/u, text)
        assert.strictEqual(String(json["responseCode"]).slice(0, 3), String(status), text)
        assert.strictEqual(headers.get("content-type"), "application/json")
        assert.match(String(headers.get("x-timestamp")), /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\+07:00$/u)
      }
    }))

  it.live("[H12] are answered so also when they are misdirected, too large or struck by a fault", () =>
    Effect.gen(function*() {
      const { simulator, url } = yield* served()
      const query = "/pg/payment/card/v1.0/qr/qr-mpm-query"
      const tokenPath = "/pg/snap/oauth/v1.0/access-token/b2b"
      const large = "x".repeat(2_000_000)
      const small = "x".repeat(1_048_577)
      const wrong: ReadonlyArray<readonly [sent: Sent, code: string]> = [
        [{ path: query }, "4055300"],
        [{ path: tokenPath }, "4057300"],
        [{ method: "PUT", path: "/v1.0/qr/qr-mpm-refund" }, "4055300"],
        [{ method: "POST", path: query, body: large }, "4005300"],
        [{ method: "POST", path: query, body: small }, "4005300"],
        [{ method: "POST", path: tokenPath, body: large, headers: { "x-client-key": "local-client" } }, "4007300"],
        [{ method: "POST", path: "/v1.0/qr/qr-mpm-decode", body: "{}" }, "4040002"],
        [{ method: "POST", path: "/pg/payment/card/v1.0/qr/qr-mpm-decode", body: large }, "4040002"]
      ]
      for (const [sent, code] of wrong) {
        const { headers, json, status, text } = yield* send(url, sent)
        assert.deepStrictEqual([json["responseCode"], status], [code, Number(code.slice(0, 3))], text)
        assert.deepStrictEqual(Object.keys(json), ["responseCode", "responseMessage"], text)
        assert.match(String(headers.get("x-timestamp")), /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\+07:00$/u, text)
        assert.strictEqual(headers.get("x-client-key"), sent.headers?.["x-client-key"] ?? null)
      }
      yield* simulator.setFaults([{ kind: "internal-error", operation: "qrisQuery" }])
      const struck = yield* send(url, { method: "POST", path: query, body: "{}" })
      assert.strictEqual(struck.json["responseCode"], "5005300")
      assert.isNotNull(struck.headers.get("x-timestamp"))
    }))

  it.live("[H13] are checked in their order: of two mistakes the earlier is told", () =>
    Effect.gen(function*() {
      const { simulator, url } = yield* served()
      yield* toNoon(simulator)
      const accessToken = yield* token(url)
      const used = externalId()
      yield* query(url, accessToken, { externalId: used })
      // Each request has its own mistake and all of those that follow.
      const mistakes: ReadonlyArray<readonly [code: string, change: Change]> = [
        ["4005302", { headers: { "x-signature": "", "channel-id": "123456", "x-partner-id": "NOBODY" } }],
        ["4005301", { headers: { "channel-id": "123456", "x-partner-id": "NOBODY" } }],
        ["4015300", { headers: { "x-partner-id": "NOBODY", "authorization": "Bearer x" } }],
        ["4015301", { headers: { authorization: "Bearer x" }, time: timestamp(-600) }],
        ["4015300", { time: timestamp(-600), secret: "wrong" }],
        ["4015300", { secret: "wrong", externalId: used }],
        ["4095300", { externalId: used }],
        ["4005300", {}]
      ]
      for (const [code, change] of mistakes) {
        const answer = yield* query(url, accessToken, change, "{")
        assert.strictEqual(answer.json["responseCode"], code, answer.text)
      }
      const fields = yield* query(url, accessToken, {}, "{}")
      assert.strictEqual(fields.json["responseCode"], "4005302")
    }))
})
