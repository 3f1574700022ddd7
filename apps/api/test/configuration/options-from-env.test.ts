import { assert, describe, it } from "@effect/vitest"
import { localCredentials, localPublicKeys } from "@openfinpay/finpay-core"
import { localConfig } from "@openfinpay/finpay-transport"
import { ConfigProvider, Effect, Redacted } from "effect"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import type { ApiOptions } from "../../src/configuration/ApiOptions.ts"
import { optionsFromEnv, userDatabase } from "../../src/configuration/options-from-env.ts"
import { resolveOptions } from "../../src/configuration/resolve-options.ts"
import { signerOf } from "../../src/configuration/signer.ts"
import { temporaryFolder } from "../support/process.ts"

const encryptionKey = Buffer.alloc(32, 7).toString("base64")

const fromEnv = (env: Readonly<Record<string, string>>) =>
  Effect.provideService(optionsFromEnv, ConfigProvider.ConfigProvider, ConfigProvider.fromEnv({ env }))

const problemsOf = (env: Readonly<Record<string, string>>) =>
  Effect.map(Effect.flip(fromEnv(env)), ({ problems }) => problems.map(({ setting }) => setting))

const resolve = (options: Partial<ApiOptions>) => resolveOptions({ finpay: localConfig(), ...options })

describe("the options from the environment", () => {
  it.effect("need nothing for the simulator of this machine", () =>
    Effect.gen(function*() {
      const options = yield* fromEnv({})
      const { encryptionKeys, server } = yield* resolveOptions(options)
      assert.strictEqual(options.finpay.environment, "local")
      assert.deepInclude(server, { host: "127.0.0.1", port: 4720, isOpen: true, requestsPerMinute: 600 })
      assert.strictEqual(encryptionKeys.length, 1)
      assert.strictEqual((yield* signerOf(options, options.finpay))?.style, "asymmetric")
    }))

  it.effect("take host, port, access and limit; an empty variable is not set", () =>
    Effect.gen(function*() {
      const env = {
        FINPAY_API_HOST: "0.0.0.0",
        FINPAY_API_PORT: "0",
        FINPAY_API_ACCESS: "keys",
        FINPAY_API_RATE_LIMIT: "60"
      }
      const { server } = yield* resolveOptions(yield* fromEnv(env))
      assert.deepInclude(server, { host: "0.0.0.0", port: 0, isOpen: false, requestsPerMinute: 60 })
      const names = [...Object.keys(env), "FINPAY_API_ENCRYPTION_KEY", "FINPAY_API_ENCRYPTION_KEY_FILE"]
      const empty = yield* fromEnv(Object.fromEntries(names.map((name) => [name, ""])))
      assert.deepInclude((yield* resolveOptions(empty)).server, { host: "127.0.0.1", port: 4720, isOpen: true })
    }))

  it.effect("name everything that is wrong at once, and no value", () =>
    Effect.gen(function*() {
      const env = {
        FINPAY_ENV: "sandbox",
        FINPAY_MERCHANT_ID: "a:b",
        FINPAY_API_HOST: "not a host",
        FINPAY_API_PORT: "70000",
        FINPAY_API_ACCESS: "everyone",
        FINPAY_API_RATE_LIMIT: "-5",
        FINPAY_API_ENCRYPTION_KEY: "too-short",
        FINPAY_API_ENCRYPTION_KEYS_EARLIER: `${encryptionKey}, not-a-key`,
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
        "FINPAY_API_ACCESS",
        "FINPAY_API_RATE_LIMIT",
        "FINPAY_API_ENCRYPTION_KEY",
        "FINPAY_API_ENCRYPTION_KEYS_EARLIER",
        "FINPAY_DATABASE_URL",
        "FINPAY_SNAP_NOTIFICATION_SIGNATURE",
        "FINPAY_SNAP_NOTIFICATION_PUBLIC_KEY"
      ])
      const values = [
        "not a host",
        "70000",
        "everyone",
        "-5",
        "too-short",
        "not-a-key",
        encryptionKey,
        "relative-to-what",
        "none-of-them",
        "secret-that-is-no-key"
      ]
      for (const value of values) assert.notInclude(error.message, value)
    }))

  it.effect("take how long keys of creations are kept, a day at least, and how long approvals wait", () =>
    Effect.gen(function*() {
      const hour = 3_600_000
      const unset = yield* resolveOptions(yield* fromEnv({}))
      assert.deepStrictEqual(unset.asking, { keptMillis: 168 * hour, expiresMillis: 72 * hour })
      const env = { FINPAY_API_KEYS_KEPT_HOURS: "24", FINPAY_API_APPROVAL_HOURS: "1" }
      const { asking } = yield* resolveOptions(yield* fromEnv(env))
      assert.deepStrictEqual(asking, { keptMillis: 24 * hour, expiresMillis: hour })
      const wrong = yield* problemsOf({ FINPAY_API_KEYS_KEPT_HOURS: "23", FINPAY_API_APPROVAL_HOURS: "soon" })
      assert.deepStrictEqual(wrong, ["FINPAY_API_KEYS_KEPT_HOURS", "FINPAY_API_APPROVAL_HOURS"])
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
  const sandbox = { ...localConfig(), environment: "sandbox" } as const
  const sealed = { encryptionKey: Redacted.make(encryptionKey) }
  const isOpen = (options: Partial<ApiOptions>) => Effect.map(resolve(options), ({ server }) => server.isOpen)

  it.effect("exists only for the simulator and only on this machine; elsewhere keys are asked for", () =>
    Effect.gen(function*() {
      for (const host of ["127.0.0.1", "127.1.2.3", "::1", "localhost"]) {
        assert.isTrue(yield* isOpen({ host }), host)
        assert.isFalse(yield* isOpen({ host, access: "keys" }), host)
      }
      const elsewhere: ReadonlyArray<Partial<ApiOptions>> = [
        { host: "0.0.0.0" },
        { host: "::" },
        { host: "127.0.0.1.example.com" },
        { finpay: sandbox, ...sealed }
      ]
      for (const options of elsewhere) {
        assert.isFalse(yield* isOpen(options), JSON.stringify(options))
        const { problems } = yield* Effect.flip(resolve({ ...options, access: "open" }))
        assert.deepStrictEqual(problems.map(({ setting }) => setting), ["access"], JSON.stringify(options))
      }
    }))
})

describe("the encryption key", () => {
  const sandbox = { ...localConfig(), environment: "sandbox" } as const
  const problemsWith = (options: Partial<ApiOptions>) =>
    Effect.map(
      Effect.flip(resolve({ finpay: sandbox, ...options })),
      ({ problems }) => problems.map(({ setting }) => setting)
    )

  it.effect("is needed where anything is secret, and is 32 bytes in base64", () =>
    Effect.gen(function*() {
      assert.deepStrictEqual(yield* problemsWith({}), ["encryptionKey"])
      for (const wrong of ["", "short", Buffer.alloc(31).toString("base64"), Buffer.alloc(33).toString("base64")]) {
        assert.deepStrictEqual(yield* problemsWith({ encryptionKey: Redacted.make(wrong) }), ["encryptionKey"], wrong)
      }
      for (const form of ["base64", "base64url"] as const) {
        yield* resolve({ finpay: sandbox, encryptionKey: Redacted.make(Buffer.alloc(32, 251).toString(form)) })
      }
    }))

  it.effect("may be in a file, such as a mounted secret, but not in both", () =>
    Effect.gen(function*() {
      const folder = yield* temporaryFolder
      const file = join(folder, "encryption-key")
      writeFileSync(file, `${encryptionKey}\n`)
      const { encryptionKeys: [key] } = yield* resolveOptions(yield* fromEnv({ FINPAY_API_ENCRYPTION_KEY_FILE: file }))
      assert.strictEqual(Redacted.value(key), encryptionKey)
      const wrong: ReadonlyArray<Readonly<Record<string, string>>> = [
        { FINPAY_API_ENCRYPTION_KEY_FILE: join(folder, "none") },
        { FINPAY_API_ENCRYPTION_KEY_FILE: folder },
        { FINPAY_API_ENCRYPTION_KEY_FILE: file, FINPAY_API_ENCRYPTION_KEY: encryptionKey }
      ]
      for (const env of wrong) {
        assert.deepStrictEqual(yield* problemsOf(env), ["FINPAY_API_ENCRYPTION_KEY_FILE"], JSON.stringify(env))
      }
      writeFileSync(file, "not a key")
      assert.deepStrictEqual(yield* problemsOf({ FINPAY_API_ENCRYPTION_KEY_FILE: file }), ["FINPAY_API_ENCRYPTION_KEY"])
    }))

  it.effect("may have earlier ones beside it", () =>
    Effect.gen(function*() {
      const earlier = [1, 2].map((byte) => Buffer.alloc(32, byte).toString("base64"))
      const options = yield* fromEnv({
        FINPAY_API_ENCRYPTION_KEY: encryptionKey,
        FINPAY_API_ENCRYPTION_KEYS_EARLIER: earlier.join(", ")
      })
      const { encryptionKeys } = yield* resolveOptions(options)
      assert.deepStrictEqual(encryptionKeys.map(Redacted.value), [encryptionKey, ...earlier])
    }))
})

describe("the key of QRIS notifications", () => {
  const signer = (options: Partial<ApiOptions>) =>
    Effect.map(signerOf(options, options.finpay ?? localConfig()), (found) => found?.style)
  const sandbox = { ...localConfig(), environment: "sandbox" } as const

  it.effect("is Finpay's public key, the client secret, or none", () =>
    Effect.gen(function*() {
      const publicKeyPem = localPublicKeys.snapPem
      assert.strictEqual(yield* signer({ notificationPublicKeyPem: publicKeyPem }), "asymmetric")
      assert.strictEqual(yield* signer({ notificationSignature: "symmetric" }), "symmetric")
      assert.strictEqual(yield* signer({ notificationSignature: "hmac" }), "hmac")
      assert.isUndefined(yield* signer({ finpay: sandbox }))
      const { snap: _, ...withoutSnap } = sandbox
      assert.isUndefined(yield* signer({ finpay: withoutSnap, notificationSignature: "symmetric" }))
    }))

  it.effect("must be there where Finpay fetches a token with it", () =>
    Effect.gen(function*() {
      const snap = { ...localCredentials.snap, clientSecret: Redacted.make("s"), privateKeyPem: Redacted.make("k") }
      const problem = yield* Effect.flip(signerOf({ notificationSignature: "symmetric" }, { ...sandbox, snap }))
      assert.strictEqual(problem.setting, "notificationPublicKeyPem")
      assert.match(problem.problem, /^is missing: /u)
    }))

  it.effect("may come with its line breaks written out", () =>
    Effect.gen(function*() {
      const pem = localPublicKeys.snapPem.replaceAll("\n", String.raw`\n`)
      const options = yield* fromEnv({ FINPAY_SNAP_NOTIFICATION_PUBLIC_KEY: pem })
      assert.strictEqual(yield* signer(options), "asymmetric")
    }))
})
