import type { BatchLine } from "./Line.ts"

const digits = 16

/** The name of a batch that was given none: the same bytes are the same batch, and other bytes are another one. */
export const batchIdOf = (sha256: string): string => sha256.slice(0, digits)

/** What a batch may be called. */
export const isBatchId = (name: string): boolean => /^[A-Za-z0-9._-]{1,64}$/u.test(name)

/** The key of a line in the journal: its own, or the place it has in the batch. */
export const keyOf = (batch: string, { key, line }: Pick<BatchLine, "key" | "line">): string =>
  key ?? `batch:${batch}:${line}`

/** The batch and line that a key stands for, where it is the place of a line. */
export const placeOf = (key: string): { readonly batch: string; readonly line: number } | undefined => {
  const [, batch, line] = /^batch:([A-Za-z0-9._-]{1,64}):(\d+)$/u.exec(key) ?? []
  return batch === undefined ? undefined : { batch, line: Number(line) }
}
