import * as Effect from "effect/Effect"
import type { Store } from "../store/Store.ts"
import type { Findings } from "./Findings.ts"
import { laneName, mutationName, placeName, workName } from "./names.ts"
import { orFinding } from "./pages.ts"
import { problem } from "./problems.ts"

type Row = Readonly<Record<string, unknown>>

/** How rows are named of which SQLite only says where they lie. */
const naming: Readonly<Record<string, (row: Row) => string>> = {
  finpay_mutation: ({ id }) => mutationName(String(id)),
  finpay_audit: ({ lane, sequence }) => placeName(Number(lane), Number(sequence)),
  finpay_lane: ({ lane }) => laneName(Number(lane)),
  finpay_work: ({ id, sequence }) => workName(String(sequence), String(id))
}

const unnamed = "database"

/** The row of a complaint such as `row 3 missing from index finpay_mutation_key`. */
const nameOf = Effect.fnUntraced(function*({ sql, usable }: Store, complaint: string) {
  const [, row, index] = /\brow (\d+) .*\bindex (\w+)$/u.exec(complaint) ?? []
  if (row === undefined || index === undefined) return unnamed
  const [found] = yield* usable(sql`SELECT tbl_name FROM sqlite_master WHERE type = 'index' AND name = ${index}`)
  const table = String(found?.["tbl_name"])
  const name = naming[table]
  if (name === undefined) return unnamed
  const [at] = yield* usable(sql`SELECT * FROM ${sql(table)} WHERE rowid = ${Number(row)}`)
  return at === undefined ? unnamed : name(at)
})

/** What SQLite itself finds wrong with its file: pages, indexes, and values that no column can hold. */
export const checkDatabase = Effect.fnUntraced(function*(store: Store, findings: Findings) {
  const { sql, usable } = store
  const complaints = yield* orFinding(
    findings,
    unnamed,
    sql.onDialectOrElse({
      pg: () => Effect.succeed([]),
      orElse: () => usable(sql`PRAGMA integrity_check`)
    })
  )
  for (const complaint of complaints ?? []) {
    const [said] = Object.values(complaint).map(String)
    if (said === undefined || said === "ok") continue
    const row = yield* orFinding(findings, unnamed, nameOf(store, said))
    findings.add(row ?? unnamed, problem("sqlite", said.replaceAll(/\s+/gu, " ")))
  }
})
