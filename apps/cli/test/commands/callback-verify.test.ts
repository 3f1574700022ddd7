import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { assertJsonFailure, assertTextFailure, finpay, jsonLines, oneJson } from "../support/finpay.ts"
import { temporaryFolder } from "../support/temporary-folder.ts"

const vectorsFile = fileURLToPath(
  new URL("../../../../packages/core/test/vectors/callback-vectors.jsonl", import.meta.url)
)
const vectorsText = readFileSync(vectorsFile, "utf8")
const vectors = jsonLines(vectorsText)

const pick = (valid: boolean) => {
  const found = vectors.find((vector) => vector["valid"] === valid)
  assert(found !== undefined, "the vectors hold both kinds")
  return { key: String(found["key"]), body: String(found["body"]) }
}
const good = pick(true)
const bad = pick(false)

describe("finpay callback verify --jsonl", () => {
  it.effect("agrees with every known answer, in order, from standard input and from a file", () =>
    Effect.gen(function*() {
      const ended = yield* finpay(["callback", "verify", "--jsonl"], { stdin: vectorsText })
      assert.strictEqual(ended.exitCode, 0, ended.stderr)
      assert.strictEqual(ended.stderr, "")
      const verdicts = jsonLines(ended.stdout)
      assert.deepStrictEqual(verdicts.map(({ valid }) => valid), vectors.map(({ valid }) => valid))
      for (const verdict of verdicts) {
        assert.deepStrictEqual(Object.keys(verdict), verdict["valid"] === true ? ["valid"] : ["valid", "reason"])
      }
      const fromFile = yield* finpay(["callback", "verify", vectorsFile, "--jsonl"])
      assert.deepStrictEqual(fromFile, ended)
    }))

  it.effect("answers a line it cannot use in its place and ends with 2, naming the lines", () =>
    Effect.gen(function*() {
      const lines = [
        JSON.stringify(good),
        "no json",
        "[]",
        JSON.stringify({ key: good.key }),
        JSON.stringify({ key: 7, body: good.body }),
        "",
        JSON.stringify({ ...good, key: "" }),
        JSON.stringify({ ...good, body: "\ud800" }),
        JSON.stringify(good)
      ]
      const ended = yield* finpay(["callback", "verify", "--jsonl"], { stdin: lines.join("\r\n") })
      assert.deepStrictEqual(jsonLines(ended.stdout), [
        { valid: true },
        { valid: false, reason: "unusable-line", error: "the input is not JSON" },
        { valid: false, reason: "unusable-line", error: "the input is JSON but not an object" },
        { valid: false, reason: "unusable-line", error: "body: is missing" },
        { valid: false, reason: "unusable-line", error: "key: must be a JSON string" },
        { valid: false, reason: "no-key" },
        { valid: false, reason: "not-utf8" },
        { valid: true }
      ])
      assert.strictEqual(ended.exitCode, 2)
      const error = oneJson(ended.stderr)
      assert.strictEqual(error["_tag"], "UsageError")
      assert.match(String(error["message"]), /^4 of the lines .*line 2: .*line 3: .*line 4: body.*line 5: key/u)
    }))

  it.effect("a line of bytes that are no UTF-8 does not stop the others", () =>
    Effect.gen(function*() {
      const line = Buffer.from(`${JSON.stringify(good)}\n`)
      const stdin = Buffer.concat([line, Buffer.from([0x7b, 0xff, 0x7d, 0x0a]), line])
      const ended = yield* finpay(["callback", "verify", "--jsonl"], { stdin })
      assert.deepStrictEqual(jsonLines(ended.stdout).map(({ valid }) => valid), [true, false, true])
      assert.strictEqual(ended.exitCode, 2)
    }))

  it.effect("--key-env and --other have no meaning with --jsonl", () =>
    Effect.gen(function*() {
      assertJsonFailure(yield* finpay(["callback", "verify", "--jsonl", "--other", "x"]), 2, "UsageError")
      assertJsonFailure(yield* finpay(["callback", "verify", "--jsonl", "--key-env", "KEY"]), 2, "UsageError")
    }))
})

