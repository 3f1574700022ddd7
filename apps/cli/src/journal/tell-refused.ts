import type { InvalidRequest } from "@openfinpay/finpay-core"
import type { Journal, KeyReused, Mutation, MutationNotFound, SimilarUnderWay } from "@openfinpay/finpay-journal"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { mutationFields, mutationJson } from "../output/mutation.ts"
import { type Field, rupiah, wibOf } from "../output/text.ts"
import { type Beside, report } from "../report.ts"

/** Why nothing was written down. */
export type Refusal = InvalidRequest | KeyReused | SimilarUnderWay | MutationNotFound

const howToDoAnother = ({ operation }: Mutation): string =>
  operation === "qrisRefund"
    ? "only if this is to be given back as well: with its own --refund-no and --key"
    : "only if this is to be done as well: the same command with --key and a key of its own"

const beside = (refusal: KeyReused | SimilarUnderWay, mutation: Mutation): Beside => {
  const nextStep = `Ask for it: finpay mutations resolve ${mutation.id}`
  const another: ReadonlyArray<Field> = refusal._tag === "KeyReused" ? [] : [["Another one", howToDoAnother(mutation)]]
  return {
    json: { nextStep, mutation: mutationJson(mutation) },
    fields: [
      ...mutationFields(mutation),
      ["Operation", `${mutation.operation} of ${mutation.reference}`],
      ["Amount", rupiah(mutation.amount)],
      ["Since", wibOf(mutation.acceptedAt)],
      ["Asked by", mutation.actor],
      ["Ask for it", `finpay mutations resolve ${mutation.id}`],
      ...another
    ]
  }
}

/** Tells why nothing was written down, and shows the mutation that is in the way. Gives the exit code. */
export const tellRefused = Effect.fnUntraced(function*(journal: Journal["Service"], refusal: Refusal) {
  if (refusal._tag !== "KeyReused" && refusal._tag !== "SimilarUnderWay") return yield* report(refusal)
  const other = yield* Effect.option(journal.get(refusal.mutationId))
  return yield* report(refusal, Option.isSome(other) ? beside(refusal, other.value) : undefined)
})
