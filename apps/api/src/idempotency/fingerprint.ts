import { createHash } from "node:crypto"

const sorted = (_: string, value: unknown): unknown =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value

/**
 * Two requests with the same fingerprint ask for the same thing, however they are spelt: the order of members and
 * blanks do not count. A digest, so that nothing of the request has to be kept.
 */
export const fingerprint = (operation: string, request: unknown): string =>
  createHash("sha256").update(JSON.stringify([operation, request], sorted)).digest("hex")
