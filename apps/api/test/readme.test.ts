import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { execFile, spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { startSimulated } from "./support/simulated.ts"

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8")
const blocks = [...readme.matchAll(/^```sh\n([\s\S]*?)^```$/gmu)].map(([, script = ""]) => script)
const curlLines = blocks.find((script) => script.includes("curl ")) ?? ""

const hasCurl = spawnSync("curl", ["--version"]).status === 0

/** Runs a script in a shell, without holding up the servers of this process. */
const shell = (script: string) =>
  Effect.callback<string>((resume) => {
    // Without what this machine sets for curl: a proxy, or options of its user.
    execFile("sh", ["-eu", "-c", script], { env: { PATH: process.env["PATH"] } }, (error, stdout, stderr) =>
      resume(error === null ? Effect.succeed(stdout) : Effect.die(new Error(stderr))))
  })

describe("the README", () => {
  it("begins with an order and ends with its refund, in five requests", () => {
    assert.strictEqual(curlLines.split("\n").filter((line) => line.startsWith("curl ")).length, 5)
  })

  it.live.skipIf(!hasCurl)("has curl lines that do what they promise", () =>
    Effect.gen(function*() {
      const { api, simulatorUrl } = yield* startSimulated()
      // The ports that are given here may begin with the digits of the ports they stand for.
      const script = curlLines
        .replaceAll(/http:\/\/127\.0\.0\.1:(4710|4720)\b/gu, (_, port) => port === "4720" ? api : simulatorUrl)
        .replaceAll(/^curl .*$/gmu, "$&; echo")
      assert.notMatch(script, /:47[12]0\b/u)
      const answers = (yield* shell(script)).trim().split("\n").map((line) => JSON.parse(line))
      assert.deepInclude(answers[0], { operationState: "succeeded", amount: 22_000 })
      assert.match(answers[0].orderId, /^INV-\d+$/u)
      assert.deepInclude(answers[2], { status: "PAID", isPaid: true })
      assert.deepInclude(answers[3], { operationState: "succeeded", orderId: answers[0].orderId, amount: 22_000 })
      assert.deepInclude(answers[4], { status: "REFUNDED", isFinal: true })
    }))
})
