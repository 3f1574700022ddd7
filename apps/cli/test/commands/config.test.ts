import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import {
  assertJsonFailure,
  assertTextFailure,
  doneJson,
  doneText,
  finpay,
  freshHome,
  type Given,
  launcher
} from "../support/finpay.ts"
import { keptIn, launcherWithKeyring, launcherWithoutKeyring } from "../support/keyring-package.ts"
import { answeringCode, stubServer } from "../support/stub-server.ts"
import { onTerminal } from "../support/terminal.ts"

const secret = "sesame-open-7"

/** A user with a config folder of their own, and no keyring. */
const user = () => {
  const XDG_CONFIG_HOME = freshHome()
  const run = (args: ReadonlyArray<string>, { env, ...given }: Given = {}) =>
    finpay(args, { launcher: launcherWithoutKeyring, ...given, env: { XDG_CONFIG_HOME, ...env } })
  return { XDG_CONFIG_HOME, run, file: (name: string) => join(XDG_CONFIG_HOME, "openfinpay", name) }
}

/** What the server was sent as user and password. */
const basicOf = (header: string | undefined): string =>
  Buffer.from((header ?? "").replace("Basic ", ""), "base64").toString("utf8")

/** A Finpay that knows no order, and whom it was asked by. */
const gatekeeper = Effect.gen(function*() {
  const seen: Array<string> = []
  const answer = answeringCode("4040001")
  const url = yield* stubServer((request, response) => {
    seen.push(basicOf(request.headers.authorization))
    answer(request, response)
  })
  return { seen, url }
})

