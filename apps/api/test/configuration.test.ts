import { assert, describe, it } from "@effect/vitest"
import { localCredentials } from "@openfinpay/finpay-core"
import { localConfig } from "@openfinpay/finpay-transport"
import { ConfigProvider, Effect, Redacted } from "effect"
import { optionsFromEnv, resolveOptions, userDatabase } from "../src/configuration.ts"
import type { ApiOptions } from "../src/configuration.ts"

const apiKey = "a-key-of-some-length"

const fromEnv = (env: Readonly<Record<string, string>>) =>
  Effect.provideService(optionsFromEnv, ConfigProvider.ConfigProvider, ConfigProvider.fromEnv({ env }))

const problemsOf = (env: Readonly<Record<string, string>>) =>
  Effect.map(Effect.flip(fromEnv(env)), ({ problems }) => problems.map(({ setting }) => setting))

const resolve = (options: Partial<ApiOptions>) => resolveOptions({ finpay: localConfig(), ...options })

describe("the options from the environment", () => {
  it.effect("need nothing for the simulator of this machine", () =>
    Effect.gen(function*() {
      const options = yield* fromEnv({})
      const server = yield* resolveOptions(options)
      assert.strictEqual(options.finpay.environment, "local")
      assert.deepInclude(server, { host: "127.0.0.1", port: 4720, apiKey: undefined })
      assert.strictEqual(server.callbackKeys.notificationSigner?.style, "asymmetric")
    }))

  it.effect("take host, port and key; an empty variable is not set", () =>
    Effect.gen(function*() {
      const env = { FINPAY_API_HOST: "0.0.0.0", FINPAY_API_PORT: "0", FINPAY_API_KEY: apiKey }
      const server = yield* resolveOptions(yield* fromEnv(env))
      assert.deepInclude(server, { host: "0.0.0.0", port: 0 })
      assert.strictEqual(server.apiKey && Redacted.value(server.apiKey), apiKey)
      const empty = yield* fromEnv({ FINPAY_API_HOST: "", FINPAY_API_PORT: "", FINPAY_API_KEY: "" })
      assert.isUndefined(empty.apiKey)
    }))

  it.effect("name everything that is wrong at once, and no value", () =>
    Effect.gen(function*() {
      const env = {
        FINPAY_ENV: "sandbox",
        FINPAY_MERCHANT_ID: "a:b",
        FINPAY_API_HOST: "not a host",
        FINPAY_API_PORT: "70000",
        FINPAY_API_KEY: "too-short",
        FINPAY_DATABASE_URL: "sqlite:relative-to-what",
        FINPAY_SNAP_NOTIFICATION_SIGNATURE: "none-of-them",
        FINPAY_SNAP_NOTIFICATION_PUBLIC_KEY: "secret-that-is-no-key"
      }
      const error = yield* Effect.flip(fromEnv(env))
      assert.sameMembers(error.problems.map(({ setting }) => setting), [
        "FINPAY_MERCHANT_ID",
        "FINPAY_MERCHANT_KEY",
        "FINPAY_API_HOST",
        "FINPAY_API_PORT",
        "FINPAY_API_KEY",
        "FINPAY_DATABASE_URL",
        "FINPAY_SNAP_NOTIFICATION_SIGNATURE",
        "FINPAY_SNAP_NOTIFICATION_PUBLIC_KEY"
      ])
      for (
        const value of ["not a host", "70000", "too-short", "relative-to-what", "none-of-them", "secret-that-is-no-key"]
      ) {
        assert.notInclude(error.message, value)
      }
    }))

  it.effect("refuse a port that is no whole number", () =>
    Effect.gen(function*() {
      for (const port of ["1.5", "-1", "0x10", " 80", "http"]) {
        assert.deepStrictEqual(yield* problemsOf({ FINPAY_API_PORT: port }), ["FINPAY_API_PORT"], port)
      }
    }))
})

