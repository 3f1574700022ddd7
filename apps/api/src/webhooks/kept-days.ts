/** How long the history of what was delivered is kept unless told otherwise, in days. */
export const defaultKeptDays = 30
