/**
 * How long the journal waits for PostgreSQL, in milliseconds. Nothing may wait for ever: callers wait for an answer, and
 * work that is not done must become somebody else's.
 */
export interface Patience {
  /** For a connection to be made. */
  readonly connectMillis: number
  /** For a lock that another session holds. */
  readonly lockMillis: number
  /** For one statement, its waiting for locks included. */
  readonly statementMillis: number
  /** The server ends a session that stands still in a transaction: its machine is gone, and it must let its locks go. */
  readonly idleInTransactionMillis: number
  /** For any answer at all. Only a server that is stopped or cut off stays silent longer than a statement may take. */
  readonly silenceMillis: number
}

/** For the journal's work, which is short. */
export const workPatience: Patience = {
  connectMillis: 5_000,
  lockMillis: 5_000,
  statementMillis: 15_000,
  idleInTransactionMillis: 15_000,
  silenceMillis: 20_000
}

/** For bringing the tables forward, which may take as long as the tables are large. */
export const migrationPatience: Patience = {
  connectMillis: 5_000,
  lockMillis: 60_000,
  statementMillis: 600_000,
  idleInTransactionMillis: 60_000,
  silenceMillis: 660_000
}
