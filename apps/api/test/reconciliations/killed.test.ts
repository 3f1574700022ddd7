import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { join } from "node:path"
import { send, until } from "../support/api.ts"
import { launch, readyOf, temporaryFolder } from "../support/process.ts"

const lines = Array.from({ length: 30_000 }, (_, at) => `INV-${at},10`)

const mapping = JSON.stringify({ reference: "Order", amount: "Sum", kind: "refund" })

describe("finpay-api, killed with -9 while it compares a report", () => {
  it.live("begins it anew from the report that was kept, and has each line once", () =>
    Effect.gen(function*() {
      const env = {
        FINPAY_API_PORT: "0",
        FINPAY_DATABASE_URL: `sqlite:${join(yield* temporaryFolder, "journal.sqlite")}`,
        FINPAY_JOURNAL_LEASE_SECONDS: "1"
      }
      const first = yield* launch(env)
      const before = readyOf(yield* first.firstLine).url
      const begun = Effect.gen(function*() {
        const taken = yield* send(`${before}/v1/reconciliations?ask=none&mapping=${encodeURIComponent(mapping)}`, {
          method: "POST",
          headers: { "content-type": "text/csv" },
          body: ["Order,Sum", ...lines, ""].join("\n")
        })
        assert.strictEqual(taken.status, 201, taken.text)
        const path = `/v1/reconciliations/${String(taken.json["id"])}`
        const { json } = yield* until(send(`${before}${path}`), ({ state }) => state !== "waiting")
        return { path, state: json["state"] }
      })
      // One that was over before this process came to look is no use: the next one is killed.
      const { path } = yield* Effect.repeat(begun, { until: ({ state }) => state === "running" })
      first.child.kill("SIGKILL")
      yield* first.exitCode

      const second = yield* launch(env)
      const after = readyOf(yield* second.firstLine).url
      const { json } = yield* until(send(`${after}${path}`), ({ endedAt }) => endedAt !== undefined)
      assert.deepInclude(json, { state: "finished" })
      const csv = yield* send(`${after}${path}/export.csv`)
      assert.lengthOf(csv.text.trimEnd().split("\r\n"), lines.length + 1)
    }))
})
