import { assert, describe, it, layer } from "@effect/vitest"
import { Effect } from "effect"
import type { RequestListener } from "node:http"
import { assertJsonFailure, assertTextFailure, doneText, type Ended, finpay, jsonLines } from "../support/finpay.ts"
import { paidOrder, SimulatorProcess, simulatorEnvironment, withSimulator } from "../support/simulator-process.ts"
import { atQuestion, stopped } from "../support/stopped.ts"
import { answering, answeringCode, stubServer } from "../support/stub-server.ts"
import { onTerminal } from "../support/terminal.ts"

const statusesIn = ({ stdout }: Ended) =>
  jsonLines(stdout).map(({ error, orderId, status }) => [
    orderId,
    error === undefined ? status : (error as { readonly _tag: string })._tag
  ])

/** Answers each question with the next status, the last one for ever; `undefined` breaks the connection. */
const saying = (...statuses: ReadonlyArray<string | undefined>): RequestListener => {
  let asked = 0
  return (request, response) => {
    const status = statuses[Math.min(asked, statuses.length - 1)]
    asked += 1
    const id = (request.url ?? "").split("/").at(-1)
    const data = { order: { id, amount: "22000" }, result: { payment: { status } } }
    const code = status === undefined ? "5000000" : "2000000"
    answering(Number(code.slice(0, 3)), JSON.stringify({ responseCode: code, data }))(request, response)
  }
}

