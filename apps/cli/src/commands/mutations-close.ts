import type { Mutation } from "@openfinpay/finpay-journal"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import { askPerson } from "../ask-person.ts"
import { actorOf } from "../input/actor.ts"
import { actor } from "../input/change-flags.ts"
import { mutationArgument } from "../input/mutation-argument.ts"
import { loadJournal } from "../journal/load.ts"
import { answer } from "../output/answer.ts"
import { evidenceFields, mutationFields, mutationJson } from "../output/mutation.ts"
import { fields, rupiah } from "../output/text.ts"

type As = "applied" | "not-applied"

const confirm = (mutation: Mutation, as: As) =>
  askPerson({
    text: `${
      fields([
        ...mutationFields(mutation),
        ["Operation", `${mutation.operation} of ${mutation.reference}`],
        ["Amount", rupiah(mutation.amount)],
        ...evidenceFields(mutation),
        ["Close it as", as]
      ])
    }Nothing is sent, and it is not looked into any more. To go on, type the mutation: `,
    expected: mutation.id,
    nobody: "nothing was closed: it is confirmed on a terminal, or by --yes in a script",
    otherwise: "nothing was closed: what was typed is not the mutation"
  })

/** `finpay mutations close`: a person says how a mutation ended. */
export const mutationsClose = Command.make(
  "close",
  {
    id: mutationArgument,
    as: Flag.Literals("as", ["applied", "not-applied"]).pipe(
      Flag.withDescription("What happened: Finpay did it (applied), or did not (not-applied)")
    ),
    reason: Flag.String("reason").pipe(
      Flag.withDescription("How you know: it stays in the audit log")
    ),
    actor,
    yes: Flag.Boolean("yes").pipe(
      Flag.withoutNegation,
      Flag.withDefault(false),
      Flag.withDescription("Close it without being asked")
    )
  },
  Effect.fnUntraced(function*({ actor, as, id, reason, yes }) {
    const { withRecords } = yield* loadJournal
    const closed = yield* withRecords((journal) =>
      Effect.gen(function*() {
        const mutation = yield* journal.get(id)
        if (!yes) yield* confirm(mutation, as)
        return yield* journal.close(id, {
          actor: actorOf(actor),
          reason,
          as: as === "applied" ? "applied" : "not_applied"
        })
      })
    )
    yield* answer({ json: { mutation: mutationJson(closed) }, text: fields(mutationFields(closed)) })
  })
).pipe(
  Command.withDescription(
    "Say how a mutation ended, when evidence cannot. One that was not sent yet is withdrawn and never sent"
  ),
  Command.withShortDescription("Say how a mutation ended, when evidence cannot"),
  Command.withExamples([
    {
      command:
        "finpay mutations close mut_0mif2a1b8k3x7q9v2d4f6 --as applied --reason 'Finpay support: refunded, case 881'",
      description: "Finpay's support found it"
    }
  ])
)
