/** The test that every export of a package has the docstring that rule 8 of AGENTS.md asks for. */
import { assert, it } from "@effect/vitest"
import { docProblems, sourceProblems } from "./doc-rules.ts"
import { packageSurface } from "./public-exports.ts"

/** Adds the test for the package at `root`. */
export const testDocs = (root: URL): void => {
  it("has a docstring that says what it is, how it fails, and in which units", { timeout: 300_000 }, () => {
    const { exports, families } = packageSurface(root)
    assert.isAbove(exports.length, 0)
    const problems = exports.flatMap((one) =>
      docProblems(one, families).map((problem) => `${one.where} ${one.name}: ${problem}`)
    )
    assert.deepStrictEqual([...problems, ...sourceProblems(exports)], [])
  })
}
