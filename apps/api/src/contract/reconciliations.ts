import type { Verdict } from "@openfinpay/finpay-reconcile"
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import * as HttpApiSchema from "effect/http-api/HttpApiSchema"
import { annotations } from "effect/http-api/OpenApi"
import * as Schema from "effect/Schema"
import { Amount } from "./amount.ts"
import { optionalText } from "./answer.ts"
import { CsvFile, csvWords } from "./csv.ts"
import { plain, query } from "./document.ts"
import { merchantHeader } from "./merchant-header.ts"
import { instant, limit } from "./mutations.ts"
import { MutationId } from "./problem-fields.ts"
import {
  FileRefusedProblem,
  InvalidRequestProblem,
  JournalUnavailableProblem,
  ReconciliationNotFoundProblem,
  ReconciliationNotFinishedProblem
} from "./problems.ts"
import { TableFile, tableTypes } from "./upload.ts"

const time = (description: string) => Schema.String.annotate({ format: "date-time", description })
const optionalTime = (description: string) => Schema.optionalKey(time(description))

const verdicts = [
  "matched",
  "amount_differs",
  "status_differs",
  "missing_here",
  "missing_there",
  "duplicate_line",
  "not_compared",
  "unreadable"
] as const satisfies ReadonlyArray<Verdict>

/** How a line of a report and our records go together. */
export const ReconciliationVerdict = Schema.Literals(verdicts).annotate({
  identifier: "ReconciliationVerdict",
  description:
    "matched: same reference, kind, amount and outcome. amount_differs: the only movement of its reference and " +
    "kind on both sides, with two amounts. status_differs: report, journal and Finpay do not agree whether money moved. " +
    "missing_here: in the report, not in the journal. missing_there: in the journal, not in the lines that could be read. " +
    "duplicate_line: says again what an earlier line says; did the money move twice? not_compared: a kind the journal does " +
    "not keep (payments), and Finpay was not asked or did not say. unreadable: something in the line could not be read."
})

/** How a reconciliation can stand. */
export const reconciliationStates = ["waiting", "running", "finished", "failed"] as const

/** How a reconciliation stands. */
export const ReconciliationState = Schema.Literals(reconciliationStates).annotate({ identifier: "ReconciliationState" })

/** How a reconciliation stands. */
export type ReconciliationState = typeof ReconciliationState.Type

const Kind = Schema.Literals(["payment", "refund"]).annotate({ identifier: "MovementKind" })
const Outcome = Schema.Literals(["done", "not_done", "unknown"]).annotate({ identifier: "MovementOutcome" })

const sum = (description: string) =>
  Schema.String.annotate({
    description: `${description} In rupiah, as digits: a sum may be larger than a JSON number holds exactly.`,
    examples: ["22000"]
  })

/** What one verdict comes to. */
export const ReconciliationTotal = Schema.Struct({
  verdict: ReconciliationVerdict,
  kind: Schema.optionalKey(Kind),
  count: Schema.Int,
  report: sum("What the report says."),
  records: sum("What the journal says.")
}).annotate({ identifier: "ReconciliationTotal" })

const asks = ["none", "differences", "all"] as const

/** A report that is compared with the journal. */
export const Reconciliation = Schema.Struct({
  id: Schema.String.annotate({ description: "Names it.", examples: ["rec_0mi7wq3k2f8t5c1h0dpa4"] }),
  state: ReconciliationState,
  createdBy: Schema.String,
  createdAt: time("When the report came."),
  startedAt: optionalTime("When it was begun, the last time."),
  endedAt: optionalTime("When it ended."),
  deletedAfter: time("Until when it is kept."),
  mapping: Schema.Json.annotate({ description: "How the report is read." }),
  isGuessed: Schema.Boolean.annotate({
    description: "The mapping was guessed from the report: look whether it is right."
  }),
  since: optionalTime("The report covers what happened at or after."),
  until: optionalTime("The report covers what happened before."),
  ask: Schema.Literals(asks),
  progress: Schema.optionalKey(Schema.Struct({
    phase: Schema.Literals(["reading", "comparing", "asking", "writing"]),
    done: Schema.Int.annotate({ description: "How much of that: bytes read, entries, questions, lines written." })
  })),
  report: Schema.optionalKey(Schema.Struct({
    lines: Schema.Int.annotate({ description: "Lines that could be read." }),
    unreadable: Schema.Int,
    ignored: Schema.Int.annotate({ description: "Left out as the mapping says." }),
    firstAt: optionalTime("The earliest date of its lines."),
    lastAt: optionalTime("The latest one.")
  })),
  knownEntries: Schema.optionalKey(
    Schema.Int.annotate({ description: "How many entries of the journal were compared." })
  ),
  questions: Schema.optionalKey(Schema.Int.annotate({ description: "About how many payments Finpay was asked." })),
  differs: Schema.optionalKey(Schema.Boolean.annotate({ description: "Something differs, or could not be read." })),
  totals: Schema.optionalKey(Schema.Array(ReconciliationTotal)),
  problem: optionalText("Why it failed.")
}).annotate({ identifier: "Reconciliation" })

/** A report that is compared with the journal. */
export type Reconciliation = typeof Reconciliation.Type

/** Reconciliations, newest first. */
export const ReconciliationPage = Schema.Struct({
  reconciliations: Schema.Array(Reconciliation),
  next: optionalText("Pass it as `after` for the next page; not there on the last one.")
}).annotate({ identifier: "ReconciliationPage" })

