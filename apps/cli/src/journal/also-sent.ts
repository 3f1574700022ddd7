/** What earlier commands had left behind and this one carried out beside its own. */
import type { Mutation } from "@openfinpay/finpay-journal"
import { say } from "../language.ts"
import { changeText, stateWord } from "../output/change-text.ts"
import type { Field } from "../output/text.ts"

/** The most that are shown; of the others it is said that there are more. */
const mostShown = 10

const alsoField = (mutation: Mutation): Field => {
  const left = say("left by an earlier command", "ditinggalkan perintah sebelumnya")
  return [
    mutation.sendingAt === undefined ? say("Not sent", "Tidak dikirim") : say("Also sent", "Juga dikirim"),
    `${changeText(mutation)}: ${stateWord(mutation)}, ${left} (${mutation.id})`
  ]
}

/** One line for each of them, as far as they can be shown. */
export const alsoSentFields = (done: ReadonlyArray<Mutation>): ReadonlyArray<Field> => {
  const more = done.length - mostShown
  return [
    ...done.slice(0, mostShown).map(alsoField),
    [
      "",
      more > 0 ? say(`and ${more} more: finpay mutations list`, `dan ${more} lagi: finpay mutations list`) : undefined
    ]
  ]
}

/** The ids of all of them that were sent; left out where there is none. */
export const alsoSentIds = (done: ReadonlyArray<Mutation>): ReadonlyArray<string> | undefined => {
  const sent = done.filter(({ sendingAt }) => sendingAt !== undefined)
  return sent.length === 0 ? undefined : sent.map(({ id }) => id)
}
