import { afterAll, assert, describe, it } from "@effect/vitest"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { docProblems, sourceProblems } from "./doc-rules.ts"
import { surfaceOf } from "./public-exports.ts"

const begin = `
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"

/** Lost. */
export class Lost extends Schema.TaggedError<Lost>()("Lost", {}) {}
/** Late. */
export class Late extends Schema.TaggedError<Late>()("Late", {}) {}
/** Lost or late. */
export type Trouble = Lost | Late
declare const asking: Effect.Effect<string, Lost | Late>
`

const documented = (sentence: string, example: string): string => `
/**
 * ${sentence}
 *
 * @example
 * \`\`\`ts
 * ${example}
 * \`\`\`
 */
`

const noSentence = "has no sentence that says what it is"
const noExample = "has no @example that uses it"

/** Code that exports a `thing`, and what its docstring lacks. */
const cases: ReadonlyArray<readonly [name: string, code: string, problems: ReadonlyArray<string>]> = [
  ["a constant with a sentence", "/** The word. */ export const thing = \"word\"", []],
  ["a constant with nothing", "export const thing = \"word\"", [noSentence]],
  ["words that are no sentence", "/** the word */ export const thing = \"word\"", [noSentence]],
  ["a function without an example", "/** Adds. */ export const thing = (one: string) => one", [noExample]],
  [
    "a function whose example uses another one",
    `${documented("Adds.", "other()")} export const thing = (one: string) => one`,
    [noExample]
  ],
  [
    "a function whose example is not run",
    "/** Adds.\n * @example thing()\n */ export const thing = (one: string) => one",
    [noExample]
  ],
  ["a function with an example", `${documented("Adds.", "thing()")} export const thing = (one: string) => one`, []],
  [
    "an effect that names no error",
    `${documented("Asks.", "thing")} export const thing = asking`,
    ["does not name its errors: Late, Lost"]
  ],
  [
    "an effect that names one of two errors",
    `${documented("Asks, or fails with `Lost`.", "thing")} export const thing = asking`,
    ["does not name its errors: Late"]
  ],
  [
    "a function that names both errors",
    `${documented("Asks, or fails with `Lost` or {@link Late}.", "thing")} export const thing = () => asking`,
    []
  ],
  [
    "an effect that names the family of its errors",
    `${documented("Asks, or fails with {@link Trouble}.", "thing")} export const thing = asking`,
    []
  ],
  [
    "a result behind two calls",
    `${documented("Reads.", "thing")}
    export const thing = (one: string) => (two: string): Result.Result<string, Lost> => Result.succeed(one + two)`,
    ["does not name its errors: Lost"]
  ],
  [
    "a function that throws",
    `${documented("Reads.", "thing")}
    export const thing = (one: string): string => {
      if (one === "") throw new Late()
      return one
    }`,
    ["does not name its errors: Late"]
  ],
  [
    "an error that only passes through",
    `${documented("Asks.", "thing")}
    export const thing = <E>(one: Effect.Effect<string, E>): Effect.Effect<string, E> => one`,
    []
  ],
  [
    "a promise",
    `${documented("Asks.", "thing")} export const thing = async (one: string) => one`,
    ["does not say what it rejects with"]
  ],
  [
    "a service",
    `/** Asks. */
    export class thing extends Context.Service<thing, {
      readonly mute: () => Effect.Effect<string>
      readonly running: Effect.Effect<string>
      /** Asks. */
      readonly failing: () => Effect.Effect<string, Lost>
      /** Asks, or fails with \`Lost\`. */
      readonly well: () => Effect.Effect<string, Lost>
      readonly plain: (one: string) => string
    }>()("thing") {}`,
    [
      noExample,
      "mute has no sentence that says what it does",
      "running has no sentence that says what it does",
      "failing does not name its errors: Lost"
    ]
  ],
  [
    "a class with a method, and one of an error",
    `/** Counts. */
    export class thing {
      /** Adds one. */
      add(): string { return "" }
    }
    /** Gone. */
    export class thingGone extends Schema.TaggedError<thingGone>()("thingGone", {}) {
      again(): string { return "" }
    }`,
    [noExample]
  ],
  [
    "methods whose errors are named by the type that declares them",
    `/** Asks, or fails with \`Lost\`. */
    interface Base {
      /** Asks. */
      ask(): Effect.Effect<string, Lost>
      /** Calls. */
      call(): Effect.Effect<string, Late>
    }
    /** More. */
    export interface thing extends Base {}`,
    ["call does not name its errors: Late"]
  ],
  [
    "plain numbers and texts",
    `/** Options. */
    export interface thing {
      readonly paidAmount: number
      readonly fee: string
      readonly since?: number
      readonly maxSize: number
      readonly waitMillis: number
      readonly amountRupiah: number
      readonly attempts: number
      readonly at: string
      /** In rupiah. */
      readonly price: number
      readonly inner: { readonly dueAt: number }
    }`,
    ["paidAmount", "fee", "since", "maxSize", "dueAt"].map((name) => `${name} has no unit`)
  ],
  [
    "a number whose unit its type tells",
    "/** Options. Times are in milliseconds. */ export interface thing { readonly since: number }",
    []
  ],
  [
    "fields of a schema, one of them branded",
    `/** An order. */
    export const thing = Schema.Struct({
      amount: Schema.Number,
      fee: Schema.Number.pipe(Schema.brand("Rupiah"))
    })`,
    ["amount has no unit"]
  ],
  [
    "a parameter",
    `${documented("Waits.", "thing")} export const thing = (delay: number) => String(delay)`,
    ["delay has no unit"]
  ],
  ["a constant number", "/** The longest. */ export const thingTimeout = 5", ["thingTimeout has no unit"]]
]

