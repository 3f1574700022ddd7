/** Something that must never be. */
export interface Violation {
  /** The invariant's name. */
  readonly invariant: string
  readonly text: string
}

/** Makes violations of one invariant. */
export const violating = (invariant: string) => (text: string): Violation => ({ invariant, text })