describe("check", () => {
  layer(SimulatorProcess.layer)("many", (it) => {
    it.effect("from arguments and standard input: a line each, in their order, whatever comes of the others", () =>
      Effect.gen(function*() {
        yield* paidOrder("MANY-1")
        yield* paidOrder("MANY-2")
        const stdin = "\uFEFFMANY-1\r\n\nNOBODY-1\nA B\nMANY-2"
        const ended = yield* withSimulator(["check", "MANY-2", "-", "MANY-1", "--json"], { stdin })
        assert.strictEqual(ended.stderr, "")
        assert.strictEqual(ended.exitCode, 2)
        assert.deepStrictEqual(statusesIn(ended), [
          ["MANY-2", "PAID"],
          ["MANY-1", "PAID"],
          ["NOBODY-1", "NotFound"],
          ["A B", "InvalidRequest"],
          ["MANY-2", "PAID"],
          ["MANY-1", "PAID"]
        ])
        const one = yield* withSimulator(["check", "-", "--json"], { stdin: "MANY-1\n" })
        assert.deepStrictEqual([one.exitCode, statusesIn(one)], [0, [["MANY-1", "PAID"]]])
        const none = yield* withSimulator(["check", "-", "--json"])
        assert.deepStrictEqual(none, { exitCode: 0, stdout: "", stderr: "" })
      }))

    it.effect("lines that are no order ids are named by their number", () =>
      Effect.gen(function*() {
        const stdin = Buffer.concat([Buffer.from("MANY-1\n"), Buffer.from([0xff, 0x0a]), Buffer.from("x".repeat(5000))])
        const ended = yield* withSimulator(["check", "-", "--json"], { stdin })
        assert.strictEqual(ended.exitCode, 2)
        const [, bytes, long] = jsonLines(ended.stdout)
        assert.deepStrictEqual(bytes, {
          orderId: null,
          error: { _tag: "UsageError", message: "line 2: is not valid UTF-8" }
        })
        assert.match(JSON.stringify(long), /line 3: is too long/u)
      }))

    it.effect("as a table in both languages, which fits the terminal and has colours there alone", () =>
      Effect.gen(function*() {
        yield* paidOrder("TABLE-1")
        const args = ["check", "TABLE-1", "NOBODY-1"]
        const shown = yield* withSimulator(args)
        assert.strictEqual(shown.exitCode, 3)
        assert.match(
          shown.stdout,
          /^ORDER +STATUS +AMOUNT +PAID +AT\nTABLE-1 +PAID +Rp 22\.000 +Rp 22\.000 +[-\d]+ \d\d:\d\d WIB\nNOBODY-1 +not found\n\nNOBODY-1 +\S.*\n$/u
        )
        assert.notInclude(shown.stdout, "\u001b")
        const env = yield* simulatorEnvironment
        const indonesian = yield* onTerminal([...args, "--lang", "id"], { env, columns: 40 })
        assert.strictEqual(indonesian.exitCode, 3)
        assert.isTrue(indonesian.rows.every((row) => row.length <= 40))
        assert.match(
          indonesian.text,
          /^PESANAN {2}TABLE-1\nSTATUS {3}PAID\nJUMLAH {3}Rp 22\.000\nDIBAYAR {2}Rp 22\.000\n/u
        )
        assert.match(indonesian.text, /\n\nPESANAN {2}NOBODY-1\nSTATUS {3}tidak ditemukan\n/u)
        assert.include(indonesian.raw, "\u001b[32mPAID\u001b[39m")
        const plain = yield* onTerminal(args, { env: { ...env, NO_COLOR: "1" }, columns: 200 })
        assert.notInclude(plain.raw, "\u001b[32m")
        assert.match(plain.rows[0] ?? "", /^ORDER +STATUS +AMOUNT +PAID +AT$/u)
      }))

    it.effect("one order in Indonesian", () =>
      Effect.gen(function*() {
        yield* paidOrder("SATU-1")
        const shown = doneText(yield* withSimulator(["check", "SATU-1", "--lang", "id"]))
        assert.match(shown, /^Pesanan +SATU-1\nStatus +PAID: uang sudah berpindah dari pembayar ke merchant\n/u)
        assert.match(shown, /\nJumlah +Rp 22\.000\nDibayar +Rp 22\.000\n/u)
      }))

    it.effect("what was given back in part: where it is seen how much", () =>
      Effect.gen(function*() {
        yield* paidOrder("PART-1")
        doneText(yield* withSimulator(["refund", "PART-1", "--amount", "1000"]))
        const shown = doneText(yield* withSimulator(["check", "PART-1"]))
        assert.match(
          shown,
          /\nGiven back +a part; Finpay does not say how much\. .*: finpay mutations list --order PART-1\n/u
        )
        const quiet = doneText(yield* withSimulator(["check", "PART-1", "--quiet"]))
        assert.match(quiet, /\nGiven back +a part; Finpay does not say how much\n/u)
      }))

    it.effect("a file where an order is expected: how to ask for what is in it", () =>
      Effect.gen(function*() {
        assertTextFailure(
          yield* withSimulator(["check", "orders.txt"]),
          2,
          /\nA file\? +One order a line: finpay check - < orders\.txt\n$/u
        )
        assertTextFailure(
          yield* withSimulator(["check", "./my orders", "--lang", "id"]),
          2,
          /\nBerkas\? +Satu pesanan per baris: finpay check - < "\.\/my orders"\n$/u
        )
        assertJsonFailure(yield* withSimulator(["check", "orders.txt", "--json"]), 2, "InvalidRequest")
      }))
  })

  it.effect("credentials that are not accepted end it at once: 5", () =>
    Effect.gen(function*() {
      let asked = 0
      const refusing = answeringCode("4010000")
      const url = yield* stubServer((request, response) => {
        asked += 1
        refusing(request, response)
      })
      const stdin = Array.from({ length: 100 }, (_, at) => `INV-${at}\n`).join("")
      const ended = yield* finpay(["check", "-", "--json"], { stdin, env: { FINPAY_BASE_URL: url } })
      assertJsonFailure(ended, 5, "NotAuthenticated")
      assert.isBelow(asked, 20)
    }))

  it.effect("wrong use: 2", () =>
    Effect.gen(function*() {
      assertTextFailure(yield* finpay(["check"]), 2, /ORDER/u)
      assertTextFailure(yield* finpay(["check", "A", "B", "--watch"]), 2, /--watch: watch one order at a time/u)
      assertTextFailure(yield* finpay(["check", "A", "--for", "5"]), 2, /--for: only with --watch/u)
      assertTextFailure(
        yield* finpay(["check", "A", "--every", "5", "--lang", "id"]),
        2,
        /--every: hanya dengan --watch/u
      )
    }))
})