const named = (index: number): string => `thing${index}_`

const files = {
  "tsconfig.json": JSON.stringify({ extends: "../../../../tsconfig.base.json", include: ["src"] }),
  "src/index.ts": [begin, ...cases.map(([, code], index) => code.replaceAll("thing", named(index)))].join("\n"),
  "src/money/of-somebody.ts": "/** What Finpay takes. */ export const fee = \"1%\"",
  "src/money/with-source.ts":
    "/** Source: their page. */ export const page = \"fees\"; /** More. */ export const more = \"1%\"",
  "src/money/of-types.ts": "/** What Finpay takes. */ export type Fee = \"1%\"",
  "src/other/our-own.ts": "/** What we take. */ export const ours = \"0%\""
}

const dist = fileURLToPath(new URL("../../dist/", import.meta.url))
// Inside the package, so that `effect` is found; built output is never committed or published there.
mkdirSync(dist, { recursive: true })
const root = `${mkdtempSync(join(dist, ".docs-"))}/`
afterAll(() => rmSync(root, { recursive: true, force: true }))
for (const [file, text] of Object.entries(files)) {
  mkdirSync(dirname(join(root, file)), { recursive: true })
  writeFileSync(join(root, file), text)
}
const sources = Object.keys(files).filter((file) => file.endsWith(".ts")).map((file) => join(root, file))
const { exports, families } = surfaceOf(root, `${root}tsconfig.json`, sources)

describe("the rule for docstrings", () => {
  for (const [index, [name, , problems]] of cases.entries()) {
    it(`looks at ${name}`, () => {
      const things = exports.filter((one) => one.name.startsWith(named(index)))
      assert.isAbove(things.length, 0)
      const found = things.flatMap((one) => docProblems(one, families))
      assert.deepStrictEqual(found, problems.map((problem) => problem.replaceAll("thing", named(index))))
    })
  }

  it("tells where an export stands", () => {
    assert.match(exports.find(({ name }) => name === "Late")?.where ?? "", /^src\/index\.ts:10$/u)
  })

  it("does not pass over an entry that is not there", () => {
    assert.throws(() => surfaceOf(root, `${root}tsconfig.json`, [join(root, "src/gone.ts")]), /gone\.ts is not in/u)
  })

  it("wants a source in each file that states what others do", () => {
    assert.deepStrictEqual(sourceProblems(exports), ["src/money/of-somebody.ts: no docstring of fee names a source"])
  })
})
