import type { InvalidRequest } from "@openfinpay/finpay-core"
import { isSettled } from "@openfinpay/finpay-journal"
import type { Journal, KeyReused, Mutation, MutationNotFound, SimilarUnderWay } from "@openfinpay/finpay-journal"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { say } from "../language.ts"
import { mutationFields, mutationJson } from "../output/mutation.ts"
import { operationOf } from "../output/operation.ts"
import { rupiah, wibOf } from "../output/text.ts"
import { type Beside, report } from "../report.ts"

/** Why nothing was written down. */
export type Refusal = InvalidRequest | KeyReused | SimilarUnderWay | MutationNotFound

/** When the same may be asked for once more. Never while it is not known what became of the one that is in the way. */
const whenAnother = (refusal: KeyReused | SimilarUnderWay, { operation, state }: Mutation): string => {
  if (refusal._tag === "KeyReused") {
    return say("with a key of its own", "dengan kunci tersendiri")
  }
  if (refusal.reason === "done") return say("with a --key of its own", "dengan --key tersendiri")
  if (isSettled(state)) {
    return say("with a --refund-no of its own", "dengan --refund-no tersendiri")
  }
  return operation === "qrisRefund"
    ? say(
      "not before it is known what became of this one; then with its own --refund-no",
      "jangan sebelum hasil yang ini diketahui; sesudahnya dengan --refund-no tersendiri"
    )
    : say(
      "not before it is known what became of this one",
      "jangan sebelum hasil yang ini diketahui"
    )
}

/** The command that tells what became of it: one that is settled needs no question to Finpay. */
const lookAt = ({ id, state }: Mutation): string =>
  isSettled(state) ? `finpay mutations show ${id}` : `finpay mutations resolve ${id}`

const beside = (refusal: KeyReused | SimilarUnderWay, mutation: Mutation): Beside => ({
  json: {
    nextStep: `${isSettled(mutation.state) ? "Look at it" : "Find out first"}: ${lookAt(mutation)}`,
    mutation: mutationJson(mutation)
  },
  fields: [
    ...mutationFields(mutation),
    [say("Operation", "Operasi"), operationOf(mutation)],
    [say("Amount", "Jumlah"), rupiah(mutation.amount)],
    [say("Since", "Sejak"), wibOf(mutation.acceptedAt)],
    [say("Asked by", "Diminta oleh"), mutation.actor],
    [
      isSettled(mutation.state) ? say("Look at it", "Lihat") : say("Find out first", "Cari tahu dulu"),
      lookAt(mutation)
    ],
    [say("Another one", "Yang lain"), whenAnother(refusal, mutation)]
  ]
})

/** Tells why nothing was written down, and shows the mutation that is in the way. Gives the exit code. */
export const tellRefused = Effect.fnUntraced(function*(journal: Journal["Service"], refusal: Refusal) {
  if (refusal._tag !== "KeyReused" && refusal._tag !== "SimilarUnderWay") return yield* report(refusal)
  const other = yield* Effect.option(journal.get(refusal.mutationId))
  return yield* report(refusal, Option.isSome(other) ? beside(refusal, other.value) : undefined)
})
