import * as Effect from "effect/Effect"
import type { Store } from "../store/Store.ts"
import type { Findings } from "./Findings.ts"
import { orFinding } from "./pages.ts"

/** What SQLite itself finds wrong with its file: pages, indexes, and values that no column can hold. */
export const checkDatabase = Effect.fnUntraced(function*({ sql, usable }: Store, findings: Findings) {
  const found = yield* orFinding(
    findings,
    "database",
    sql.onDialectOrElse({
      pg: () => Effect.succeed([]),
      orElse: () => usable(sql`PRAGMA integrity_check`)
    })
  )
  for (const row of found ?? []) {
    const [said] = Object.values(row)
    if (said !== "ok") findings.add("database", `SQLite says: ${String(said)}`)
  }
})
