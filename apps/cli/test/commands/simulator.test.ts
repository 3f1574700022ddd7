import { assert, describe, it, layer } from "@effect/vitest"
import { Effect } from "effect"
import { spawn } from "node:child_process"
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import {
  assertJsonFailure,
  assertTextFailure,
  environment,
  finpay,
  jsonLines,
  launcher,
  oneJson
} from "../support/finpay.ts"
import { SimulatorProcess, startSimulator, withSimulator } from "../support/simulator-process.ts"
import { answering, nobodyListens, stubServer } from "../support/stub-server.ts"
import { temporaryFolder } from "../support/temporary-folder.ts"
import { onTerminal } from "../support/terminal.ts"

const initiate = (
  order: string,
  source: string
) => ["initiate", order, "--amount", "22000", "--source", source, "--phone", "+6281234567890"]

const act = (...args: ReadonlyArray<string>) =>
  Effect.map(withSimulator(["simulator", ...args]), ({ exitCode, stderr, stdout }) => {
    assert.strictEqual(exitCode, 0, stderr)
    assert.strictEqual(stderr, "")
    return stdout
  })

describe("finpay simulate", () => {
  it.effect("prints one ready line with what a script needs, serves, and ends with 0 when told to", () =>
    Effect.gen(function*() {
      const { child, ended, printed, ready, url } = yield* startSimulator()
      assert.strictEqual(ready["ready"], true)
      assert.match(url, /^http:\/\/127\.0\.0\.1:\d+$/u)
      const credentials = `${String(ready["merchantId"])}:${String(ready["merchantKey"])}`
      const authorization = `Basic ${Buffer.from(credentials).toString("base64")}`
      const response = yield* Effect.promise(() =>
        fetch(`${url}/pg/payment/card/check/INV-1`, { headers: { authorization } })
      )
      assert.strictEqual(response.status, 404)
      child.kill("SIGINT")
      assert.strictEqual(yield* Effect.promise(() => ended), 0)
      assert.strictEqual(printed.stdout, `${JSON.stringify(ready)}\n`)
      assert.strictEqual(printed.stderr, "")
    }))

  it.effect("tells a person where it is and what to try", () =>
    Effect.gen(function*() {
      const printed = yield* Effect.callback<string>((resume) => {
        const child = spawn(process.execPath, [launcher, "simulate", "--port", "0"], { env: environment() })
        let stdout = ""
        child.stdout.setEncoding("utf8").on("data", (text: string) => {
          stdout += text
          if (stdout.includes("simulator pay")) child.kill("SIGINT")
        })
        child.on("close", () => resume(Effect.succeed(stdout)))
        return Effect.sync(() => child.kill("SIGKILL"))
      })
      assert.match(printed, /^A simulated Finpay is ready\. Ctrl-C stops it\.\nAddress +http:\/\/127\.0\.0\.1:\d+\n/u)
      assert.match(printed, /\nTry +FINPAY_BASE_URL=\S+ finpay initiate INV-1 /u)
    }))

  it.effect("SIGTERM ends it with 0 as well", () =>
    Effect.gen(function*() {
      const { child, ended } = yield* startSimulator()
      child.kill("SIGTERM")
      assert.strictEqual(yield* Effect.promise(() => ended), 0)
    }))

  it.effect("begins with the faults of a file and keeps its orders in another", () =>
    Effect.gen(function*() {
      const folder = yield* temporaryFolder
      const faults = join(folder, "faults.json")
      const state = join(folder, "state.json")
      writeFileSync(faults, JSON.stringify([{ kind: "lost-answer", operation: "initiate", times: 1 }]))
      const flags = ["--faults", faults, "--state", state, "--seed", "7", "--quirks", "--profile", "standard"]
      const first = yield* startSimulator([...flags, "--no-callbacks"])
      const lost = yield* finpay([...initiate("INV-1", "vabca"), "--json"], { env: { FINPAY_BASE_URL: first.url } })
      assertJsonFailure(lost, 4, "OutcomeUnknown")
      first.child.kill("SIGTERM")
      assert.strictEqual(yield* Effect.promise(() => first.ended), 0, first.printed.stderr)
      JSON.parse(readFileSync(state, "utf8"))
      const second = yield* startSimulator(["--state", state])
      const check = yield* finpay(["check", "INV-1", "--json"], { env: { FINPAY_BASE_URL: second.url } })
      assert.strictEqual(oneJson(check.stdout)["status"], "REQUEST_INITIATED")
    }))

  it.live("--log shows each request and callback as it comes, in JSON behind the ready line", () =>
    Effect.gen(function*() {
      const shop = yield* stubServer(answering(500, "down"))
      const { child, ended, printed, url } = yield* startSimulator(["--log", "--callback-url", `${shop}/news`])
      const given = { env: { FINPAY_BASE_URL: url } }
      yield* finpay(["simulator", "faults", "--set", "-"], {
        ...given,
        stdin: "[{\"kind\":\"lost-answer\",\"operation\":\"checkStatus\"}]"
      })
      yield* finpay(initiate("INV-1", "vabca"), given)
      yield* finpay(["check", "INV-1"], given)
      yield* finpay(["simulator", "pay", "INV-1"], given)
      // Moving the clock waits until every callback that is due was tried.
      yield* finpay(["simulator", "advance", "1"], given)
      child.kill("SIGTERM")
      assert.strictEqual(yield* Effect.promise(() => ended), 0, printed.stderr)
      const [ready, ...lines] = jsonLines(printed.stdout)
      assert.strictEqual(ready?.["ready"], true)
      assert.deepInclude(lines[0], {
        event: "request",
        operation: "initiate",
        orderId: "INV-1",
        responseCode: "2000000"
      })
      const lost = lines.find(({ fault }) => fault === "lost-answer")
      assert.deepInclude(lost, { event: "request", operation: "checkStatus", processed: true, decidedCode: "2000000" })
      assert.notProperty(lost, "responseCode")
      const callback = lines.find(({ event }) => event === "callback")
      assert.deepInclude(callback, {
        kind: "callback",
        orderId: "INV-1",
        status: "PAID",
        url: `${shop}/news`,
        state: "waiting",
        try: 1,
        httpStatus: 500
      })
      assert.notInclude(printed.stdout.replace(/^.*\n/u, ""), "local-merchant-key")
    }))

  it.live("on a terminal a person sees them without asking, but not with --quiet", () =>
    Effect.gen(function*() {
      const session = (...flags: ReadonlyArray<string>) =>
        onTerminal(["simulate", "--port", "0", ...flags], { columns: 120 }, ({ screen, type, waitFor }) =>
          Effect.gen(function*() {
            yield* waitFor("simulator pay INV-1")
            const FINPAY_BASE_URL = /http:\/\/127\.0\.0\.1:\d+/u.exec(screen().text)?.[0] ?? ""
            yield* finpay(initiate("INV-1", "vabca"), { env: { FINPAY_BASE_URL } })
            if (flags.length === 0) {
              yield* waitFor(/\n\d\d:\d\d:\d\d WIB {2}initiate +INV-1 {2}Rp 22\.000 {2}2000000\n/u)
            }
            yield* type("\u0003")
          }))
      assert.strictEqual((yield* session()).exitCode, 0)
      const quiet = yield* session("--quiet")
      assert.strictEqual(quiet.exitCode, 0)
      assert.notInclude(quiet.text, "WIB")
    }))

  it.effect("bad flags and files: 2, naming them", () =>
    Effect.gen(function*() {
      const folder = yield* temporaryFolder
      const file = join(folder, "file.json")
      const simulate = (...flags: ReadonlyArray<string>) => finpay(["simulate", "--port", "0", "--json", ...flags])
      const refused = (content: string, flag: string) =>
        Effect.gen(function*() {
          writeFileSync(file, content)
          return String(assertJsonFailure(yield* simulate(flag, file), 2, "UsageError")["message"])
        })
      assert.match(yield* refused("no json", "--faults"), /file\.json: is no JSON list of faults/u)
      assert.match(yield* refused("[{\"kind\":\"fire\"}]", "--faults"), /file\.json: fault 0\.kind/u)
      assert.match(yield* refused("[{\"kind\":\"lost-answer\",\"x\":1}]", "--faults"), /file\.json: fault 0\.x/u)
      assert.match(yield* refused("{}", "--state"), /file\.json: /u)
      assertJsonFailure(yield* simulate("--faults", join(folder, "none")), 2, "UsageError")
      assertJsonFailure(yield* simulate("--profile", "other"), 2, "UsageError")
      assertJsonFailure(yield* simulate("--host", "0.0.0.0"), 2, "UsageError")
      const elsewhere = assertJsonFailure(yield* simulate("--callback-url", "http://192.0.2.1/"), 2, "UsageError")
      assert.match(String(elsewhere["message"]), /--callbacks-anywhere/u)
      assertJsonFailure(yield* simulate("--callback-url", "127.0.0.1:3000"), 2, "UsageError")
      assertTextFailure(yield* finpay(["simulate", "--port", "65536"]), 2, /0 to 65535/u)
    }))

  it.effect("a port that is taken: 5", () =>
    Effect.gen(function*() {
      const url = yield* stubServer(() => {})
      const { port } = new URL(url)
      const ended = yield* finpay(["simulate", "--port", port, "--json"])
      assert.match(String(assertJsonFailure(ended, 5, "ServeError")["message"]), /is taken/u)
    }))
})

