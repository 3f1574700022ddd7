import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { existsSync, mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assertJsonFailure, assertTextFailure, doneText, finpay, freshHome, journalIn } from "./support/finpay.ts"
import { answeringCode, gateway, stubServer } from "./support/stub-server.ts"
import { answering, onTerminal } from "./support/terminal.ts"

const refund = ["refund", "INV-1", "--amount", "10000"]

/** A server that says yes to everything, the settings of a production that it is, and how often it was asked for what. */
const production = Effect.gen(function*() {
  const seen = { requests: 0, changes: 0 }
  const yes = answeringCode("2000000")
  const answer = gateway((request, response) => {
    seen.changes += 1
    yes(request, response)
  })
  const FINPAY_BASE_URL = yield* stubServer((request, response) => {
    seen.requests += 1
    answer(request, response)
  })
  const env = { FINPAY_ENV: "production", FINPAY_MERCHANT_ID: "M-1", FINPAY_MERCHANT_KEY: "key", FINPAY_BASE_URL }
  return { seen, env }
})

describe("a change in production", () => {
  it.effect("without a terminal nothing is sent unless --yes and --no-input say so: 2", () =>
    Effect.gen(function*() {
      const { env, seen } = yield* production
      for (const flags of [[], ["--yes"], ["--no-input"]]) {
        const ended = yield* finpay([...refund, ...flags, "--json"], { env })
        assert.match(
          String(assertJsonFailure(ended, 2, "UsageError")["message"]),
          /nothing was sent.*--yes --no-input/u
        )
      }
      assert.strictEqual(seen.requests, 0)
      const ended = yield* finpay([...refund, "--yes", "--no-input"], { env })
      assert.strictEqual(ended.exitCode, 0, ended.stderr)
      assert.strictEqual(seen.changes, 1)
    }))

  it.effect("is not got around by calling it local: 5, naming the variable", () =>
    Effect.gen(function*() {
      const FINPAY_BASE_URL = "https://finpay.invalid"
      for (
        const [FINPAY_ENV, message] of [
          ["local", /FINPAY_BASE_URL must be on this machine.*local/u],
          ["", /FINPAY_ENV is missing/u]
        ] as const
      ) {
        const env = { FINPAY_ENV, FINPAY_MERCHANT_ID: "M-1", FINPAY_MERCHANT_KEY: "key", FINPAY_BASE_URL }
        const ended = yield* finpay([...refund, "--json"], { env })
        assert.match(String(assertJsonFailure(ended, 5, "ConfigurationProblem")["message"]), message)
      }
    }))

  it.effect("a question is asked nothing", () =>
    Effect.gen(function*() {
      const { env } = yield* production
      assert.strictEqual((yield* finpay(["check", "INV-1"], { env })).exitCode, 0)
    }))

  it.effect("a person types the amount", () =>
    Effect.gen(function*() {
      const { env, seen } = yield* production
      const ended = yield* onTerminal(refund, { env }, answering("10000\r"))
      assert.strictEqual(ended.exitCode, 0, ended.text)
      assert.match(
        ended.text,
        /PRODUCTION.*refund.*INV-1.*Rp 10\.000.*Status now +PAID: money moved.*Paid +Rp 22\.000.*M-1.*http:.*Refunded Rp 10\.000 of INV-1/su
      )
      assert.strictEqual(seen.changes, 1)
    }))

  it.effect.each([40, 200])(
    "at %i columns the question fits, and what is typed stands behind it",
    (columns) =>
      Effect.gen(function*() {
        const { env, seen } = yield* production
        let asked: ReadonlyArray<string> = []
        const ended = yield* onTerminal(refund, { env, columns }, (session) =>
          Effect.gen(function*() {
            yield* session.waitFor("in digits:")
            asked = session.screen().text.trimEnd().split("\n")
            yield* session.type("10000\r")
          }))
        assert.strictEqual(ended.exitCode, 0, ended.text)
        for (const line of asked) assert.isAtMost(line.length, columns, ended.text)
        assert.isTrue(asked.some((line) => line.includes("Rp 10.000")), ended.text)
        assert.isTrue(ended.text.includes("To go on, type the amount, in digits: 10000\n"), ended.text)
        assert.match(ended.text, /\nRefunded Rp 10\.000 of INV-1\.\n/u)
        assert.strictEqual(seen.changes, 1)
      })
  )

  it.effect("a person sees the status in Indonesian too, or that it could not be had", () =>
    Effect.gen(function*() {
      const { env, seen } = yield* production
      const ended = yield* onTerminal([...refund, "--lang", "id"], { env }, ({ type, waitFor }) =>
        Effect.andThen(waitFor("Untuk melanjutkan, ketik jumlahnya, angka saja:"), type("10000\r")))
      assert.strictEqual(ended.exitCode, 0, ended.text)
      assert.match(
        ended.text,
        /PRODUKSI.*Pesanan +INV-1.*Jumlah +Rp 10\.000.*Status saat ini +PAID: uang sudah.*Dibayar +Rp 22\.000/su
      )
      assert.strictEqual(seen.changes, 1)

      const FINPAY_BASE_URL = yield* stubServer(answeringCode("5000000"))
      const unknown = yield* onTerminal(refund, { env: { ...env, FINPAY_BASE_URL } }, answering("no\r"))
      assert.strictEqual(unknown.exitCode, 2)
      assert.match(unknown.text, /Status now +could not be had: .*nothing was sent/su)
    }))

  it.effect("a person types the order where there is no amount", () =>
    Effect.gen(function*() {
      const { env, seen } = yield* production
      assert.strictEqual((yield* onTerminal(["cancel", "INV-1"], { env }, answering("INV-1\r"))).exitCode, 0)
      assert.strictEqual(seen.changes, 1)
    }))

  it.effect(
    "anything else that is typed, or nothing, sends nothing: 2",
    () =>
      Effect.gen(function*() {
        const { env, seen } = yield* production
        for (const typed of ["10.000\r", "y\r", "\r", "\u0004"]) {
          const ended = yield* onTerminal(refund, { env }, answering(typed))
          assert.strictEqual(ended.exitCode, 2, ended.text)
          assert.match(ended.text, /nothing was sent/u)
        }
        assert.strictEqual(seen.changes, 0)
      })
  )

  it.effect("--no-input and --json ask nothing even on a terminal", () =>
    Effect.gen(function*() {
      const { env, seen } = yield* production
      for (const flag of ["--no-input", "--json"]) {
        const ended = yield* onTerminal([...refund, flag], { env })
        assert.strictEqual(ended.exitCode, 2, ended.text)
        assert.notInclude(ended.text, "To go on")
      }
      assert.strictEqual(seen.requests, 0)
    }))
})

