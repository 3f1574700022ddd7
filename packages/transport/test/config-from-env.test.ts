import { assert, describe, it } from "@effect/vitest"
import { localCredentials } from "@openfinpay/finpay-core"
import { ConfigProvider, Effect, Redacted, Result } from "effect"
import { inspect } from "node:util"
import { configFromEnv, merchantFromEnv } from "../src/index.ts"

const read = (env: Record<string, string>) =>
  Effect.result(configFromEnv).pipe(
    Effect.provideService(ConfigProvider.ConfigProvider, ConfigProvider.fromEnv({ env }))
  )

const { snap } = localCredentials
const keys = { FINPAY_MERCHANT_ID: "FINPAY770", FINPAY_MERCHANT_KEY: "test-secret-key" }
const snapVariables = {
  FINPAY_SNAP_CLIENT_ID: "client",
  FINPAY_SNAP_CLIENT_SECRET: "test-secret-client",
  FINPAY_SNAP_PRIVATE_KEY: snap.privateKeyPem,
  FINPAY_SNAP_PARTNER_ID: "partner",
  FINPAY_SNAP_CHANNEL_ID: "95221",
  FINPAY_SNAP_ORIGIN: "www.example.co.id"
}

const configOf = (env: Record<string, string>) => Effect.flatMap(read(env), Effect.fromResult)

describe("configFromEnv", () => {
  it.effect("nothing set is the simulator on this machine", () =>
    Effect.gen(function*() {
      for (const env of [{}, { FINPAY_ENV: "local" }, { FINPAY_ENV: "", FINPAY_MERCHANT_KEY: "" }]) {
        const config = yield* configOf(env)
        assert.strictEqual(config.environment, "local")
        assert.strictEqual(config.merchantId, localCredentials.merchantId)
        assert.strictEqual(Redacted.value(config.merchantKey), localCredentials.merchantKey)
        assert.strictEqual(config.snap?.clientId, snap.clientId)
      }
    }))

  it.effect("local takes what is set in place of the simulator's own", () =>
    Effect.gen(function*() {
      const config = yield* configOf({
        FINPAY_ENV: "local",
        FINPAY_BASE_URL: "http://127.0.0.1:4711",
        FINPAY_MERCHANT_ID: "FINPAY002",
        FINPAY_SNAP_CHANNEL_ID: "12345"
      })
      assert.deepStrictEqual(
        [config.environment, config.baseUrl, config.merchantId, config.snap?.channelId, config.snap?.clientId],
        ["local", "http://127.0.0.1:4711", "FINPAY002", "12345", snap.clientId]
      )
    }))

  it.effect("sandbox and production need a merchant, and SNAP only when one of its variables is set", () =>
    Effect.gen(function*() {
      for (const FINPAY_ENV of ["sandbox", "production"] as const) {
        const config = yield* configOf({ FINPAY_ENV, ...keys })
        assert.deepStrictEqual([config.environment, config.merchantId], [FINPAY_ENV, "FINPAY770"])
        assert.isUndefined(config.snap)
      }
    }))

  it.effect("reads every variable", () =>
    Effect.gen(function*() {
      const config = yield* configOf({
        FINPAY_ENV: "sandbox",
        ...keys,
        ...snapVariables,
        FINPAY_SNAP_PRIVATE_KEY: snap.privateKeyPem.replaceAll("\n", String.raw`\n`),
        // Read by the apps; beside it the key itself still counts.
        FINPAY_SNAP_PRIVATE_KEY_FILE: "/nowhere/key.pem",
        FINPAY_SNAP_MERCHANT_ID: "FM1",
        FINPAY_SNAP_SUB_MERCHANT_ID: "FM2",
        FINPAY_VOID_STYLE: "get",
        FINPAY_TIMEOUT_MS: "12000"
      })
      assert.strictEqual(config.voidStyle, "get")
      assert.strictEqual(config.totalTimeoutMillis, 12_000)
      const { clientSecret, privateKeyPem, ...rest } = config.snap ?? {}
      assert.deepStrictEqual(rest, {
        clientId: "client",
        partnerId: "partner",
        channelId: "95221",
        origin: "www.example.co.id",
        merchantId: "FM1",
        subMerchantId: "FM2"
      })
      assert.strictEqual(clientSecret === undefined ? "" : Redacted.value(clientSecret), "test-secret-client")
      assert.strictEqual(privateKeyPem === undefined ? "" : Redacted.value(privateKeyPem), snap.privateKeyPem)
      assert.notInclude(inspect(config, { depth: 5 }), "test-secret")
    }))

  const refused: ReadonlyArray<readonly [name: string, env: Record<string, string>, settings: string]> = [
    ["no merchant", { FINPAY_ENV: "sandbox" }, "FINPAY_MERCHANT_ID, FINPAY_MERCHANT_KEY"],
    ["an unknown environment", { FINPAY_ENV: "test-secret-env", ...keys }, "FINPAY_ENV"],
    ["an environment in capitals", { FINPAY_ENV: "Production", ...keys }, "FINPAY_ENV"],
    ["an environment that is a method", { FINPAY_ENV: "toString", ...keys }, "FINPAY_ENV"],
    ["credentials of no environment", keys, "FINPAY_ENV"],
    ["credentials of no environment for the network", { ...keys, FINPAY_BASE_URL: "https://x.example" }, "FINPAY_ENV"],
    [
      "a host of the other environment",
      { FINPAY_ENV: "sandbox", ...keys, FINPAY_BASE_URL: "https://live.finnet.co.id" },
      "FINPAY_BASE_URL"
    ],
    [
      "SNAP by half, and all else wrong",
      {
        FINPAY_ENV: "moon",
        FINPAY_SNAP_CLIENT_ID: "client",
        FINPAY_SNAP_PRIVATE_KEY: "test-secret-pem",
        FINPAY_TIMEOUT_MS: "soon",
        FINPAY_VOID_STYLE: "put"
      },
      "FINPAY_ENV, FINPAY_MERCHANT_ID, FINPAY_MERCHANT_KEY, FINPAY_VOID_STYLE, FINPAY_TIMEOUT_MS, " +
      "FINPAY_SNAP_CLIENT_SECRET, FINPAY_SNAP_PARTNER_ID, FINPAY_SNAP_CHANNEL_ID, FINPAY_SNAP_ORIGIN, " +
      "FINPAY_SNAP_PRIVATE_KEY"
    ]
  ]
  for (const [name, env, settings] of refused) {
    it.effect(`refuses ${name}, by the names of the variables and without values`, () =>
      Effect.gen(function*() {
        const result = yield* read(env)
        if (Result.isSuccess(result)) return assert.fail("it was accepted")
        assert.strictEqual(result.failure.problems.map(({ setting }) => setting).join(", "), settings)
        assert.notInclude(inspect(result.failure, { depth: 8 }), "test-secret")
      }))
  }

  it.effect("the simulator's own credentials need no environment on this machine", () =>
    Effect.gen(function*() {
      const own = {
        FINPAY_MERCHANT_ID: localCredentials.merchantId,
        FINPAY_MERCHANT_KEY: localCredentials.merchantKey,
        FINPAY_SNAP_PRIVATE_KEY: snap.privateKeyPem.replaceAll("\n", String.raw`\n`)
      }
      for (const env of [own, { ...own, FINPAY_BASE_URL: "http://localhost:4711" }]) {
        assert.strictEqual((yield* configOf(env)).environment, "local")
      }
      const away = yield* Effect.flip(configOf({ ...own, FINPAY_BASE_URL: "https://x.example" }))
      assert.include(away.message, "FINPAY_ENV is missing: sandbox or production")
    }))

  // An address on this machine may be a tunnel to production, and `local` asks nobody before it refunds.
  for (
    const [name, env] of [
      ["a merchant", { FINPAY_MERCHANT_ID: "FINPAY770" }],
      ["a key", { FINPAY_MERCHANT_KEY: "test-secret-key" }],
      ["a client secret", { FINPAY_SNAP_CLIENT_SECRET: "test-secret-client" }],
      ["a private key", { FINPAY_SNAP_PRIVATE_KEY: "test-secret-pem" }]
    ] as const
  ) {
    it.effect(`${name} that is not the simulator's needs its environment, on this machine too`, () =>
      Effect.gen(function*() {
        for (const address of [{}, { FINPAY_BASE_URL: "http://127.0.0.1:4711" }]) {
          const { problems } = yield* Effect.flip(configOf({ ...address, ...env }))
          assert.deepStrictEqual(problems[0], {
            setting: "FINPAY_ENV",
            problem: "is missing: local, sandbox or production"
          })
        }
      }))
  }

  it.effect("a source that cannot be read is named, without its reason", () =>
    Effect.gen(function*() {
      const broken = ConfigProvider.make(() =>
        Effect.fail(new ConfigProvider.SourceError({ message: "test-secret-source" }))
      )
      const problem = yield* Effect.flip(configFromEnv).pipe(
        Effect.provideService(ConfigProvider.ConfigProvider, broken)
      )
      assert.notInclude(inspect(problem, { depth: 8 }), "test-secret")
    }))
})

