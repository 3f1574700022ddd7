import type { Forwarded } from "./forward.ts"
import type { Judgement } from "./judge.ts"
import type { Received } from "./Received.ts"
import type { Reply } from "./reply.ts"

/** A callback, and all that was done about it. */
export interface Handled {
  readonly received: Received
  readonly judgement: Judgement
  /** The number of the one with the same bytes that came first. */
  readonly duplicateOf: number | undefined
  /** `undefined`: it was not to be forwarded. */
  readonly forwarded: Forwarded | undefined
  readonly reply: Reply
}
