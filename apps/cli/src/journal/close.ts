import { notClosable, NotInState } from "@openfinpay/finpay-journal"
import type { Closing, Journal, Mutation, NotClosable } from "@openfinpay/finpay-journal"
import * as Effect from "effect/Effect"
import { say } from "../language.ts"

/** Why it cannot be closed so, and what to type where it can be. */
const whyNot = (reason: NotClosable, { closedAs }: Mutation): string => {
  const closed = (closedAs ?? "").replace("_", "-")
  switch (reason) {
    case "not-sent":
      return say(
        "it was not sent, so it can only be closed as not-applied",
        "belum dikirim, jadi hanya dapat ditutup sebagai not-applied"
      )
    case "sending":
      return say("it is being sent; wait for how that ends", "sedang dikirim; tunggu hasilnya")
    case "settled":
      return say("it is settled already", "hasilnya sudah pasti")
    case "closed-so":
      return say(`it is closed as ${closed} already`, `sudah ditutup sebagai ${closed}`)
    case "answered-otherwise":
      return say("Finpay itself answered otherwise", "jawaban Finpay sendiri berbeda")
    case "closed-otherwise":
      return say(
        `it is closed as ${closed}; where that was wrong, the same command with --correct`,
        `sudah ditutup sebagai ${closed}; bila itu salah, perintah yang sama dengan --correct`
      )
  }
}

/** Closes a mutation; where that cannot be, says why in the words of this program. */
export const closeMutation = (journal: Journal["Service"], id: string, closing: Closing) =>
  Effect.catchTag(
    journal.close(id, closing),
    "NotInState",
    Effect.fnUntraced(function*({ state }) {
      const mutation = yield* journal.get(id)
      return yield* new NotInState({ id, state, detail: whyNot(notClosable(mutation, closing.as), mutation) })
    })
  )
