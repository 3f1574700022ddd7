/** A second refund of the same amount: nothing but a key says that it is meant. */
import { type Change, countsAsRefunded, type Journal, type Mutation } from "@openfinpay/finpay-journal"
import * as Effect from "effect/Effect"
import { askPerson, somebodyToAsk } from "./ask-person.ts"
import type { About } from "./confirm.ts"
import { UsageError } from "./errors.ts"
import { say } from "./language.ts"
import { errorScreen } from "./output/terminal.ts"
import { type Field, fields, rupiah, wibOf } from "./output/text.ts"

/** Whether an operation gives money back. */
export const isRefund = (operation: Change["operation"]): boolean =>
  operation === "refund" || operation === "qrisRefund"

/** Refunds of the same order and amount that are done, as the journal knows, newest first. */
export const sameBefore = Effect.fnUntraced(
  function*(journal: Pick<Journal["Service"], "list">, { operation }: Change, { amount, reference }: About) {
    if (!isRefund(operation)) return []
    const { mutations } = yield* journal.list({ reference, operation, states: ["succeeded", "closed"], limit: 500 })
    return mutations.filter((one) => one.amount === amount && countsAsRefunded(one))
  }
)

/** The most that are shown; of the others it is said that there are more. */
const mostShown = 3

/** One line for each of them. */
export const sameBeforeFields = (same: ReadonlyArray<Mutation>): ReadonlyArray<Field> => [
  ...same.slice(0, mostShown).map(({ actor, amount, id, settledAt, updatedAt }): Field => [
    say("Given back before", "Dikembalikan sebelumnya"),
    say(
      `${rupiah(amount)} at ${wibOf(settledAt ?? updatedAt)} by ${actor} (${id})`,
      `${rupiah(amount)} pada ${wibOf(settledAt ?? updatedAt)} oleh ${actor} (${id})`
    )
  ]),
  [
    "",
    same.length > mostShown
      ? say(`and ${same.length - mostShown} more`, `dan ${same.length - mostShown} lagi`)
      : undefined
  ]
]

const otherwise = new UsageError({
  message: say(
    "nothing was sent: what was typed is not the amount, and the same was given back before. " +
      "A refund with a --key of its own is never mistaken for another one",
    "tidak ada yang dikirim: yang diketik bukan jumlahnya, dan jumlah yang sama sudah pernah dikembalikan. " +
      "Pengembalian dana dengan --key tersendiri tidak pernah tertukar dengan yang lain"
  )
})

/** Lets a person on a terminal confirm that the same is to be given back once more. A script goes on. */
export const confirmAnother = Effect.fnUntraced(
  function*({ amount, reference }: About, same: ReadonlyArray<Mutation>, isYes: boolean) {
    const isAskable = yield* Effect.isSuccess(somebodyToAsk(otherwise))
    if (same.length === 0 || isYes || !isAskable) return
    const heading = say(
      `The same amount of ${reference} was given back already.`,
      `Jumlah yang sama dari ${reference} sudah pernah dikembalikan.`
    )
    const ask = say(
      "To go on and give it back once more, type the amount, in digits: ",
      "Untuk mengembalikannya sekali lagi, ketik jumlahnya, angka saja: "
    )
    yield* askPerson({
      text: `${heading}\n${fields(sameBeforeFields(same), errorScreen())}${ask}`,
      expected: String(amount),
      nobody: otherwise,
      otherwise
    })
  }
)
