import { assert, describe, it } from "@effect/vitest"
import { catalog } from "@openfinpay/finpay-core"
import { faultKinds } from "@openfinpay/finpay-simulator"
import { Context } from "effect"
import { finpayFor } from "../../src/finpay.ts"
import { faultGroups, faultMeanings } from "../../src/help/fault-kinds.ts"
import { topics } from "../../src/help/topics.ts"
import { stateMeanings } from "../../src/output/mutation-states.ts"
import { pathsOf } from "../support/command-paths.ts"

const nothing = { description: "", usage: "", flags: [], annotations: Context.empty() }

describe("topics", () => {
  it("each word leads to one of them, and to no command", async () => {
    const commands = pathsOf(await finpayFor([])).map(({ path }) => path[0] ?? "")
    const words = topics.flatMap(({ name, otherWords = [] }) => [name, ...otherWords])
    assert.deepStrictEqual(words.filter((word, at) => words.indexOf(word) !== at), [])
    assert.deepStrictEqual(words.filter((word) => commands.includes(word)), [])
  })

  it("every state of a mutation is explained", () => {
    const neverTwice = topics.find(({ name }) => name === "never-twice")
    for (const state of [...Object.keys(stateMeanings), "mutasi"]) assert.include(neverTwice?.otherWords ?? [], state)
  })
})

describe("faults", () => {
  it("every kind stands in one group", () => {
    assert.deepStrictEqual(Object.keys(faultMeanings).toSorted(), Object.keys(faultKinds).toSorted())
    const grouped = faultGroups.flatMap(({ kinds }) => Object.keys(kinds))
    assert.deepStrictEqual(grouped.toSorted(), Object.keys(faultKinds).toSorted())
  })

  it("every operation is named", () => {
    const page = JSON.stringify(
      topics.find(({ name }) => name === "faults")?.page(nothing)
    )
    for (const { name } of catalog) assert.match(page, new RegExp(`[ ,]${name}[,"]`, "u"))
  })
})
