import type { InvalidRequest } from "@openfinpay/finpay-core"
import type { Journal, KeyReused, Mutation, MutationNotFound, SimilarUnderWay } from "@openfinpay/finpay-journal"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { say } from "../language.ts"
import { mutationFields, mutationJson } from "../output/mutation.ts"
import { operationOf } from "../output/operation.ts"
import { type Field, rupiah, wibOf } from "../output/text.ts"
import { type Beside, report } from "../report.ts"

/** Why nothing was written down. */
export type Refusal = InvalidRequest | KeyReused | SimilarUnderWay | MutationNotFound

const howToDoAnother = ({ operation }: Mutation): string =>
  operation === "qrisRefund"
    ? say(
      "only if this is to be given back as well: with its own --refund-no and --key",
      "hanya bila ini juga harus dikembalikan: dengan --refund-no dan --key tersendiri"
    )
    : say(
      "only if this is to be done as well: the same command with --key and a key of its own",
      "hanya bila ini juga harus dikerjakan: perintah yang sama dengan --key dan kunci tersendiri"
    )

const beside = (refusal: KeyReused | SimilarUnderWay, mutation: Mutation): Beside => {
  const nextStep = `Ask for it: finpay mutations resolve ${mutation.id}`
  const another: ReadonlyArray<Field> = refusal._tag === "KeyReused"
    ? []
    : [[say("Another one", "Yang lain"), howToDoAnother(mutation)]]
  return {
    json: { nextStep, mutation: mutationJson(mutation) },
    fields: [
      ...mutationFields(mutation),
      [say("Operation", "Operasi"), operationOf(mutation)],
      [say("Amount", "Jumlah"), rupiah(mutation.amount)],
      [say("Since", "Sejak"), wibOf(mutation.acceptedAt)],
      [say("Asked by", "Peminta"), mutation.actor],
      [say("Ask for it", "Tanyakan"), `finpay mutations resolve ${mutation.id}`],
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