/** One difference. */
export const Difference = Schema.Struct({
  verdict: ReconciliationVerdict,
  note: Schema.String.annotate({ description: "What it means, in plain sentences." }),
  reference: optionalText("The order id or other reference."),
  kind: Schema.optionalKey(Kind),
  line: Schema.optionalKey(Schema.Struct({
    line: Schema.Int.annotate({ description: "The line of the file, or the row of the sheet." }),
    amount: Schema.optionalKey(Amount),
    outcome: Schema.optionalKey(Outcome),
    status: optionalText("The report's own word."),
    date: optionalText("As it stands there."),
    number: optionalText("The report's own number of the movement.")
  })),
  records: Schema.optionalKey(Schema.Struct({
    amount: Amount,
    outcome: Outcome,
    state: Schema.String,
    at: time("When."),
    mutationId: Schema.optionalKey(MutationId)
  })),
  finpay: Schema.optionalKey(Schema.Struct({
    answer: Schema.Literals(["status", "not_found", "failed"]),
    status: optionalText("As Finpay gave it."),
    paidAmount: Schema.optionalKey(Amount),
    problem: optionalText("Why it did not say."),
    at: time("When it was asked.")
  })),
  repeats: Schema.optionalKey(Schema.Int.annotate({ description: "The earlier line that says the same." }))
}).annotate({ identifier: "Difference" })

/** One difference. */
export type Difference = typeof Difference.Type

/** Lines in the report's order, then what the report should have and has not. */
export const DifferencePage = Schema.Struct({
  differences: Schema.Array(Difference),
  next: optionalText("Pass it as `after` for the next page; not there on the last one.")
}).annotate({ identifier: "DifferencePage" })

const GivenId = Schema.String.annotate({ description: "Names the reconciliation." }).check(
  Schema.isPattern(/^[\w-]{1,64}$/u, { message: "an id is 1 to 64 letters, digits, dashes or underscores" })
)

const ofOne = { params: { reconciliationId: GivenId }, headers: merchantHeader } as const

const readProblems = [ReconciliationNotFoundProblem, JournalUnavailableProblem] as const

const resultProblems = [...readProblems, ReconciliationNotFinishedProblem] as const

const language = Schema.optionalKey(
  Schema.Literals(["en", "id"]).annotate({ description: "English (en, unless given) or Indonesian (id)." })
)

const XlsxFile = HttpApiSchema.StreamUint8Array({ contentType: tableTypes[1] })

/** Reports of settlement and banks, against the journal and Finpay. */
export class ReconciliationsGroup extends HttpApiGroup.make("reconciliations").add(
  HttpApiEndpoint.post("create", "/reconciliations", {
    headers: merchantHeader,
    query: {
      mapping: Schema.optionalKey(
        Schema.String.annotate({
          description:
            "How the report is read, as a JSON text: which column is what, and how its texts are meant. Without " +
            "it, it is guessed from the names of the columns, and refused where that leaves something open.",
          examples: ["{\"reference\":\"Order ID\",\"amount\":\"Amount\",\"kind\":\"payment\"}"]
        })
      ),
      since: Schema.optionalKey(instant.annotate({ description: "The report covers what happened at or after." })),
      until: Schema.optionalKey(instant.annotate({ description: "The report covers what happened before." })),
      ask: Schema.optionalKey(
        Schema.Literals(asks).annotate({
          description:
            "About which payments Finpay is asked: none, those with differences and those the journal does not " +
            "keep (differences, unless given), or all. Five questions a second."
        })
      )
    },
    payload: TableFile,
    success: Reconciliation.pipe(HttpApiSchema.status(201)),
    error: [FileRefusedProblem, InvalidRequestProblem, JournalUnavailableProblem]
  }).annotateMerge(
    plain(
      "operate",
      "Compare a report",
      "A settlement or bank report as CSV or XLSX is compared in the background with the journal and, where asked for, " +
        "with what Finpay says. It changes nothing. It is begun anew when its server dies."
    )
  ),
  HttpApiEndpoint.get("list", "/reconciliations", {
    headers: merchantHeader,
    query: { after: Schema.optionalKey(GivenId.annotate({ description: "The `next` of the page before." })), limit },
    success: ReconciliationPage,
    error: JournalUnavailableProblem
  }).annotateMerge(query("List reconciliations", "Newest first.")),
  HttpApiEndpoint.get("get", "/reconciliations/:reconciliationId", {
    ...ofOne,
    success: Reconciliation,
    error: readProblems
  }).annotateMerge(query("Read a reconciliation", "How far it is, and what it came to.")),
  HttpApiEndpoint.get("differences", "/reconciliations/:reconciliationId/differences", {
    ...ofOne,
    query: {
      verdict: Schema.optionalKey(
        Schema.Array(ReconciliationVerdict).annotate({
          description:
            "Only these; give it several times for several. All that differs or could not be read unless given."
        })
      ),
      after: Schema.optionalKey(
        Schema.String.check(Schema.isPattern(/^\d{1,9}$/u, { message: "it is the `next` of the page before" }))
          .annotate({ description: "The `next` of the page before." })
      ),
      limit
    },
    success: DifferencePage,
    error: resultProblems
  }).annotateMerge(
    query("Read the differences", "In the order of the report, then what the report should have and has not.")
  ),
  HttpApiEndpoint.get("csv", "/reconciliations/:reconciliationId/export.csv", {
    ...ofOne,
    query: { language },
    success: CsvFile,
    error: resultProblems
  }).annotateMerge(query("A reconciliation as CSV", csvWords)),
  HttpApiEndpoint.get("xlsx", "/reconciliations/:reconciliationId/export.xlsx", {
    ...ofOne,
    query: { language },
    success: XlsxFile,
    error: resultProblems
  }).annotateMerge(query("A reconciliation as XLSX", "A sheet of totals, then the lines, sent as it is written."))
).annotateMerge(
  annotations({
    title: "Reconciliations",
    description: "Reports of settlement and banks, against the journal and Finpay."
  })
) {}
