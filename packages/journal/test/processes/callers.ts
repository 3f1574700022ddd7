/** Those who want refunds: each asks with its key until it knows how it ended, as a caller should. */
import { Effect } from "effect"
import type { Draws } from "../../simulation/draws.ts"
import { isSettled } from "../../src/Mutation.ts"
import type { Reply, Wanted } from "./protocol.ts"
import type { Worker } from "./workers.ts"

/** What somebody was told of a key. */
export interface Told {
  readonly key: string
  readonly reply: Reply
}

/** How long a caller lets a worker wait, and how long it waits itself before it asks again, in milliseconds. */
const patience = { waitMillis: 1_000, pauseMillis: 500 }

/** Somebody who asks. */
export interface Caller {
  /** A worker to be asked, if one is ready. */
  readonly anyWorker: () => Worker | undefined
  readonly tell: (told: Told) => void
}

const isFinal = (reply: Reply): boolean => reply.said === "outcome" && isSettled(reply.state) && !reply.mayBeAskedAgain

/**
 * Asks one worker after the other with the same key, whenever the last one was killed, could not reach its database or
 * does not know yet. One who forgets asks only until it is known that the refund is written down.
 */
const askFor = Effect.fnUntraced(function*(caller: Caller, wanted: Wanted, forgets: boolean) {
  for (;;) {
    const worker = caller.anyWorker()
    const reply = worker === undefined
      ? undefined
      : yield* worker.submit(wanted, forgets ? 0 : patience.waitMillis)
    if (reply !== undefined && reply.said !== "gone") {
      caller.tell({ key: wanted.key, reply })
      if (isFinal(reply) || (forgets && reply.said === "outcome")) return
    }
    yield* Effect.sleep(patience.pauseMillis)
  }
})

/** How a refund is asked for: by one caller, who may forget it, or by several at the same time. */
export const askSomehow = (caller: Caller, draws: Draws, wanted: Wanted) => {
  const callers = draws.pick([1, 1, 1, 1, 2, 3])
  const forgets = callers === 1 && draws.chance(0.4)
  return Effect.all(Array.from({ length: callers }, () => askFor(caller, wanted, forgets)), {
    concurrency: "unbounded",
    discard: true
  })
}
