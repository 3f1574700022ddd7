import * as Effect from "effect/Effect"
import type { Gateway } from "../gateway/Gateway.ts"
import { truthOf } from "../gateway/truth.ts"
import type { JournalProcess } from "../process/JournalProcess.ts"
import type { Story } from "../story/Story.ts"
import type { BookedMutation } from "./Books.ts"

/** Who looks at Finpay's own books, and closes what the journal could not decide. Leaves what is still under way. */
export const review = Effect.fnUntraced(function*(
  gateway: Gateway,
  process: JournalProcess,
  story: Story,
  { id, key }: BookedMutation
) {
  const truth = truthOf(gateway.departures.filter(({ intent }) => intent === key), yield* gateway.orders)
  if (truth === "open") return
  const as = truth === "applied" ? "applied" : "not_applied"
  const closed = yield* Effect.result(
    process.ask((journal) => journal.close(id, { actor: "sari", reason: "seen in Finpay's report", as }))
  )
  story.tell("sari", `closes ${key} as ${as}${closed._tag === "Success" ? "" : `: ${closed.failure._tag}`}`)
})