describe("check --watch", () => {
  const watch = ["check", "INV-1", "--watch", "--every", "1"]

  it.effect("prints each change once and ends when it is paid: 0", () =>
    Effect.gen(function*() {
      const url = yield* stubServer(saying("REQUEST_INITIATED", "REQUEST_INITIATED", "PAID"))
      const ended = yield* finpay([...watch, "--json"], { env: { FINPAY_BASE_URL: url } })
      assert.deepStrictEqual([ended.exitCode, ended.stderr], [0, ""])
      assert.deepStrictEqual(statusesIn(ended), [["INV-1", "REQUEST_INITIATED"], ["INV-1", "PAID"]])
      assert.match(String(jsonLines(ended.stdout)[0]?.["seenAt"]), /^\d{4}-.*Z$/u)
    }))

  it.effect("an order of the simulator that is paid while it is watched, on a terminal in Indonesian", () =>
    Effect.gen(function*() {
      const { url } = yield* SimulatorProcess
      const env = yield* simulatorEnvironment
      const phone = ["--phone", "+6281234567890"]
      yield* withSimulator(["initiate", "WATCH-1", "--amount", "22000", "--source", "vabca", ...phone])
      const ended = yield* onTerminal(
        ["check", "WATCH-1", "--watch", "--every", "1", "--lang", "id"],
        { env, columns: 60 },
        ({ waitFor }) =>
          Effect.andThen(
            waitFor(/WIB {2}REQUEST_INITIATED: pesanan sudah\n {25}dibuat dan/u),
            Effect.promise(() =>
              fetch(`${url}/_simulator/orders/WATCH-1/pay`, {
                method: "POST",
                body: "{}",
                headers: { "content-type": "application/json" }
              })
            )
          )
      )
      assert.strictEqual(ended.exitCode, 0, ended.text)
      // A long line goes on in the next one, at a word.
      assert.isTrue(ended.rows.every((row) => row.length <= 60))
      assert.match(ended.text, /^Memantau WATCH-1 paling lama 900 detik; hentikan dengan\nCtrl-C\.\n/u)
      assert.match(ended.text, /WIB {2}PAID: uang sudah berpindah/u)
      assert.include(ended.raw, "\u001b[32mPAID\u001b[39m")
    }).pipe(Effect.provide(SimulatorProcess.layer)))

  it.effect("the time is over: 4, and how it stands", () =>
    Effect.gen(function*() {
      const url = yield* stubServer(saying("PENDING"))
      const ended = yield* finpay([...watch, "--for", "1", "--json"], { env: { FINPAY_BASE_URL: url } })
      assert.strictEqual(ended.exitCode, 4)
      assert.deepStrictEqual(statusesIn(ended), [["INV-1", "PENDING"]])
      const { _tag, message, orderId, seconds, status } = JSON.parse(ended.stderr) as Readonly<Record<string, unknown>>
      assert.deepStrictEqual([_tag, orderId, seconds, status], ["StillOpen", "INV-1", 1, "PENDING"])
      assert.match(String(message), /it is still PENDING\. Ask again: finpay check INV-1$/u)
      const text = yield* finpay([...watch, "--for", "1", "--lang", "id", "--quiet"], { env: { FINPAY_BASE_URL: url } })
      assert.match(text.stderr, /^finpay: waktunya habis: INV-1 dipantau 1 detik, dan statusnya masih PENDING\..*\n$/u)
    }))

  it.effect("Finpay is away for a while: told once, and the watching goes on", () =>
    Effect.gen(function*() {
      // A question is asked three times before it has no answer.
      const away = [undefined, undefined, undefined]
      const text = yield* Effect.flatMap(
        stubServer(saying("PENDING", ...away, "PAID")),
        (url) => finpay([...watch, "--quiet"], { env: { FINPAY_BASE_URL: url } })
      )
      assert.strictEqual(text.exitCode, 0, text.stderr)
      assert.match(text.stdout, /^\S+ \S+ WIB {2}PENDING: in progress\n\S+ \S+ WIB {2}PAID: .*\n$/u)
      assert.match(text.stderr, /^finpay: Unavailable: .*\nStill watching\.\n$/u)
      const json = yield* Effect.flatMap(
        stubServer(saying(...away, "PAID")),
        (url) => finpay([...watch, "--json"], { env: { FINPAY_BASE_URL: url } })
      )
      assert.deepStrictEqual([json.exitCode, json.stderr], [0, ""])
      assert.deepStrictEqual(statusesIn(json), [["INV-1", "Unavailable"], ["INV-1", "PAID"]])
    }))

  it.effect("an order Finpay does not know: 3, at once", () =>
    Effect.gen(function*() {
      const url = yield* stubServer(answeringCode("4040001"))
      assertJsonFailure(yield* finpay([...watch, "--json"], { env: { FINPAY_BASE_URL: url } }), 3, "NotFound")
    }))

  it.effect("Ctrl-C ends at once and says what was seen last: 130", () =>
    Effect.gen(function*() {
      const url = yield* stubServer(saying("PENDING"))
      const onScreen = yield* onTerminal(
        watch,
        { env: { FINPAY_BASE_URL: url } },
        ({ type, waitFor }) => Effect.andThen(waitFor("PENDING"), type("\u0003"))
      )
      assert.strictEqual(onScreen.exitCode, 130)
      assert.match(onScreen.text, /finpay: stopped watching INV-1: it was last seen PENDING\n$/u)
      // A question that is never answered does not hold it up.
      const ended = yield* stopped([...watch, "--json"], "SIGINT", atQuestion)
      assert.strictEqual(assertJsonFailure(ended, 130, "Stopped")["status"], null)
    }))
})
