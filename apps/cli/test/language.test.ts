import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { languageOf } from "../src/language.ts"
import { finpay } from "./support/finpay.ts"

describe("the language", () => {
  it("is that of --lang, else of the first of LC_ALL, LC_MESSAGES and LANG that is set, else English", () => {
    const cases = [
      [[], {}, "en"],
      [[], { LANG: "id_ID.UTF-8" }, "id"],
      [[], { LANG: "id" }, "id"],
      [[], { LANG: "in_ID" }, "id"],
      [[], { LANG: "idn_X" }, "en"],
      [[], { LANG: "id_ID", LC_ALL: "C" }, "en"],
      [[], { LANG: "en_US", LC_MESSAGES: "id_ID" }, "id"],
      [[], { LANG: "id_ID", LC_ALL: "" }, "id"],
      [["check", "--lang", "en"], { LANG: "id_ID" }, "en"],
      [["--lang=id", "check"], {}, "id"],
      [["--lang", "jv"], { LANG: "id_ID" }, "id"],
      [["check", "--", "--lang=id"], {}, "en"]
    ] as const
    for (const [args, env, language] of cases) {
      assert.strictEqual(languageOf(args, env), language, JSON.stringify([args, env]))
    }
  })

  it.effect("is the reader's in text, and makes no difference in JSON", () =>
    Effect.gen(function*() {
      const args = ["refund", "INV-1", "--amount", "22.000"]
      const env = { LANG: "id_ID.UTF-8" }
      const text = yield* finpay(args, { env })
      assert.match(text.stderr, /^finpay: --amount "22\.000" tidak bisa dipakai\. Tulis angka saja: 22000/u)
      assert.match((yield* finpay([...args, "--lang", "en"], { env })).stderr, /--amount cannot be "22\.000"/u)
      const nobody = { FINPAY_BASE_URL: "http://127.0.0.1:9" }
      for (const line of [[...args, "--json"], ["check", "INV-1", "--json"]]) {
        const indonesian = yield* finpay(line, { env: { ...env, ...nobody } })
        assert.notStrictEqual(indonesian.stderr, "")
        assert.deepStrictEqual(indonesian, yield* finpay(line, { env: nobody }))
      }
    }))
})
