/** Which settings a command works with: flags, then the profile that was named, then the environment. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { existsSync, mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assertJsonFailure, assertTextFailure, doneJson, doneText, finpay, freshHome } from "./support/finpay.ts"
import { answeringCode, stubServer } from "./support/stub-server.ts"

const check = ["check", "INV-1", "--json"]

/** A config folder with these profiles and secrets in files, as `finpay config` leaves it. */
const configHome = (
  profiles: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  secrets: Readonly<Record<string, Readonly<Record<string, string>>>> = {}
): string => {
  const home = freshHome()
  mkdirSync(join(home, "openfinpay"), { recursive: true, mode: 0o700 })
  const write = (name: string, json: unknown) =>
    writeFileSync(join(home, "openfinpay", name), JSON.stringify(json), { mode: 0o600 })
  write("config.json", { profiles })
  write("secrets.json", secrets)
  return home
}

/** A Finpay that knows no order, and the users and keys that it was asked with. */
const gatekeeper = Effect.gen(function*() {
  const seen: Array<string> = []
  const answer = answeringCode("4040001")
  const url = yield* stubServer((request, response) => {
    const basic = (request.headers.authorization ?? "").replace("Basic ", "")
    seen.push(Buffer.from(basic, "base64").toString("utf8"))
    answer(request, response)
  })
  return { seen, url }
})

const refusal = (args: ReadonlyArray<string>, env: Readonly<Record<string, string>>) =>
  Effect.map(
    finpay([...args, "--json"], { env }),
    (ended) => String(assertJsonFailure(ended, 5, "ConfigurationProblem")["message"])
  )

describe("a profile that is named", () => {
  it.effect("wins over the environment, which fills in what it lacks; flags win over both", () =>
    Effect.gen(function*() {
      const { seen, url } = yield* gatekeeper
      const shop = { env: "sandbox", merchant: "M-1", "base-url": url, timeout: "600" }
      const XDG_CONFIG_HOME = configHome(
        { shop: { ...shop, secrets: { "merchant-key": "file" } }, keyless: shop },
        { shop: { "merchant-key": "own" } }
      )
      const environment = { XDG_CONFIG_HOME, FINPAY_MERCHANT_KEY: "theirs", FINPAY_BASE_URL: "http://127.0.0.1:1" }
      const ask = (args: ReadonlyArray<string>, env: Readonly<Record<string, string>>) =>
        Effect.map(
          finpay([...check, ...args], { env: { ...environment, ...env } }),
          (ended) => assertJsonFailure(ended, 3, "NotFound")
        )
      yield* ask(["--profile", "shop"], { FINPAY_MERCHANT_ID: "M-2" })
      yield* ask([], { FINPAY_PROFILE: "keyless" })
      // The flag names it, whatever the environment says.
      yield* ask(["--profile", "shop", "--env", "sandbox"], { FINPAY_PROFILE: "nope" })
      assert.deepStrictEqual(seen, ["M-1:own", "M-1:theirs", "M-1:own"])

      const slow = yield* stubServer(() => {})
      const env = { XDG_CONFIG_HOME: configHome({ slow: { ...shop, "base-url": slow } }), FINPAY_MERCHANT_KEY: "key" }
      const late = yield* finpay([...check, "--profile", "slow", "--timeout", "2"], { env })
      assert.strictEqual(assertJsonFailure(late, 6, "Unavailable")["reason"], "timeout")
    }))

  it.effect("is never used by itself: there is no default profile", () =>
    Effect.gen(function*() {
      const { seen, url } = yield* gatekeeper
      const XDG_CONFIG_HOME = configHome({ default: { env: "production", merchant: "M-9" } })
      assertJsonFailure(yield* finpay(check, { env: { XDG_CONFIG_HOME, FINPAY_BASE_URL: url } }), 3, "NotFound")
      assert.deepStrictEqual(seen, ["FINPAY001:local-merchant-key"])
    }))

  it.effect("and is not there is told with those that are, by every command: 5", () =>
    Effect.gen(function*() {
      const XDG_CONFIG_HOME = configHome({ shop: { env: "local" }, cafe: { env: "local" } })
      for (
        const args of [["check", "INV-1"], ["refund", "INV-1", "--amount", "1"], ["mutations", "list"], ["doctor"]]
      ) {
        assert.strictEqual(
          yield* refusal([...args, "--profile", "shpo"], { XDG_CONFIG_HOME }),
          "Configuration: --profile names no profile: there is no \"shpo\"; there are: cafe, shop."
        )
      }
      const named = yield* refusal(["check", "INV-1"], { XDG_CONFIG_HOME, FINPAY_PROFILE: "shpo" })
      assert.match(named, /FINPAY_PROFILE names no profile/u)
      const env = { XDG_CONFIG_HOME, FINPAY_PROFILE: "shpo" }
      const indonesian = yield* finpay(["check", "INV-1", "--lang", "id"], { env })
      assertTextFailure(indonesian, 5, /FINPAY_PROFILE tidak menunjuk profil mana pun.*yang ada: cafe, shop/u)
      // What makes and mends profiles works all the same.
      doneText(yield* finpay(["config", "set", "shpo", "--env", "sandbox"], { env }))
      doneText(yield* finpay(["config", "list"], { env }))
    }))

  it.effect("is not mixed with another environment: 5, and nothing is sent", () =>
    Effect.gen(function*() {
      const { seen, url } = yield* gatekeeper
      const XDG_CONFIG_HOME = configHome({
        shop: { env: "production", merchant: "M-1", "base-url": url },
        bare: { env: "production", merchant: "M-1" }
      })
      const shop = ["check", "INV-1", "--profile", "shop"]
      const env = { XDG_CONFIG_HOME, FINPAY_MERCHANT_KEY: "key" }
      assert.match(
        yield* refusal([...shop, "--env", "sandbox"], env),
        /--env says sandbox, and the profile shop is for production/u
      )
      assert.match(
        yield* refusal(shop, { ...env, FINPAY_ENV: "local" }),
        /FINPAY_ENV says local, and the profile shop is for production/u
      )
      assert.match(
        yield* refusal(shop, { ...env, FINPAY_MERCHANT_ID: "M-2" }),
        /FINPAY_MERCHANT_KEY of the environment belongs to the FINPAY_MERCHANT_ID there/u
      )
      assert.match(
        yield* refusal(["check", "INV-1", "--profile", "bare"], { ...env, FINPAY_BASE_URL: url }),
        /FINPAY_BASE_URL is set in the environment, and nothing says that it belongs to production/u
      )
      assert.deepStrictEqual(seen, [])
    }))

  it.effect("names the journal and the SNAP key as well, and keeps the environment's out", () =>
    Effect.gen(function*() {
      const database = join(freshHome(), "shop.sqlite")
      const XDG_CONFIG_HOME = configHome(
        {
          shop: {
            env: "sandbox",
            merchant: "M-1",
            "snap-private-key-file": "/gone.pem",
            secrets: { "database-url": "file" }
          }
        },
        { shop: { "database-url": `sqlite:${database}` } }
      )
      const env = { XDG_CONFIG_HOME, FINPAY_MERCHANT_KEY: "key", FINPAY_SNAP_PRIVATE_KEY: "not a key" }
      assert.deepStrictEqual(doneJson(yield* finpay(["mutations", "list", "--profile", "shop", "--json"], { env })), {
        mutations: []
      })
      assert.isTrue(existsSync(database))
      assert.match(
        yield* refusal(["snap", "token", "--profile", "shop"], env),
        /FINPAY_SNAP_PRIVATE_KEY_FILE names a file that cannot be read/u
      )
    }))
})
