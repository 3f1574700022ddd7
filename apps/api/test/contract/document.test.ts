import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { OpenApi } from "effect/http-api"
import { execFile } from "node:child_process"
import { writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { Api } from "../../src/contract/Api.ts"
import { temporaryFolder } from "../support/process.ts"

interface Media {
  readonly example?: unknown
  readonly examples?: Readonly<Record<string, { readonly $ref: string }>>
}

interface Operation {
  readonly operationId: string
  readonly security: ReadonlyArray<unknown>
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> }
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, Media>> }>>
}

interface Document {
  readonly info: { readonly license: { readonly identifier: string } }
  readonly servers: ReadonlyArray<unknown>
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: {
    readonly schemas: Readonly<Record<string, unknown>>
    readonly examples: Readonly<Record<string, { readonly value: { readonly type: string } }>>
  }
}

/** The document as this code makes it: whether the committed one is the same is another test. */
const document: Document = JSON.parse(JSON.stringify(OpenApi.fromApi(Api)))

const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ name: `${method} ${path}`, path, ...operation }))
)

const linter = createRequire(import.meta.url).resolve("@redocly/cli/bin/cli.js")
const rules = fileURLToPath(new URL("../../redocly.yaml", import.meta.url))

/** What the linter says of a document, and whether it is content. */
const lint = (given: unknown) =>
  Effect.flatMap(
    temporaryFolder,
    (folder) =>
      Effect.callback<{ readonly isClean: boolean; readonly said: string }>((resume) => {
        const file = join(folder, "openapi.json")
        writeFileSync(file, JSON.stringify(given))
        execFile(
          process.execPath,
          [linter, "lint", "--config", rules, "--format=stylish", file],
          { env: { REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true", NO_COLOR: "1" } },
          (error, stdout, stderr) => resume(Effect.succeed({ isClean: error === null, said: stdout + stderr }))
        )
      })
  )

describe("the OpenAPI document", () => {
  it.live("is linted clean, examples against their schemas too", () =>
    Effect.gen(function*() {
      const { isClean, said } = yield* lint(document)
      assert.isTrue(isClean, said)
      assert.notInclude(said, "warning")
    }))

  it.live(
    "and an example that does not fit its schema is found",
    () =>
      Effect.gen(function*() {
        const broken = JSON.stringify(document).replaceAll("\"amount\":22000", "\"amount\":\"22000\"")
        const { isClean, said } = yield* lint(JSON.parse(broken))
        assert.isFalse(isClean)
        assert.include(said, "no-invalid-media-type-examples")
      })
  )

  it("has an example of every body: of each problem, of what is sent and of what is answered", () => {
    for (const { name, requestBody, responses } of operations) {
      for (const { content = {} } of [...Object.values(responses), ...requestBody === undefined ? [] : [requestBody]]) {
        for (const [type, { example, examples = {} }] of Object.entries(content)) {
          if (type === "application/json") assert.isDefined(example, name)
          if (type !== "application/problem+json") continue
          assert.isNotEmpty(examples, name)
          for (const [problem, { $ref }] of Object.entries(examples)) {
            assert.strictEqual($ref, `#/components/examples/${problem}`)
            assert.match(document.components.examples[problem]?.value.type ?? "", /^\/problems\/[a-z-]+$/u, problem)
          }
        }
      }
    }
  })

  it("says of every operation which 4xx it has, and of all but the open ones that they need a key", () => {
    const isOpen = /\/(?:healthz|readyz)$|\/v1\/callbacks\/(?:finpay|snap)/u
    for (const { name, path, responses, security } of operations) {
      const method = name.split(" ", 1)[0]
      assert.isTrue(Object.keys(responses).some((status) => status.startsWith("4")) || isOpen.test(path), name)
      const needsKey = !(isOpen.test(path) && (method === "post" || !path.startsWith("/v1")))
      assert.deepStrictEqual(security, needsKey ? [{ apiKey: [] }] : [], name)
    }
  })

  it("has a license, a server, one name for each operation and one for each schema", () => {
    assert.strictEqual(document.info.license.identifier, "MIT")
    assert.isNotEmpty(document.servers)
    const names = operations.map(({ operationId }) => operationId)
    assert.strictEqual(new Set(names).size, names.length)
    assert.isEmpty(Object.keys(document.components.schemas).filter((name) => /^Amount_\d+$/u.test(name)))
  })
})
