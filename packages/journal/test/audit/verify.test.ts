import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { makeFindings } from "../../src/audit/Findings.ts"
import { firstHash } from "../../src/audit/hash.ts"
import { verify } from "../../src/audit/verify.ts"
import { describeDatabases, freshSqlite } from "../databases.ts"
import { rechain } from "./forge.ts"
import { accept, account, carried, fill, orderIn, sendAnd, withStore } from "./journal.ts"
import type { Opened } from "./journal.ts"
import { afterwards } from "./tamper.ts"

/** More mutations of one lane than a page holds, and with three events each more than a page of events. */
const many = 450

const fillMany = (opened: Opened) =>
  Effect.gen(function*() {
    for (let n = 0; n < many; n++) {
      const id = `mut_${String(n).padStart(4, "0")}`
      yield* sendAnd(opened, yield* accept(opened, { id, reference: orderIn(4, n % 20), key: id, amount: 1 }), carried)
    }
  })

describeDatabases("verify", (fresh) => {
  it.live("has nothing against an empty journal", () =>
    Effect.gen(function*() {
      const verified = yield* withStore(yield* fresh, ({ store }) => verify(store))
      assert.deepStrictEqual(verified, { events: 0, mutations: 0, findings: [], heads: [] })
    }))

  it.live("has nothing against a journal with mutations in all states, and gives its heads", () =>
    Effect.gen(function*() {
      yield* withStore(yield* fresh, (opened) =>
        Effect.gen(function*() {
          yield* fill(opened)
          const { events, findings, heads, mutations } = yield* verify(opened.store)
          assert.deepStrictEqual(findings, [])
          assert.deepStrictEqual({ events, mutations }, { events: 30, mutations: 10 })
          assert.deepStrictEqual(heads.map(({ lane, sequence }) => [lane, sequence]), [[4, 16], [11, 14]])
          assert.deepStrictEqual((yield* verify(opened.store, heads)).findings, [])
          assert.deepStrictEqual(
            (yield* verify(opened.store, [{ lane: 0, sequence: 0, hash: firstHash }])).findings,
            []
          )
        }))
    }))

  it.live("looks at the mutations of its account only", () =>
    Effect.gen(function*() {
      const database = yield* fresh
      yield* withStore(database, (opened) => fill(opened))
      yield* withStore(
        database,
        (other) =>
          Effect.gen(function*() {
            yield* accept(other, { id: "mut_99", reference: orderIn(4, 1) })
            yield* other.sql`UPDATE finpay_mutation SET amount = 5 WHERE account = ${account}`
            yield* other.sql`UPDATE finpay_work SET element = '' WHERE queue_name = ${`finpay/${account}`}`
            const { events, findings, mutations } = yield* verify(other.store)
            assert.deepStrictEqual({ events, findings, mutations }, { events: 1, findings: [], mutations: 1 })
          }),
        "local/FINPAY002"
      )
    }))

  it.live("reads a journal of many pages, finds what is wrong at their edges, and lists a thousand findings", () =>
    Effect.gen(function*() {
      yield* withStore(yield* fresh, (opened) =>
        Effect.gen(function*() {
          const { sql, store } = opened
          yield* fillMany(opened)
          const { events, findings, mutations } = yield* verify(store)
          assert.deepStrictEqual({ events, findings, mutations }, { events: 3 * many, findings: [], mutations: many })
          for (const sequence of [1000, 1001, 3 * many]) {
            const [first] = yield* afterwards(
              opened,
              sql`UPDATE finpay_audit SET reason = 'because' WHERE sequence = ${sequence}`
            )
            assert.match(String(first?.row), new RegExp(`^finpay_audit lane 4 sequence ${sequence} `, "u"))
          }
          for (const sequence of [1000, 1001]) {
            const [first] = yield* afterwards(opened, sql`DELETE FROM finpay_audit WHERE sequence = ${sequence}`)
            assert.deepStrictEqual(first, { row: `finpay_audit lane 4 sequence ${sequence}`, problem: "is missing" })
          }
          for (const id of ["mut_0199", "mut_0200", "mut_0449"]) {
            const [first] = yield* afterwards(opened, sql`UPDATE finpay_mutation SET amount = 2 WHERE id = ${id}`)
            assert.strictEqual(first?.row, `finpay_mutation ${id}`)
          }
          const all = yield* afterwards(opened, sql`UPDATE finpay_audit SET reason = 'because'`)
          assert.strictEqual(all.length, 1001)
          assert.strictEqual(all.at(-1)?.problem, `${3 * many - 1000} more findings are not listed`)
        }))
    }))

  it.live("takes texts of every kind as they are", () =>
    Effect.gen(function*() {
      yield* withStore(yield* fresh, (opened) =>
        Effect.gen(function*() {
          const { store } = opened
          const texts = [
            "",
            "\u0000",
            "\uD800",
            "\u2028\u0001\u007F\uFFFF",
            "\uFEFF",
            " ",
            "'\"\\;--",
            "\u{1F9FE}",
            "e\u0301"
          ]
          for (const [n, text] of texts.entries()) {
            const accepted = yield* accept(opened, { id: `mut_${n}`, reference: "INV-1", key: String(n) })
            yield* store.change(accepted, () =>
              Effect.succeed([{
                changes: { state: "rejected", decidedBy: "person", settledAt: 1 },
                told: { event: "withdrawn", actor: text, reason: text, traceId: text, detail: { [text]: text } }
              }]))
          }
          assert.deepStrictEqual((yield* verify(store)).findings, [])
        }))
    }))

  it.live("names a row whose number is larger than any of ours", () =>
    Effect.gen(function*() {
      yield* withStore(yield* fresh, (opened) =>
        Effect.gen(function*() {
          yield* fill(opened)
          const { sql } = opened
          const large = sql.literal("9007199254740993")
          assert.deepStrictEqual(
            yield* afterwards(opened, sql`UPDATE finpay_audit SET at = ${large} WHERE lane = 4 AND sequence = 2`),
            [{ row: "finpay_audit lane 4 sequence 2 (mut_02)", problem: "its at is no whole number" }]
          )
          assert.deepStrictEqual(
            yield* afterwards(opened, sql`UPDATE finpay_mutation SET amount = ${large} WHERE id = 'mut_02'`),
            [{ row: "finpay_mutation mut_02", problem: "its amount is no whole number" }]
          )
          const [first] = yield* afterwards(opened, sql`UPDATE finpay_lane SET sequence = ${large} WHERE lane = 4`)
          assert.deepStrictEqual(first?.row, "finpay_lane lane 4")
        }))
    }))

  it.live("tells of a table that cannot be read, and reads the others", () =>
    Effect.gen(function*() {
      yield* withStore(yield* fresh, (opened) =>
        Effect.gen(function*() {
          yield* fill(opened)
          const { sql, store } = opened
          yield* sql`ALTER TABLE finpay_work RENAME COLUMN element TO elements`
          yield* sql`UPDATE finpay_mutation SET amount = 5 WHERE id = 'mut_02'`
          const { findings } = yield* verify(store)
          const [wrong, unread] = findings
          assert.strictEqual(wrong?.row, "finpay_mutation mut_02")
          assert.match(String(unread?.row), /^finpay_work sequence \d+$/u)
          assert.match(String(unread?.problem), /^cannot be read: .*element/u)
        }))
    }))

  it.live("gives up a table of which nothing can be read", () =>
    Effect.gen(function*() {
      yield* withStore(yield* fresh, (opened) =>
        Effect.gen(function*() {
          yield* fill(opened)
          const { sql, store } = opened
          yield* sql`ALTER TABLE finpay_audit RENAME COLUMN trace_id TO trace`
          for (let n = 0; n < 30; n++) {
            const [row = {}] = yield* sql`SELECT * FROM finpay_audit WHERE lane = 4 ORDER BY sequence LIMIT 1`
            yield* sql`INSERT INTO finpay_audit ${sql.insert({ ...row, sequence: 100 + n })}`
          }
          const { findings } = yield* verify(store)
          const lane = findings.filter(({ row }) => row.startsWith("finpay_audit lane 4 "))
          assert.strictEqual(lane.length, 21)
          assert.match(String(lane.at(-1)?.problem), /^is not read any further/u)
        }))
    }))

  it.live("names an index that no longer keeps a key or an order from being used twice", () =>
    Effect.gen(function*() {
      yield* withStore(yield* fresh, (opened) =>
        Effect.gen(function*() {
          yield* fill(opened)
          const { sql } = opened
          for (const name of ["finpay_mutation_key", "finpay_mutation_open"]) {
            const index = sql(name)
            const drop = sql`DROP INDEX ${index}`
            const weaken = sql`CREATE INDEX ${index} ON finpay_mutation (account, reference)`
            const finding = { row: name, problem: "is missing, or not as this version makes it" }
            assert.deepStrictEqual(yield* afterwards(opened, drop), [finding])
            assert.deepStrictEqual(yield* afterwards(opened, Effect.andThen(drop, weaken)), [finding])
          }
        }))
    }))
})

