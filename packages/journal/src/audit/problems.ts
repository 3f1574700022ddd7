/** All that verify can find, in plain English by its name; `{0}` and what follows stand for what it is about. */
export const problemTexts = {
  "misheld": "its {0} is held as {1}, not as {2}",
  "not-a-time": "its {0} is no time",
  "not-whole": "its {0} is no whole number",
  "not-json": "its {0} is no JSON",
  "only-in-index": "stands in an index of its table, and not in the table",
  "hash": "what it says does not fit its hash",
  "detail-hash": "its detail does not fit its hash",
  "detail-gone": "its detail is gone, and no later event says that it was erased",
  "first-event": "does not begin the chain as a first event does",
  "chain": "does not continue sequence {0}: that one was changed, or this one put in its place",
  "missing": "is missing",
  "head-missing": "is missing, though there are events up to {0}",
  "head-sequence": "says sequence {0}, and its hash is that of {1}",
  "head-hash": "has another hash than {0}",
  "head-alone": "says that its chain ends with sequence {0}, and there is no event",
  "head-ahead": "is missing: {0} says that the chain goes on to sequence {1}",
  "head-behind": "says that the chain ends with sequence {0}, and it goes on to {1}",
  "anchor": "is not the event whose hash was kept elsewhere: it was rewritten or cut off",
  "anchor-lane": "was kept elsewhere as a head, and there is no such lane",
  "lane": "is in a lane that does not exist",
  "sequence": "has a sequence that is no number",
  "mutation-missing": "is missing, though {0} tells of it",
  "untold": "no event tells of it",
  "state-left": "its state is {0}, and {1} left it {2}",
  "changed": "is not as its last event left it, {0}",
  "state-told": "its state is {0}, and its last event says {1}",
  "version": "is version {0}, and {1} events tell of it",
  "other-lane": "belongs into lane {0}, and has an event in lane {1}",
  "beginning": "begins with {0}, and the event before it ended with {1}",
  "transition": "{0} cannot lead from {1} to {2}",
  "reference": "has a reference that is no text",
  "definition": "is missing, or not as this version makes it",
  "added": "belongs to {0}, and this version makes no such {1}",
  "lost-accepted":
    "is accepted, and no work is planned to send it, nor another mutation of its order that it could wait for",
  "lost-sending": "is being sent, and the work that sends it is gone, so that nobody would notice that its sender died",
  "lost-unknown": "is unknown, and no work is planned to find out how it ended",
  "work-unreadable": "cannot be read, so that nobody will do it",
  "work-id": "says something else than its id",
  "work-state": "is in a state that no work is in",
  "sqlite": "SQLite says: {0}",
  "unreadable": "cannot be read: {0}",
  "leads-back": "is not read any further, as its index leads back",
  "given-up": "is not read any further, as too much of it cannot be read",
  "more": "{0} more findings are not listed"
} as const

/** What verify can find, by its name. */
export type ProblemName = keyof typeof problemTexts

/** What is wrong with a row. */
export interface Problem {
  readonly name: ProblemName
  /** What the places of its text stand for. */
  readonly values: ReadonlyArray<string>
}

/** Makes a problem of its name and what its text is about, in order. */
export const problem = (name: ProblemName, ...values: ReadonlyArray<string | number>): Problem => ({
  name,
  values: values.map(String)
})

/** A problem in one plain sentence. */
export const problemText = ({ name, values }: Problem): string =>
  problemTexts[name].replaceAll(/\{(\d)\}/gu, (_, place: string) => values[Number(place)] ?? "")
