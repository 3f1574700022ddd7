import { assert, describe, it } from "@effect/vitest"
import { globSync, readFileSync } from "node:fs"

const root = new URL("../src/", import.meta.url)

/** The clients for Node, which are imported by their own names. */
const ofNode = new Set(["node-http.ts", "undici-exchange.ts", "undici.ts"])

describe("everything but the clients for Node", () => {
  it("imports effect, core and its own files alone, so that it runs on edge runtimes", () => {
    const files = globSync("**/*.ts", { cwd: root }).filter((file) => !ofNode.has(file))
    assert.isAbove(files.length, 20)
    for (const file of files) {
      const text = readFileSync(new URL(file, root), "utf8")
      for (const [, from = ""] of text.matchAll(/^(?:import|export|\}) .*?from "([^"]+)"/gmu)) {
        assert.match(from, /^(?:effect\/|@openfinpay\/finpay-core$|\.{1,2}\/)/u, file)
        assert.notMatch(from, /undici/u, file)
      }
      assert.notMatch(text.replaceAll(/^ \*.*$/gmu, ""), /\b(?:Buffer|process)\b|\bnode:/u, file)
    }
  })
})
