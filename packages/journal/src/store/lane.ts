/** How many chains an account has: changes of orders in different lanes do not wait for each other. */
export const laneCount = 16

/** The lane of an order. FNV-1a, so that it is the same on every machine and in every version. */
export const laneOf = (reference: string): number => {
  let hash = 0x811c9dc5
  for (const byte of new TextEncoder().encode(reference)) {
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0
  }
  return hash % laneCount
}
