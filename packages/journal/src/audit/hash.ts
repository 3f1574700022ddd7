import { createHash } from "node:crypto"
import type { AuditRow, MutationRow } from "../store/rows.ts"

/** SHA-256 as 64 hexadecimal digits. */
export const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex")

/** The hash before the first event of a lane. */
export const firstHash = sha256("openfinpay")

/**
 * What a mutation's row is known by: every column that holds something, with its name, in the order of the table. An
 * empty one is left out, so that a column added later changes no hash of an older row.
 */
export const hashRow = (row: MutationRow): string =>
  sha256(JSON.stringify(Object.entries(row).filter(([, value]) => value !== null)))

/** What an event's detail is known by, also once it is erased. */
export const hashDetail = (detail: string | null): string => sha256(detail ?? "")

/** What an event is known by: all it says and the event before it. The detail counts by its hash, so it can be erased. */
export const hashEvent = (
  { detail: _, hash: __, ...said }: Omit<AuditRow, "hash"> & { readonly hash?: string }
): string =>
  sha256(JSON.stringify([
    said.account,
    said.lane,
    said.sequence,
    said.mutation_id,
    said.at,
    said.event,
    said.actor,
    said.from_state,
    said.to_state,
    said.reason,
    said.trace_id,
    said.detail_hash,
    said.row_hash,
    said.previous_hash
  ]))
