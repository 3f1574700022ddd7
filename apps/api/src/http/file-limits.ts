/** How much a file may be that is sent to this server. */
export interface FileLimits {
  /** Of refunds: it is held in memory while it is checked. */
  readonly batchBytes: number
  readonly batchLines: number
  /** Of a report: it is kept in the database until it was compared. */
  readonly reportBytes: number
}

/** How much a file may be, unless told otherwise. */
export const defaultFileLimits: FileLimits = {
  batchBytes: 10 * 1024 * 1024,
  batchLines: 100_000,
  reportBytes: 64 * 1024 * 1024
}
