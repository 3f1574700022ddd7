import type { Journal } from "@openfinpay/finpay-journal"
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import { finpayConfig } from "../finpay-client.ts"
import { actorOf } from "../input/actor.ts"
import { actor, wait } from "../input/change-flags.ts"
import { mutationArgument } from "../input/mutation-argument.ts"
import { loadJournal } from "../journal/load.ts"
import { say } from "../language.ts"

/** Asks Finpay now, where there is something to ask; everything else is only waited for. */
const begin = Effect.fnUntraced(function*(journal: Journal["Service"], id: string, actor: string) {
  const mutation = yield* journal.get(id)
  if (mutation.state !== "unknown") return { mutation }
  // It can be decided in between.
  const asked = Effect.catchTag(journal.resolve(id, { actor }), "NotInState", () => journal.get(id))
  return { mutation: yield* asked }
})

/** `finpay mutations resolve`: finds out how a mutation ended. */
export const mutationsResolve = Command.make(
  "resolve",
  { id: mutationArgument, wait, actor },
  Effect.fnUntraced(function*({ actor, id, wait }) {
    const config = yield* finpayConfig
    const { follow, openJournal } = yield* loadJournal
    const open = yield* openJournal(config)
    yield* follow({
      config,
      open,
      operation: "mutation",
      reference: id,
      howToAsk: say(`Find out: finpay mutations resolve ${id}`, `Cari tahu: finpay mutations resolve ${id}`),
      begin: begin(open.journal, id, actorOf(actor)),
      find: open.journal.get(id),
      waitMillis: wait * 1000,
      isOwn: false
    })
  })
).pipe(
  Command.withDescription(
    say(
      "Find out how a mutation ended: asks Finpay now, and waits. Changes nothing but what the journal knows, except " +
        "that a mutation that was written down and not sent is sent. The exit code is that of the change itself",
      "Cari tahu hasil sebuah mutasi: bertanya kepada Finpay sekarang, lalu menunggu. Tidak mengubah apa pun selain isi " +
        "jurnal, kecuali mutasi yang sudah dicatat dan belum dikirim akan dikirim. Kode keluarnya sama dengan kode " +
        "keluar perubahan itu sendiri"
    )
  ),
  Command.withShortDescription(say("Find out how a mutation ended", "Cari tahu hasil sebuah mutasi")),
  Command.withExamples([
    {
      command: "finpay mutations resolve mut_0mif2a1b8k3x7q9v2d4f6 --wait 60",
      description: say("Ask, and wait a minute", "Bertanya, dan menunggu satu menit")
    }
  ])
)
