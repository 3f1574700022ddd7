/** What is told of wrong use, in both languages and in JSON. Written anew with `vitest run test/golden -u`. */
import { assert, describe, it } from "@effect/vitest"
import { expect } from "vitest"
import { languages } from "../../src/language.ts"
import { cliIn } from "../support/cli-in.ts"

const lines = [
  "chek",
  "refnd INV-1 --amount 2000",
  "qris",
  "qris refnd",
  "refund",
  "refund INV-1",
  "refund INV-1 2000",
  "refund 1001",
  "refund INV-1 --amount",
  "refund INV-1 --amount 22.000",
  "refund INV-1 --amount 22000,50",
  "refund INV-1 --amount 0",
  "refund INV-1 --amount 123456789012345",
  "refund INV-1 --amount 1 --amount 2",
  "refund INV-1 --amont 1",
  "refund INV-1 INV-2 --amount 1",
  "mutations list --limit many",
  "mutations list --limit 1.5",
  "mutations list --limit 501",
  "mutations list --state lost",
  "mutations list --state",
  "mutations show",
  "audit verify --anchor 1:2",
  "check INV-1 --env live",
  "check INV-1 --timeout 0",
  "check INV-1 --lang jv",
  "check INV-1 --quiet=perhaps",
  "initiate INV-1",
  "initiate INV-1 --amount 22000",
  "initiate INV-1 --from order.json",
  "help nothing",
  "help exit-code",
  "help qris refnd"
]

const told = async (language: "en" | "id", flags: ReadonlyArray<string>): Promise<string> => {
  const cli = await cliIn(language)
  const all: Array<string> = []
  for (const line of lines) {
    const { exitCode, stderr, stdout } = await cli([...line.split(" "), ...flags])
    assert.deepStrictEqual({ exitCode, stdout }, { exitCode: 2, stdout: "" }, line)
    all.push(`$ finpay ${[line, ...flags].join(" ")}\n${stderr}`)
  }
  return all.join("\n")
}

describe("wrong use", () => {
  it.each(languages)("in %s", async (language) => {
    await expect(await told(language, [])).toMatchFileSnapshot(`wrong-use/${language}.txt`)
  })

  it("in JSON", async () => {
    await expect(await told("en", ["--json"])).toMatchFileSnapshot("wrong-use/json.txt")
  })
})
