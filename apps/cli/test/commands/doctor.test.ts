import { assert, describe, layer } from "@effect/vitest"
import { Effect } from "effect"
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { createServer as createTlsServer } from "node:https"
import { dirname } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { fileURLToPath } from "node:url"
import { doneJson, doneText, finpay, freshHome, type Given, journalIn, oneJson } from "../support/finpay.ts"
import { launcherWithoutKeyring } from "../support/keyring-package.ts"
import { SimulatorProcess, withSimulator } from "../support/simulator-process.ts"
import { answering, answeringCode, gateway, nobodyListens, stubServer } from "../support/stub-server.ts"

const secret = "sesame-open-7"

const pem = (name: string): string => fileURLToPath(new URL(`../support/tls/${name}.pem`, import.meta.url))

/** What doctor found, by the word of each check. */
const diagnosis = (args: ReadonlyArray<string>, given: Given, exitCode: number, run: typeof finpay = finpay) =>
  Effect.map(run(["doctor", "--json", ...args], given), (ended) => {
    assert.strictEqual(ended.exitCode, exitCode, ended.stdout + ended.stderr)
    assert.strictEqual(ended.stderr, "")
    assert.notInclude(ended.stdout, secret)
    const json = oneJson(ended.stdout)
    assert.strictEqual(json["ok"], exitCode === 0)
    const findings = json["findings"] as ReadonlyArray<Readonly<Record<string, string>>>
    return Object.fromEntries(findings.map((finding) => [finding["check"] ?? "", finding]))
  })

const sandbox = (FINPAY_BASE_URL: string) => ({
  FINPAY_ENV: "sandbox",
  FINPAY_MERCHANT_ID: "M-1",
  FINPAY_MERCHANT_KEY: secret,
  FINPAY_BASE_URL
})

/** A Finpay behind TLS that knows no order, with a certificate of this name. */
const tlsServer = (name: string) =>
  Effect.acquireRelease(
    Effect.callback<{ readonly port: number; readonly close: () => void }>((resume) => {
      const server = createTlsServer(
        { key: readFileSync(pem("key")), cert: readFileSync(pem(name)) },
        answeringCode("4040001")
      )
      server.listen(0, "127.0.0.1", () => {
        const address = server.address()
        const close = () => {
          server.closeAllConnections()
          server.close()
        }
        resume(Effect.succeed({ port: typeof address === "object" && address !== null ? address.port : 0, close }))
      })
    }),
    ({ close }) => Effect.sync(close)
  ).pipe(Effect.map(({ port }) => `https://127.0.0.1:${port}`))

