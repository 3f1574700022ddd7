import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { spawn } from "node:child_process"
import { readFileSync } from "node:fs"
import type { RequestListener } from "node:http"
import {
  assertJsonFailure,
  doneJson,
  type Ended,
  environment,
  finpay,
  freshHome,
  launcher,
  oneJson
} from "./support/finpay.ts"
import { atQuestion, stopped } from "./support/stopped.ts"
import { answeringCode, gateway, stubServer } from "./support/stub-server.ts"

const never: RequestListener = () => {}

/** Stops as soon as the change itself has arrived, and answers it as told, or never. */
const atChange = (answer: RequestListener = never) => (stop: () => void): RequestListener =>
  gateway((request, response) => {
    answer(request, response)
    stop()
  })

const refund = ["refund", "INV-1", "--amount", "10000"]

describe("signals", () => {
  it.effect("Ctrl-C during a refund: outcome unknown, exit 4, and how to ask", () =>
    Effect.gen(function*() {
      const text = yield* stopped(refund, "SIGINT", atChange())
      assert.strictEqual(text.exitCode, 4)
      assert.match(
        text.stderr,
        /OUTCOME UNKNOWN.*\n.*finpay mutations resolve mut_\w+, or the same command with --key \S+\n/u
      )
      assert.strictEqual(text.stdout, "")
      const json = yield* stopped([...refund, "--key", "mine", "--json"], "SIGTERM", atChange())
      assert.strictEqual(json.exitCode, 4)
      const error = oneJson(json.stderr)
      const { key, state } = error["mutation"] as Readonly<Record<string, unknown>>
      assert.deepStrictEqual([error["_tag"], key, state], ["OutcomeUnknown", "mine", "sending"])
    }))

  it.effect("the terminal is closed: as with Ctrl-C", () =>
    Effect.gen(function*() {
      const told = yield* stopped([...refund, "--json"], "SIGHUP", atChange())
      assert.strictEqual(told.exitCode, 4)
      assert.strictEqual(oneJson(told.stderr)["_tag"], "OutcomeUnknown")
      const check = yield* stopped(["check", "INV-1"], "SIGHUP", atQuestion)
      assert.deepStrictEqual(check, { exitCode: 130, stdout: "", stderr: "" })
    }))

  it.effect("Ctrl-C at the very moment of the answer: the truth or outcome unknown, never silence", () =>
    Effect.gen(function*() {
      const answer = answeringCode("2000000")
      for (let round = 0; round < 10; round++) {
        const ended = yield* stopped([...refund, "--json"], "SIGINT", atChange(answer))
        if (ended.exitCode === 0) assert.strictEqual(oneJson(ended.stdout)["responseCode"], "2000000")
        else {
          assert.strictEqual(ended.exitCode, 4)
          assert.strictEqual(oneJson(ended.stderr)["_tag"], "OutcomeUnknown")
        }
      }
    }))

  it.effect("Ctrl-C before it was sent: it is withdrawn and never sent, exit 130", () =>
    Effect.gen(function*() {
      const env = { XDG_DATA_HOME: freshHome() }
      const told = yield* stopped([...refund, "--key", "mine", "--json"], "SIGINT", atQuestion, env)
      assert.strictEqual(told.exitCode, 130)
      const error = oneJson(told.stderr)
      assert.strictEqual(error["_tag"], "NotApplied")
      assert.match(String(error["message"]), /withdrew it before it was sent: finpay was stopped\./u)

      // Asked again with the same key it stays withdrawn; what is done anew is another change.
      let changes = 0
      const yes = answeringCode("2000000")
      const FINPAY_BASE_URL = yield* stubServer(gateway((request, response) => {
        changes += 1
        yes(request, response)
      }))
      const again = yield* finpay([...refund, "--key", "mine", "--json"], { env: { ...env, FINPAY_BASE_URL } })
      assert.strictEqual(assertJsonFailure(again, 3, "NotApplied")["replayed"], true)
      assert.strictEqual(changes, 0)
      doneJson(yield* finpay([...refund, "--json"], { env: { ...env, FINPAY_BASE_URL } }))
      assert.strictEqual(changes, 1)
    }))

  it.effect("Ctrl-C while waiting for what another command wrote down: that is not withdrawn, exit 4", () =>
    Effect.gen(function*() {
      const env = { XDG_DATA_HOME: freshHome() }
      const lost = yield* stubServer(gateway((request) => request.socket.destroy()))
      const first = { env: { ...env, FINPAY_BASE_URL: lost } }
      assertJsonFailure(yield* finpay([...refund, "--wait", "3", "--json"], first), 4, "OutcomeUnknown")
      const waiting = ["refund", "INV-1", "--amount", "500", "--key", "waiting", "--json"]
      assertJsonFailure(yield* finpay([...waiting, "--wait", "1"], first), 4, "NotYetSent")

      const told = yield* stopped(waiting, "SIGINT", atQuestion, env)
      assert.strictEqual(told.exitCode, 4)
      assert.strictEqual(oneJson(told.stderr)["_tag"], "NotYetSent")
      const shown = doneJson(yield* finpay(["mutations", "show", "--key", "waiting", "--json"], { env }))
      assert.strictEqual(shown["state"], "accepted")
    }))

  it.effect("Ctrl-C after the outcome was told, while something else is still on its way: ends at once with 0", () =>
    Effect.gen(function*() {
      const env = { XDG_DATA_HOME: freshHome() }
      const lost = yield* stubServer(gateway((request) => request.socket.destroy()))
      const first = yield* finpay([...refund, "--wait", "3", "--json"], { env: { ...env, FINPAY_BASE_URL: lost } })
      assertJsonFailure(first, 4, "OutcomeUnknown")

      // The first one is asked about and gets no answer; only then the second one gets its own.
      const yes = gateway(answeringCode("2000000"))
      let isAsked = () => {}
      const asked = new Promise<void>((resolve) => (isAsked = resolve))
      const FINPAY_BASE_URL = yield* stubServer((request, response) => {
        if (request.url?.endsWith("/check/INV-1") === true) return isAsked()
        void asked.then(() => yes(request, response))
      })
      const ended = yield* Effect.callback<Ended>((resume) => {
        const args = ["refund", "INV-2", "--amount", "10000", "--json"]
        const child = spawn(process.execPath, [launcher, ...args], { env: environment({ ...env, FINPAY_BASE_URL }) })
        let stdout = ""
        child.stdout.setEncoding("utf8").on("data", (text: string) => {
          stdout += text
          child.kill("SIGINT")
        })
        child.on("close", (exitCode) => resume(Effect.succeed({ exitCode, stdout, stderr: "" })))
        return Effect.sync(() => child.kill("SIGKILL"))
      })
      assert.strictEqual(ended.exitCode, 0)
      assert.strictEqual(oneJson(ended.stdout)["orderId"], "INV-2")
    }))

  it.effect("Ctrl-C during a question: exit 130 and not a word", () =>
    Effect.gen(function*() {
      const ended = yield* stopped(["check", "INV-1", "--json"], "SIGINT", atQuestion)
      assert.deepStrictEqual(ended, { exitCode: 130, stdout: "", stderr: "" })
    }))

  it.effect("a reader that goes away is no error", () =>
    Effect.gen(function*() {
      const line = readFileSync(
        new URL("../../../packages/core/test/vectors/callback-vectors.jsonl", import.meta.url),
        "utf8"
      )
      const ended = yield* Effect.callback<{ readonly exitCode: number | null; readonly stderr: string }>((resume) => {
        const child = spawn(process.execPath, [launcher, "callback", "verify", "--jsonl"], { env: environment() })
        let stderr = ""
        child.stdin.on("error", () => {})
        // It never ends by itself: only the closed pipe can stop it.
        const feed = () => {
          while (child.stdin.writable && child.stdin.write(line)) { /* until it is full */ }
        }
        child.stdin.on("drain", feed)
        child.stdout.once("data", () => child.stdout.destroy())
        child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text))
        child.on("close", (exitCode) => resume(Effect.succeed({ exitCode, stderr })))
        feed()
        return Effect.sync(() => child.kill("SIGKILL"))
      })
      assert.deepStrictEqual(ended, { exitCode: 0, stderr: "" })
    }))
})