describe("merchantFromEnv", () => {
  const merchantOf = (env: Record<string, string>) =>
    merchantFromEnv.pipe(Effect.provideService(ConfigProvider.ConfigProvider, ConfigProvider.fromEnv({ env })))

  it.effect("needs no credentials, and agrees with the whole configuration", () =>
    Effect.gen(function*() {
      const { FINPAY_MERCHANT_ID, FINPAY_MERCHANT_KEY } = keys
      const merchant = { FINPAY_MERCHANT_ID }
      for (
        const env of [
          { FINPAY_ENV: "local", ...merchant },
          { FINPAY_ENV: "local", FINPAY_BASE_URL: "http://127.0.0.1:4711", ...merchant },
          { FINPAY_ENV: "sandbox", ...merchant },
          { FINPAY_ENV: "production", ...merchant }
        ]
      ) {
        const { environment, merchantId } = yield* configOf({ ...env, FINPAY_MERCHANT_KEY })
        assert.deepStrictEqual(yield* merchantOf(env), { environment, merchantId })
      }
      const { environment, merchantId } = yield* configOf({})
      assert.deepStrictEqual(yield* merchantOf({}), { environment, merchantId })
    }))

  it.effect("names what is missing or wrong", () =>
    Effect.gen(function*() {
      for (
        const [env, settings] of [
          [{ FINPAY_ENV: "sandbox" }, ["FINPAY_MERCHANT_ID"]],
          [{ FINPAY_ENV: "produktion", FINPAY_MERCHANT_ID: "a:b" }, ["FINPAY_ENV", "FINPAY_MERCHANT_ID"]],
          [{ FINPAY_MERCHANT_ID: "FINPAY770" }, ["FINPAY_ENV"]],
          [{ FINPAY_MERCHANT_ID: "FINPAY770", FINPAY_BASE_URL: "http://127.0.0.1:4711" }, ["FINPAY_ENV"]]
        ] as const
      ) {
        const { problems } = yield* Effect.flip(merchantOf(env))
        assert.deepStrictEqual(problems.map(({ setting }) => setting), [...settings])
      }
    }))
})
