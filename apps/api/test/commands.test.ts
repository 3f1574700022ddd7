import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Redacted } from "effect"
import { SqlClient } from "effect/sql"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { SecretBox } from "../src/access/SecretBox.ts"
import { commandOf } from "../src/command.ts"
import { layerDatabase } from "../src/database/layer.ts"
import { sealedFor } from "../src/merchants/credentials.ts"
import { sealedFor as sealedForEndpoint } from "../src/webhooks/sealed-for.ts"
import { launch, temporaryFolder } from "./support/process.ts"

const run = (args: ReadonlyArray<string>, env: Readonly<Record<string, string>> = {}) =>
  Effect.gen(function*() {
    const { exitCode, output } = yield* launch(env, args)
    const code = yield* exitCode
    return { code, ...output }
  })

const inDatabase = <A, E>(file: string, work: Effect.Effect<A, E, SqlClient.SqlClient>) =>
  Effect.provide(work, Layer.fresh(layerDatabase({ file }))).pipe(Effect.orDie)

describe("the arguments", () => {
  it("ask for one thing, or are wrong", () => {
    assert.deepStrictEqual(commandOf([]), { kind: "serve" })
    assert.deepStrictEqual(commandOf(["--help", "--another"]), { kind: "help" })
    assert.deepStrictEqual(commandOf(["init"]), { kind: "init", name: "first administrator", another: false })
    assert.deepStrictEqual(commandOf(["init", "--name", "Ana", "--another"]), {
      kind: "init",
      name: "Ana",
      another: true
    })
    const wrong = [["serv"], ["init", "more"], ["--name", "Ana"], ["reseal", "--another"], ["--key=x"], [
      "init",
      "--name",
      ""
    ]]
    for (const args of wrong) assert.strictEqual(commandOf(args).kind, "wrong", args.join(" "))
  })
})

describe("finpay-api", () => {
  it.live("--help and --version say what there is; anything else is exit 2", () =>
    Effect.gen(function*() {
      const help = yield* run(["--help"])
      assert.strictEqual(help.code, 0)
      for (const word of ["init", "--another", "reseal", "Exit codes"]) assert.include(help.stdout, word)
      const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"))
      assert.deepStrictEqual(yield* run(["--version"]), { code: 0, stdout: `${version}\n`, stderr: "" })
      const wrong = yield* run(["start"])
      assert.deepInclude(wrong, { code: 2, stdout: "" })
      assert.include(wrong.stderr, "there is no command start. See finpay-api --help.")
    }))

  it.live(
    "init makes the first administrator's key once, and another one only when it is asked for",
    () =>
      Effect.gen(function*() {
        const env = { XDG_DATA_HOME: yield* temporaryFolder }
        const first = yield* run(["init"], env)
        assert.strictEqual(first.code, 0, first.stderr)
        const made = JSON.parse(first.stdout)
        assert.match(made.key, /^fpk_[0-9A-Za-z]{12}_[0-9A-Za-z]{40}$/u)
        assert.deepInclude(made, { id: made.key.slice(0, 16), role: "admin", name: "first administrator" })
        const second = yield* run(["init"], env)
        assert.deepInclude(second, { code: 3, stdout: "" })
        assert.include(second.stderr, "--another")
        const another = yield* run(["init", "--another", "--name", "Ana"], env)
        assert.deepInclude(JSON.parse(another.stdout), { name: "Ana" })
        assert.notStrictEqual(JSON.parse(another.stdout).key, made.key)
      })
  )

  it.live("init needs a database that can be used: exit 5 and 6", () =>
    Effect.gen(function*() {
      const wrong = yield* run(["init"], { FINPAY_DATABASE_URL: "mysql://h/secret-name" })
      assert.deepInclude(wrong, { code: 5, stdout: "" })
      assert.include(wrong.stderr, "FINPAY_DATABASE_URL")
      const gone = yield* run(["init"], { FINPAY_DATABASE_URL: "postgres://finpay:secret-word@127.0.0.1:1/finpay" })
      assert.deepInclude(gone, { code: 6, stdout: "" })
      assert.notInclude(wrong.stderr + gone.stderr, "secret-")
    }))
})

describe("finpay-api reseal", () => {
  const keyOf = (byte: number) => Buffer.alloc(32, byte).toString("base64")
  const [older, newer] = [keyOf(1), keyOf(2)]
  const boxOf = (key: string) => SecretBox.layer(Redacted.make(key))

  const store = Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    const box = yield* SecretBox
    const times = { created_at: 0, updated_at: 0 }
    const credentials = box.seal(sealedFor("M-1"), "credentials of M-1")
    yield* sql`INSERT INTO finpay_api_merchant ${sql.insert({ id: "M-1", credentials, version: 1, ...times })}`
    const endpoint = {
      id: "whe_1",
      account: "local/M-1",
      url: "https://shop.example/",
      description: "",
      state: "enabled",
      secret: box.seal(sealedForEndpoint("whe_1"), "whsec_1"),
      former_secret: box.seal(sealedForEndpoint("whe_1"), "whsec_0"),
      created_by: "test",
      ...times
    }
    yield* sql`INSERT INTO finpay_api_webhook_endpoint ${sql.insert(endpoint)}`
  })

  const openAll = Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    const { open } = yield* SecretBox
    const [merchant] = yield* sql`SELECT credentials FROM finpay_api_merchant`
    const [endpoint] = yield* sql`SELECT secret, former_secret FROM finpay_api_webhook_endpoint`
    const secrets = [
      yield* open(sealedFor("M-1"), String(merchant?.["credentials"])),
      yield* open(sealedForEndpoint("whe_1"), String(endpoint?.["secret"])),
      yield* open(sealedForEndpoint("whe_1"), String(endpoint?.["former_secret"]))
    ]
    return secrets.map(Redacted.value)
  })

  it.live(
    "seals every stored secret with the newest key, and does nothing the second time",
    () =>
      Effect.gen(function*() {
        const file = join(yield* temporaryFolder, "journal.sqlite")
        yield* inDatabase(file, Effect.provide(store, boxOf(older)))
        const database = { FINPAY_DATABASE_URL: `sqlite:${file}` }
        const env = { ...database, FINPAY_API_ENCRYPTION_KEY: newer, FINPAY_API_ENCRYPTION_KEYS_EARLIER: older }

        const withoutOld = yield* run(["reseal"], { ...database, FINPAY_API_ENCRYPTION_KEY: newer })
        assert.deepInclude(withoutOld, { code: 5, stdout: "" })
        assert.include(withoutOld.stderr, "FINPAY_API_ENCRYPTION_KEYS_EARLIER")
        assert.deepStrictEqual((yield* run(["reseal"], env)).stdout, "{\"resealed\":3,\"alreadyCurrent\":0}\n")
        assert.deepStrictEqual((yield* run(["reseal"], env)).stdout, "{\"resealed\":0,\"alreadyCurrent\":3}\n")
        const opened = yield* inDatabase(file, Effect.provide(openAll, boxOf(newer)))
        assert.deepStrictEqual(opened, ["credentials of M-1", "whsec_1", "whsec_0"])
      })
  )
})
