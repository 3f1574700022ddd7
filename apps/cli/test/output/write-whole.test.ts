import { NodeServices } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { UsageError } from "../../src/errors.ts"
import { openTarget, writeWhole } from "../../src/output/write-whole.ts"

const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "finpay-cli-write-"))),
  (made) => Effect.sync(() => rmSync(made, { recursive: true, force: true }))
)

const bytes = (...texts: ReadonlyArray<string>) => Stream.encodeText(Stream.fromIterable(texts))

describe("writeWhole", () => {
  it.effect("the file has its name when it is whole", () =>
    Effect.gen(function*() {
      const file = join(yield* folder, "out.csv")
      writeFileSync(file, "before")
      const { write } = yield* openTarget("--out", file)
      assert.strictEqual(readFileSync(file, "utf8"), "before")
      yield* write(bytes("a,b\n", "1,2\n"))
      assert.strictEqual(readFileSync(file, "utf8"), "a,b\n1,2\n")
    }).pipe(Effect.provide(NodeServices.layer)))

  it.effect("who may read it stays as it was", () =>
    Effect.gen(function*() {
      const file = join(yield* folder, "out.csv")
      for (const mode of [0o600, 0o664, 0o444]) {
        writeFileSync(file, "before")
        chmodSync(file, mode)
        yield* writeWhole("--out", file, bytes("a"))
        assert.strictEqual(statSync(file).mode & 0o777, mode)
      }
    }).pipe(Effect.provide(NodeServices.layer)))

  it.effect("what fails on the way leaves nothing behind, and what was there", () =>
    Effect.gen(function*() {
      const made = yield* folder
      const file = join(made, "out.csv")
      writeFileSync(file, "before")
      const broken = Stream.concat(bytes("a"), Stream.fail("broken"))
      assert.strictEqual(yield* Effect.flip(writeWhole("--out", file, broken)), "broken")
      assert.deepStrictEqual(readdirSync(made), ["out.csv"])
      assert.strictEqual(readFileSync(file, "utf8"), "before")
    }).pipe(Effect.provide(NodeServices.layer)))

  it.effect("a place that cannot be written is told before anything is made", () =>
    Effect.gen(function*() {
      const made = yield* folder
      const nowhere = yield* Effect.flip(writeWhole("--out", join(made, "no", "out.csv"), bytes("a")))
      assert.instanceOf(nowhere, UsageError)
      assert.match(nowhere.message, /--out .*: cannot be written: there is no such folder$/u)
      const notAFile = yield* Effect.flip(writeWhole("--save-mapping", made, bytes("a")))
      assert.match(notAFile.message, /it is not a file$/u)
      assert.deepStrictEqual(readdirSync(made), [])
    }).pipe(Effect.provide(NodeServices.layer)))
})