describe("the journal's database", () => {
  const databaseOf = (env: Readonly<Record<string, string>>) =>
    Effect.map(
      fromEnv(env),
      ({ database }) => database === undefined || "file" in database ? database : Redacted.value(database.url)
    )

  it.effect("is the address given, or the file of this user", () =>
    Effect.gen(function*() {
      assert.strictEqual(yield* databaseOf({ FINPAY_DATABASE_URL: "postgres://h/d" }), "postgres://h/d")
      assert.isUndefined(yield* databaseOf({ FINPAY_DATABASE_URL: "" }))
      const env = { XDG_DATA_HOME: "/data", LOCALAPPDATA: "/data" }
      const database = yield* Effect.provideService(
        userDatabase,
        ConfigProvider.ConfigProvider,
        ConfigProvider.fromEnv({ env })
      )
      assert.deepInclude(database, { file: "/data/openfinpay/journal.sqlite" })
    }))

  it.effect("is a whole path where a program names a file", () =>
    Effect.gen(function*() {
      for (const file of [":memory:", "/data/journal.sqlite"]) yield* resolve({ database: { file } })
      for (const file of ["", "journal.sqlite", "./journal.sqlite"]) {
        const { problems } = yield* Effect.flip(resolve({ database: { file } }))
        assert.deepStrictEqual(problems.map(({ setting }) => setting), ["database.file"], file)
      }
      const { problems } = yield* Effect.flip(resolve({ database: { url: Redacted.make("mysql://h/d") } }))
      assert.deepStrictEqual(problems.map(({ setting }) => setting), ["database.url"])
    }))
})

describe("an open server", () => {
  it.effect("exists only for the simulator and only on this machine", () =>
    Effect.gen(function*() {
      const sandbox = { ...localConfig(), environment: "sandbox" } as const
      for (const host of ["127.0.0.1", "127.1.2.3", "::1", "localhost"]) yield* resolve({ host })
      const refused: ReadonlyArray<Partial<ApiOptions>> = [
        { host: "0.0.0.0" },
        { host: "::" },
        { host: "127.0.0.1.example.com" },
        { finpay: sandbox }
      ]
      for (const options of refused) {
        const { problems } = yield* Effect.flip(resolve(options))
        assert.deepStrictEqual(problems.map(({ setting }) => setting), ["apiKey"], JSON.stringify(options))
        yield* resolve({ ...options, apiKey: Redacted.make(apiKey) })
      }
    }))

  it.effect("is not got by a key that is weak or cannot be sent", () =>
    Effect.gen(function*() {
      for (const weak of ["", "short", "has a blank in the middle", "größer-als-sechzehn"]) {
        const { problems } = yield* Effect.flip(resolve({ apiKey: Redacted.make(weak) }))
        assert.deepStrictEqual(problems.map(({ setting }) => setting), ["apiKey"], weak)
      }
    }))
})

describe("the key of QRIS notifications", () => {
  const signer = (options: Partial<ApiOptions>) =>
    Effect.map(resolve(options), ({ callbackKeys }) => callbackKeys.notificationSigner?.style)
  const sandbox = { ...localConfig(), environment: "sandbox" } as const
  const key = Redacted.make(apiKey)

  it.effect("is Finpay's public key, the client secret, or none", () =>
    Effect.gen(function*() {
      const { publicKeyPem } = localCredentials.snap
      assert.strictEqual(yield* signer({ notificationPublicKeyPem: publicKeyPem }), "asymmetric")
      assert.strictEqual(yield* signer({ notificationSignature: "symmetric" }), "symmetric")
      assert.isUndefined(yield* signer({ finpay: sandbox, apiKey: key }))
      const { snap: _, ...withoutSnap } = sandbox
      assert.isUndefined(yield* signer({ finpay: withoutSnap, apiKey: key, notificationSignature: "symmetric" }))
    }))

  it.effect("may come with its line breaks written out", () =>
    Effect.gen(function*() {
      const pem = localCredentials.snap.publicKeyPem.replaceAll("\n", String.raw`\n`)
      const options = yield* fromEnv({ FINPAY_SNAP_NOTIFICATION_PUBLIC_KEY: pem })
      assert.strictEqual((yield* resolveOptions(options)).callbackKeys.notificationSigner?.style, "asymmetric")
    }))
})
