import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { constants, createSign, generateKeyPairSync, sign } from "node:crypto"
import { localMerchant, Simulator } from "../../src/index.ts"
import type { Sent } from "../support/http.ts"
import { send } from "../support/http.ts"
import { control } from "../support/pg.ts"
import { secondMerchant, served } from "../support/served.ts"
import { localSigner, queryBody, rsa, snap, snapRequest, timestamp, token, tokenRequest } from "../support/snap.ts"

const refuses = Effect.fnUntraced(
  function*(url: string, change: Parameters<typeof tokenRequest>[1], code: string, message?: string) {
    const answer = yield* send(url, tokenRequest(localSigner, change))
    assert.strictEqual(answer.json["responseCode"], code, answer.text)
    assert.strictEqual(answer.status, Number(code.slice(0, 3)))
    if (message !== undefined) assert.strictEqual(answer.json["responseMessage"], message)
    assert.notProperty(answer.json, "accessToken")
  }
)

describe("the SNAP access token", () => {
  it.live("[T1] is issued for 900 seconds at both printed paths", () =>
    Effect.gen(function*() {
      const { url } = yield* served()
      for (const path of ["/pg/snap/oauth/v1.0/access-token/b2b", "/snap/oauth/v1.0/access-token/b2b"]) {
        const { headers, json, status } = yield* send(url, tokenRequest(localSigner, { path }))
        assert.strictEqual(status, 200)
        assert.strictEqual(json["responseCode"], "2007300")
        assert.strictEqual(json["responseMessage"], "Request has been processed successfully")
        assert.match(String(json["accessToken"]), /^\w{64}$/u)
        assert.strictEqual(json["tokenType"], "Bearer")
        assert.strictEqual(json["expiresIn"], 900)
        assert.match(String(headers.get("x-timestamp")), /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\+07:00$/u)
        assert.strictEqual(headers.get("x-client-key"), "local-client")
      }
    }))

  it.live("[P2] says its life as a text in profile standard", () =>
    Effect.gen(function*() {
      const { url } = yield* served({ profile: "standard" })
      const { json } = yield* send(url, tokenRequest())
      assert.deepStrictEqual([json["responseCode"], json["expiresIn"]], ["2007300", "900"])
    }))

  it.live("[T2] needs each of its headers", () =>
    Effect.gen(function*() {
      const { url } = yield* served()
      for (const name of ["X-CLIENT-KEY", "X-TIMESTAMP", "X-SIGNATURE"]) {
        const headers = { [name.toLowerCase()]: undefined }
        yield* refuses(url, { headers }, "4007302", `Invalid Mandatory Field ${name}`)
      }
    }))

  it.live("[T3] needs the right grantType", () =>
    Effect.gen(function*() {
      const { url } = yield* served()
      yield* refuses(url, { body: "{}" }, "4007302", "Invalid Mandatory Field grantType")
      yield* refuses(url, { body: `{"grantType":"password"}` }, "4007301", "Invalid Field Format grantType")
    }))

  it.live("[T4] needs a well-formed timestamp", () =>
    Effect.gen(function*() {
      const { url } = yield* served()
      for (const time of ["2024-06-07 10:03:54", "2024-06-07T10:03:54", "2024-02-30T10:03:54+07:00", "1717729434"]) {
        yield* refuses(url, { time }, "4007301", "Invalid Field Format X-TIMESTAMP")
      }
    }))

  it.live("[T5] needs the client's own signature, and says the same of everything that is not", () =>
    Effect.gen(function*() {
      const { url } = yield* served()
      const time = timestamp()
      const text = `local-client|${time}`
      const key = localSigner.privateKeyPem
      const stranger = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({
        type: "pkcs8",
        format: "pem"
      })
      const pss = sign("sha256", Buffer.from(text), { key, padding: constants.RSA_PKCS1_PSS_PADDING }).toString(
        "base64"
      )
      const wrong: Readonly<Record<string, object>> = {
        "unknown client": { "x-client-key": "nobody", "x-signature": rsa(`nobody|${time}`, key) },
        "another key": { "x-signature": rsa(text, String(stranger)) },
        "PSS": { "x-signature": pss },
        "SHA-1": { "x-signature": createSign("RSA-SHA1").update(text).sign(key, "base64") },
        "a colon": { "x-signature": rsa(`local-client:${time}`, key) },
        "another time": { "x-signature": rsa(`local-client|${timestamp(1)}`, key) },
        "no base64": { "x-signature": "forged" }
      }
      for (const headers of Object.values(wrong)) {
        yield* refuses(url, { time, headers }, "4017300", "Unauthorized. Invalid Signature")
      }
    }))

  it.live("[T6] needs a timestamp within five minutes, before or after", () =>
    Effect.gen(function*() {
      const { url } = yield* served()
      yield* refuses(url, { time: timestamp(-360) }, "4017300")
      yield* refuses(url, { time: timestamp(360) }, "4017300")
      for (const seconds of [-240, 240]) {
        const answer = yield* send(url, tokenRequest(localSigner, { time: timestamp(seconds) }))
        assert.strictEqual(answer.status, 200, answer.text)
      }
      // The sender's clock is held against the real one, however far the simulator's was moved.
      yield* control(url, "POST", "/clock/advance", { seconds: 86_400 })
      assert.strictEqual((yield* send(url, tokenRequest())).status, 200)
    }))

  it.effect("[T6] [H4] counts its times to the second", () =>
    Effect.gen(function*() {
      const simulator = yield* Simulator
      const answerTo = ({ body, headers = {}, method = "GET", path }: Sent) =>
        Effect.map(
          simulator.handle({ method, path, headers, body: new TextEncoder().encode(String(body)) }),
          (answer) => JSON.parse(new TextDecoder().decode(answer.body)) as Record<string, unknown>
        )
      yield* TestClock.setTime(Date.parse("2026-11-21T10:00:00+07:00"))
      const codes = yield* Effect.forEach(["09:54:59", "09:55:00", "10:05:00", "10:05:01"], (time) =>
        Effect.map(answerTo(tokenRequest(localSigner, { time: `2026-11-21T${time}+07:00` })), ({ responseCode }) =>
          responseCode))
      assert.deepStrictEqual(codes, ["4017300", "2007300", "2007300", "4017300"])
      const { accessToken } = yield* answerTo(tokenRequest(localSigner, { time: "2026-11-21T10:00:00+07:00" }))
      const codeAt = (time: string) =>
        Effect.map(
          answerTo(snapRequest("query", String(accessToken), queryBody("none"), { time: `2026-11-21T${time}+07:00` })),
          ({ responseCode }) =>
            responseCode
        )
      yield* TestClock.adjust("899 seconds")
      assert.strictEqual(yield* codeAt("10:14:59"), "4045301")
      yield* TestClock.adjust("1 second")
      assert.strictEqual(yield* codeAt("10:15:00"), "4015301")
    }).pipe(Effect.provide(Simulator.layer())))

  it.live("[T7] needs JSON", () =>
    Effect.gen(function*() {
      const { url } = yield* served()
      for (
        const body of ["", "{", "grantType=client_credentials", `{"grantType":"x","grantType":"client_credentials"}`]
      ) {
        yield* refuses(url, { body }, "4007300")
      }
    }))

  it.live("[H4] is needed, lives 900 seconds and belongs to one client", () =>
    Effect.gen(function*() {
      const { url } = yield* served({ merchants: [localMerchant, secondMerchant] })
      const code = (accessToken: string) =>
        Effect.map(snap(url, "query", accessToken, queryBody("none")), ({ json }) => json["responseCode"])
      const mine = yield* token(url)
      assert.strictEqual(yield* code(mine), "4045301")
      assert.strictEqual(yield* code("unknown"), "4015301")
      const others = yield* token(url, { ...localSigner, clientId: "second-client" })
      assert.strictEqual(yield* code(others), "4015301")
      const basic = yield* snap(url, "query", mine, queryBody("none"), { headers: { authorization: `Basic ${mine}` } })
      assert.strictEqual(basic.json["responseCode"], "4015301")
      yield* control(url, "POST", "/clock/advance", { seconds: 840 })
      assert.strictEqual(yield* code(mine), "4045301")
      yield* control(url, "POST", "/clock/advance", { seconds: 60 })
      assert.strictEqual(yield* code(mine), "4015301")
      const strict = yield* served({ snap: { unknownToken: "not-found" } })
      const unknown = yield* snap(strict.url, "query", "unknown", queryBody("none"))
      assert.strictEqual(unknown.json["responseCode"], "4015303")
    }))
})
