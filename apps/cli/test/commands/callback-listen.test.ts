import { assert, describe, it } from "@effect/vitest"
import { signCallback } from "@openfinpay/finpay-core"
import { Effect, Redacted } from "effect"
import { createServer } from "node:http"
import { connect } from "node:net"
import { lastingPort } from "../../../../packages/journal/test/support/lasting-port.ts"
import { assertJsonFailure, assertTextFailure, finpay } from "../support/finpay.ts"
import { listenerKey, post, startListener } from "../support/listener-process.ts"
import { startSimulator } from "../support/simulator-process.ts"
import { nobodyListens, stubServer } from "../support/stub-server.ts"
import { onTerminal } from "../support/terminal.ts"

const signed = (id: string, status = "PAID", key = listenerKey) =>
  signCallback(
    { order: { id, amount: 22_000, currency: "IDR" }, result: { payment: { status, amount: 22_000 } } },
    Redacted.make(key)
  )

const env = { FINPAY_MERCHANT_KEY: listenerKey }

describe("finpay callback listen", () => {
  it.live("verifies what comes, answers as Finpay expects, and ends after so many: 3 when one was not valid", () =>
    Effect.gen(function*() {
      const listener = yield* startListener(["--count", "4"])
      assert.match(listener.url, /^http:\/\/127\.0\.0\.1:\d+$/u)
      const body = yield* signed("INV-1")
      const good = yield* post(`${listener.url}/any/path?a=1`, body)
      assert.strictEqual(good.status, 200)
      const { processingTime, ...reply } = JSON.parse(good.text)
      assert.deepStrictEqual(reply, { responseCode: "2000000", responseMessage: "Success" })
      assert.isNumber(processingTime)
      assert.strictEqual((yield* post(listener.url, body)).status, 200)
      assert.strictEqual((yield* post(listener.url, body.replace("PAID", "EXPIRED"))).status, 401)
      const none = yield* post(listener.url, "{}")
      assert.deepStrictEqual([none.status, JSON.parse(none.text).responseCode], [400, "4000000"])
      const { exitCode, stderr } = yield* listener.ended
      assert.deepStrictEqual([exitCode, stderr], [3, ""])
      const [ready, first, again, forged, unsigned, ended, ...more] = listener.lines()
      assert.deepStrictEqual(ready, { event: "listening", url: listener.url, forwardTo: null, reply: "finpay" })
      assert.match(String(first?.["at"]), /^\d{4}-\d\d-\d\dT.*Z$/u)
      assert.deepInclude(first, {
        event: "callback",
        number: 1,
        kind: "payment",
        path: "/any/path?a=1",
        valid: true,
        matched: "raw",
        news: { reference: "INV-1", amount: 22_000, status: "PAID" },
        duplicateOf: null,
        forwarded: null,
        answered: { httpStatus: 200, by: "finpay" }
      })
      assert.deepInclude(again, { number: 2, valid: true, duplicateOf: 1 })
      assert.deepInclude(forged, {
        valid: false,
        reason: "mismatch",
        claims: { reference: "INV-1", amount: 22_000, status: "EXPIRED" }
      })
      assert.notProperty(forged, "news")
      const { isProven, mistakes } = (forged ?? {})["explanation"] as {
        readonly isProven: boolean
        readonly mistakes: ReadonlyArray<Record<string, string>>
      }
      assert.deepStrictEqual([isProven, mistakes[0]?.["mistake"]], [true, "status-changed"])
      assert.deepInclude(unsigned, { valid: false, reason: "no-signature" })
      assert.deepStrictEqual(ended, {
        event: "ended",
        received: 4,
        valid: 2,
        notValid: 2,
        notChecked: 0,
        duplicates: 1,
        forwarded: 0,
        notForwarded: 0,
        turnedAway: 0,
        cutOff: 0,
        expected: 4
      })
      assert.deepStrictEqual(more, [])
    }))

  it.live("passes callbacks on and their answers back; an application that is down is told and tried again", () =>
    Effect.gen(function*() {
      const seen: Array<{ readonly body: string; readonly signature: string | undefined }> = []
      const server = createServer((request, response) => {
        let body = ""
        request.on("data", (data: Buffer) => (body += data.toString("latin1")))
        request.on("end", () => {
          seen.push({ body, signature: request.headers["x-signature-of-mine"]?.toString() })
          response.writeHead(418, { "x-app": "mine" }).end("teapot")
        })
      })
      const listen = (port: number) =>
        Effect.callback<void>((resume) => {
          server.listen(port, "127.0.0.1", () => resume(Effect.void))
        })
      const port = yield* Effect.promise(() => lastingPort())
      yield* listen(port)
      yield* Effect.addFinalizer(() => Effect.sync(() => server.close()))
      const listener = yield* startListener(["--forward-to", `http://localhost:${port}`, "--count", "3"])
      const body = yield* signed("INV-1")
      const headers = { "content-type": "application/json", "x-signature-of-mine": "kept" }
      const passed = yield* post(`${listener.url}/finpay`, body, headers)
      assert.deepStrictEqual([passed.status, passed.text, passed.headers.get("x-app")], [418, "teapot", "mine"])
      assert.deepStrictEqual(seen, [{ body, signature: "kept" }])
      yield* Effect.callback((resume) => {
        server.close(() => resume(Effect.void))
        server.closeAllConnections()
      })
      const down = yield* post(listener.url, body)
      assert.deepStrictEqual([down.status, JSON.parse(down.text).responseCode], [502, "5020000"])
      yield* listen(port)
      assert.strictEqual((yield* post(listener.url, body)).status, 418)
      assert.strictEqual((yield* listener.ended).exitCode, 0)
      assert.deepStrictEqual(
        listener.lines().slice(1, 4).map(({ answered, forwarded }) => [
          (forwarded as Record<string, unknown>)["httpStatus"] ?? (forwarded as Record<string, unknown>)["problem"],
          (answered as Record<string, unknown>)["by"]
        ]),
        [[418, "application"], ["ECONNREFUSED", "finpay"], [418, "application"]]
      )
    }))

  it.live("--reply finpay answers for the application, whatever it says", () =>
    Effect.gen(function*() {
      const url = yield* stubServer((_, response) => response.writeHead(500).end("oops"))
      const listener = yield* startListener(["--forward-to", `${url}/x`, "--reply", "finpay", "--once"])
      const answered = yield* post(listener.url, yield* signed("INV-1"))
      assert.deepStrictEqual([answered.status, JSON.parse(answered.text).responseCode], [200, "2000000"])
      assert.strictEqual((yield* listener.ended).exitCode, 0)
    }))

  it.live("turns away what is no callback, says so, and goes on", () =>
    Effect.gen(function*() {
      const listener = yield* startListener(["--once"])
      const get = yield* Effect.promise(() => fetch(listener.url))
      assert.strictEqual(get.status, 405)
      const large = yield* post(listener.url, "x".repeat(65_537))
      assert.deepStrictEqual([large.status, JSON.parse(large.text).responseCode], [413, "4130000"])
      const socket = connect(Number(new URL(listener.url).port), "127.0.0.1")
      socket.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc")
      socket.end()
      yield* listener.waitFor(4)
      assert.strictEqual((yield* post(listener.url, yield* signed("INV-1"))).status, 200)
      assert.strictEqual((yield* listener.ended).exitCode, 0)
      assert.deepStrictEqual(
        listener.lines().filter(({ event }) => event === "turned-away").map(({ problem }) => problem),
        ["NOT_POST", "BODY_TOO_LARGE", "HPE_INVALID_EOF_STATE"]
      )
      assert.deepInclude(listener.lines().at(-1), { event: "ended", received: 1, turnedAway: 3 })
    }))

  it.live("deals with so many requests at a time, however they come, and says what it turns away", () =>
    Effect.gen(function*() {
      // An application that answers nobody.
      const url = yield* stubServer(() => {})
      const listener = yield* startListener(["--forward-to", `${url}/x`])
      const socket = connect(Number(new URL(listener.url).port), "127.0.0.1")
      yield* Effect.addFinalizer(() => Effect.sync(() => socket.destroy()))
      socket.on("error", () => {})
      socket.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}".repeat(103))
      const [, ...away] = yield* listener.waitFor(4)
      assert.deepStrictEqual(away.map(({ problem }) => problem), Array.from({ length: 3 }, () => "TOO_MANY_REQUESTS"))
      listener.child.kill("SIGINT")
      assert.strictEqual((yield* listener.ended).exitCode, 0)
      assert.deepInclude(listener.lines().at(-1), { event: "ended", received: 0, turnedAway: 3, cutOff: 100 })
    }))

  it.live("what is under way when it ends has no line behind the last one, and is counted", () =>
    Effect.gen(function*() {
      let arrived = () => {}
      const hangs = new Promise<void>((resolve) => (arrived = resolve))
      const url = yield* stubServer((request, response) => request.url === "/now" ? response.end("done") : arrived())
      const listener = yield* startListener(["--forward-to", url, "--once"])
      const body = yield* signed("INV-1")
      const cut = fetch(`${listener.url}/later`, { method: "POST", body }).then(() => "answered", () => "cut off")
      yield* Effect.promise(() => hangs)
      assert.strictEqual((yield* post(`${listener.url}/now`, body)).text, "done")
      assert.strictEqual((yield* listener.ended).exitCode, 0)
      assert.strictEqual(yield* Effect.promise(() => cut), "cut off")
      assert.deepStrictEqual(listener.lines().map(({ event }) => event), ["listening", "callback", "ended"])
      assert.deepInclude(listener.lines().at(-1), { received: 1, cutOff: 1 })
    }))

  it.live("Ctrl-C ends it with 0 and a summary; a time limit with 4 when not all came", () =>
    Effect.gen(function*() {
      const stopped = yield* startListener()
      yield* post(stopped.url, yield* signed("INV-1"))
      yield* stopped.waitFor(2)
      stopped.child.kill("SIGINT")
      assert.deepStrictEqual(yield* stopped.ended, { exitCode: 0, stderr: "" })
      assert.deepInclude(stopped.lines().at(-1), { event: "ended", received: 1, valid: 1 })
      const timed = yield* startListener(["--once", "--for", "0.1"])
      assert.strictEqual((yield* timed.ended).exitCode, 4)
      assert.deepInclude(timed.lines().at(-1), { event: "ended", received: 0, expected: 1 })
      const open = yield* startListener(["--for", "0.1"])
      assert.strictEqual((yield* open.ended).exitCode, 0)
    }))

  it.live("the simulator's callbacks and QRIS notifications are valid, forged ones are not", () =>
    Effect.gen(function*() {
      const listener = yield* startListener(["--count", "3"], { FINPAY_ENV: "local" })
      const simulator = yield* startSimulator(["--callback-url", `${listener.url}/pg/notify?x=1`])
      const given = { env: { FINPAY_BASE_URL: simulator.url, XDG_DATA_HOME: simulator.dataHome } }
      const run = (...args: ReadonlyArray<string>) =>
        Effect.map(finpay(args, given), ({ exitCode, stderr }) => assert.strictEqual(exitCode, 0, stderr))
      yield* run("initiate", "INV-1", "--amount", "22000", "--source", "vabca", "--phone", "+6281234567890")
      yield* run("simulator", "pay", "INV-1")
      yield* run("qris", "generate", "SALE-1", "--amount", "5000")
      yield* run("simulator", "pay", "SALE-1")
      yield* listener.waitFor(3)
      const forged = yield* signed("INV-2", "PAID", "not-the-key")
      const headers = { "x-timestamp": "2026-11-21T10:00:00+07:00", "x-signature": "AAAA" }
      assert.strictEqual((yield* post(listener.url, forged, headers)).status, 401)
      assert.strictEqual((yield* listener.ended).exitCode, 3)
      const [payment, qris, other] = listener.lines().slice(1)
      assert.deepInclude(payment, { kind: "payment", valid: true, path: "/pg/notify?x=1" })
      assert.deepInclude(qris, { kind: "qris", valid: true })
      assert.deepInclude(qris?.["news"], { amount: 5000, status: "00" })
      assert.deepInclude(other, { kind: "qris", valid: false, reason: "4015200" })
      const { callbacks } = JSON.parse((yield* finpay(["simulator", "callbacks", "--json"], given)).stdout)
      assert.deepStrictEqual(callbacks.map(({ state }: { readonly state: string }) => state), [
        "delivered",
        "delivered"
      ])
    }))

  it.live("without Finpay's public key a QRIS notification is not checked, and not taken for a valid one", () =>
    Effect.gen(function*() {
      const listener = yield* startListener(["--once"])
      const answered = yield* post(listener.url, "{}", { "x-signature": "AAAA" })
      assert.deepStrictEqual([answered.status, JSON.parse(answered.text).responseCode], [401, "4015200"])
      assert.strictEqual((yield* listener.ended).exitCode, 3)
      assert.deepInclude(listener.lines()[1], { kind: "qris", valid: null, reason: "no-key" })
    }))

  it.live(
    "for a person: one line a callback, why not, what the application said; in Indonesian too",
    () =>
      Effect.gen(function*() {
        const gone = nobodyListens
        const session = (lang: string) =>
          onTerminal(
            ["callback", "listen", "--port", "0", "--forward-to", `${gone}/x`, "--lang", lang],
            { env, columns: 100 },
            ({ screen, type, waitFor }) =>
              Effect.gen(function*() {
                yield* waitFor(/:\d+\n[^]*\/x/u)
                const url = /http:\/\/127\.0\.0\.1:\d+(?=\n)/u.exec(screen().text)?.[0] ?? ""
                const body = yield* signed("INV-1")
                yield* post(url, body)
                yield* post(url, body.replaceAll("22000", "\"22000\""))
                yield* waitFor("#2")
                yield* waitFor(/ECONNREFUSED[^]*ECONNREFUSED/u)
                // While nothing comes it is shown that it listens, in one line.
                yield* waitFor(/(?:checked at|diperiksa) \d\d:\d\d:\d\d WIB/u)
                yield* type("\u0003")
              })
          )
        const english = yield* session("en")
        assert.strictEqual(english.exitCode, 0, english.text)
        assert.match(english.text, /^Listening for callbacks\. Ctrl-C stops it\.\nAddress/u)
        assert.match(
          english.text,
          /\n#1 {2}\d{4}-\d\d-\d\d \d\d:\d\d:\d\d WIB {2}INV-1 {2}Rp 22\.000 {2}PAID {2}valid\n/u
        )
        assert.match(english.text, /was not reached: nothing listens there \(ECONNREFUSED\)/u)
        assert.match(english.text, /\n#2 .*claims: INV-1 {2}Rp 22\.000 {2}PAID\s+NOT valid\n/u)
        assert.match(english.text, /order\.amount was 22000 when it was signed/u)
        assert.match(english.text, /\n2 callbacks: 1 valid, 1 NOT valid, 2 not forwarded\n$/u)
        const indonesian = yield* session("id")
        assert.strictEqual(indonesian.exitCode, 0, indonesian.text)
        assert.match(indonesian.text, /\n#1 .* PAID {2}sah\n/u)
        assert.match(indonesian.text, /TIDAK sah/u)
        assert.match(indonesian.text, /\n2 callback: 1 sah, 1 TIDAK sah, 2 gagal diteruskan\n$/u)
      })
  )

  it.live("bad flags: 2; no key or a port that is taken: 5; nothing is listened to", () =>
    Effect.gen(function*() {
      const run = (...flags: ReadonlyArray<string>) => finpay(["callback", "listen", "--port", "0", ...flags], { env })
      assertTextFailure(yield* run("--forward-to", "http://192.0.2.1/x"), 2, /--forward-anywhere/u)
      assertTextFailure(yield* run("--forward-to", "ftp://127.0.0.1/x"), 2, /http:\/\/127\.0\.0\.1:3000/u)
      const password = yield* run("--forward-to", "http://me:secret@127.0.0.1/x", "--json")
      assert.notInclude(JSON.stringify(assertJsonFailure(password, 2, "UsageError")), "secret")
      assertTextFailure(yield* run("--once", "--count", "2"), 2, /not both/u)
      assertTextFailure(yield* run("--reply", "application"), 2, /--forward-to/u)
      assertJsonFailure(yield* finpay(["callback", "listen", "--json"]), 5, "ConfigurationProblem")
      const { port } = new URL(yield* stubServer(() => {}))
      const taken = yield* finpay(["callback", "listen", "--port", port, "--json"], { env })
      assert.strictEqual(assertJsonFailure(taken, 5, "CannotListen")["code"], "EADDRINUSE")
    }))
})
