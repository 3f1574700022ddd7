import { assert, describe, it } from "@effect/vitest"
import { existsSync, readFileSync } from "node:fs"
import { FinpayError } from "../src/errors/FinpayError.ts"
import * as core from "../src/index.ts"

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8")

/** The cells of the table under a heading, a list for each row. */
const rowsUnder = (heading: string): ReadonlyArray<ReadonlyArray<string>> => {
  const section = readme.split(`## ${heading}\n`)[1]?.split("\n## ")[0] ?? ""
  const rows = section.split("\n").filter((line) => line.startsWith("| "))
  return rows.slice(2).map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()))
}

const names = (cell: string | undefined): ReadonlyArray<string> =>
  [...(cell ?? "").matchAll(/`([^`]+)`/gu)].map(([, name = ""]) => name)

describe("the README", () => {
  it("names folders that exist and things the package exports", () => {
    const rows = rowsUnder("Modules")
    assert.isAbove(rows.length, 5)
    for (const [folders, , exported] of rows) {
      for (const folder of names(folders)) {
        assert.isTrue(existsSync(new URL(`../src/${folder}`, import.meta.url)), folder)
      }
      for (const name of names(exported)) assert.property(core, name)
    }
  })

  it("names every error of the family, in its order", () => {
    const tags = rowsUnder("Errors").flatMap(([tag]) => names(tag))
    const family = FinpayError.members.map((member) => member.fields._tag.schema.literal)
    assert.deepStrictEqual(tags, [...family.filter((tag) => tag !== "OutcomeUnknown"), "OutcomeUnknown"])
  })
})