layer(SimulatorProcess.layer)("finpay doctor", (it) => {
  describe("where all is well", () => {
    it.effect("looks at everything a call needs, and ends with 0", () =>
      Effect.gen(function*() {
        const found = yield* Effect.flatMap(SimulatorProcess, ({ url }) =>
          diagnosis([], { env: { FINPAY_BASE_URL: url } }, 0))
        assert.deepStrictEqual(Object.keys(found), [
          "node",
          "FINPAY_BASE_URL",
          "address",
          "connection",
          "clock",
          "merchant-key",
          "snap-token",
          "snap-client-secret",
          "journal",
          "disk"
        ])
        assert.isTrue(
          Object.values(found).every(({ level }) =>
            level === "ok"
          )
        )
        const text = doneText(yield* withSimulator(["doctor", "--lang", "id"]))
        assert.match(text, /^ +PEMERIKSAAN +HASIL\nok +Node +v\d+.*\n\nSemuanya baik\.\n$/su)
        const quiet = doneText(yield* withSimulator(["doctor", "--quiet"]))
        assert.notInclude(quiet, "All is well.")
      }))

    it.effect("says where each setting comes from, and never a secret", () =>
      Effect.gen(function*() {
        const { url } = yield* SimulatorProcess
        const XDG_CONFIG_HOME = freshHome()
        const given = { launcher: launcherWithoutKeyring, env: { XDG_CONFIG_HOME, FINPAY_SNAP_CLIENT_SECRET: secret } }
        doneText(yield* finpay(["config", "set", "shop", "--env", "local", "--base-url", url], given))
        doneText(yield* finpay(["config", "secret", "shop", "merchant-key"], { ...given, stdin: "local-merchant-key" }))
        const found = yield* diagnosis(["--profile", "shop", "--timeout", "9"], given, 5)
        const says = (check: string) => found[check]?.["says"]
        assert.match(says("profile") ?? "", /^shop, by --profile, in .*config\.json$/u)
        assert.strictEqual(says("FINPAY_ENV"), "local, from the profile shop")
        assert.strictEqual(says("FINPAY_BASE_URL"), `${url}, from the profile shop`)
        assert.strictEqual(says("FINPAY_TIMEOUT_MS"), "9000, from --timeout")
        assert.strictEqual(says("FINPAY_MERCHANT_KEY"), "set, from the profile shop, secrets file")
        assert.strictEqual(says("FINPAY_SNAP_CLIENT_SECRET"), "set, from the environment")
        assert.strictEqual(found["merchant-key"]?.["level"], "ok")
        // The token does not rest on the secret; only a call that is signed with it tells.
        assert.strictEqual(found["snap-token"]?.["level"], "ok")
        assert.deepInclude(found["snap-client-secret"], { level: "failed", blames: "settings" })
        assert.match(found["snap-client-secret"]?.["advice"] ?? "", /FINPAY_SNAP_CLIENT_SECRET/u)
      }))
  })

  describe("credentials and settings", () => {
    it.effect("a wrong key, a key of SNAP that Finnet does not have: 5", () =>
      Effect.gen(function*() {
        const { url } = yield* SimulatorProcess
        const env = {
          FINPAY_ENV: "local",
          FINPAY_BASE_URL: url,
          FINPAY_MERCHANT_KEY: secret,
          FINPAY_SNAP_PRIVATE_KEY_FILE: pem("key")
        }
        const found = yield* diagnosis([], { env }, 5)
        assert.match(found["merchant-key"]?.["says"] ?? "", /^not accepted: .*\(4010000\)$/u)
        assert.match(found["merchant-key"]?.["advice"] ?? "", /sandbox and production have each their own/u)
        assert.match(found["snap-token"]?.["says"] ?? "", /^not accepted: .*\(4017300\)$/u)
        assert.isUndefined(found["snap-client-secret"])
        const text = yield* finpay(["doctor"], { env })
        assert.strictEqual(text.exitCode, 5)
        assert.match(text.stdout, /\nfailed +Merchant and key +not accepted: .*\n.*\n\n2 of \d+ failed\.\n$/su)
      }))

    it.effect("what an answer says of the key: known, not permitted, nobody can tell, no answer of Finpay", () =>
      Effect.gen(function*() {
        const cases = [
          [answeringCode("4040100"), 0, "ok"],
          [gateway(answeringCode("2000000")), 0, "ok"],
          [answeringCode("4040801"), 0, "ok"],
          [answeringCode("4040008"), 5, "failed"],
          [answeringCode("4000000"), 0, "warning"],
          [answeringCode("4290000"), 0, "warning"],
          [answering(200, "<html>sign in</html>", "text/html"), 6, "failed"]
        ] as const
        for (const [listener, exitCode, level] of cases) {
          const found = yield* diagnosis([], { env: sandbox(yield* stubServer(listener)) }, exitCode)
          assert.strictEqual(found["merchant-key"]?.["level"], level)
          assert.match(found["snap-token"]?.["says"] ?? "", /only QRIS needs it/u)
        }
      }))

    it.effect("settings that are missing or wrong are named, and the rest is looked at all the same: 5", () =>
      Effect.gen(function*() {
        const FINPAY_BASE_URL = yield* stubServer(answeringCode("4040001"))
        const env = {
          ...sandbox(FINPAY_BASE_URL),
          FINPAY_MERCHANT_KEY: "",
          FINPAY_VOID_STYLE: "put",
          FINPAY_REFUND_LIMIT: "1.000",
          FINPAY_DATABASE_URL: `mysql://root:${secret}@127.0.0.1/finpay`,
          NODE_TLS_REJECT_UNAUTHORIZED: "0"
        }
        const found = yield* diagnosis([], { env }, 5)
        for (
          const check of [
            "FINPAY_MERCHANT_KEY",
            "FINPAY_VOID_STYLE",
            "FINPAY_REFUND_LIMIT",
            "NODE_TLS_REJECT_UNAUTHORIZED",
            "journal"
          ]
        ) {
          assert.deepInclude(found[check], { level: "failed", blames: "settings" }, check)
        }
        assert.strictEqual(found["FINPAY_MERCHANT_KEY"]?.["says"], "is missing")
        assert.strictEqual(found["FINPAY_VOID_STYLE"]?.["says"], "must be post or get (from the environment)")
        assert.match(found["journal"]?.["says"] ?? "", /^FINPAY_DATABASE_URL must begin with postgres:/u)
        assert.strictEqual(found["connection"]?.["level"], "ok")
        assert.strictEqual(found["clock"]?.["level"], "ok")
        assert.isUndefined(found["merchant-key"])

        const file = yield* diagnosis([], { env: { FINPAY_SNAP_PRIVATE_KEY_FILE: "/nonexistent/snap.pem" } }, 5)
        assert.match(file["FINPAY_SNAP_PRIVATE_KEY_FILE"]?.["says"] ?? "", /names a file that cannot be read/u)
      }))

    it.effect("a clock that is off is told with the difference and the limit; SNAP refuses it: 5", () =>
      Effect.gen(function*() {
        const answer = answeringCode("4040001")
        const anHourAhead = yield* stubServer((request, response) => {
          response.setHeader("date", new Date(Date.now() + 3_600_000).toUTCString())
          answer(request, response)
        })
        const snap = { FINPAY_BASE_URL: anHourAhead }
        const found = yield* diagnosis([], { env: snap }, 5)
        assert.deepInclude(found["clock"], { level: "failed", blames: "settings" })
        assert.match(
          found["clock"]?.["says"] ?? "",
          /^(?:1 h|5\d min \d+ s) behind the server's; SNAP .* about 5 min$/u
        )
        const withoutSnap = yield* diagnosis([], { env: sandbox(anHourAhead) }, 0)
        assert.strictEqual(withoutSnap["clock"]?.["level"], "warning")
      }))
  })

  describe("the way to Finpay", () => {
    it.effect("nothing listens, a name that is none: 6", () =>
      Effect.gen(function*() {
        const nobody = nobodyListens
        const local = yield* diagnosis([], { env: { FINPAY_BASE_URL: nobody } }, 6)
        assert.deepInclude(local["connection"], { level: "failed", blames: "unreachable" })
        assert.match(local["connection"]?.["says"] ?? "", /\(ECONNREFUSED\)$/u)
        assert.match(local["connection"]?.["advice"] ?? "", /finpay simulate$/u)
        assert.isUndefined(local["merchant-key"])
        const nowhere = yield* diagnosis([], { env: sandbox("https://finpay.invalid") }, 6)
        assert.match(nowhere["dns"]?.["says"] ?? "", /^the name finpay\.invalid could not be resolved/u)
        assert.isUndefined(nowhere["connection"])
      }))

    it.effect("a certificate that nobody vouches for, that ended, that is for another name: 6", () =>
      Effect.gen(function*() {
        const cases = [
          ["here", {}, "DEPTH_ZERO_SELF_SIGNED_CERT"],
          ["expired", { NODE_EXTRA_CA_CERTS: pem("expired") }, "CERT_HAS_EXPIRED"],
          ["elsewhere", { NODE_EXTRA_CA_CERTS: pem("elsewhere") }, "ERR_TLS_CERT_ALTNAME_INVALID"]
        ] as const
        for (const [name, env, problem] of cases) {
          const found = yield* diagnosis([], { env: { ...sandbox(yield* tlsServer(name)), ...env } }, 6)
          assert.strictEqual(found["tls"]?.["says"], `the certificate is not trusted (${problem})`)
          assert.isUndefined(found["merchant-key"])
        }
        const env = { ...sandbox(yield* tlsServer("here")), NODE_EXTRA_CA_CERTS: pem("here") }
        const found = yield* diagnosis([], { env }, 0)
        assert.match(
          found["tls"]?.["says"] ?? "",
          /^the certificate is trusted, by A test, and valid for \d+ more days$/u
        )
        assert.strictEqual(found["merchant-key"]?.["level"], "ok")

        const plain = yield* stubServer(answeringCode("4040001"))
        const noTls = yield* diagnosis([], { env: sandbox(plain.replace("http:", "https:")) }, 6)
        assert.match(noTls["tls"]?.["says"] ?? "", /^no TLS connection could be made/u)
      }))

    it.effect("a proxy makes the connection, and is told when it does not: 6", () =>
      Effect.gen(function*() {
        const nobody = nobodyListens.replace("http://", `http://user:${secret}@`)
        const env = { ...sandbox("https://finpay.invalid"), HTTPS_PROXY: nobody, NODE_USE_ENV_PROXY: "1" }
        const found = yield* diagnosis([], { env }, 6)
        assert.match(found["proxy"]?.["says"] ?? "", /^calls go through 127\.0\.0\.1:\d+$/u)
        assert.deepInclude(found["http"], { level: "failed", blames: "unreachable" })
        assert.isUndefined(found["dns"])
      }))
  })

  describe("the journal", () => {
    /** A user who has a journal, and a Finpay that knows the key. */
    const setting = Effect.gen(function*() {
      const { url } = yield* SimulatorProcess
      const XDG_DATA_HOME = freshHome()
      const env = { FINPAY_BASE_URL: url, XDG_DATA_HOME }
      doneJson(yield* finpay(["mutations", "list", "--json"], { env }))
      return { env, file: journalIn(XDG_DATA_HOME) }
    })

    const inFile = (file: string, statement: string) => {
      const database = new DatabaseSync(file)
      database.exec(statement)
      return database
    }

    it.effect("is looked at and not made; what waits in it is told", () =>
      Effect.gen(function*() {
        const { env, file } = yield* setting
        const XDG_DATA_HOME = freshHome()
        const none = yield* diagnosis([], { env: { ...env, XDG_DATA_HOME } }, 0)
        assert.strictEqual(none["journal"]?.["says"], `${journalIn(XDG_DATA_HOME)}, made at the first change`)
        assert.isFalse(existsSync(XDG_DATA_HOME))

        const found = yield* diagnosis([], { env }, 0)
        assert.strictEqual(found["journal"]?.["says"], `${file}, of this version and writable`)
        assert.strictEqual(found["journal-waiting"]?.["says"], "none")

        const FINPAY_BASE_URL = yield* stubServer(gateway(answeringCode("5000000")))
        const refund = ["refund", "INV-1", "--amount", "10000", "--wait", "3", "--json"]
        assert.strictEqual((yield* finpay(refund, { env: { ...env, FINPAY_BASE_URL } })).exitCode, 4)
        const open = yield* diagnosis([], { env }, 0)
        assert.match(
          open["journal-waiting"]?.["says"] ?? "",
          /^1, the oldest for \d+ (?:s|min).*; a person has to decide 0; see them: finpay mutations list --open$/u
        )
        inFile(file, "UPDATE finpay_mutation SET state = 'needs_review'").close()
        const review = yield* diagnosis([], { env }, 0)
        assert.strictEqual(review["journal-waiting"]?.["level"], "warning")
        assert.match(review["journal-waiting"]?.["advice"] ?? "", /finpay mutations list --state needs_review$/u)
      }))

    it.effect("that cannot be read, is newer, may only be read: 5; that others hold: 6", () =>
      Effect.gen(function*() {
        const newer = yield* setting
        inFile(newer.file, "INSERT INTO finpay_migrations (migration_id, name) VALUES (99, 'later')").close()
        const notes = yield* diagnosis([], { env: newer.env }, 5)
        assert.match(notes["journal"]?.["says"] ?? "", /belongs to a newer version.*; it is .*journal\.sqlite$/u)

        const damaged = yield* setting
        writeFileSync(damaged.file, "a shopping list\n".repeat(100))
        const list = yield* diagnosis([], { env: damaged.env }, 5)
        assert.match(list["journal"]?.["says"] ?? "", /is damaged, or is no database/u)

        const readOnly = yield* setting
        const bytes = readFileSync(readOnly.file)
        // A header that says a later version must write it; an older one may still read.
        bytes[18] = 3
        writeFileSync(readOnly.file, bytes)
        const found = yield* diagnosis([], { env: readOnly.env }, 5)
        assert.match(found["journal"]?.["says"] ?? "", /can be read and not written/u)

        const held = yield* setting
        const holder = inFile(held.file, "BEGIN IMMEDIATE")
        const locked = yield* diagnosis([], { env: held.env }, 6)
        assert.match(locked["journal"]?.["says"] ?? "", /was held by somebody else for too long/u)
        assert.strictEqual(locked["journal"]?.["blames"], "unreachable")
        holder.close()
      }))

    it.effect("whose folder cannot be made, whose server does not answer: 5, and its address is not shown", () =>
      Effect.gen(function*() {
        const { env } = yield* setting
        const inTheWay = freshHome()
        mkdirSync(dirname(inTheWay), { recursive: true })
        writeFileSync(inTheWay, "")
        const FINPAY_DATABASE_URL = `postgres://finpay:${secret}@127.0.0.1:1/finpay`
        const server = yield* diagnosis([], { env: { ...env, FINPAY_DATABASE_URL } }, 5)
        assert.match(server["journal"]?.["says"] ?? "", /cannot be reached.*FINPAY_DATABASE_URL$/u)
        const folder = yield* diagnosis([], { env: { ...env, XDG_DATA_HOME: inTheWay } }, 5)
        assert.match(folder["journal"]?.["says"] ?? "", /journal\.sqlite cannot be made: .* may not be written$/u)
      }))
  })
})
