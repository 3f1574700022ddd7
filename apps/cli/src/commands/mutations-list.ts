import type { JournaledOperation, Mutation, MutationPage, MutationState } from "@openfinpay/finpay-journal"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import { UsageError } from "../errors.ts"
import { given } from "../input/given.ts"
import { upTo } from "../input/repeated.ts"
import { toggle } from "../input/toggle.ts"
import { loadJournal } from "../journal/load.ts"
import { say } from "../language.ts"
import { answer } from "../output/answer.ts"
import { stateCell } from "../output/change-text.ts"
import { mutationJson } from "../output/mutation.ts"
import { rupiah, table, type TableRow, wibOf } from "../output/text.ts"

/** The states of a mutation; the journal's own list is loaded only when it is needed. */
export const states = [
  "accepted",
  "sending",
  "succeeded",
  "rejected",
  "unknown",
  "not_applied",
  "needs_review",
  "closed"
] as const satisfies ReadonlyArray<MutationState>

/** The operations of the journal; its own list is loaded only when it is needed. */
export const operations = ["refund", "void", "cancel", "qrisRefund"] as const satisfies ReadonlyArray<
  JournaledOperation
>

const mostRows = 500

/** Nothing of these is settled: what waits, and what somebody has to look into. */
const openStates: ReadonlyArray<MutationState> = ["accepted", "sending", "unknown", "needs_review"]

// Narrow, so that it fits a terminal of 80 columns: who asked, and the seconds, are shown by mutations show.
const rowOf = (mutation: Mutation): TableRow => [
  mutation.id,
  wibOf(mutation.acceptedAt).slice(0, "2026-11-21 16:05".length),
  `${mutation.operation} ${mutation.reference}`,
  rupiah(mutation.amount) ?? "",
  stateCell(mutation)
]

const tell = ({ mutations, next }: MutationPage) => {
  const heading = [
    say("MUTATION", "MUTASI"),
    say("SINCE (WIB)", "SEJAK (WIB)"),
    say("CHANGE", "PERUBAHAN"),
    say("AMOUNT", "JUMLAH"),
    say("STATE", "KEADAAN")
  ]
  const shown = mutations.length === 0 ? say("None.\n", "Tidak ada.\n") : table(heading, mutations.map(rowOf))
  return answer({
    json: { mutations: mutations.map((one) => ({ ...mutationJson(one), error: one.error })), next },
    text: shown +
      (next === undefined ? "" : say(`There are more: --after ${next}\n`, `Masih ada lagi: --after ${next}\n`))
  })
}

const openAndState = new UsageError({
  message: say("give --open or --state, and not both", "isi --open atau --state, jangan keduanya")
})

/** `finpay mutations list`: what was asked for, newest first. */
export const mutationsList = Command.make(
  "list",
  {
    state: Flag.Literals("state", states).pipe(
      Flag.withDescription(
        say("Only those in this state; can be repeated", "Hanya yang keadaannya ini; boleh diulang")
      ),
      upTo(states.length)
    ),
    open: toggle(
      "open",
      say(
        "Only what is not settled: accepted, sending, unknown and needs_review",
        "Hanya yang belum selesai: accepted, sending, unknown, dan needs_review"
      )
    ),
    operation: Flag.Literals("operation", operations).pipe(
      Flag.withDescription(say("Only those of this operation", "Hanya untuk operasi ini")),
      Flag.optional
    ),
    order: Flag.String("order").pipe(
      Flag.withDescription(say(
        "Only those of this order; for QRIS, of this reference of Finpay's",
        "Hanya untuk pesanan ini; untuk QRIS, referensi dari Finpay"
      )),
      Flag.optional
    ),
    limit: Flag.Int("limit").pipe(
      Flag.withDefault(50),
      Flag.filter(
        (limit) => limit >= 1 && limit <= mostRows,
        () => say(`Expected 1 to ${mostRows}`, `Harus 1 sampai ${mostRows}`)
      ),
      Flag.withDescription(say("At most so many (default: 50)", "Paling banyak sekian (bawaan: 50)"))
    ),
    after: Flag.String("after").pipe(
      Flag.withMetavar("ID"),
      Flag.withDescription(say(
        "Those that come after this one in the list: the next page",
        "Yang sesudah ini dalam daftar: halaman berikutnya"
      )),
      Flag.optional
    )
  },
  Effect.fnUntraced(function*({ after, limit, open, operation, order, state }) {
    if (open && state.length > 0) return yield* openAndState
    const wanted = open ? openStates : state
    const { withRecords } = yield* loadJournal
    const page = yield* withRecords((journal) =>
      journal.list({
        limit,
        ...(wanted.length === 0 ? {} : { states: wanted }),
        ...given("operation", operation),
        ...given("reference", order),
        ...given("after", after)
      })
    )
    yield* tell(page)
  })
).pipe(
  Command.withDescription(say("List what was asked for, newest first", "Daftar yang diminta, terbaru lebih dulu")),
  Command.withExamples([
    {
      command: "finpay mutations list --open",
      description: say("What is not settled", "Yang belum selesai")
    },
    {
      command: "finpay mutations list --order INV-1",
      description: say("Everything that was done to INV-1", "Semua yang dilakukan pada INV-1")
    }
  ])
)
