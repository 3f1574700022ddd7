/**
 * What a person and a script are told of every kind of failure, with its exit code. Written anew with
 * `vitest run test/golden -u`.
 */
import { assert, describe, it } from "@effect/vitest"
import { expect } from "vitest"
import type { Failure } from "../../src/failure.ts"
import { languages } from "../../src/language.ts"
import { speaking } from "../support/cli-in.ts"

const loaded = async () => ({
  ...(await import("../../src/failure.ts")),
  ...(await import("../../src/output/failure-text.ts")),
  ...(await import("../support/every-failure.ts"))
})

const nameOf = (failure: Failure): string => "reason" in failure ? `${failure._tag} ${failure.reason}` : failure._tag

describe("every failure", () => {
  it.each(languages)("in %s", async (language) => {
    const { everyFailure, exitCodeOf, failureText } = await speaking(language, loaded)
    const told = Object.values(everyFailure).flat().map((failure) =>
      `${nameOf(failure)}, exit code ${exitCodeOf(failure)}\n${failureText(failure)}`
    )
    await expect(told.join("\n")).toMatchFileSnapshot(`failures/${language}.txt`)
  })

  it("in JSON", async () => {
    const { everyFailure, exitCodeOf, failureJson } = await speaking("en", loaded)
    const told = Object.values(everyFailure).flat().map((failure) => {
      assert.isBelow(exitCodeOf(failure), 7)
      return `${JSON.stringify(failureJson(failure))}\n`
    })
    await expect(told.join("")).toMatchFileSnapshot("failures/json.jsonl")
  })
})
