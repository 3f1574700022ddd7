import { afterAll, assert, describe, it } from "@effect/vitest"
import { localPort } from "@openfinpay/finpay-core"
import { serve } from "@openfinpay/finpay-simulator"
import { createFinpay } from "@openfinpay/finpay-transport"
import { Effect, Exit, Scope } from "effect"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { testDocs } from "../../core/test/docs/doc-suite.ts"
import { testExamples } from "../../core/test/example-suite.ts"
import { readExamples } from "../../core/test/examples.ts"

const root = new URL("../", import.meta.url)
// The README of the repository shows this package first.
const examples = [...readExamples(root), ...readExamples(new URL("../../", root))]
const folder = mkdtempSync(join(tmpdir(), "journal-examples-"))
const scope = Scope.makeUnsafe()
afterAll(async () => {
  await Effect.runPromise(Scope.close(scope, Exit.void))
  rmSync(folder, { recursive: true, force: true })
})

const paidOrder = async (url: string, id: string, amount: number) => {
  const finpay = createFinpay({ environment: "local", baseUrl: url })
  await finpay.payments.initiate({
    customer: { email: "payer@example.co.id", firstName: "Payer", lastName: "Example", mobilePhone: "+6281234567890" },
    order: { id, amount, description: "An example" },
    url: { callbackUrl: "http://127.0.0.1:9/callback" },
    sourceOfFunds: { type: "vabca" }
  })
  await finpay.close()
}

describe("every export", () => testDocs(root))

describe("every example a reader is shown", () => {
  it("imports the package by its name, and promises something", () => {
    assert.isAtLeast(examples.filter(({ where }) => where.startsWith("README.md")).length, 2)
    for (const { code, promises, where } of examples) {
      assert.include(code, "from \"@openfinpay/finpay-journal\"", where)
      assert.isAbove(promises, 0, where)
    }
  })

  testExamples(root, examples, async () => {
    const { simulator, url } = await Effect.runPromise(Scope.provide(serve({ port: 0 }), scope))
    for (const id of ["INV-1", "INV-2", "INV-3", "INV-4", "INV-5"]) {
      await paidOrder(url, id, 22000)
      await Effect.runPromise(simulator.pay(id))
    }
    return (code) => {
      const moved = code
        .replaceAll("localConfig() //", `localConfig("${url}") //`)
        .replaceAll("\"journal.sqlite\"", JSON.stringify(join(mkdtempSync(join(folder, "example-")), "journal.sqlite")))
      assert.notInclude(moved, String(localPort))
      return moved
    }
  })
})
