/** How the published package starts: what it needs, what it keeps, and what it shows without loading anything. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { spawnSync } from "node:child_process"
import { chmodSync, mkdirSync, readdirSync, rmSync, statSync } from "node:fs"
import { join } from "node:path"
import { doneText, environment, finpay, freshHome, launcher, oneJson } from "./support/finpay.ts"

const older = `data:text/javascript,${
  encodeURIComponent(
    "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '22.18.9' } })"
  )
}`

describe("a Node that is too old", () => {
  const run = (...args: ReadonlyArray<string>) =>
    spawnSync(process.execPath, ["--import", older, launcher, ...args], { encoding: "utf8", env: environment() })

  it("is told: 5", () => {
    const { status, stderr, stdout } = run("check", "INV-1", "--", "--json")
    assert.deepStrictEqual([status, stdout], [5, ""])
    assert.match(stderr, /^finpay needs Node 22\.19 or newer; this is v\S+\.\n$/u)
  })

  it("is told as one JSON value where JSON is asked for: 5", () => {
    const { status, stderr, stdout } = run("check", "INV-1", "--json")
    assert.deepStrictEqual([status, stdout], [5, ""])
    const told = oneJson(stderr)
    assert.strictEqual(told["_tag"], "NodeTooOld")
    assert.match(String(told["message"]), /22\.19 or newer/u)
  })
})

describe.skipIf(process.platform === "win32")("compiled code", () => {
  const runWith = (env: Readonly<Record<string, string>>) => finpay(["help", "amounts"], { env })

  it.effect("is kept where this user alone can write, and not among everybody's temporary files", () =>
    Effect.gen(function*() {
      const [XDG_CACHE_HOME, TMPDIR] = [freshHome(), freshHome()]
      mkdirSync(TMPDIR, { recursive: true })
      doneText(yield* runWith({ XDG_CACHE_HOME, TMPDIR }))
      const folder = join(XDG_CACHE_HOME, "openfinpay", "compiled")
      assert.strictEqual(statSync(folder).mode & 0o777, 0o700)
      assert.isNotEmpty(readdirSync(folder))
      assert.deepStrictEqual(readdirSync(TMPDIR), [])

      for (const made of readdirSync(folder)) rmSync(join(folder, made), { recursive: true })
      chmodSync(folder, 0o777)
      doneText(yield* runWith({ XDG_CACHE_HOME, TMPDIR }))
      assert.deepStrictEqual([...readdirSync(folder), ...readdirSync(TMPDIR)], [])
    }))

  it.effect("is not kept where there is no place for it", () =>
    Effect.gen(function*() {
      doneText(yield* runWith({ XDG_CACHE_HOME: "/dev/null" }))
    }))
})

describe("the first page of help", () => {
  it.effect("that the package has written down is what the commands make", () =>
    Effect.gen(function*() {
      for (const locale of ["C", "id_ID.UTF-8"]) {
        const shown = (args: ReadonlyArray<string>) => Effect.map(finpay(args, { env: { LC_ALL: locale } }), doneText)
        const made = yield* shown(["--help", "--quiet"])
        for (const args of [[], ["--help"], ["-h"], ["help"]]) assert.strictEqual(yield* shown(args), made)
      }
    }))
})
