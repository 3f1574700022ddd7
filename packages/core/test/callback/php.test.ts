import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted, Result } from "effect"
import type { Schema } from "effect"
import { execFileSync, spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { authenticateCallback } from "../../src/callback/authenticate.ts"
import { scanJson } from "../../src/callback/json-scanner.ts"
import { phpEncode } from "../../src/callback/php-json.ts"
import { signCallback } from "../../src/callback/sign.ts"
import { utf8 } from "../../src/crypto/WebCrypto.ts"

// The vectors and known answers beside this file were made with PHP; where PHP is at hand, it is asked again.
const noPhp =
  spawnSync("php", ["-r", "exit(PHP_INT_SIZE === 8 && function_exists('json_encode') ? 0 : 1);"]).status !== 0

const script = fileURLToPath(new URL("./php-signer.php", import.meta.url))

const php = (args: ReadonlyArray<string>, input = ""): ReadonlyArray<string> =>
  execFileSync("php", [script, ...args], { encoding: "utf8", input, maxBuffer: 1 << 28 }).trimEnd().split("\n")

interface SignedBody {
  readonly kind: string
  readonly valid: boolean
  readonly key: string
  readonly body: string
}

const verdict = ({ body, key }: SignedBody) =>
  Effect.result(authenticateCallback({ body: utf8(body), key: Redacted.make(key) }))

/** How many bodies of each kind were judged; fails at the first that is judged wrongly. */
const judge = Effect.fnUntraced(function*(seed: number, count: number, seen: Map<string, number>) {
  const bodies: ReadonlyArray<SignedBody> = php(["bodies", String(seed), String(count)]).map((line) => JSON.parse(line))
  assert.strictEqual(bodies.length, count)
  yield* Effect.forEach(bodies, (body, index) =>
    Effect.map(verdict(body), (result) => {
      assert.strictEqual(
        Result.isSuccess(result),
        body.valid,
        `php-signer.php bodies ${seed}, line ${index + 1} (${body.kind}): ${body.body}`
      )
      seen.set(body.kind, (seen.get(body.kind) ?? 0) + 1)
    }), { concurrency: 4, discard: true })
})

describe("a real PHP", () => {
  it.effect.skipIf(noPhp)(
    "signs 100,000 callbacks, and each true one verifies and each forged one does not",
    () =>
      Effect.gen(function*() {
        const seen = new Map<string, number>()
        for (let seed = 1; seed <= 10; seed++) yield* judge(seed, 10_000, seen)
        assert.strictEqual(Array.from(seen.values()).reduce((sum, count) => sum + count, 0), 100_000)
        // 11 pairs of flags, 2 ways to read back, 6 forgeries: each of them often enough to mean something.
        assert.strictEqual(seen.size, 19)
        for (const [kind, count] of seen) assert.isAbove(count, 2_000, kind)
      }),
    600_000
  )

  it.effect.skipIf(noPhp)("writes 50,000 JSON texts again exactly as phpEncode does", () =>
    Effect.sync(() => {
      for (const line of php(["texts", "11", "50000"])) {
        const { text, forms } = JSON.parse(line)
        const scanned = scanJson(text)
        assert(Result.isSuccess(scanned), text)
        const ours = (["object", "array"] as const).flatMap((objects) =>
          [false, true].map((unescaped) =>
            phpEncode(scanned.success, { objects, unescaped, numbers: "decoded" }) ?? null
          )
        )
        assert.deepStrictEqual(ours, forms, text)
      }
    }))

  it.effect.skipIf(noPhp)(
    "verifies 5,000 callbacks that we sign, as a merchant's PHP would",
    () =>
      Effect.gen(function*() {
        const bodies = php(["bodies", "12", "5000"]).map((line): SignedBody => JSON.parse(line))
        const lines = yield* Effect.forEach(bodies, ({ body, key }) =>
          Effect.gen(function*() {
            const { signature: _, ...payload } = phpArray(JSON.parse(body))
            return JSON.stringify({ key, body: yield* signCallback(payload, Redacted.make(key)) })
          }))
        assert.deepStrictEqual(php(["check"], lines.join("\n")), lines.map(() => "1"))
      })
  )
})

/** The value as PHP holds it: `[]` for `{}`, a list for `{"0": ...}`, and 0 for -0, which PHP does not read back. */
const phpValue = (value: Schema.Json): Schema.Json => {
  if (isList(value)) return value.map(phpValue)
  if (typeof value !== "object" || value === null) return Object.is(value, -0) ? 0 : value
  const entries = Object.entries(value)
  return entries.every(([key], index) => key === String(index))
    ? entries.map(([, member]) => phpValue(member))
    : phpArray(value)
}

const phpArray = (object: Schema.JsonObject): Schema.JsonObject =>
  Object.fromEntries(Object.entries(object).map(([key, member]) => [key, phpValue(member)]))

const isList = (value: Schema.Json): value is Schema.JsonArray => Array.isArray(value)
