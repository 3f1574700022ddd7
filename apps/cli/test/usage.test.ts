import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { readFileSync } from "node:fs"
import { assertJsonFailure, assertTextFailure, doneJson, finpay } from "./support/finpay.ts"

const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
  readonly version: string
}

describe("usage", () => {
  it.effect("finpay alone, finpay help and --help print the overview: exit 0", () =>
    Effect.gen(function*() {
      const alone = yield* finpay([])
      assert.strictEqual(alone.exitCode, 0)
      assert.match(alone.stdout, /^finpay\n.*\nGive money back\n {2}refund ORDER /su)
      assert.strictEqual(alone.stderr, "")
      for (const args of [["--help"], ["help"]]) assert.deepStrictEqual(yield* finpay(args), alone)
    }))

  it.effect("--version prints the version alone", () =>
    Effect.gen(function*() {
      assert.deepStrictEqual(yield* finpay(["--version"]), { exitCode: 0, stdout: `${version}\n`, stderr: "" })
      assert.deepStrictEqual(doneJson(yield* finpay(["--version", "--json"])), { version })
    }))

  it.effect("wrong use is exit 2, on standard error, and says where the help is", () =>
    Effect.gen(function*() {
      assertTextFailure(yield* finpay(["chek"]), 2, /did you mean check\?\nSee: finpay --help\n$/u)
      assertTextFailure(yield* finpay(["qris"]), 2, /which command\? .*\nSee: finpay qris --help\n$/u)
      assertTextFailure(yield* finpay(["qris", "parse", "--nope"]), 2, /--nope.*\nSee: finpay qris parse --help\n$/u)
      assertTextFailure(yield* finpay(["qris", "parse", "one", "two"]), 2, /two/u)
    }))

  it.effect("with --json wrong use is one JSON value, wherever --json stands", () =>
    Effect.gen(function*() {
      for (const args of [["--json", "chek"], ["qris", "--json"], ["qris", "parse", "--nope", "--json"], ["--json"]]) {
        assertJsonFailure(yield* finpay(args), 2, "UsageError")
      }
    }))

  it.effect("what was typed cannot move the cursor", () =>
    Effect.gen(function*() {
      const ended = yield* finpay(["qris", "parse", "--nope\u001b[2J"])
      assert.notInclude(ended.stderr, "\u001b")
      assert.include(ended.stderr, "\\u001b")
    }))
})