describe("verify, on SQLite", () => {
  it.live("names a row whose number is none", () =>
    Effect.gen(function*() {
      yield* withStore(yield* freshSqlite, (opened) =>
        Effect.gen(function*() {
          yield* fill(opened)
          const { sql } = opened
          for (const amount of ["", "x", "1 000"]) {
            const forged = Effect.andThen(
              sql`UPDATE finpay_mutation SET amount = ${amount} WHERE id = 'mut_02'`,
              rechain(opened, 4)
            )
            assert.deepStrictEqual(yield* afterwards(opened, forged), [
              { row: "finpay_mutation mut_02", problem: "its amount is no whole number" }
            ])
          }
        }))
    }))

  it.live("names a text that SQLite holds as something else, and cannot give", () =>
    Effect.gen(function*() {
      yield* withStore(yield* freshSqlite, (opened) =>
        Effect.gen(function*() {
          yield* fill(opened)
          const { sql } = opened
          // As a damaged page has it: a number in a column of texts, too large to be read.
          const damaged = Effect.all([
            sql`ALTER TABLE finpay_audit RENAME COLUMN reason TO old_reason`,
            sql`ALTER TABLE finpay_audit ADD COLUMN reason`,
            sql`UPDATE finpay_audit SET reason = old_reason`,
            sql`UPDATE finpay_audit SET reason = 9007199254740993 WHERE lane = 4 AND sequence = 5`
          ])
          const [first, ...others] = yield* afterwards(opened, damaged)
          assert.strictEqual(first?.row, "finpay_audit lane 4 sequence 5")
          assert.match(String(first?.problem), /^cannot be read: /u)
          assert.isAtMost(others.length, 2)
        }))
    }))
})

describe("findings", () => {
  it("give what is wrong in itself first, and count what they do not keep", () => {
    const findings = makeFindings()
    findings.add("b", "does not fit a")
    findings.addWrong("a", "is wrong")
    assert.deepStrictEqual(findings.all(), [{ row: "a", problem: "is wrong" }, { row: "b", problem: "does not fit a" }])
    for (let n = 0; n < 1000; n++) findings.addWrong("c", "is wrong")
    assert.strictEqual(findings.all().length, 1001)
    assert.deepStrictEqual(findings.all().at(-1), { row: "others", problem: "2 more findings are not listed" })
  })
})
