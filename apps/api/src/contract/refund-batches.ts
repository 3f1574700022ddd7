import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import * as HttpApiSchema from "effect/http-api/HttpApiSchema"
import { annotations } from "effect/http-api/OpenApi"
import * as Schema from "effect/Schema"
import { Amount } from "./amount.ts"
import { optionalText } from "./answer.ts"
import { CsvFile, csvWords } from "./csv.ts"
import { plain, query } from "./document.ts"
import { IdempotencyKey } from "./idempotency-key.ts"
import { merchantHeader } from "./merchant-header.ts"
import { limit, text } from "./mutations.ts"
import { MutationId } from "./problem-fields.ts"
import {
  BatchNotFoundProblem,
  BatchWrongStateProblem,
  FileRefusedProblem,
  IdempotencyKeyReused,
  JournalUnavailableProblem,
  SecondPersonMissing
} from "./problems.ts"
import { TableFile } from "./upload.ts"

/** How a batch can stand. */
export const batchStates = ["needs_approval", "waiting", "running", "finished", "refused", "cancelled"] as const

/** How a batch stands. */
export const BatchState = Schema.Literals(batchStates).annotate({
  identifier: "BatchState",
  description:
    "needs_approval: a second person has to decide; nothing is sent before. waiting: it is begun in a moment. " +
    "running: its lines are given to the journal one after the other, and found out. finished: every line has an " +
    "outcome, or needs a person. refused: the second person said no; nothing was sent. cancelled: what had not been " +
    "given to the journal never will be."
})

/** How a batch stands. */
export type BatchState = typeof BatchState.Type

/** How a line can stand. */
export const lineStates = [
  "waiting",
  "open",
  "unknown",
  "needs_review",
  "succeeded",
  "rejected",
  "not_applied",
  "key_reused",
  "repeated",
  "over_limit",
  "cancelled"
] as const

/** How a line stands. */
export const LineState = Schema.Literals(lineStates).annotate({
  identifier: "LineState",
  description:
    "waiting: not sent yet. open: in the journal, on its way. unknown: perhaps given back; it is being found " +
    "out. needs_review: perhaps given back, and a person has to find out. succeeded: given back. rejected: certainly not " +
    "given back. not_applied: found out, or decided, that it was not given back. key_reused: its key belongs to another " +
    "refund; nothing was sent. repeated: the same was given back in the meantime in another way; nothing was sent. " +
    "over_limit: with what was given back of its order in the meantime it needs a second person; nothing was sent. " +
    "cancelled: the batch was cancelled or refused before it was its turn."
})

/** How a line stands. */
export type LineState = typeof LineState.Type

const time = (description: string) => Schema.String.annotate({ format: "date-time", description })

const count = Schema.Struct({ lines: Schema.Int, amount: Amount }).annotate({ identifier: "LineCount" })

const counts = {
  waiting: Schema.optionalKey(count),
  open: Schema.optionalKey(count),
  unknown: Schema.optionalKey(count),
  needs_review: Schema.optionalKey(count),
  succeeded: Schema.optionalKey(count),
  rejected: Schema.optionalKey(count),
  not_applied: Schema.optionalKey(count),
  key_reused: Schema.optionalKey(count),
  repeated: Schema.optionalKey(count),
  over_limit: Schema.optionalKey(count),
  cancelled: Schema.optionalKey(count)
} satisfies { readonly [State in LineState]: unknown }

const BatchId = Schema.String.annotate({ description: "Names the batch.", examples: ["bat_0mi7wq3k2f8t5c1h0dpa4"] })

/** A batch of refunds and how far it is. */
export const RefundBatch = Schema.Struct({
  id: BatchId,
  state: BatchState,
  lines: Schema.Int,
  orders: Schema.Int.annotate({ description: "How many orders they are of." }),
  amount: Amount.annotate({ description: "What they come to, in whole rupiah." }),
  counts: Schema.optionalKey(
    Schema.Struct(counts).annotate({
      description: "The lines by how they stand; where there are none it is left out. Not in a list of batches."
    })
  ),
  linesPerMinute: Schema.optionalKey(
    Schema.Int.annotate({ description: "How many lines came to an end in the last minute, while it runs." })
  ),
  heldUp: optionalText("Why it makes no progress at the moment; it goes on by itself."),
  again: Schema.Boolean.annotate({ description: "The same amount of the same order is meant once more." }),
  createdBy: Schema.String,
  decidedBy: optionalText("Who approved, refused or cancelled it."),
  reason: optionalText("Why."),
  approvalAbove: Schema.optionalKey(
    Amount.annotate({ description: "The limit above which it needs a second person." })
  ),
  createdAt: time("When it was taken."),
  startedAt: Schema.optionalKey(time("When its first line was begun.")),
  endedAt: Schema.optionalKey(time("When every line had an outcome."))
}).annotate({ identifier: "RefundBatch" })

/** A batch of refunds and how far it is. */
export type RefundBatch = typeof RefundBatch.Type

/** What a file comes to, when it is only checked. */
export const BatchCheck = Schema.Struct({
  dryRun: Schema.Literal(true),
  lines: Schema.Int,
  orders: Schema.Int,
  amount: Amount,
  needsApproval: Schema.Boolean.annotate({ description: "A second person would have to approve it." })
}).annotate({ identifier: "RefundBatchCheck" })

/** Batches, newest first. */
export const RefundBatchPage = Schema.Struct({
  batches: Schema.Array(RefundBatch),
  next: optionalText("Pass it as `after` for the next page; not there on the last one.")
}).annotate({ identifier: "RefundBatchPage" })