describe("finpay config", () => {
  it.effect("set makes a profile and changes one; show, list and path tell of it", () =>
    Effect.gen(function*() {
      const { file, run } = user()
      assert.match(doneText(yield* run(["config", "list"])), /^No profiles yet\./u)
      const made = doneJson(
        yield* run([
          "config",
          "set",
          "shop",
          "--env",
          "production",
          "--merchant",
          "M-1",
          "--refund-limit",
          "5000",
          "--json"
        ])
      )
      assert.deepStrictEqual(made, {
        name: "shop",
        settings: { env: "production", merchant: "M-1", "refund-limit": "5000" },
        secrets: {}
      })
      const changed = ["config", "set", "shop", "--void-style", "get", "--timeout", "2.5", "--unset", "refund-limit"]
      doneText(yield* run(changed))
      assert.strictEqual(
        doneText(yield* run(["config", "show", "shop"])),
        "Profile     shop\nenv         production\nmerchant    M-1\nvoid-style  get\ntimeout     2.5\n"
      )
      doneText(yield* run(["config", "set", "cafe", "--env", "sandbox"]))
      assert.strictEqual(
        doneText(yield* run(["config", "list", "--lang", "id"])),
        "PROFIL  ENV         MERCHANT\ncafe    sandbox\nshop    production  M-1\n"
      )
      const listed = doneJson(yield* run(["config", "list", "--json"]))
      assert.deepStrictEqual(listed["profiles"], [
        { name: "cafe", settings: { env: "sandbox" }, secrets: {} },
        {
          name: "shop",
          settings: { env: "production", merchant: "M-1", "void-style": "get", timeout: "2.5" },
          secrets: {}
        }
      ])
      assert.strictEqual(doneText(yield* run(["config", "path"])), `${file("config.json")}\n`)
      if (process.platform !== "win32") assert.strictEqual(statSync(file("config.json")).mode & 0o777, 0o600)
      doneJson(yield* run(["config", "remove", "cafe", "--yes", "--json"]))
      assert.strictEqual(
        doneText(yield* run(["config", "list"])),
        "PROFILE  ENV         MERCHANT\nshop     production  M-1\n"
      )
    }))

  it.effect("set refuses what cannot be used, by the name of its flag, and changes nothing: 2", () =>
    Effect.gen(function*() {
      const { file, run } = user()
      doneText(yield* run(["config", "set", "shop", "--env", "sandbox"]))
      const before = readFileSync(file("config.json"), "utf8")
      for (
        const [args, message] of [
          [["cafe", "--merchant", "M-1"], /cafe is a new profile: say which Finpay it is for/u],
          [["a b", "--env", "sandbox"], /a name is 1 to 64 letters/u],
          [["shop"], /nothing to set/u],
          [["shop", "--merchant", ""], /--merchant is empty; --unset merchant removes it/u],
          [["shop", "--merchant", "M:1"], /^--merchant must not hold a colon$/u],
          [["shop", "--merchant", "M-1", "--unset", "merchant"], /--merchant is given and unset at once/u],
          [["shop", "--refund-limit", "5.000.000"], /^--refund-limit must be whole rupiah, digits only/u],
          [["shop", "--void-style", "put"], /^--void-style must be post or get$/u],
          [["shop", "--base-url", "https://live.finnet.co.id"], /^--base-url is the production host/u],
          [["shop", "--base-url", "http://finpay.example", "--merchant", " "], /^--merchant .*; --base-url must begin/u]
        ] as const
      ) {
        const ended = yield* run(["config", "set", ...args, "--json"])
        assert.match(String(assertJsonFailure(ended, 2, "UsageError")["message"]), message)
      }
      assert.strictEqual(readFileSync(file("config.json"), "utf8"), before)
    }))

  it.effect("a file that was written by hand is told by the path of each field that is wrong: 5", () =>
    Effect.gen(function*() {
      const { file, run } = user()
      mkdirSync(join(file(""), ""), { recursive: true, mode: 0o700 })
      const cases = [
        [
          "{\"profiles\":{\"shop\":{\"env\":\"sandbox\",\"refund-limt\":\"1\"}}}",
          /profiles\.shop\.refund-limt in .*config\.json is not known/u
        ],
        [
          "{\"profiles\":{\"shop\":{\"env\":\"staging\"}}}",
          /profiles\.shop\.env in .*config\.json must be local or sandbox/u
        ],
        [
          "{\"profiles\":{\"shop\":{\"env\":\"sandbox\",\"timeout\":\"soon\"}}}",
          /profiles\.shop\.timeout in .* must be a number of seconds/u
        ],
        [
          "{\"profiles\":{\"shop\":{\"env\":\"sandbox\"},\"shop\":{}}}",
          /config\.json is no JSON that can be used: shop: is there twice/u
        ],
        ["{\"profiles\":", /config\.json is no JSON that can be used/u]
      ] as const
      for (const [text, message] of cases) {
        writeFileSync(file("config.json"), text, { mode: 0o600 })
        const ended = yield* run(["check", "INV-1", "--profile", "shop", "--json"])
        assert.match(String(assertJsonFailure(ended, 5, "ConfigurationProblem")["message"]), message)
      }
      if (process.platform === "win32") return
      writeFileSync(file("config.json"), "{}")
      chmodSync(file("config.json"), 0o666)
      assertTextFailure(yield* run(["config", "list"]), 5, /config\.json can be changed by others.*chmod go-w/u)
    }))

  it.effect("remove asks for the name, or takes --yes", () =>
    Effect.gen(function*() {
      const { XDG_CONFIG_HOME, run } = user()
      doneText(yield* run(["config", "set", "shop", "--env", "sandbox"]))
      assertTextFailure(yield* run(["config", "remove", "shop"]), 2, /nothing was removed/u)
      const remove = (typed: string) =>
        onTerminal(["config", "remove", "shop"], { env: { XDG_CONFIG_HOME } }, ({ type, waitFor }) =>
          Effect.andThen(waitFor("type its name"), type(typed)))
      const otherwise = yield* remove("yes\r")
      assert.strictEqual(otherwise.exitCode, 2)
      assert.match(otherwise.text, /Profile +shop\n.*nothing was removed/su)
      const meanwhile = yield* onTerminal(
        ["config", "remove", "shop"],
        { env: { XDG_CONFIG_HOME } },
        ({ type, waitFor }) =>
          waitFor("type its name").pipe(
            Effect.andThen(run(["config", "set", "cafe", "--env", "sandbox"])),
            Effect.andThen(type("shop\r"))
          )
      )
      assert.strictEqual(meanwhile.exitCode, 0)
      // What was made while the question stood there is still there.
      assertTextFailure(yield* run(["config", "show", "shop"]), 5, /there is no "shop"; there are: cafe/u)
    }))
})

