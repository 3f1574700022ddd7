import { assert, describe, it } from "@effect/vitest"
import { localCredentials, localPublicKeys } from "@openfinpay/finpay-core"
import type { Environment } from "@openfinpay/finpay-core"
import { Effect, Redacted, Result } from "effect"
import { inspect } from "node:util"
import { checkConfig, limitsOf } from "../src/FinpayConfig.ts"
import { ConfigurationProblem, localConfig } from "../src/index.ts"
import type { FinpayConfig, SnapConfig } from "../src/index.ts"

const problemsOf = (config: FinpayConfig) =>
  Effect.map(
    Effect.result(checkConfig(config)),
    (checked) => Result.isFailure(checked) ? checked.failure.problems.map(({ setting }) => setting) : []
  )

const at = (environment: Environment, baseUrl: string | undefined): FinpayConfig => ({
  ...localConfig(),
  environment,
  baseUrl
})

describe("the address", () => {
  const accepted: ReadonlyArray<readonly [Environment, string | undefined]> = [
    ["local", undefined],
    ["sandbox", undefined],
    ["production", undefined],
    ["local", "http://127.0.0.1:4711"],
    ["local", "http://localhost:4711/"],
    ["local", "http://[::1]:4711"],
    ["sandbox", "https://devo.finnet.co.id"],
    ["sandbox", "https://snapstag.finnet.co.id"],
    ["production", "https://live.finnet.co.id/"],
    ["production", "https://snap.finnet.co.id"],
    ["production", "https://proxy.example.co.id/finpay"],
    ["sandbox", "http://127.0.0.1:8080"]
  ]
  for (const [environment, baseUrl] of accepted) {
    it.effect(`${environment} at ${baseUrl ?? "its own address"}`, () =>
      Effect.gen(function*() {
        assert.deepStrictEqual(yield* problemsOf(at(environment, baseUrl)), [])
      }))
  }

  const refused: ReadonlyArray<readonly [Environment, string]> = [
    // The key of one environment never goes to the host of another.
    ["sandbox", "https://live.finnet.co.id"],
    ["sandbox", "https://LIVE.finnet.co.id./pg"],
    ["sandbox", "https://snap.finnet.co.id:443"],
    ["production", "https://devo.finnet.co.id"],
    ["production", "https://snapstag.finnet.co.id"],
    ["local", "https://live.finnet.co.id"],
    ["local", "https://devo.finnet.co.id"],
    // What is local stays on this machine, TLS or not.
    ["local", "https://proxy.example.co.id"],
    ["local", "https://10.0.0.1"],
    ["local", "https://127.0.0.1.example.com"],
    // Nor over the network without TLS.
    ["production", "http://live.finnet.co.id"],
    ["production", "http://proxy.example.co.id"],
    ["local", "http://127.0.0.1.example.com"],
    ["local", "http://localhost.example.com"],
    // A name server may be asked about these.
    ["local", "http://simulator.localhost"],
    ["sandbox", "http://localhost.:8080"],
    ["production", "https://user@live.finnet.co.id"],
    ["production", "https://user:test-secret-1@live.finnet.co.id"],
    ["production", "https://live.finnet.co.id?x=1"],
    ["production", "https://live.finnet.co.id/?"],
    ["production", "https://live.finnet.co.id#x"],
    ["production", "live.finnet.co.id"],
    ["production", "ftp://live.finnet.co.id"],
    ["production", ""]
  ]
  for (const [environment, baseUrl] of refused) {
    it.effect(`not ${environment} at "${baseUrl.replace("test-secret-1", "…")}"`, () =>
      Effect.gen(function*() {
        assert.deepStrictEqual(yield* problemsOf(at(environment, baseUrl)), ["baseUrl"])
      }))
  }
})

