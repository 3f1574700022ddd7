import { assert, describe, it } from "@effect/vitest"
import { DCLinter } from "dclint"
import { validate } from "dockerfile-utils"
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"

/** What the linter finds in a file. */
interface Linted {
  readonly messages: ReadonlyArray<{ readonly line: number; readonly message: string }>
}

const fileOf = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url))
const read = (name: string) => readFileSync(fileOf(name), "utf8")

describe("Dockerfile", () => {
  const text = read("Dockerfile")

  it("has nothing a linter finds", () => {
    assert.deepStrictEqual(validate(text), [])
  })

  it("is a linter's business at all: a wrong line is found", () => {
    assert.isNotEmpty(validate(`${text}\nRUNN true\n`))
  })

  it("runs as nobody in particular, on one major of Node, with a health check, and holds no secret", () => {
    const final = text.slice(text.lastIndexOf("\nFROM "))
    assert.match(final, /^USER node$/mu)
    assert.match(final, /^HEALTHCHECK /mu)
    assert.notMatch(final, /USER root/u)
    for (const [, image = ""] of text.matchAll(/^FROM (\S+)/gmu)) assert.match(image, /^node:24-/u)
    assert.notMatch(text, /(?:ARG|ENV|COPY) .*(?:KEY|PASSWORD|SECRET|\.env)/u)
  })

  it("copies only what the server needs, and its sources are let through", () => {
    const [first, ...let_] = read("Dockerfile.dockerignore").trim().split("\n")
    assert.strictEqual(first, "**")
    assert.isTrue(let_.every((line) => line.startsWith("!")))
    assert.includeMembers(let_, ["!apps/api/src", "!apps/api/bin", "!packages/*/src", "!pnpm-lock.yaml"])
  })
})

describe("compose.yaml", () => {
  const linter = new DCLinter({ rules: {}, quiet: false, debug: false, exclude: [], stopOnFirstError: false })

  it("has nothing a linter finds", () => {
    const found: ReadonlyArray<Linted> = linter.lintFiles([fileOf("compose.yaml")], false)
    assert.deepStrictEqual(
      found.flatMap(({ messages }) => messages.map(({ line, message }) => `${line}: ${message}`)),
      []
    )
  })

  it("has no secret in it: each is asked for", () => {
    const text = read("compose.yaml")
    for (const name of ["POSTGRES_PASSWORD", "FINPAY_MERCHANT_KEY", "FINPAY_API_ENCRYPTION_KEY"]) {
      assert.include(text, `${name}: \${${name}:?}`)
    }
    assert.include(text, "127.0.0.1:4720:4720")
  })
})
