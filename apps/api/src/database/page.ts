/** A page of a list, and where the next one begins. */
export interface Page<A> {
  readonly shown: ReadonlyArray<A>
  /** Left out where this is the last page. */
  readonly next?: string
}

/** A page of what was found: one more than is shown tells whether there is a next page. */
export const pageOf = <A extends { readonly id: string }>(found: ReadonlyArray<A>, limit: number): Page<A> => {
  const shown = found.slice(0, limit)
  const last = shown.at(-1)
  return found.length > limit && last !== undefined ? { shown, next: last.id } : { shown }
}
