/** The help of every command and topic, as it stands on 80 columns. Written anew with `vitest run test/golden -u`. */
import { assert, describe, it } from "@effect/vitest"
import { readdirSync } from "node:fs"
import { expect } from "vitest"
import { languages } from "../../src/language.ts"
import { cliIn, speaking } from "../support/cli-in.ts"
import { pathsOf } from "../support/command-paths.ts"

const ruler = `${"=".repeat(80)}\n`

describe.each(languages)("help in %s", (language) => {
  it("of every command and topic", async () => {
    const { finpay, topics } = await speaking(language, async () => ({
      finpay: await (await import("../../src/finpay.ts")).finpayFor([]),
      ...(await import("../../src/help/topics.ts"))
    }))
    const cli = await cliIn(language)
    const groups = Map.groupBy(
      [[], ...pathsOf(finpay).map(({ path }) => path), ...topics.map(({ name }) => [name])].map((
        path
      ) => ["help", ...path]),
      ([, first = "overview"]) => (topics.some(({ name }) => name === first) ? "topics" : first)
    )
    for (const [group, paths] of groups) {
      const pages: Array<string> = []
      for (const path of paths) {
        const { exitCode, stderr, stdout } = await cli(path)
        assert.deepStrictEqual({ exitCode, stderr }, { exitCode: 0, stderr: "" }, path.join(" "))
        pages.push(`$ finpay ${path.join(" ")}\n\n${stdout}`)
      }
      await expect(pages.join(ruler)).toMatchFileSnapshot(`help/${language}/${group}.txt`)
    }
    // None is left over from a command that is gone.
    const golden = readdirSync(new URL(`help/${language}`, import.meta.url)).map((file) => file.replace(".txt", ""))
    assert.sameMembers(golden, [...groups.keys()])
  })
})
