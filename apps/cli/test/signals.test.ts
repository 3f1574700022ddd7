import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { spawn } from "node:child_process"
import { readFileSync } from "node:fs"
import type { RequestListener } from "node:http"
import { environment, launcher, oneJson } from "./support/finpay.ts"
import { answeringCode, stubServer } from "./support/stub-server.ts"

interface Ended {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs `finpay` against a server that never answers unless told how, and stops it as soon as the request has arrived there. */
const stoppedOnTheWay = (
  args: ReadonlyArray<string>,
  signal: "SIGINT" | "SIGTERM" | "SIGHUP",
  answer: RequestListener = () => {}
) =>
  Effect.gen(function*() {
    let arrived = () => {}
    const url = yield* stubServer((request, response) => {
      answer(request, response)
      arrived()
    })
    return yield* Effect.callback<Ended>((resume) => {
      const child = spawn(process.execPath, [launcher, ...args], { env: environment({ FINPAY_BASE_URL: url }) })
      arrived = () => child.kill(signal)
      let stdout = ""
      let stderr = ""
      child.stdout.on("data", (data: Buffer) => (stdout += data.toString()))
      child.stderr.on("data", (data: Buffer) => (stderr += data.toString()))
      child.on("close", (exitCode) => resume(Effect.succeed({ exitCode, stdout, stderr })))
      return Effect.sync(() => child.kill("SIGKILL"))
    })
  })

describe("signals", () => {
  it.effect("Ctrl-C during a refund: outcome unknown, exit 4, and how to ask", () =>
    Effect.gen(function*() {
      const args = ["refund", "INV-1", "--amount", "10000"]
      const text = yield* stoppedOnTheWay(args, "SIGINT")
      assert.strictEqual(text.exitCode, 4)
      assert.match(text.stderr, /OUTCOME UNKNOWN.*\n.*finpay check INV-1\n/u)
      assert.strictEqual(text.stdout, "")
      const json = yield* stoppedOnTheWay([...args, "--json"], "SIGTERM")
      assert.strictEqual(json.exitCode, 4)
      assert.strictEqual(oneJson(json.stderr)["_tag"], "OutcomeUnknown")
    }))

  it.effect("the terminal is closed: as with Ctrl-C", () =>
    Effect.gen(function*() {
      const refund = yield* stoppedOnTheWay(["refund", "INV-1", "--amount", "10000", "--json"], "SIGHUP")
      assert.strictEqual(refund.exitCode, 4)
      assert.strictEqual(oneJson(refund.stderr)["_tag"], "OutcomeUnknown")
      const check = yield* stoppedOnTheWay(["check", "INV-1"], "SIGHUP")
      assert.deepStrictEqual(check, { exitCode: 130, stdout: "", stderr: "" })
    }))

  it.effect("Ctrl-C at the very moment of the answer: the truth or outcome unknown, never silence", () =>
    Effect.gen(function*() {
      const answer = answeringCode("2000000")
      for (let round = 0; round < 10; round++) {
        const ended = yield* stoppedOnTheWay(["refund", "INV-1", "--amount", "10000", "--json"], "SIGINT", answer)
        if (ended.exitCode === 0) assert.strictEqual(oneJson(ended.stdout)["responseCode"], "2000000")
        else {
          assert.strictEqual(ended.exitCode, 4)
          assert.strictEqual(oneJson(ended.stderr)["_tag"], "OutcomeUnknown")
        }
      }
    }))

  it.effect("Ctrl-C during a question: exit 130 and not a word", () =>
    Effect.gen(function*() {
      const ended = yield* stoppedOnTheWay(["check", "INV-1", "--json"], "SIGINT")
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
        child.stderr.on("data", (data: Buffer) => (stderr += data.toString()))
        child.on("close", (exitCode) => resume(Effect.succeed({ exitCode, stderr })))
        feed()
        return Effect.sync(() => child.kill("SIGKILL"))
      })
      assert.deepStrictEqual(ended, { exitCode: 0, stderr: "" })
    }))
})
