import { assert, describe, it } from "@effect/vitest"
import { longestWaitSeconds, preferredWaitSeconds } from "../../src/contract/prefer.ts"

describe("Prefer", () => {
  it("says how many seconds to wait, among other preferences and in any spelling RFC 7240 allows", () => {
    const cases = [
      ["wait=10", 10],
      ["wait=0", 0],
      ["Wait = 5", 5],
      ["wait=\"7\"", 7],
      ["respond-async, wait=3", 3],
      ["respond-async,wait=3;foo=bar, return=minimal", 3],
      ["wait=1, wait=2", 1],
      [`wait=${longestWaitSeconds + 1}`, longestWaitSeconds],
      [`wait=${"9".repeat(400)}`, longestWaitSeconds]
    ] as const
    for (const [header, seconds] of cases) assert.strictEqual(preferredWaitSeconds(header), seconds, header)
  })

  it("says nothing of waiting when it cannot be read", () => {
    const unread = [undefined, "", "respond-async", "wait", "wait=", "wait=-1", "wait=1.5", "wait=soon", "await=3"]
    for (const header of unread) assert.isUndefined(preferredWaitSeconds(header), header)
  })
})
