import { assert, describe, it } from "@effect/vitest"
import { readFileSync } from "node:fs"
import { evidenceMarkdown } from "../../src/evidence/markdown.ts"
import { rules } from "../../src/evidence/rules.ts"

describe("docs/evidence.md", () => {
  it("is what scripts/write-docs.ts writes", () => {
    const file = new URL("../../../../docs/evidence.md", import.meta.url)
    assert.strictEqual(readFileSync(file, "utf8"), evidenceMarkdown())
  })

  it("has every rule with its reason", () => {
    const markdown = evidenceMarkdown()
    for (const { rule, says } of rules) assert.include(markdown, ` | ${says} | \`${rule}\` |`)
  })
})
