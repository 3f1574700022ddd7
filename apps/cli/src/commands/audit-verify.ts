import type { Anchor, Verification } from "@openfinpay/finpay-journal"
import * as CliError from "effect/cli/CliError"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import { EndWith } from "../errors.ts"
import { exitCodes } from "../exit-codes.ts"
import { upTo } from "../input/repeated.ts"
import { loadJournal } from "../journal/load.ts"
import { say } from "../language.ts"
import { answer } from "../output/answer.ts"
import { findingInIndonesian } from "../output/audit-indonesian.ts"
import { wrap } from "../output/terminal-wrap.ts"
import { outputScreen } from "../output/terminal.ts"
import { fields, table } from "../output/text.ts"

const mostAnchors = 1000

const readAnchor = (text: string): Effect.Effect<Anchor, CliError.InvalidValue> => {
  const [, lane, sequence, hash] = /^(\d{1,3}):(\d{1,15}):([0-9a-f]{64})$/u.exec(text) ?? []
  return hash === undefined
    ? Effect.fail(
      new CliError.InvalidValue({
        option: "anchor",
        value: text,
        expected: say(
          "Expected LANE:SEQUENCE:HASH as audit verify prints it",
          "Harus LANE:SEQUENCE:HASH seperti yang dicetak audit verify"
        ),
        kind: "flag"
      })
    )
    : Effect.succeed({ lane: Number(lane), sequence: Number(sequence), hash })
}

const anchorText = ({ hash, lane, sequence }: Anchor): string => `${lane}:${sequence}:${hash}`

const verdictOn = (findings: number): string => {
  if (findings === 0) return say("Everything is as it was written.", "Semuanya masih seperti yang dicatat.")
  const things = findings === 1 ? "1 thing is" : `${findings} things are`
  return say(`${things} NOT as written.`, `${findings} hal TIDAK seperti yang dicatat.`)
}

const found = ({ findings }: Verification): string =>
  table(
    [say("ROW", "BARIS"), say("PROBLEM", "MASALAH")],
    findings.map((one) => [one.row, say(one.problem, findingInIndonesian(one))])
  )

/** What to do when the journal is not as it was written: what it says cannot be relied on until that is cleared up. */
const whatToDo = (): string =>
  [
    say("What to do:", "Yang harus dilakukan:"),
    say(
      "1. Refund, void and cancel nothing with this journal until it is cleared up.",
      "1. Jangan melakukan refund, void, atau cancel dengan jurnal ini sampai persoalannya jelas."
    ),
    say(
      "2. Keep a copy of the database as it is now, and tell who answers for it and for security.",
      "2. Simpan salinan basis datanya seperti sekarang, dan beri tahu penanggung jawabnya serta bagian keamanan."
    ),
    say(
      "3. Compare what the journal says with Finpay's own records: finpay check, and Finpay's dashboard.",
      "3. Bandingkan isi jurnal dengan catatan Finpay sendiri: finpay check, dan dasbor Finpay."
    ),
    say(
      "4. docs/audit.md says what each problem means.",
      "4. docs/audit.md (berbahasa Inggris) menjelaskan arti setiap masalah."
    )
  ].flatMap((line) => wrap(line, outputScreen().columns)).map((line) => `${line}\n`).join("")

const keepHeads = ({ heads }: Verification): string =>
  heads.length === 0
    ? ""
    : `\n${
      say(
        "Keep these elsewhere; given as --anchor they show later that nothing before them was rewritten:",
        "Simpan ini di tempat lain; bila diberikan sebagai --anchor, kelak terlihat bahwa tidak ada yang diubah sebelumnya:"
      )
    }\n${heads.map((head) => `${anchorText(head)}\n`).join("")}`

const text = (verification: Verification): string => {
  const { events, findings, mutations } = verification
  const counts = fields([
    [say("Mutations", "Mutasi"), String(mutations)],
    [say("Events", "Kejadian"), String(events)]
  ])
  // Heads of a journal that was changed would only vouch for the change.
  const rest = findings.length === 0 ? keepHeads(verification) : `\n${found(verification)}\n${whatToDo()}`
  return `${verdictOn(findings.length)}\n${counts}${rest}`
}

/** `finpay audit verify`: is the journal as it was written? */
export const auditVerify = Command.make(
  "verify",
  {
    anchor: Flag.String("anchor").pipe(
      Flag.withMetavar("LANE:SEQUENCE:HASH"),
      Flag.mapEffect(readAnchor),
      Flag.withDescription(
        say(
          "A head that an earlier audit verify printed and that was kept elsewhere; can be repeated",
          "Kode pemeriksaan jurnal yang dicetak audit verify sebelumnya dan disimpan di tempat lain; boleh diulang"
        )
      ),
      upTo(mostAnchors)
    )
  },
  Effect.fnUntraced(function*({ anchor }) {
    const { withRecords } = yield* loadJournal
    const verification = yield* withRecords((journal) => journal.verify(anchor))
    const isClean = verification.findings.length === 0
    yield* answer({ json: { valid: isClean, ...verification }, text: text(verification) })
    if (!isClean) return yield* new EndWith({ exitCode: exitCodes.refused })
  })
).pipe(
  Command.withDescription(
    say(
      "Check that the journal is as it was written (exit 0), or name what was changed (exit 3)",
      "Periksa bahwa jurnal masih seperti yang dicatat (kode keluar 0), atau sebutkan yang diubah (kode keluar 3)"
    )
  ),
  Command.withExamples([
    {
      command: "finpay audit verify",
      description: say("Check the whole journal of this merchant", "Periksa seluruh jurnal merchant ini")
    },
    {
      command: "finpay audit verify --anchor 3:17:5feceb66ffc86f38d952786c6d696c79c2dbc239dd4e91b46729d73a27fb57e9",
      description: say(
        "Also against a head that was kept elsewhere",
        "Juga terhadap kode pemeriksaan jurnal yang disimpan di tempat lain"
      )
    }
  ])
)