/** One refund of a batch. */
export const RefundBatchLine = Schema.Struct({
  line: Schema.Int.annotate({ description: "The line of the file, or the row of the sheet." }),
  order: Schema.String,
  amount: Amount,
  key: Schema.String.annotate({
    description: "Its idempotency key in the journal: its own, or its place in the batch."
  }),
  state: LineState,
  mutationId: Schema.optionalKey(MutationId),
  detail: optionalText("Why, and what to do next."),
  traceId: optionalText("Finpay's name for the call."),
  updatedAt: time("When that was found.")
}).annotate({ identifier: "RefundBatchLine" })

/** One refund of a batch. */
export type RefundBatchLine = typeof RefundBatchLine.Type

/** Lines in the order of the file. */
export const RefundBatchLines = Schema.Struct({
  lines: Schema.Array(RefundBatchLine),
  next: optionalText("Pass it as `after` for the next page; not there on the last one.")
}).annotate({ identifier: "RefundBatchLines" })

/** Why somebody decided. */
export const NewDecision = Schema.Struct({
  reason: text("a reason", 500).annotate({
    description: "Why, for the records.",
    examples: ["checked against tickets"]
  })
}).annotate({ identifier: "NewBatchDecision" })

const GivenBatchId = BatchId.check(
  Schema.isPattern(/^[\w-]{1,64}$/u, { message: "an id is 1 to 64 letters, digits, dashes or underscores" })
)

const flag = (description: string) =>
  Schema.optionalKey(Schema.Literals(["true", "false"]).annotate({ description: `${description} false unless given.` }))

const ofBatch = { params: { batchId: GivenBatchId }, headers: merchantHeader } as const

const batchProblems = [BatchNotFoundProblem, JournalUnavailableProblem] as const

const decisionProblems = [...batchProblems, BatchWrongStateProblem] as const

/** Refunds by the file. */
export class RefundBatchesGroup extends HttpApiGroup.make("refundBatches").add(
  HttpApiEndpoint.post("create", "/refund-batches", {
    headers: { ...merchantHeader, "idempotency-key": IdempotencyKey },
    query: {
      again: flag("Give back the same amount of the same order once more where that was done, or stands twice."),
      dryRun: flag("Only check the file, and take nothing.")
    },
    payload: TableFile,
    success: [RefundBatch.pipe(HttpApiSchema.status(201)), BatchCheck],
    error: [FileRefusedProblem, IdempotencyKeyReused, JournalUnavailableProblem]
  }).annotateMerge(
    plain(
      "operate",
      "Refund by a file",
      "A CSV or XLSX file with the columns `order` and `amount`, perhaps `key` and others, which are kept. The whole of it " +
        "is checked first, and nothing is taken when a line is wrong. Then each line is one refund in the journal: written " +
        "down before it is sent, sent at most once, also when servers die. Lines go on in the background. A line that gives " +
        "back the same amount of the same order as another one of the file, or as one that was given back before, is " +
        "refused unless it has a `key` of its own or `again` is true. Needs an `Idempotency-Key`: the same key and file is " +
        "the same batch."
    )
  ),
  HttpApiEndpoint.get("list", "/refund-batches", {
    headers: merchantHeader,
    query: {
      state: Schema.optionalKey(
        Schema.Array(BatchState).annotate({
          description: "Only those in this state; give it several times for several."
        })
      ),
      after: Schema.optionalKey(GivenBatchId.annotate({ description: "The `next` of the page before." })),
      limit
    },
    success: RefundBatchPage,
    error: JournalUnavailableProblem
  }).annotateMerge(query("List refund batches", "Newest first.")),
  HttpApiEndpoint.get("get", "/refund-batches/:batchId", { ...ofBatch, success: RefundBatch, error: batchProblems })
    .annotateMerge(query("Read a refund batch", "How far it is.")),
  HttpApiEndpoint.get("lines", "/refund-batches/:batchId/lines", {
    ...ofBatch,
    query: {
      state: Schema.optionalKey(
        Schema.Array(LineState).annotate({
          description: "Only those in this state; give it several times for several."
        })
      ),
      after: Schema.optionalKey(
        Schema.String.check(Schema.isPattern(/^\d{1,9}$/u, { message: "it is the `next` of the page before" }))
          .annotate({ description: "The `next` of the page before." })
      ),
      limit
    },
    success: RefundBatchLines,
    error: batchProblems
  }).annotateMerge(query("Read the lines of a refund batch", "In the order of the file.")),
  HttpApiEndpoint.get("results", "/refund-batches/:batchId/results.csv", {
    ...ofBatch,
    success: CsvFile,
    error: batchProblems
  }).annotateMerge(query("The results of a refund batch as CSV", `${csvWords} The file's own columns stand behind.`)),
  HttpApiEndpoint.post("cancel", "/refund-batches/:batchId/cancel", {
    ...ofBatch,
    success: RefundBatch,
    error: decisionProblems
  }).annotateMerge(
    plain(
      "operate",
      "Cancel a refund batch",
      "What is not in the journal yet never will be. What is, goes on; withdraw it by closing its mutation. It has no body."
    )
  ),
  HttpApiEndpoint.post("approve", "/refund-batches/:batchId/approve", {
    ...ofBatch,
    payload: NewDecision,
    success: RefundBatch,
    error: [...decisionProblems, SecondPersonMissing]
  }).annotateMerge(
    plain(
      "approve",
      "Approve a refund batch",
      "As a whole, by another person (another API key) than the one who asked."
    )
  ),
  HttpApiEndpoint.post("refuse", "/refund-batches/:batchId/refuse", {
    ...ofBatch,
    payload: NewDecision,
    success: RefundBatch,
    error: [...decisionProblems, SecondPersonMissing]
  }).annotateMerge(plain("approve", "Refuse a refund batch", "As a whole: nothing of it is sent, ever."))
).annotateMerge(annotations({ title: "Refund batches", description: "Many refunds, from a file." })) {}