describe("the fields", () => {
  const local = localConfig()
  const withSnap = (more: Partial<SnapConfig>): FinpayConfig => ({
    ...local,
    ...(local.snap === undefined ? {} : { snap: { ...local.snap, ...more } })
  })
  const secret = (text: string) => Redacted.make(text)

  const cases: ReadonlyArray<readonly [FinpayConfig, string]> = [
    [{ ...local, merchantId: "" }, "merchantId"],
    [{ ...local, merchantId: "FIN:PAY" }, "merchantId"],
    [{ ...local, merchantId: "FIN\r\nPAY" }, "merchantId"],
    [{ ...local, merchantKey: secret("") }, "merchantKey"],
    [{ ...local, merchantKey: secret("pasted\n") }, "merchantKey"],
    [{ ...local, totalTimeoutMillis: 0 }, "totalTimeoutMillis"],
    [{ ...local, totalTimeoutMillis: 1.5 }, "totalTimeoutMillis"],
    [{ ...local, totalTimeoutMillis: Number.NaN }, "totalTimeoutMillis"],
    [{ ...local, totalTimeoutMillis: 2 ** 31 }, "totalTimeoutMillis"],
    [{ ...local, connectTimeoutMillis: 0 }, "connectTimeoutMillis"],
    [{ ...local, totalTimeoutMillis: 5_000, connectTimeoutMillis: 5_000 }, "connectTimeoutMillis"],
    [{ ...local, maxAnswerBytes: 0 }, "maxAnswerBytes"],
    [{ ...local, queryRetries: -1 }, "queryRetries"],
    [{ ...local, queryRetries: 11 }, "queryRetries"],
    [withSnap({ clientId: "a|b" }), "snap.clientId"],
    [withSnap({ clientSecret: secret(" x") }), "snap.clientSecret"],
    [withSnap({ privateKeyPem: secret(" \n") }), "snap.privateKeyPem"],
    [withSnap({ privateKeyPem: secret("no key") }), "snap.privateKeyPem"],
    [withSnap({ privateKeyPem: secret(localPublicKeys.snapPem) }), "snap.privateKeyPem"],
    [withSnap({ partnerId: "" }), "snap.partnerId"],
    [withSnap({ channelId: "9 5" }), "snap.channelId"],
    [withSnap({ origin: "www.example.co.id\n" }), "snap.origin"],
    [withSnap({ tokenPath: "snap/oauth" }), "snap.tokenPath"],
    [withSnap({ tokenPath: "" }), "snap.tokenPath"],
    [withSnap({ tokenPath: "/snap?x" }), "snap.tokenPath"],
    [withSnap({ pathPrefix: "v1" }), "snap.pathPrefix"],
    [withSnap({ externalIdDigits: 14 }), "snap.externalIdDigits"],
    [withSnap({ externalIdDigits: 33 }), "snap.externalIdDigits"]
  ]
  for (const [config, setting] of cases) {
    it.effect(`${setting} is refused by name`, () =>
      Effect.gen(function*() {
        assert.deepStrictEqual(yield* problemsOf(config), [setting])
      }))
  }

  it.effect("what no compiler saw is refused as well", () =>
    Effect.gen(function*() {
      const config: FinpayConfig = JSON.parse("{\"voidStyle\":\"put\",\"snap\":{\"signatureEncoding\":\"base32\"}}")
      assert.deepStrictEqual(yield* problemsOf(config), [
        "environment",
        "merchantId",
        "merchantKey",
        "voidStyle",
        "snap.clientId",
        "snap.clientSecret",
        "snap.privateKeyPem",
        "snap.partnerId",
        "snap.channelId",
        "snap.origin",
        "snap.signatureEncoding"
      ])
      const plain: FinpayConfig = JSON.parse(
        "{\"environment\":\"moon\",\"merchantId\":\"A\",\"merchantKey\":\"test-secret-2\"}"
      )
      const problem = yield* Effect.flip(checkConfig(plain))
      assert.deepStrictEqual(problem.problems.map(({ setting }) => setting), ["environment", "merchantKey"])
      assert.notInclude(inspect(problem), "test-secret")
    }))

  it("every problem stands in the message, none of the values does", () => {
    const problem = new ConfigurationProblem({
      problems: [{ setting: "merchantId", problem: "is missing" }, { setting: "merchantKey", problem: "is missing" }]
    })
    assert.strictEqual(problem.message, "Configuration: merchantId is missing; merchantKey is missing.")
  })
})

describe("localConfig", () => {
  it.effect("can be used as it is, and shows no secret", () =>
    Effect.gen(function*() {
      assert.deepStrictEqual(yield* problemsOf(localConfig()), [])
      const text = inspect(localConfig("http://127.0.0.1:1"), { depth: 5 }) + JSON.stringify(localConfig())
      for (const secret of [localCredentials.merchantKey, localCredentials.snap.clientSecret, "PRIVATE"]) {
        assert.notInclude(text, secret)
      }
    }))
})

describe("limitsOf", () => {
  it("a connection always has less time than the whole call", () => {
    assert.strictEqual(limitsOf({}).connectTimeoutMillis, 10_000)
    assert.strictEqual(limitsOf({ totalTimeoutMillis: 5_000 }).connectTimeoutMillis, 2_500)
    assert.strictEqual(limitsOf({ totalTimeoutMillis: 5_000, connectTimeoutMillis: 100 }).connectTimeoutMillis, 100)
  })
})
