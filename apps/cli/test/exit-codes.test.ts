import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { existsSync } from "node:fs"
import { assertJsonFailure, assertTextFailure, finpay } from "./support/finpay.ts"
import { answering, answeringCode, gateway, nobodyListens, stubServer } from "./support/stub-server.ts"

const check = ["check", "INV-1"]
const refund = ["refund", "INV-1", "--amount", "10000"]

// An outcome that is not known is looked into as long as the caller waits.
const soon = ["--wait", "3"]

const told = (args: ReadonlyArray<string>, listener: Parameters<typeof stubServer>[0]) =>
  Effect.gen(function*() {
    const isQuestion = args[0] === "check"
    const url = yield* stubServer(isQuestion ? listener : gateway(listener))
    return yield* finpay([...args, ...(isQuestion ? [] : soon), "--json"], { env: { FINPAY_BASE_URL: url } })
  })

const cases: ReadonlyArray<readonly [args: ReadonlyArray<string>, code: string, exitCode: number, tag: string]> = [
  [refund, "4000000", 3, "InvalidRequest"],
  [refund, "4010000", 5, "NotAuthenticated"],
  [refund, "4030001", 3, "NotPermitted"],
  [refund, "4040001", 3, "NotFound"],
  [["void", "INV-1", "--amount", "1"], "4030015", 3, "WrongState"],
  [["cancel", "INV-1"], "4040100", 3, "WrongState"],
  [refund, "4030002", 3, "Declined"],
  [refund, "4290000", 3, "RateLimited"],
  [refund, "5000000", 4, "OutcomeUnknown"],
  [refund, "2020000", 4, "OutcomeUnknown"],
  [refund, "4090000", 4, "OutcomeUnknown"],
  [check, "2020000", 4, "Unavailable"]
]

describe("exit codes", () => {
  for (const [args, code, exitCode, tag] of cases) {
    it.effect(`finpay ${args.join(" ")} answered ${code}: ${exitCode}`, () =>
      Effect.gen(function*() {
        const error = assertJsonFailure(yield* told(args, answeringCode(code)), exitCode, tag)
        assert.strictEqual(error["responseCode"], code)
        assert.strictEqual(error["traceId"], "trace-1")
        assert.strictEqual(error["safeToRetry"], tag !== "OutcomeUnknown")
      }))
  }

  it.effect("an answer that is none of Finpay's: 6 for a question, 4 for a change", () =>
    Effect.gen(function*() {
      const html = answering(200, "<html>sign in</html>", "text/html")
      assertJsonFailure(yield* told(check, html), 6, "ResponseNotUnderstood")
      assertJsonFailure(yield* told(refund, html), 4, "OutcomeUnknown")
    }))

  it.effect("nobody there: 6, for a change as well, with the next step", () =>
    Effect.gen(function*() {
      const url = nobodyListens
      for (const args of [check, refund]) {
        const error = assertJsonFailure(
          yield* finpay([...args, "--json"], { env: { FINPAY_BASE_URL: url } }),
          6,
          "Unavailable"
        )
        assert.match(String(error["nextStep"]), /finpay simulate/u)
      }
    }))

  it.effect("an unknown outcome says plainly what not to do and how to find out", () =>
    Effect.gen(function*() {
      const url = yield* stubServer(gateway(answeringCode("5000000")))
      const ended = yield* finpay([...refund, ...soon], { env: { FINPAY_BASE_URL: url } })
      assertTextFailure(ended, 4, /OUTCOME UNKNOWN: the refund of INV-1 was perhaps processed/u)
      const advice = /Do NOT repeat it\. Find out first: finpay mutations resolve (\S+), or .*--key (\S+)\n/u
      const [, id = "", key = ""] = advice.exec(ended.stderr) ?? []
      assert.match(ended.stderr, /trace-1/u)
      assert.match(ended.stderr, new RegExp(`\\nMutation +${id}\\nKey +${key}\\nState +unknown`, "u"))
    }))

  it.effect("what was perhaps created is asked for by its order", () =>
    Effect.gen(function*() {
      const url = yield* stubServer(answeringCode("5000000"))
      const order = ["initiate", "INV-1", "--amount", "10000", "--phone", "+6281234567890"]
      const ended = yield* finpay(order, { env: { FINPAY_BASE_URL: url } })
      assertTextFailure(ended, 4, /\nDo NOT repeat it\. Find out first: finpay check INV-1\n/u)
    }))

  it.effect("configuration: 5, naming every wrong variable and no value", () =>
    Effect.gen(function*() {
      const ended = yield* finpay([...check, "--json"], {
        env: { FINPAY_ENV: "sandbox", FINPAY_MERCHANT_KEY: "sesame " }
      })
      const error = assertJsonFailure(ended, 5, "ConfigurationProblem")
      assert.match(String(error["message"]), /FINPAY_MERCHANT_ID.*FINPAY_MERCHANT_KEY/u)
      assert.notInclude(ended.stderr, "sesame")
    }))

  it.effect("bad input is found before anything is sent: 2, naming the field", () =>
    Effect.gen(function*() {
      let requests = 0
      const url = yield* stubServer((_, response) => {
        requests += 1
        response.end()
      })
      const given = { env: { FINPAY_BASE_URL: url } }
      const error = assertJsonFailure(
        yield* finpay(["refund", "INV 1", "--amount", "5", "--json"], given),
        2,
        "InvalidRequest"
      )
      assert.deepStrictEqual(error["problems"], [{
        field: "order.id",
        problem: "an order id is 1 to 30 letters, digits, dashes or underscores"
      }])
      for (const amount of ["22.000", "22,000", "22000.00", "0", "-5", "1e3", "Rp22000", "999999999999999", ""]) {
        const usage = yield* finpay(["refund", "INV-1", `--amount=${amount}`, "--json"], given)
        assert.match(String(assertJsonFailure(usage, 2, "UsageError")["message"]), /--amount/u)
      }
      const ambiguous = yield* finpay(["refund", "INV-1", "--amount", "22.000"], given)
      assertTextFailure(ambiguous, 2, /write 22000\./u)
      assertJsonFailure(yield* finpay(["refund", "INV-1", "--json"], given), 2, "UsageError")
      const twice = ["refund", "INV-1", "--amount", "1", "--amount", "2", "--json"]
      assertJsonFailure(yield* finpay(twice, given), 2, "UsageError")
      assert.strictEqual(requests, 0)
    }))

  it.effect("a change is sent exactly once, whatever comes back", () =>
    Effect.gen(function*() {
      let requests = 0
      const answer = answeringCode("5000000")
      const url = yield* stubServer(gateway((request, response) => {
        requests += 1
        answer(request, response)
      }))
      assert.strictEqual((yield* finpay([...refund, ...soon], { env: { FINPAY_BASE_URL: url } })).exitCode, 4)
      assert.strictEqual(requests, 1)
    }))

  it.effect("an order may be called 1: a switch does not swallow it", () =>
    Effect.gen(function*() {
      const ended = yield* told(["check", "--no-input", "1"], answeringCode("4040001"))
      assert.strictEqual(assertJsonFailure(ended, 3, "NotFound")["reference"], "1")
    }))

  it.effect.skipIf(!existsSync("/dev/full"))(
    "output that cannot be written is a failure of finpay: 1, without a stack",
    () =>
      Effect.gen(function*() {
        const ended = yield* finpay(["--version", "--json"], { stdoutTo: "/dev/full" })
        assertJsonFailure(ended, 1, "Bug")
        assert.notInclude(ended.stderr, "    at ")
      })
  )
})
