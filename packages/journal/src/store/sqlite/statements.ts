import type { DatabaseSync, StatementSync } from "node:sqlite"

/** The queue writes values into its statements, so that there is no end of different ones: the oldest goes. */
const capacity = 128

/** Gives the prepared statement of a text, and keeps those last used. */
export const makeStatements = (database: DatabaseSync): (text: string) => StatementSync => {
  const kept = new Map<string, StatementSync>()
  return (text) => {
    const statement = kept.get(text) ?? database.prepare(text)
    kept.delete(text)
    kept.set(text, statement)
    const [oldest] = kept.keys()
    if (kept.size > capacity && oldest !== undefined) kept.delete(oldest)
    return statement
  }
}
