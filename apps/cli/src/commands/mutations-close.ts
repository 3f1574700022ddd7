import type { Mutation } from "@openfinpay/finpay-journal"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import { askPerson } from "../ask-person.ts"
import { UsageError } from "../errors.ts"
import { actorOf } from "../input/actor.ts"
import { actor } from "../input/change-flags.ts"
import { mutationArgument } from "../input/mutation-argument.ts"
import { toggle } from "../input/toggle.ts"
import { waitingBehind } from "../journal/around.ts"
import { loadJournal } from "../journal/load.ts"
import { say } from "../language.ts"
import { answer } from "../output/answer.ts"
import { changeText } from "../output/change-text.ts"
import { evidenceFields, mutationFields, mutationJson } from "../output/mutation.ts"
import { operationOf } from "../output/operation.ts"
import { wrap } from "../output/terminal-wrap.ts"
import { errorScreen } from "../output/terminal.ts"
import { type Field, fields, rupiah } from "../output/text.ts"

type As = "applied" | "not-applied"

/** What closing it leads to: itself it sends nothing, but what waits behind it is free then. */
const consequence = ({ state }: Mutation, waiting: ReadonlyArray<Mutation>): string => {
  if (state === "accepted") return say("It is never sent then.", "Setelah itu tidak akan pernah dikirim.")
  const closing = say(
    "Closing sends nothing, and this one is not looked into any more.",
    "Menutup tidak mengirim apa pun, dan mutasi ini tidak dicari tahu lagi."
  )
  if (waiting.length === 0) return closing
  const freed = say(
    "But what waits for it is sent then, by the next refund, void or cancel: withdraw first what must not be.",
    "Tetapi yang menunggunya lalu dikirim, oleh refund, void, atau cancel berikutnya: tarik dulu yang tidak boleh " +
      "dikirim."
  )
  return `${closing} ${freed}`
}

const question = (mutation: Mutation, waiting: ReadonlyArray<Mutation>, as: As): string => {
  const screen = errorScreen()
  const shown = fields([
    ...mutationFields(mutation),
    [say("Operation", "Operasi"), operationOf(mutation)],
    [say("Amount", "Jumlah"), rupiah(mutation.amount)],
    ...evidenceFields(mutation),
    [say("Close it as", "Tutup sebagai"), as],
    ...waiting.map((one): Field => [say("Waits for it", "Menunggunya"), `${changeText(one)} (${one.id})`])
  ], screen)
  const ask = say("To go on, type the id above", "Untuk melanjutkan, ketik id di atas")
  const lines = [
    ...wrap(consequence(mutation, waiting), screen.columns),
    ...wrap(`${ask} (${mutation.id}):`, screen.columns - 1)
  ]
  return `${shown}${lines.join("\n")} `
}

const confirm = (mutation: Mutation, waiting: ReadonlyArray<Mutation>, as: As) =>
  askPerson({
    text: question(mutation, waiting, as),
    expected: mutation.id,
    nobody: new UsageError({
      message: say(
        "nothing was closed: it is confirmed on a terminal, or by --yes in a script",
        "tidak ada yang ditutup: konfirmasi di terminal, atau dengan --yes dalam skrip"
      )
    }),
    otherwise: new UsageError({
      message: say(
        `nothing was closed: what was typed is not ${mutation.id}`,
        `tidak ada yang ditutup: yang diketik bukan ${mutation.id}`
      )
    })
  })

/** A closed mutation, the person's reason, and what waited for it and is sent next. */
const tell = (closed: Mutation, waiting: ReadonlyArray<Mutation>, as: As, reason: string) =>
  answer({
    json: { mutation: mutationJson(closed), reason, sentNext: waiting.map(({ id }) => id) },
    text: fields([
      ...mutationFields(closed),
      [say("Operation", "Operasi"), operationOf(closed)],
      [say("Amount", "Jumlah"), rupiah(closed.amount)],
      [say("Closed as", "Ditutup sebagai"), as],
      [say("Reason", "Alasan"), reason],
      ...waiting.flatMap((one): ReadonlyArray<Field> => [
        [say("Sent next", "Dikirim berikutnya"), `${changeText(one)} (${one.id})`],
        [say("Send it now", "Kirim sekarang"), `finpay mutations resolve ${one.id}`]
      ])
    ])
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
    correct: toggle(
      "correct",
      say(
        "It is closed already, and the other way: that was wrong. Not against what Finpay itself has answered",
        "Sudah ditutup, dan sebaliknya: itu salah. Tidak dapat melawan jawaban Finpay sendiri"
      )
    ),
    actor,
    yes: toggle("yes", say("Close it without being asked", "Tutup tanpa ditanya"))
  },
  Effect.fnUntraced(function*({ actor, as, correct, id, reason, yes }) {
    const { closeMutation, withRecords } = yield* loadJournal
    const { closed, waiting } = yield* withRecords((journal) =>
      Effect.gen(function*() {
        const mutation = yield* journal.get(id)
        const waiting = yield* waitingBehind(journal, mutation)
        if (!yes) yield* confirm(mutation, waiting, as)
        const closed = yield* closeMutation(journal, id, {
          actor: actorOf(actor),
          reason,
          as: as === "applied" ? "applied" : "not_applied",
          correcting: correct
        })
        return { closed, waiting }
      })
    )
    yield* tell(closed, waiting, as, reason)
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
