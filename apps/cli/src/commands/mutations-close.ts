import type { Mutation } from "@openfinpay/finpay-journal"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import { askPerson } from "../ask-person.ts"
import { UsageError } from "../errors.ts"
import { actorOf } from "../input/actor.ts"
import { actor } from "../input/change-flags.ts"
import { mutationArgument } from "../input/mutation-argument.ts"
import { loadJournal } from "../journal/load.ts"
import { say } from "../language.ts"
import { answer } from "../output/answer.ts"
import { evidenceFields, mutationFields, mutationJson } from "../output/mutation.ts"
import { operationOf } from "../output/operation.ts"
import { fields, rupiah } from "../output/text.ts"

type As = "applied" | "not-applied"

const confirm = (mutation: Mutation, as: As) =>
  askPerson({
    text: `${
      fields([
        ...mutationFields(mutation),
        [say("Operation", "Operasi"), operationOf(mutation)],
        [say("Amount", "Jumlah"), rupiah(mutation.amount)],
        ...evidenceFields(mutation),
        [say("Close it as", "Tutup sebagai"), as]
      ])
    }${
      say(
        "Nothing is sent, and it is not looked into any more. To go on, type the mutation: ",
        "Tidak ada yang dikirim, dan tidak dicari tahu lagi. Untuk melanjutkan, ketik mutasinya: "
      )
    }`,
    expected: mutation.id,
    nobody: new UsageError({
      message: say(
        "nothing was closed: it is confirmed on a terminal, or by --yes in a script",
        "tidak ada yang ditutup: konfirmasi di terminal, atau dengan --yes dalam skrip"
      )
    }),
    otherwise: new UsageError({
      message: say(
        "nothing was closed: what was typed is not the mutation",
        "tidak ada yang ditutup: yang diketik bukan mutasi itu"
      )
    })
  })

/** `finpay mutations close`: a person says how a mutation ended. */
export const mutationsClose = Command.make(
  "close",
  {
    id: mutationArgument,
    as: Flag.Literals("as", ["applied", "not-applied"]).pipe(
      Flag.withDescription(say(
        "What happened: Finpay did it (applied), or did not (not-applied)",
        "Yang terjadi: sudah dikerjakan Finpay (applied), atau tidak (not-applied)"
      ))
    ),
    reason: Flag.String("reason").pipe(
      Flag.withDescription(
        say("How you know: it stays in the audit log", "Dari mana Anda tahu: tersimpan di catatan audit")
      )
    ),
    correct: Flag.Boolean("correct").pipe(
      Flag.withoutNegation,
      Flag.withDefault(false),
      Flag.withDescription(say(
        "It is closed already, and the other way: that was wrong. Not against what Finpay itself has answered",
        "Sudah ditutup, dan sebaliknya: itu salah. Tidak dapat melawan jawaban Finpay sendiri"
      ))
    ),
    actor,
    yes: Flag.Boolean("yes").pipe(
      Flag.withoutNegation,
      Flag.withDefault(false),
      Flag.withDescription(say("Close it without being asked", "Tutup tanpa ditanya"))
    )
  },
  Effect.fnUntraced(function*({ actor, as, correct, id, reason, yes }) {
    const { withRecords } = yield* loadJournal
    const closed = yield* withRecords((journal) =>
      Effect.gen(function*() {
        const mutation = yield* journal.get(id)
        if (!yes) yield* confirm(mutation, as)
        return yield* journal.close(id, {
          actor: actorOf(actor),
          reason,
          as: as === "applied" ? "applied" : "not_applied",
          correcting: correct
        })
      })
    )
    yield* answer({ json: { mutation: mutationJson(closed) }, text: fields(mutationFields(closed)) })
  })
).pipe(
  Command.withDescription(
    say(
      "Say how a mutation ended, when evidence cannot. One that was not sent yet is withdrawn and never sent",
      "Nyatakan hasil sebuah mutasi, bila bukti tidak bisa memutuskan. Mutasi yang belum dikirim ditarik dan tidak " +
        "pernah dikirim"
    )
  ),
  Command.withShortDescription(
    say("Say how a mutation ended, when evidence cannot", "Nyatakan hasil mutasi, bila bukti tidak bisa memutuskan")
  ),
  Command.withExamples([
    {
      command:
        "finpay mutations close mut_0mif2a1b8k3x7q9v2d4f6 --as applied --reason 'Finpay support: refunded, case 881'",
      description: say("Finpay's support found it", "Dukungan Finpay menemukannya")
    }
  ])
)