describe("finpay simulator", () => {
  layer(SimulatorProcess.layer)((it) => {
    it.effect("a card is authorized, captured and settled", () =>
      Effect.gen(function*() {
        assert.strictEqual((yield* withSimulator(initiate("CARD-1", "cc"))).exitCode, 0)
        assert.strictEqual(yield* act("authorize", "CARD-1"), "CARD-1 is AUTHORIZED.\n")
        assert.match(yield* act("capture", "CARD-1"), /^CARD-1 is CAPTURED\.\n$/u)
        assert.match(yield* act("settle", "CARD-1"), /^CARD-1 is CAPTURED, settled\.\n$/u)
      }))

    it.effect("payments are declined and expire", () =>
      Effect.gen(function*() {
        yield* withSimulator(initiate("DECLINE-1", "cc"))
        assert.match(yield* act("decline", "DECLINE-1"), /^DECLINE-1 is FAILURE\.\n$/u)
        yield* withSimulator(initiate("PEND-1", "cc"))
        assert.match(yield* act("pend", "PEND-1"), /^PEND-1 is PENDING\.\n$/u)
        yield* withSimulator(initiate("EXPIRE-1", "vabca"))
        assert.match(yield* act("expire", "EXPIRE-1"), /^EXPIRE-1 is EXPIRED\.\n$/u)
      }))

    it.effect("a hosted order is paid by the channel the payer chooses", () =>
      Effect.gen(function*() {
        yield* withSimulator(["initiate", "HOSTED-1", "--amount", "5000", "--phone", "+6281234567890"])
        const order = oneJson(yield* act("pay", "HOSTED-1", "--channel", "vabri", "--json"))
        assert.deepStrictEqual([order["status"], order["channel"]], ["PAID", "vabri"])
      }))

    it.effect("orders and requests are listed in text and in JSON", () =>
      Effect.gen(function*() {
        yield* withSimulator(initiate("LIST-1", "vabca"))
        assert.match(yield* act("orders"), /^ORDER +STATUS.*\n(?:.*\n)*LIST-1 +REQUEST_INITIATED +vabca +Rp 22\.000/u)
        const { orders } = oneJson(yield* act("orders", "--json")) as { readonly orders: ReadonlyArray<object> }
        assert.isAbove(orders.length, 0)
        assert.match(
          yield* act("requests", "--order", "LIST-1"),
          /^NO +AT.*\n +\d+ +\d{4}-\d\d-\d\d \d\d:\d\d:\d\d WIB +initiate +LIST-1 +yes +2000000\n$/u
        )
      }))

    it.effect("faults are set, shown and cleared", () =>
      Effect.gen(function*() {
        const faults = JSON.stringify({
          faults: [{ kind: "internal-error", operation: "checkStatus", orderId: "F-1" }]
        })
        const set = yield* withSimulator(["simulator", "faults", "--set", "-"], { stdin: faults })
        assert.match(set.stdout, /^FAULT.*\ninternal-error +checkStatus +F-1 +1 +1\n$/u)
        assert.strictEqual(yield* act("faults"), set.stdout)
        assert.deepStrictEqual(oneJson(yield* act("faults", "--clear", "--json")), { faults: [] })
        const both = yield* withSimulator(["simulator", "faults", "--set", "-", "--clear", "--json"])
        assertJsonFailure(both, 2, "UsageError")
        const wrong = yield* withSimulator(["simulator", "faults", "--set", "-", "--json"], {
          stdin: "[{\"kind\":\"fire\"}]"
        })
        assertJsonFailure(wrong, 2, "SimulatorRefused")
      }))

    it.effect("what the simulator refuses: 3, and nothing was changed", () =>
      Effect.gen(function*() {
        const none = yield* withSimulator(["simulator", "pay", "NOBODY", "--json"])
        assert.strictEqual(assertJsonFailure(none, 3, "SimulatorRefused")["httpStatus"], 404)
        yield* withSimulator(initiate("TWICE-1", "vabca"))
        yield* act("pay", "TWICE-1")
        assertTextFailure(yield* withSimulator(["simulator", "pay", "TWICE-1"]), 3, /TWICE-1 is PAID/u)
      }))
  })

  it.effect("the clock moves, and reset begins again", () =>
    Effect.gen(function*() {
      const { url } = yield* startSimulator()
      const given = { env: { FINPAY_BASE_URL: url } }
      yield* finpay(initiate("INV-1", "vabca"), given)
      const advanced = yield* finpay(["simulator", "advance", "172800"], given)
      assert.match(advanced.stdout, /^The simulator's clock is at 20\d\d-.*\+07:00\.\n$/u)
      assert.strictEqual(oneJson((yield* finpay(["check", "INV-1", "--json"], given)).stdout)["status"], "EXPIRED")
      assert.strictEqual((yield* finpay(["simulator", "reset"], given)).exitCode, 0)
      assert.deepStrictEqual(oneJson((yield* finpay(["simulator", "orders", "--json"], given)).stdout), { orders: [] })
      assertJsonFailure(yield* finpay(["simulator", "advance", "0", "--json"], given), 2, "UsageError")
    }))

  it.effect("steers nothing but a simulator: 5 where the environment is another, 6 where none answers", () =>
    Effect.gen(function*() {
      const env = { FINPAY_ENV: "sandbox", FINPAY_MERCHANT_ID: "M-1", FINPAY_MERCHANT_KEY: "key" }
      const elsewhere = yield* finpay(["simulator", "pay", "INV-1", "--json"], { env })
      assert.match(String(assertJsonFailure(elsewhere, 5, "ConfigurationProblem")["message"]), /FINPAY_ENV is sandbox/u)
      const nobody = nobodyListens
      const none = yield* finpay(["simulator", "orders", "--json"], { env: { FINPAY_BASE_URL: nobody } })
      assertJsonFailure(none, 6, "SimulatorUnavailable")
      const other = yield* stubServer(answering(200, "<html>hello</html>", "text/html"))
      const strange = yield* finpay(["simulator", "orders"], { env: { FINPAY_BASE_URL: other } })
      assertTextFailure(strange, 6, /something that is no simulator answers/u)
    }))
})