describe("finpay config set", () => {
  it.effect("says what comes next: the key, or whether it works; a quiet one does not", () =>
    Effect.gen(function*() {
      const { run } = user()
      const set = (...args: ReadonlyArray<string>) => Effect.map(run(["config", "set", ...args]), doneText)
      assert.match(yield* set("shop", "--env", "sandbox"), /: finpay config secret shop merchant-key\n$/u)
      assert.match(yield* set("here", "--env", "local"), /\? finpay doctor --profile here\n$/u)
      assert.notInclude(yield* set("shop", "--merchant", "M-1", "--quiet"), "Next")
    }))
})

describe("finpay config secret", () => {
  it.effect("keeps it in the keyring of the system, and nowhere else", () =>
    Effect.gen(function*() {
      const { file, run } = user()
      const FAKE_KEYRING = join(freshHome(), "..", "keyring-1.json")
      const given = { launcher: launcherWithKeyring, env: { FAKE_KEYRING } }
      const { seen, url } = yield* gatekeeper
      const set = ["config", "set", "shop", "--env", "sandbox", "--merchant", "M-1", "--base-url", url]
      doneText(yield* run(set, given))
      const kept = yield* run(["config", "secret", "shop", "merchant-key"], { ...given, stdin: `${secret}\n` })
      assert.strictEqual(
        doneText(kept),
        "merchant-key of shop: kept in the keyring.\nNext, does it work? finpay doctor --profile shop\n"
      )
      // Never the kernel's keyring, which forgets at the next start.
      assert.deepStrictEqual(keptIn(FAKE_KEYRING), {
        "[\"openfinpay\",\"shop/merchant-key\",{\"linux\":{\"store\":\"secret-service\"}}]": `sandbox M-1\n${secret}`
      })
      const shown = doneText(yield* run(["config", "show", "shop"], given))
      assert.match(shown, /\nmerchant-key +kept in the keyring\n$/u)
      const config = readFileSync(file("config.json"), "utf8")
      for (const text of [shown, config, doneText(kept)]) assert.notInclude(text, secret)

      assertJsonFailure(yield* run(["check", "INV-1", "--profile", "shop", "--json"], given), 3, "NotFound")
      assert.deepStrictEqual(seen, [`M-1:${secret}`])

      // A keyring that does not answer is no reason to take another key.
      const FINPAY_MERCHANT_KEY = "another"
      for (const env of [{ FINPAY_MERCHANT_KEY }, { FINPAY_MERCHANT_KEY, FAKE_KEYRING: `${FAKE_KEYRING}.empty` }]) {
        const { FAKE_KEYRING: _, ...without } = { ...given.env, ...env }
        const asked = "FAKE_KEYRING" in env ? env : without
        const ended = yield* run(["check", "INV-1", "--profile", "shop", "--json"], { ...given, env: asked })
        const error = assertJsonFailure(ended, 5, "ConfigurationProblem")
        assert.match(
          String(error["message"]),
          /merchant-key of the profile shop is (?:kept in the keyring, which cannot be used: the keyring is locked|no longer in the keyring)/u
        )
      }
      assert.strictEqual(seen.length, 1)

      const removed = doneJson(yield* run(["config", "remove", "shop", "--yes", "--json"], given))
      assert.deepStrictEqual(removed, { removed: "shop", leftInKeyring: [] })
      assert.deepStrictEqual(keptIn(FAKE_KEYRING), {})
    }))

  it.effect("does not give it to another merchant or environment whose profile has the name now: 5", () =>
    Effect.gen(function*() {
      const { file, run } = user()
      const FAKE_KEYRING = join(freshHome(), "..", "keyring-3.json")
      const given = { launcher: launcherWithKeyring, env: { FAKE_KEYRING } }
      doneText(yield* run(["config", "set", "shop", "--env", "sandbox"], given))
      doneText(yield* run(["config", "secret", "shop", "merchant-key"], { ...given, stdin: secret }))
      const { seen, url } = yield* gatekeeper
      // The profile is made again where the keyring cannot be asked, and by hand.
      const made = (env: string, merchant: string) => {
        const shop = { env, merchant, "base-url": url, secrets: { "merchant-key": "keyring" } }
        writeFileSync(file("config.json"), JSON.stringify({ profiles: { shop } }))
      }
      const check = Effect.suspend(() => run(["check", "INV-1", "--profile", "shop", "--json"], given))
      made("production", "M-1")
      const refused = assertJsonFailure(yield* check, 5, "ConfigurationProblem")
      assert.match(
        String(refused["message"]),
        /merchant-key of the profile shop was kept for another environment or merchant.*config secret shop merchant-key/u
      )
      assert.deepStrictEqual(seen, [])
      // It was kept when no merchant was named.
      made("sandbox", "M-1")
      assertJsonFailure(yield* check, 3, "NotFound")
      doneText(yield* run(["config", "secret", "shop", "merchant-key"], { ...given, stdin: secret }))
      made("sandbox", "M-2")
      assertJsonFailure(yield* check, 5, "ConfigurationProblem")
      assert.deepStrictEqual(seen, [`M-1:${secret}`])
    }))

  it.effect("keeps it in a file where there is no keyring, says so, and the file is read by nobody else", () =>
    Effect.gen(function*() {
      const { file, run } = user()
      const { seen, url } = yield* gatekeeper
      doneText(yield* run(["config", "set", "shop", "--env", "sandbox", "--merchant", "M-1", "--base-url", url]))
      const kept = doneText(yield* run(["config", "secret", "shop", "merchant-key"], { stdin: `${secret}\r\n` }))
      assert.strictEqual(
        kept,
        "The keyring of the operating system cannot be used: @napi-rs/keyring is not installed.\n" +
          `merchant-key of shop: kept in ${file("secrets.json")}, which only you can read.\n` +
          "Next, does it work? finpay doctor --profile shop\n"
      )
      const check = ["check", "INV-1", "--profile", "shop", "--json"]
      assertJsonFailure(yield* run(check), 3, "NotFound")
      assert.deepStrictEqual(seen, [`M-1:${secret}`])

      // With a keyring at hand it moves there when it is kept anew, and out of the file.
      const FAKE_KEYRING = join(freshHome(), "..", "keyring-2.json")
      const given = { launcher: launcherWithKeyring, env: { FAKE_KEYRING } }
      const rotate = ["config", "secret", "shop", "merchant-key", "--json"]
      const rotated = yield* run(rotate, { ...given, stdin: "rotated-8" })
      assert.deepStrictEqual(doneJson(rotated), { name: "shop", secret: "merchant-key", keptIn: "keyring" })
      assert.notInclude(readFileSync(file("secrets.json"), "utf8"), secret)
      const inFile = yield* run([...rotate, "--keep-in", "file"], { ...given, stdin: "rotated-9" })
      assert.strictEqual(doneJson(inFile)["keptIn"], "file")
      assert.deepStrictEqual(keptIn(FAKE_KEYRING), {})
      assertJsonFailure(yield* run(check), 3, "NotFound")
      assert.strictEqual(seen.at(-1), "M-1:rotated-9")
      assertTextFailure(
        yield* run([...rotate.slice(0, -1), "--keep-in", "keyring"], { stdin: "x" }),
        5,
        /--keep-in keyring cannot be: @napi-rs\/keyring is not installed/u
      )

      if (process.platform === "win32") return
      assert.strictEqual(statSync(file("secrets.json")).mode & 0o777, 0o600)
      chmodSync(file("secrets.json"), 0o640)
      const open = assertJsonFailure(yield* run(check), 5, "ConfigurationProblem")
      assert.match(String(open["message"]), /secrets\.json can be read by others, so it is not used/u)
      assert.strictEqual(seen.length, 2)
      writeFileSync(file("secrets.json"), `{"shop":{"merchant-key":${secret}}}`)
      chmodSync(file("secrets.json"), 0o600)
      const broken = yield* run(check)
      assert.match(
        String(assertJsonFailure(broken, 5, "ConfigurationProblem")["message"]),
        /is not as finpay wrote it/u
      )
      assert.notInclude(broken.stderr, secret)
    }))

  it.effect.skipIf(process.platform !== "linux")(
    "the real keyring, where none is running, is passed over",
    () =>
      Effect.gen(function*() {
        const { run } = user()
        doneText(yield* run(["config", "set", "shop", "--env", "sandbox"]))
        const env = { DBUS_SESSION_BUS_ADDRESS: "unix:path=/nonexistent/bus" }
        const kept = yield* Effect.map(
          // The package of all tests, beside which the keyring's module is installed.
          run(["config", "secret", "shop", "merchant-key", "--json"], { launcher, env, stdin: secret }),
          doneJson
        )
        assert.strictEqual(kept["keptIn"], "file")
        assert.isString(kept["noKeyring"])
      })
  )

  it.effect("is typed without being shown, on a terminal", () =>
    Effect.gen(function*() {
      const { XDG_CONFIG_HOME, file, run } = user()
      doneText(yield* run(["config", "set", "shop", "--env", "sandbox"]))
      const args = ["config", "secret", "shop", "merchant-key", "--keep-in", "file"]
      const typing = (typed: string) =>
        onTerminal(args, { env: { XDG_CONFIG_HOME } }, ({ type, waitFor }) =>
          Effect.andThen(waitFor("not shown while you type"), type(typed)))
      const stopped = yield* typing(`${secret}\u0003`)
      assert.strictEqual(stopped.exitCode, 130)
      const empty = yield* typing("\r")
      assert.strictEqual(empty.exitCode, 2)
      assert.include(empty.text, "merchant-key: is empty")
      // A typing error is mended before enter is pressed.
      const typed = yield* typing(`${secret}x\u007f\r`)
      assert.strictEqual(typed.exitCode, 0, typed.text)
      for (const { raw } of [stopped, empty, typed]) {
        assert.notInclude(raw, secret.slice(0, 6))
      }
      assert.include(readFileSync(file("secrets.json"), "utf8"), `"merchant-key": "${secret}"`)

      // What was changed while the question stood there stays changed; another merchant's profile gets no key of this one.
      const meanwhile = (change: ReadonlyArray<string>) =>
        onTerminal(args, { env: { XDG_CONFIG_HOME } }, ({ type, waitFor }) =>
          waitFor("not shown while you type").pipe(
            Effect.andThen(run(["config", "set", ...change])),
            Effect.map(doneText),
            Effect.andThen(type(`${secret}2\r`))
          ))
      assert.strictEqual((yield* meanwhile(["cafe", "--env", "sandbox"])).exitCode, 0)
      assert.match(doneText(yield* run(["config", "list"])), /\ncafe .*\nshop /u)
      const other = yield* meanwhile(["shop", "--merchant", "M-2"])
      assert.strictEqual(other.exitCode, 5)
      assert.match(other.text, /shop was made for another environment or merchant\s+meanwhile/u)
      assert.include(readFileSync(file("secrets.json"), "utf8"), `"merchant-key": "${secret}2"`)

      const pem = yield* onTerminal(["config", "secret", "shop", "snap-private-key"], { env: { XDG_CONFIG_HOME } })
      assert.strictEqual(pem.exitCode, 2)
      assert.match(pem.text, /snap-private-key is a text of many lines/u)
      for (const flag of ["--no-input", "--json"]) {
        const unasked = yield* onTerminal([...args, flag], { env: { XDG_CONFIG_HOME } })
        assert.strictEqual(unasked.exitCode, 2)
        assert.match(unasked.text, /nobody can be asked for the secret/u)
      }
    }))

  it.effect("refuses what can be none, and never quotes it: 2", () =>
    Effect.gen(function*() {
      const { run } = user()
      doneText(yield* run(["config", "set", "shop", "--env", "sandbox", "--snap-private-key-file", "/k.pem"]))
      for (
        const [kind, stdin, message] of [
          ["merchant-key", "", /^merchant-key: is empty$/u],
          ["merchant-key", ` ${secret}`, /^merchant-key: begins or ends with a blank$/u],
          ["snap-client-secret", `${secret}\nmore`, /^snap-client-secret: has more than one line$/u],
          ["snap-private-key", secret, /names a snap-private-key-file already/u],
          ["database-url", `mysql://root:${secret}@127.0.0.1/x`, /^database-url: must begin with postgres:/u]
        ] as const
      ) {
        const ended = yield* run(["config", "secret", "shop", kind, "--json"], { stdin })
        assert.match(String(assertJsonFailure(ended, 2, "UsageError")["message"]), message)
        assert.notInclude(ended.stderr, secret)
      }
      doneText(yield* run(["config", "set", "shop", "--unset", "snap-private-key-file"]))
      const pem = yield* run(["config", "secret", "shop", "snap-private-key", "--json"], { stdin: secret })
      assert.match(String(assertJsonFailure(pem, 2, "UsageError")["message"]), /^snap-private-key: .*PEM/u)
      assertJsonFailure(yield* run(["config", "secret", "nope", "merchant-key", "--json"]), 5, "ConfigurationProblem")
      assertTextFailure(
        yield* run(["config", "secret", "shop"]),
        2,
        /SECRET is missing\. .*: merchant-key, .*database-url/u
      )
      // A secret as an argument is wrong use, and what was typed by mistake is not said again.
      for (const args of [["merchant-key", secret], [secret], ["merchant-key", secret, "--json"]]) {
        const typed = yield* run(["config", "secret", "shop", ...args])
        assert.strictEqual(typed.exitCode, 2)
        assert.match(typed.stderr, /A secret is never an argument/u)
        assert.notInclude(typed.stderr, secret)
      }
    }))

  it.effect("stays with its environment: a profile that keeps one is not turned into another", () =>
    Effect.gen(function*() {
      const { run } = user()
      doneText(yield* run(["config", "set", "shop", "--env", "sandbox"]))
      doneText(yield* run(["config", "set", "shop", "--env", "production"]))
      doneText(yield* run(["config", "secret", "shop", "merchant-key"], { stdin: secret }))
      const refusal = Effect.fnUntraced(function*(...args: ReadonlyArray<string>) {
        const ended = yield* run(["config", "set", "shop", ...args, "--json"])
        return String(assertJsonFailure(ended, 2, "UsageError")["message"])
      })
      assert.match(
        yield* refusal("--env", "sandbox"),
        /shop keeps secrets of production; for another env make another/u
      )
      // Who named no merchant yet may do so, once.
      doneText(yield* run(["config", "set", "shop", "--merchant", "M-1"]))
      assert.match(yield* refusal("--merchant", "M-2"), /shop keeps secrets of M-1; for another merchant make another/u)
      assert.match(yield* refusal("--unset", "merchant"), /shop keeps secrets of M-1/u)
    }))
})