describe("finpay callback verify", () => {
  it.effect("a valid callback: exit 0, what it says, and that it is no proof", () =>
    Effect.gen(function*() {
      const given = { stdin: good.body, env: { FINPAY_MERCHANT_KEY: good.key } }
      const text = yield* finpay(["callback", "verify"], given)
      assert.strictEqual(text.exitCode, 0, text.stderr)
      assert.match(text.stdout, /^Signature {2}valid\n/u)
      assert.match(text.stdout, /finpay check/u)
      assert.strictEqual(text.stderr, "")
      const json = yield* finpay(["callback", "verify", "--json"], given)
      assert.strictEqual(json.exitCode, 0, json.stderr)
      const verdict = oneJson(json.stdout)
      assert.strictEqual(verdict["valid"], true)
      assert.isString(verdict["orderId"])
      assert.strictEqual(json.stderr, "")
    }))

  it.effect("a callback that is not valid: exit 3, and the verdict is an answer, not an error", () =>
    Effect.gen(function*() {
      const given = { stdin: bad.body, env: { OTHER_KEY: bad.key } }
      const json = yield* finpay(["callback", "verify", "--key-env", "OTHER_KEY", "--json"], given)
      assert.strictEqual(json.exitCode, 3)
      assert.strictEqual(json.stderr, "")
      const verdict = oneJson(json.stdout)
      assert.strictEqual(verdict["valid"], false)
      assert.isString(verdict["reason"])
      const text = yield* finpay(["callback", "verify", "--key-env", "OTHER_KEY", "-"], given)
      assert.strictEqual(text.exitCode, 3)
      assert.match(text.stdout, /NOT valid/u)
    }))

  it.effect("a callback that is not valid is explained, in text, in JSON and in Indonesian", () =>
    Effect.gen(function*() {
      const env = { FINPAY_MERCHANT_KEY: "key" }
      const signed = yield* finpay(["callback", "sign", "--order", "INV-1", "--amount", "22000"], { env })
      const stdin = signed.stdout.replace("22000", "\"22000\"")
      const text = yield* finpay(["callback", "verify"], { stdin, env })
      assert.strictEqual(text.exitCode, 3, text.stderr)
      assert.match(
        text.stdout,
        /\nWhy +A number .* order\.amount was 22000 when it was signed, and is "22000" now\.\n/u
      )
      assert.match(text.stdout, /\nHow sure +certain: without this the signature is right\n$/u)
      const indonesian = yield* finpay(["callback", "verify", "--lang", "id"], { stdin, env })
      assert.match(indonesian.stdout, /^Tanda tangan +TIDAK sah\n/u)
      assert.match(indonesian.stdout, /\nSebab +.* order\.amount bernilai 22000 saat ditandatangani/u)
      const json = yield* finpay(["callback", "verify", "--json", "--lang", "id"], { stdin, env })
      assert.deepInclude(oneJson(json.stdout), {
        valid: false,
        reason: "mismatch",
        explanation: {
          isProven: true,
          mistakes: [{
            mistake: "number-respelled",
            where: "order.amount",
            signed: "22000",
            found: "\"22000\"",
            message:
              "A number was written in another way: order.amount was 22000 when it was signed, and is \"22000\" now."
          }]
        }
      })
    }))

  it.effect("the wrong key: the simulator's is known, another is not", () =>
    Effect.gen(function*() {
      const env = { FINPAY_MERCHANT_KEY: "key" }
      const args = ["callback", "sign", "--order", "INV-1", "--amount", "22000"]
      const simulated = yield* finpay(args, { env: { FINPAY_ENV: "local" } })
      const ended = yield* finpay(["callback", "verify"], { stdin: simulated.stdout, env })
      assert.match(ended.stdout, /Why +It was signed with another key: the simulator's public key\./u)
      const other = yield* finpay(args, { env: { FINPAY_MERCHANT_KEY: "other" } })
      const unknown = yield* finpay(["callback", "verify"], { stdin: other.stdout, env })
      assert.match(unknown.stdout, /How sure +none of the usual mistakes: .*forged/u)
      assert.match(unknown.stdout, /Next +The signature does not belong/u)
    }))

  it.effect("--other: a signature that was taken from another callback", () =>
    Effect.gen(function*() {
      const folder = yield* temporaryFolder
      const env = { FINPAY_MERCHANT_KEY: "key" }
      const sign = (order: string) =>
        Effect.map(finpay(["callback", "sign", "--order", order, "--amount", "1000"], { env }), ({ stdout }) => stdout)
      const first = join(folder, "first.json")
      const another = yield* sign("INV-1")
      writeFileSync(first, another)
      const signature = /"signature":"[0-9a-f]+"/u
      const stdin = (yield* sign("INV-2")).replace(signature, signature.exec(another)?.[0] ?? "")
      const ended = yield* finpay(["callback", "verify", "--other", first], { stdin, env })
      assert.strictEqual(ended.exitCode, 3, ended.stderr)
      assert.include(ended.stdout, `It has the signature of another callback: ${first}.`)
      const missing = yield* finpay(["callback", "verify", "--other", join(folder, "none")], { stdin, env })
      assertTextFailure(missing, 2, /none: there is no such file/u)
    }))

  it.effect("takes the bytes as they are: no UTF-8 is a verdict", () =>
    Effect.gen(function*() {
      const given = { stdin: new Uint8Array([0x7b, 0xff, 0x7d]), env: { FINPAY_MERCHANT_KEY: "key" } }
      const ended = yield* finpay(["callback", "verify", "--json"], given)
      assert.strictEqual(oneJson(ended.stdout)["reason"], "not-utf8")
      assert.strictEqual(ended.exitCode, 3)
    }))

  it.effect("without a key: exit 5 and the name of the variable", () =>
    Effect.gen(function*() {
      const missing = yield* finpay(["callback", "verify", "--json"], { stdin: good.body })
      assert.match(String(assertJsonFailure(missing, 5, "ConfigurationProblem")["message"]), /FINPAY_MERCHANT_KEY/u)
      const empty = yield* finpay(["callback", "verify"], { stdin: good.body, env: { FINPAY_MERCHANT_KEY: "" } })
      assertTextFailure(empty, 5, /FINPAY_MERCHANT_KEY is not set/u)
      const named = yield* finpay(["callback", "verify", "--key-env", "NOT_SET"], {
        stdin: good.body,
        env: { FINPAY_ENV: "local", FINPAY_MERCHANT_KEY: good.key }
      })
      assertTextFailure(named, 5, /NOT_SET/u)
    }))

  it.effect("the simulator's public key is used only where FINPAY_ENV=local says so", () =>
    Effect.gen(function*() {
      const env = { FINPAY_ENV: "local" }
      const signed = yield* finpay(["callback", "sign"], {
        stdin: "{\"order\":{\"id\":\"INV-1\",\"amount\":22000}}",
        env
      })
      const asked = yield* finpay(["callback", "verify", "--json"], { stdin: signed.stdout, env })
      assert.strictEqual(oneJson(asked.stdout)["valid"], true)
      const notAsked = yield* finpay(["callback", "verify", "--json"], { stdin: signed.stdout })
      assertJsonFailure(notAsked, 5, "ConfigurationProblem")
    }))

  it.effect("a file that is not there: exit 2", () =>
    Effect.gen(function*() {
      const ended = yield* finpay(["callback", "verify", "no-such-file"], { env: { FINPAY_MERCHANT_KEY: "key" } })
      assertTextFailure(ended, 2, /no-such-file: there is no such file/u)
    }))
})
