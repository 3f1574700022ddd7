import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync
} from "node:fs"
import { dirname, join } from "node:path"
import { isTrusted, readPrivate, writePrivate } from "../../src/config/private-file.ts"
import { freshHome } from "../support/finpay.ts"

const hasModes = process.platform !== "win32"

const modeOf = (path: string): number => statSync(path).mode & 0o777

describe("a private file", () => {
  it.effect("is made for one user alone, with its folder, and leaves nothing beside it", () =>
    Effect.gen(function*() {
      const file = join(freshHome(), "openfinpay", "config.json")
      assert.isUndefined(yield* readPrivate(file, "read"))
      yield* writePrivate(file, "one")
      yield* writePrivate(file, "two")
      assert.strictEqual(yield* readPrivate(file, "read"), "two")
      assert.deepStrictEqual(readdirSync(dirname(file)), ["config.json"])
      if (!hasModes) return
      assert.strictEqual(modeOf(file), 0o600)
      assert.strictEqual(modeOf(dirname(file)), 0o700)
    }))

  it.effect.skipIf(!hasModes)("that others could read or change is not believed", () =>
    Effect.gen(function*() {
      const file = join(freshHome(), "openfinpay", "secrets.json")
      yield* writePrivate(file, "secret")
      chmodSync(file, 0o644)
      assert.strictEqual(yield* readPrivate(file, "write"), "secret")
      const readable = yield* Effect.flip(readPrivate(file, "read"))
      assert.match(readable.message, /secrets\.json can be read by others.*chmod 600/u)
      chmodSync(file, 0o620)
      assert.match((yield* Effect.flip(readPrivate(file, "write"))).message, /can be changed by others/u)
      // What is written again is closed again.
      yield* writePrivate(file, "secret")
      assert.strictEqual(modeOf(file), 0o600)
      // Whoever may write the folder can put another file in its place.
      chmodSync(dirname(file), 0o777)
      assert.match((yield* Effect.flip(readPrivate(file, "write"))).message, /openfinpay can be changed by others/u)
    }))

  it.effect.skipIf(!hasModes)(
    "that is a link stays one, and what it leads to is written",
    () =>
      Effect.gen(function*() {
        const folder = freshHome()
        mkdirSync(folder, { recursive: true, mode: 0o700 })
        const [link, file] = [join(folder, "link.json"), join(folder, "file.json")]
        writeFileSync(file, "one", { mode: 0o600 })
        symlinkSync(file, link)
        yield* writePrivate(link, "two")
        assert.isTrue(lstatSync(link).isSymbolicLink())
        assert.strictEqual(readFileSync(file, "utf8"), "two")
      })
  )

  it("is one's own or root's, and nobody else's", () => {
    assert.deepStrictEqual([isTrusted(1000, 1000), isTrusted(0, 1000), isTrusted(0, 0)], [true, true, true])
    // Who became root keeps no secrets where a user can change them.
    assert.deepStrictEqual([isTrusted(1001, 1000), isTrusted(1000, 0)], [false, false])
  })

  it.effect.skipIf(process.getuid?.() !== 0)(
    "of another user, or in a folder of one, is not believed",
    () =>
      Effect.gen(function*() {
        const file = join(freshHome(), "openfinpay", "secrets.json")
        yield* writePrivate(file, "secret")
        chownSync(file, 12_345, 12_345)
        assert.match((yield* Effect.flip(readPrivate(file, "read"))).message, /secrets\.json belongs to another user/u)
        chownSync(file, 0, 0)
        chownSync(dirname(file), 12_345, 12_345)
        assert.match((yield* Effect.flip(readPrivate(file, "read"))).message, /openfinpay belongs to another user/u)
        assert.match((yield* Effect.flip(writePrivate(file, "two"))).message, /openfinpay belongs to another user/u)
        assert.strictEqual(readFileSync(file, "utf8"), "secret")
      })
  )

  it.effect.skipIf(!hasModes)(
    "that is a link is not believed where others can change the folder it leads to",
    () =>
      Effect.gen(function*() {
        const [folder, open] = [freshHome(), freshHome()]
        for (const made of [folder, open]) mkdirSync(made, { recursive: true, mode: 0o700 })
        const link = join(folder, "link.json")
        writeFileSync(join(open, "file.json"), "one", { mode: 0o600 })
        symlinkSync(join(open, "file.json"), link)
        chmodSync(open, 0o777)
        for (const attempt of [readPrivate(link, "write"), writePrivate(link, "two")]) {
          const { message } = yield* Effect.flip(attempt)
          assert.isTrue(message.includes(`${open} can be changed by others`), message)
        }
        assert.deepStrictEqual(readdirSync(open), ["file.json"])
        assert.strictEqual(readFileSync(link, "utf8"), "one")
      })
  )

  it.effect("that cannot be read or written says so by its name", () =>
    Effect.gen(function*() {
      const folder = freshHome()
      mkdirSync(join(folder, "config.json"), { recursive: true, mode: 0o700 })
      const read = yield* Effect.flip(readPrivate(join(folder, "config.json"), "write"))
      assert.match(read.message, /config\.json (?:is not a file|cannot be read)/u)
      writeFileSync(join(folder, "file"), "")
      const below = join(folder, "file", "config.json")
      assert.match((yield* Effect.flip(writePrivate(below, "one"))).message, /config\.json cannot be written/u)
      assert.isFalse(existsSync(below))
    }))
})
