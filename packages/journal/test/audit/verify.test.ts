import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { makeFindings } from "../../src/audit/Findings.ts"
import { firstHash } from "../../src/audit/hash.ts"
import { problem } from "../../src/audit/problems.ts"
import { verify } from "../../src/audit/verify.ts"
import { describeDatabases, freshPostgres, freshSqlite } from "../databases.ts"
import { rechain } from "./forge.ts"
import { accept, account, carried, fill, orderIn, sendAnd, withStore } from "./journal.ts"
import type { Opened } from "./journal.ts"
import { afterwards, toldOf } from "./tamper.ts"

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
          for (const name of ["finpay_mutation_key", "finpay_mutation_open", "finpay_mutation_refund_no"]) {
            const index = sql(name)
            const drop = sql`DROP INDEX ${index}`
            const finding = { row: name, problem: "is missing, or not as this version makes it" }
            assert.deepStrictEqual(yield* afterwards(opened, drop), [finding])
            for (
              const weakened of [
                sql`CREATE INDEX ${index} ON finpay_mutation (account, reference)`,
                // The name and the word are there, and it keeps nothing from being used twice.
                sql`CREATE UNIQUE INDEX ${index} ON finpay_mutation (id)`,
                sql`CREATE UNIQUE INDEX ${index} ON finpay_mutation (account, idempotency_key) WHERE amount < 0`
              ]
            ) {
              assert.deepStrictEqual(yield* afterwards(opened, Effect.andThen(drop, weakened)), [finding])
            }
          }
        }))
    }))

  it.live("names an index that refuses what must be written down", () =>
    Effect.gen(function*() {
      yield* withStore(yield* fresh, (opened) =>
        Effect.gen(function*() {
          yield* fill(opened)
          const { sql } = opened
          const added = [
            [sql`CREATE UNIQUE INDEX Mine ON finpay_mutation (account, id, state)`, "finpay_mutation"],
            [sql`CREATE UNIQUE INDEX Mine ON finpay_audit (mutation_id, sequence)`, "finpay_audit"],
            [sql`CREATE UNIQUE INDEX Mine ON finpay_lane (account, hash)`, "finpay_lane"],
            [sql`CREATE UNIQUE INDEX Mine ON finpay_work (id, queue_name, state)`, "finpay_work"]
          ] as const
          for (const [index, table] of added) {
            const [finding, ...others] = yield* afterwards(opened, index)
            assert.match(finding?.row ?? "", /^index mine$/iu)
            assert.strictEqual(finding?.problem, `belongs to ${table}, and this version makes no such index`)
            assert.deepStrictEqual(others, [])
          }
        }))
    }))
})

