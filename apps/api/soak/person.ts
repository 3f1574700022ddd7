/** A person who looks at what needs review, in Finpay's own books, and closes it over the API. */
import type { Ask } from "./Client.ts"
import { sameThing } from "./Facts.ts"
import type { Deed, Kept } from "./Facts.ts"

const sure = (kept: ReadonlyArray<Kept>, thing: string): number =>
  kept.filter((one) =>
    sameThing(one) === thing && (one.state === "succeeded" || (one.state === "closed" && one.closedAs === "applied"))
  ).length

/** Closes all that need review as Finpay's books have it; gives how many. */
export const review = async (
  ask: Ask,
  kept: ReadonlyArray<Kept>,
  deeds: ReadonlyArray<Deed>,
  until: number
): Promise<number> => {
  const waiting = kept.filter(({ state }) => state === "needs_review")
  const closed = new Map<string, number>()
  for (const one of waiting) {
    const thing = sameThing(one)
    const explained = sure(kept, thing) + (closed.get(thing) ?? 0)
    const happened = deeds.filter((deed) => sameThing(deed) === thing).length > explained
    if (happened) closed.set(thing, (closed.get(thing) ?? 0) + 1)
    const body = { as: happened ? "applied" : "not_applied", reason: "seen in Finpay's books" }
    await ask({ kind: "close", path: `/v1/mutations/${one.id}/close`, body }, until)
  }
  return waiting.length
}
