/** Help on screens of every width, and for scripts. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { CliConfig } from "effect/cli"
import { languages } from "../../src/language.ts"
import { speaking } from "../support/cli-in.ts"
import { pathsOf } from "../support/command-paths.ts"
import { doneJson, doneText, finpay } from "../support/finpay.ts"
import { onTerminal } from "../support/terminal.ts"

const loaded = async () => ({
  finpay: await (await import("../../src/finpay.ts")).finpayFor([]),
  ...(await import("../../src/help/built-in-flags.ts")),
  ...(await import("../../src/help/command-page.ts")),
  ...(await import("../../src/help/help-doc.ts")),
  ...(await import("../../src/help/overview.ts")),
  ...(await import("../../src/help/render.ts")),
  ...(await import("../../src/help/topics.ts"))
})

/** All pages there are, by what is asked for. */
const pagesIn = async (language: "en" | "id") => {
  const cli = await speaking(language, loaded)
  const docOf = (path: ReadonlyArray<string>) =>
    Effect.runPromise(
      Effect.provide(cli.helpDocOf(cli.finpay, ["finpay", ...path]), CliConfig.layer({ builtIns: cli.builtIns }))
    )
  const root = await docOf([])
  const docs = await Promise.all(pathsOf(cli.finpay).map(({ path }) => docOf(path)))
  return {
    docs,
    render: cli.renderPage,
    pages: [
      cli.overview(cli.finpay),
      ...cli.topics.map(({ page }) => page(root)),
      ...docs.map((doc) => cli.commandPage(doc))
    ]
  }
}

/** A line that holds one piece that is not broken: a command to copy, a flag with its choices, an address. */
const isOnePiece = (line: string): boolean =>
  /^ *(?:finpay|npx|echo|mkdir|Add-Content|zbarimg|export) /u.test(line) || !/\S {1,2}\S/u.test(line.trim()) ||
  /^ *--[a-z-]+(?:, -[a-z])? \S+$/u.test(line)

describe.each(languages)("pages in %s", (language) => {
  it("fit the screen, and none is broken where it would be copied", async () => {
    const { pages, render } = await pagesIn(language)
    for (const columns of [40, 80, 200]) {
      for (const page of pages) {
        for (const line of render(page, { columns, colors: false }).split("\n")) {
          assert.isTrue(line.length <= columns || isOnePiece(line), `${columns}: ${line}`)
          assert.notMatch(line, /[` ]$|`/u)
        }
      }
    }
  })

  it("say that a flag must be given only where that is so", async () => {
    const { docs } = await pagesIn(language)
    for (const { commandPath = [], flags } of docs) {
      const repeated = flags.filter(({ description }) => /repeated|diulang/u.test(JSON.stringify(description)))
      assert.deepStrictEqual(repeated.filter(({ required }) => required), [], commandPath.join(" "))
    }
  })

  it("have an example for every command that does something", async () => {
    const { docs } = await pagesIn(language)
    for (const { commandPath = [], description, examples = [], subcommands } of docs) {
      assert.isNotEmpty(description, commandPath.join(" "))
      if (subcommands !== undefined) continue
      assert.isNotEmpty(examples, commandPath.join(" "))
      for (const { command } of examples) assert.include(command, commandPath.join(" "))
    }
  })
})

describe("help", () => {
  it("lists every command, or its group, under what a person wants", async () => {
    const { finpay: root, wishes } = await speaking("en", loaded)
    const listed = wishes.flatMap(({ commands }) => commands)
    const isListed = (path: string) => listed.some((one) => path === one || path.startsWith(`${one} `))
    const paths = pathsOf(root).filter(({ isGroup }) => !isGroup).map(({ path }) => path.join(" "))
    assert.deepStrictEqual(paths.filter((path) => !isListed(path)), [])
    assert.deepStrictEqual(listed.filter((one) => !pathsOf(root).some(({ path }) => path.join(" ") === one)), [])
  })

  it.effect("of a command is what --help shows, in text and in JSON", () =>
    Effect.gen(function*() {
      for (const flags of [[], ["--lang", "id"], ["--json"]]) {
        const asked = yield* finpay(["help", "mutations", "close", ...flags])
        assert.deepStrictEqual(asked, yield* finpay(["mutations", "close", "--help", ...flags]))
      }
      const json = doneJson(yield* finpay(["help", "mutations", "close", "--json", "--lang", "id"]))
      assert.strictEqual(json["command"], "finpay mutations close")
      assert.match(String(json["description"]), /^Say how a mutation ended/u)
      assert.strictEqual(doneJson(yield* finpay(["help", "exit-codes", "--json"]))["topic"], "exit-codes")
    }))

  it.effect("on a terminal is as wide as it, with headings that stand out unless NO_COLOR is set", () =>
    Effect.gen(function*() {
      const narrow = yield* onTerminal(["help", "never-twice"], { columns: 40 })
      const wide = yield* onTerminal(["help", "never-twice"], { columns: 200, env: { NO_COLOR: "1" } })
      assert.include(narrow.raw, "\u001b[1mNever twice\u001b[22m")
      assert.notInclude(wide.raw, "\u001b")
      assert.isTrue(wide.rows.some((row) => row.length > 80 && row.length <= 100))
      const piped = doneText(yield* finpay(["help", "never-twice"]))
      assert.isTrue(piped.split("\n").every((line) => line.length <= 80 || line.includes("--as applied")))
      const words = (text: string) => text.split(/\s+/u).filter((word) => word !== "")
      assert.deepStrictEqual(words(narrow.text), words(piped))
      assert.deepStrictEqual(words(wide.text), words(piped))
    }))
})