describe("verify, on SQLite", () => {
  it.live("names a trigger, and an index, that this version does not make", () =>
    Effect.gen(function*() {
      yield* withStore(yield* freshSqlite, (opened) =>
        Effect.gen(function*() {
          yield* fill(opened)
          const { sql } = opened
          for (const table of ["finpay_mutation", "finpay_audit", "finpay_lane", "finpay_work"]) {
            const trigger = (on: string) =>
              sql.unsafe(`CREATE TRIGGER quiet AFTER INSERT ON ${on} BEGIN DELETE FROM finpay_work; END`)
            const finding = {
              row: "trigger quiet",
              problem: `belongs to ${table}, and this version makes no such trigger`
            }
            // SQLite lists it as its maker spelt the table.
            for (const on of [table, table.toUpperCase(), `main."${table}"`]) {
              assert.deepStrictEqual(yield* afterwards(opened, trigger(on)), [finding])
            }
          }
          assert.deepStrictEqual(
            yield* afterwards(opened, sql`CREATE INDEX slow ON finpay_mutation (actor)`),
            [{ row: "index slow", problem: "belongs to finpay_mutation, and this version makes no such index" }]
          )
        }))
    }))

  it.live("names a table that a view has taken the place of", () =>
    Effect.gen(function*() {
      yield* withStore(yield* freshSqlite, (opened) =>
        Effect.gen(function*() {
          yield* fill(opened)
          const { sql } = opened
          const shadowed = Effect.andThen(
            sql`ALTER TABLE finpay_lane RENAME TO lanes`,
            sql`CREATE VIEW finpay_lane AS SELECT * FROM lanes`
          )
          assert.deepStrictEqual(yield* afterwards(opened, shadowed), [
            { row: "finpay_lane", problem: "is missing, or not as this version makes it" },
            { row: "view finpay_lane", problem: "belongs to finpay_lane, and this version makes no such view" }
          ])
        }))
    }))

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

describe("verify, on PostgreSQL", () => {
  it.live("names a trigger and a rule, on whichever table, but no index that only finds", () =>
    Effect.gen(function*() {
      yield* withStore(yield* freshPostgres, (opened) =>
        Effect.gen(function*() {
          yield* fill(opened)
          const { sql } = opened
          yield* sql.unsafe("CREATE FUNCTION quiet() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'")
          for (const table of ["finpay_mutation", "finpay_audit", "finpay_lane", "finpay_work"]) {
            const added = [
              ["trigger", `CREATE TRIGGER quiet BEFORE INSERT ON ${table} FOR EACH ROW EXECUTE FUNCTION quiet()`],
              ["rule", `CREATE RULE quiet AS ON DELETE TO ${table} DO INSTEAD NOTHING`]
            ] as const
            for (const [kind, statement] of added) {
              assert.deepStrictEqual(yield* afterwards(opened, sql.unsafe(statement)), [
                { row: `${kind} quiet`, problem: `belongs to ${table}, and this version makes no such ${kind}` }
              ])
            }
          }
          assert.deepStrictEqual(
            yield* afterwards(opened, sql`CREATE INDEX mine ON finpay_mutation (actor)`),
            []
          )
        }))
    }))

  it.live("names a key that is looked at only in the end, and a table without its key", () =>
    Effect.gen(function*() {
      yield* withStore(yield* freshPostgres, (opened) =>
        Effect.gen(function*() {
          yield* fill(opened)
          const { sql } = opened
          const finding = { row: "finpay_lane_pkey", problem: "is missing, or not as this version makes it" }
          const drop = sql`ALTER TABLE finpay_lane DROP CONSTRAINT finpay_lane_pkey`
          assert.deepStrictEqual(yield* afterwards(opened, drop), [finding])
          const late = sql`ALTER TABLE finpay_lane ADD PRIMARY KEY (account, lane) DEFERRABLE`
          assert.deepStrictEqual(yield* afterwards(opened, Effect.andThen(drop, late)), [finding])
        }))
    }))

  it.live("has nothing against tables in a schema of any name", () =>
    Effect.gen(function*() {
      yield* withStore(yield* freshPostgres, (opened) =>
        Effect.gen(function*() {
          yield* fill(opened)
          const { sql } = opened
          const moved = Effect.gen(function*() {
            yield* sql`CREATE SCHEMA ${sql("a USING b")}`
            for (const table of ["finpay_mutation", "finpay_audit", "finpay_lane", "finpay_work"]) {
              yield* sql`ALTER TABLE ${sql(table)} SET SCHEMA ${sql("a USING b")}`
            }
            yield* sql`SET LOCAL search_path TO ${sql("a USING b")}`
          })
          assert.deepStrictEqual(yield* afterwards(opened, moved), [])
        }))
    }))
})

describe("findings", () => {
  it("give what is wrong in itself first, and count what they do not keep", () => {
    const findings = makeFindings()
    findings.add("b", problem("head-hash", "a"))
    findings.addWrong("a", problem("hash"))
    assert.deepStrictEqual(findings.all(), [
      { row: "a", problem: "what it says does not fit its hash", name: "hash", values: [] },
      { row: "b", problem: "has another hash than a", name: "head-hash", values: ["a"] }
    ])
    for (let n = 0; n < 1000; n++) findings.addWrong("c", problem("hash"))
    assert.strictEqual(findings.all().length, 1001)
    assert.deepStrictEqual(toldOf(findings.all()).at(-1), { row: "others", problem: "2 more findings are not listed" })
  })
})
