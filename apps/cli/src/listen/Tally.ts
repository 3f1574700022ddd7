import type { Handled } from "./Handled.ts"

/** How many of what there were. */
export interface Tally {
  readonly received: number
  readonly valid: number
  readonly notValid: number
  readonly notChecked: number
  readonly duplicates: number
  readonly forwarded: number
  readonly notForwarded: number
  /** Connections and requests that gave no callback. */
  readonly turnedAway: number
  /** Requests that were under way when it ended. */
  readonly cutOff: number
  /** When the last one came, in milliseconds since 1970. */
  readonly lastAt: number | undefined
}

/** Nothing came yet. */
export const emptyTally: Tally = {
  received: 0,
  valid: 0,
  notValid: 0,
  notChecked: 0,
  duplicates: 0,
  forwarded: 0,
  notForwarded: 0,
  turnedAway: 0,
  cutOff: 0,
  lastAt: undefined
}

const one = (isSo: boolean): number => (isSo ? 1 : 0)

/** The tally with one callback more. */
export const counted = (tally: Tally, { duplicateOf, forwarded, judgement, received }: Handled): Tally => ({
  received: tally.received + 1,
  valid: tally.valid + one(judgement.isValid === true),
  notValid: tally.notValid + one(judgement.isValid === false),
  notChecked: tally.notChecked + one(judgement.isValid === undefined),
  duplicates: tally.duplicates + one(duplicateOf !== undefined),
  forwarded: tally.forwarded + one(forwarded !== undefined && "httpStatus" in forwarded),
  notForwarded: tally.notForwarded + one(forwarded !== undefined && !("httpStatus" in forwarded)),
  turnedAway: tally.turnedAway,
  cutOff: tally.cutOff,
  lastAt: received.at
})