/** A merchant whose refunds are limited by a profile or by the environment, and how often a change was sent. */
const limited = Effect.gen(function*() {
  const { env, seen } = yield* production
  const { FINPAY_BASE_URL, FINPAY_ENV: _, ...others } = env
  const XDG_CONFIG_HOME = freshHome()
  const given = { env: { XDG_CONFIG_HOME } }
  const whose = ["--merchant", others.FINPAY_MERCHANT_ID, "--base-url", FINPAY_BASE_URL]
  const set = (name: string, environment: string, limit: string) =>
    finpay(["config", "set", name, "--env", environment, ...whose, "--refund-limit", limit], given)
  doneText(yield* set("shop", "production", "10000"))
  doneText(yield* set("trial", "sandbox", "0"))
  return { seen, env: { ...others, XDG_CONFIG_HOME, XDG_DATA_HOME: freshHome() }, FINPAY_BASE_URL }
})

describe("a refund over the limit", () => {
  it.effect("is refused in every environment before anything is written down or sent, naming the setting: 2", () =>
    Effect.gen(function*() {
      const { FINPAY_BASE_URL, env, seen } = yield* limited
      const shop = ["--profile", "shop", "--yes", "--no-input", "--json"]
      const error = assertJsonFailure(
        yield* finpay(["refund", "INV-1", "--amount", "10001", ...shop], { env }),
        2,
        "OverRefundLimit"
      )
      assert.deepStrictEqual(
        [error["amount"], error["limit"], error["setting"]],
        [10_001, 10_000, "refund-limit of the profile shop"]
      )
      assert.match(String(error["message"]), /^nothing was sent: Rp 10\.001 is more than Rp 10\.000/u)
      const qris = ["qris", "refund", "20201", "--amount", "10001", "--refund-no", "R-1", "--reason", "x", ...shop]
      assertJsonFailure(yield* finpay(qris, { env }), 2, "OverRefundLimit")
      // Nothing at all may be given back.
      const trial = ["refund", "INV-1", "--amount", "1", "--profile", "trial", "--json"]
      assertJsonFailure(yield* finpay(trial, { env }), 2, "OverRefundLimit")

      const local = { XDG_DATA_HOME: env.XDG_DATA_HOME, FINPAY_BASE_URL, FINPAY_REFUND_LIMIT: "9999" }
      const byVariable = yield* finpay([...refund, "--lang", "id"], { env: local })
      assertTextFailure(byVariable, 2, /Rp 10\.000 melebihi Rp 9\.999, batas .* FINPAY_REFUND_LIMIT/u)
      const wrong = yield* finpay([...refund, "--json"], { env: { ...local, FINPAY_REFUND_LIMIT: "1.000" } })
      assert.match(
        String(assertJsonFailure(wrong, 5, "ConfigurationProblem")["message"]),
        /FINPAY_REFUND_LIMIT must be whole rupiah/u
      )
      assert.strictEqual(seen.requests, 0)
      assert.isFalse(existsSync(journalIn(env.XDG_DATA_HOME)))
    }))

  it.effect("is one above it: at the limit it is made, and what gives nothing back has none", () =>
    Effect.gen(function*() {
      const { env, seen } = yield* limited
      const shop = ["--profile", "shop", "--yes", "--no-input"]
      const atLimit = yield* finpay(["refund", "INV-1", "--amount", "10000", ...shop], { env })
      assert.strictEqual(atLimit.exitCode, 0, atLimit.stderr)
      const cancelled = yield* finpay(["cancel", "INV-2", ...shop], { env })
      assert.strictEqual(cancelled.exitCode, 0, cancelled.stderr)
      assert.strictEqual(seen.changes, 2)
    }))

  it.effect("a person who confirms sees the profile", () =>
    Effect.gen(function*() {
      const { env } = yield* limited
      const ended = yield* onTerminal(["cancel", "INV-1", "--profile", "shop"], { env }, answering("INV-1\r"))
      assert.strictEqual(ended.exitCode, 0, ended.text)
      assert.match(ended.text, /Profile +shop\n/u)
    }))

  it.effect("of a batch too, and what of it was settled before", () =>
    Effect.gen(function*() {
      const { env } = yield* limited
      const folder = freshHome()
      mkdirSync(folder)
      const file = join(folder, "refunds.csv")
      const batch = ["refund-batch", file, "--batch", "july", "--profile", "shop"]
      const asked = Effect.fnUntraced(function*(lines: string, total: string) {
        writeFileSync(file, `order,amount\n${lines}`)
        const ended = yield* onTerminal(batch, { env }, answering(`${total}\r`))
        assert.strictEqual(ended.exitCode, 0, ended.text)
        assert.match(ended.text, /Merchant +\S+\nProfile +shop\n/u)
        return ended.text
      })
      assert.notInclude(yield* asked("INV-1,10000\n", "10000"), "Settled before")
      assert.match(
        yield* asked("INV-1,10000\nINV-2,7000\nINV-3,1000\n", "18000"),
        /Total +Rp 18\.000\nSettled before +1 succeeded, Rp 10\.000\nLeft to send +2 lines, Rp 8\.000\n/u
      )
    }))
})
