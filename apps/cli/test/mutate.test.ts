import { assert, describe, it, vi } from "@effect/vitest"
import { Effect } from "effect"
import { existsSync } from "node:fs"
import { tellDone } from "../src/tell-done.ts"
import { type Ended, finpay, type Given, oneJson } from "./support/finpay.ts"
import { answering, answeringCode, gateway, stubServer } from "./support/stub-server.ts"

const refund = ["refund", "INV-1", "--amount", "10000", "--wait", "3"]

// Every write to it fails with ENOSPC.
const full = "/dev/full"

const deepAnswer = `{"responseCode":"2000000","deep":${"[".repeat(200_000)}${"]".repeat(200_000)}}`

const told = (args: ReadonlyArray<string>, listener: Parameters<typeof stubServer>[0], given: Given = {}) =>
  Effect.gen(function*() {
    const FINPAY_BASE_URL = yield* stubServer(gateway(listener))
    return yield* finpay(args, { ...given, env: { FINPAY_BASE_URL } })
  })

const assertDone = (ended: Ended) => {
  assert.strictEqual(ended.exitCode, 0, ended.stderr)
  assert.strictEqual(ended.stdout, "")
  const done = oneJson(ended.stderr)
  assert.deepStrictEqual([done["_tag"], done["operation"], done["reference"], done["amount"]], [
    "AnswerNotPrinted",
    "refund",
    "INV-1",
    10_000
  ])
  assert.match(String(done["message"]), /^the refund of INV-1 was carried out; the answer could not be printed/u)
}

describe("a change that was made is never told as a failure", () => {
  it.effect.skipIf(!existsSync(full))(
    "standard output is full: 0, and what happened on standard error",
    () =>
      Effect.gen(function*() {
        const yes = answeringCode("2000000")
        assertDone(yield* told([...refund, "--json"], yes, { stdoutTo: full }))
        const text = yield* told(refund, yes, { stdoutTo: full })
        assert.strictEqual(text.exitCode, 0)
        assert.match(
          text.stderr,
          /^finpay: the refund of INV-1 was carried out; the answer could not be printed: .*ENOSPC.*\n$/u
        )
      })
  )

  it.effect("an answer that cannot be made into text: what happened on standard error, and no failure", () =>
    Effect.gen(function*() {
      const written: Array<unknown> = []
      const write = vi.spyOn(process.stderr, "write").mockImplementation((text, ...rest) => {
        written.push(text)
        for (const done of rest) if (typeof done === "function") done()
        return true
      })
      yield* Effect.addFinalizer(() => Effect.sync(() => write.mockRestore()))
      yield* tellDone({ operation: "refund", reference: "INV-1" }, () => {
        throw new RangeError("too deep")
      })
      assert.deepStrictEqual(written, [
        "finpay: the refund of INV-1 was carried out; the answer could not be printed: too deep\n"
      ])
    }))

  it.effect("an answer nested without end is never a mistake in finpay, which a script would repeat: 4", () =>
    Effect.gen(function*() {
      for (const args of [refund, [...refund, "--json"]]) {
        assert.strictEqual((yield* told(args, answering(200, deepAnswer))).exitCode, 4)
      }
    }))

  it.effect.skipIf(!existsSync(full))(
    "nothing can be written at all: the exit code still tells the truth",
    () =>
      Effect.gen(function*() {
        const nowhere = { stdoutTo: full, stderrTo: full }
        assert.strictEqual((yield* told(refund, answeringCode("2000000"), nowhere)).exitCode, 0)
        assert.strictEqual((yield* told(refund, answeringCode("5000000"), nowhere)).exitCode, 4)
        assert.strictEqual((yield* told(refund, answeringCode("4040001"), nowhere)).exitCode, 3)
      })
  )
})
