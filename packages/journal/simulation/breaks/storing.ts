import * as Effect from "effect/Effect"
import type { Connection } from "effect/sql/SqlConnection"
import type { Break } from "./Break.ts"

/** A connection on which some statements are not carried out, and nobody notices. */
const losing = (right: Connection, isLost: (text: string) => boolean): Connection => ({
  ...right,
  execute: (text, values, transform) =>
    Effect.suspend(() => isLost(text.trim()) ? Effect.succeed([]) : right.execute(text, values, transform))
})

const dropOutboxRow: Break = {
  name: "drop-outbox-row",
  says: "Now and then the work for a mutation is lost, though the mutation was written down.",
  bugs: {
    connection: (right, draws) =>
      losing(right, (text) => text.startsWith("INSERT OR IGNORE INTO \"finpay_work\"") && draws.chance(0.1))
  }
}

const unauditedChange: Break = {
  name: "unaudited-change",
  says: "Now and then a change is not written to the audit log.",
  bugs: {
    connection: (right, draws) =>
      losing(right, (text) => text.startsWith("INSERT INTO finpay_audit ") && draws.chance(0.05))
  }
}

const lostCommit: Break = {
  name: "lost-commit",
  says: "Now and then what was told as committed is gone.",
  bugs: {
    connection: (right, draws) => ({
      ...right,
      execute: (text, values, transform) =>
        Effect.suspend(() =>
          right.execute(text === "COMMIT" && draws.chance(0.02) ? "ROLLBACK" : text, values, transform)
        )
    })
  }
}

/** Bugs in writing down. */
export const storingBreaks: ReadonlyArray<Break> = [dropOutboxRow, unauditedChange, lostCommit]
