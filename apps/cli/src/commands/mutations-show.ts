import type { AuditEvent, Journal, Mutation } from "@openfinpay/finpay-journal"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { UsageError } from "../errors.ts"
import { mutationArgument } from "../input/mutation-argument.ts"
import { loadJournal } from "../journal/load.ts"
import { say } from "../language.ts"
import { answer } from "../output/answer.ts"
import { undecidable } from "../output/event-reason.ts"
import { evidenceFields, historyJson, historyTable, mutationFields, mutationJson } from "../output/mutation.ts"
import { fields, rupiah, wibOf } from "../output/text.ts"

const find = (journal: Journal["Service"], id: Option.Option<string>, key: Option.Option<string>) => {
  if (Option.isSome(id) && Option.isNone(key)) return journal.get(id.value)
  if (Option.isSome(key) && Option.isNone(id)) return journal.getByKey(key.value)
  return Effect.fail(
    new UsageError({
      message: say("give the mutation or its --key, and not both", "isi mutasi atau --key, jangan keduanya")
    })
  )
}

const nextOf = ({ id, state }: Mutation, history: ReadonlyArray<AuditEvent>): string | undefined => {
  const isForPerson = state === "needs_review" || (state === "unknown" && undecidable(history) !== undefined)
  if (isForPerson) {
    return say(
      `look in Finpay's dashboard, then: finpay mutations close ${id} --as applied (or not-applied) --reason TEXT`,
      `lihat dasbor Finpay, lalu: finpay mutations close ${id} --as applied (atau not-applied) --reason TEKS`
    )
  }
  const isOpen = state === "accepted" || state === "sending" || state === "unknown"
  return isOpen ? `finpay mutations resolve ${id}` : undefined
}

const tell = (mutation: Mutation, history: ReadonlyArray<AuditEvent>) => {
  const { acceptedAt, account, actor, amount, answer: answered, error, operation, reference, request } = mutation
  return answer({
    json: { ...mutationJson(mutation), account, request, answer: answered, error, history: historyJson(history) },
    text: `${
      fields([
        ...mutationFields(mutation),
        [say("Operation", "Operasi"), operation],
        [operation === "qrisRefund" ? say("Reference", "Referensi") : say("Order", "Pesanan"), reference],
        [say("Amount", "Jumlah"), rupiah(amount)],
        ["Merchant", account],
        [say("Asked by", "Diminta oleh"), actor],
        [say("Since", "Sejak"), wibOf(acceptedAt)],
        ...evidenceFields(mutation),
        [say("Error", "Kesalahan"), error?.detail],
        [say("Next", "Berikutnya"), nextOf(mutation, history)]
      ])
    }\n${historyTable(operation, history)}`
  })
}

/** `finpay mutations show`: all that is known of a mutation, and how it came about. */
export const mutationsShow = Command.make(
  "show",
  {
    id: mutationArgument.pipe(Argument.optional),
    key: Flag.String("key").pipe(
      Flag.withMetavar("KEY"),
      Flag.withDescription(say(
        "The idempotency key it was asked for with, in place of its id",
        "Kunci idempotensi yang dipakai saat memintanya, sebagai ganti id"
      )),
      Flag.optional
    )
  },
  Effect.fnUntraced(function*({ id, key }) {
    const { withRecords } = yield* loadJournal
    const { history, mutation } = yield* withRecords((journal) =>
      Effect.gen(function*() {
        const mutation = yield* find(journal, id, key)
        return { mutation, history: yield* journal.history(mutation.id) }
      })
    )
    yield* tell(mutation, history)
  })
).pipe(
  Command.withDescription(say(
    "Show a mutation and its history: who did what, when and why",
    "Tampilkan mutasi dan riwayatnya: siapa berbuat apa, kapan, dan mengapa"
  )),
  Command.withExamples([
    { command: "finpay mutations show mut_0mif2a1b8k3x7q9v2d4f6", description: say("By its id", "Menurut id") },
    {
      command: "finpay mutations show --key return-77",
      description: say("By its idempotency key", "Menurut kunci idempotensi")
    }
  ])
)
