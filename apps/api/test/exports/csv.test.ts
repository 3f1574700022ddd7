import { assert, describe, it } from "@effect/vitest"
import { JournalUnavailable } from "@openfinpay/finpay-journal"
import { Effect, Stream } from "effect"
import { HttpServerRequest } from "effect/http"
import { csvFile } from "../../src/exports/csv.ts"
import type { CsvTable } from "../../src/exports/csv.ts"

const columns = {
  "text": ({ text }: Row) => text,
  "amount": ({ amount }: Row) => amount,
  "=none": () => undefined
}

interface Row {
  readonly text: string
  readonly amount: number
}

const withRequest = <A, E>(effect: Effect.Effect<A, E, HttpServerRequest.HttpServerRequest>) =>
  Effect.provideService(
    effect,
    HttpServerRequest.HttpServerRequest,
    HttpServerRequest.fromWeb(new Request("http://localhost/"))
  )

const gone = new JournalUnavailable({ reason: "unreachable", detail: "gone", nextStep: "wait" })

/** Pages of two rows, as many as are asked for; `read` counts them. */
const paged = (pages: number, fails = Number.POSITIVE_INFINITY) => {
  const counted = { read: 0 }
  const table: CsvTable<Row> = {
    name: "rows",
    columns,
    page: (after) =>
      Effect.suspend(() => {
        const page = Number(after ?? 0)
        counted.read += 1
        if (page >= fails) return Effect.fail(gone)
        const rows = [{ text: `a ${page}`, amount: page }, { text: `b ${page}`, amount: page }]
        return Effect.succeed({ rows, ...(page + 1 < pages ? { next: String(page + 1) } : {}) })
      })
  }
  return { counted, table }
}

const rows = (text: string) => text.trimEnd().split("\r\n")

describe("a list as a CSV file", () => {
  it.effect("has a header and a row each, page after page", () =>
    Effect.gen(function*() {
      const { counted, table } = paged(3)
      const text = yield* Stream.mkString(Stream.decodeText(yield* withRequest(csvFile(table))))
      assert.deepStrictEqual(rows(text), [
        "text,amount,'=none",
        "a 0,0,",
        "b 0,0,",
        "a 1,1,",
        "b 1,1,",
        "a 2,2,",
        "b 2,2,"
      ])
      assert.strictEqual(counted.read, 3)
    }))

  it.effect("is read no further than it is taken", () =>
    Effect.gen(function*() {
      const { counted, table } = paged(1_000_000)
      const bytes = yield* withRequest(csvFile(table))
      assert.strictEqual(counted.read, 1)
      const text = yield* Stream.mkString(Stream.take(Stream.splitLines(Stream.decodeText(bytes)), 6))
      assert.include(text, "a 1")
      assert.isAtMost(counted.read, 4)
    }))

  it.effect("makes every cell harmless, names too, and keeps what needs quotes", () =>
    Effect.gen(function*() {
      const texts = ["=1+1", "+62", "-1", "@x", "\tx", "\rx", "a,b", "a\"b", "a\nb", "a\0b", "plain"]
      const table: CsvTable<Row> = {
        name: "rows",
        columns,
        page: () => Effect.succeed({ rows: texts.map((text) => ({ text, amount: -5 })) })
      }
      const text = yield* Stream.mkString(Stream.decodeText(yield* withRequest(csvFile(table))))
      for (
        const cell of [
          "'=1+1",
          "'+62",
          "'-1",
          "'@x",
          "'\tx",
          "\"'\rx\"",
          "\"a,b\"",
          "\"a\"\"b\"",
          "\"a\nb\"",
          "a b",
          "plain"
        ]
      ) {
        assert.include(text, `\n${cell},-5,`)
      }
    }))

  it.effect("is a problem where the first page cannot be read, and breaks off where a later one cannot", () =>
    Effect.gen(function*() {
      assert.strictEqual(yield* Effect.flip(withRequest(csvFile(paged(3, 0).table))), gone)
      const bytes = yield* withRequest(csvFile(paged(3, 2).table))
      assert.strictEqual(yield* Effect.flip(Stream.runDrain(bytes)), gone)
    }))
})
