import * as Schema from "effect/Schema"

/** How long a caller waits for an outcome unless it says otherwise, in seconds. A normal answer takes a few. */
export const defaultWaitSeconds = 30

/** The longest a caller may ask to wait, in seconds: proxies cut a call that is silent for longer. */
export const longestWaitSeconds = 60

/** The header `Prefer`, of which `wait` is read. Source: RFC 7240, section 4.3. */
export const Prefer = Schema.String.annotate({
  description: `wait=N: how many seconds to wait for the outcome, ${defaultWaitSeconds} unless given, at most ` +
    `${longestWaitSeconds}; 0 answers at once. Other preferences are ignored (RFC 7240).`,
  examples: ["wait=10"]
})

/** The seconds of `wait=N` in a header `Prefer`; the first one counts, and one that cannot be read is none. */
export const preferredWaitSeconds = (prefer: string | undefined): number | undefined => {
  const [, seconds] = /(?:^|,)\s*wait\s*=\s*"?(\d+)"?\s*(?=[,;]|$)/iu.exec(prefer ?? "") ?? []
  return seconds === undefined ? undefined : Math.min(Number(seconds), longestWaitSeconds)
}
