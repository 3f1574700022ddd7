/** Whether an answer names another value than was asked. What it leaves out, or leaves empty, says nothing. */
export const isOther = <A>(told: A | "" | null | undefined, asked: A): boolean =>
  told !== undefined && told !== null && told !== "" && told !== asked
