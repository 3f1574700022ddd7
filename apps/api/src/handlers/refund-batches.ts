import { Rupiah } from "@openfinpay/finpay-core"
import * as Effect from "effect/Effect"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import type { HttpServerRequest } from "effect/http/HttpServerRequest"
import * as Semaphore from "effect/Semaphore"
import { Caller } from "../access/Caller.ts"
import { keyOfLine } from "../batches/Batch.ts"
import type { Batch, BatchLine, LineCounts } from "../batches/Batch.ts"
import { Batches } from "../batches/Batches.ts"
import type { BatchNotFound, BatchNotInState, BatchProgress } from "../batches/Batches.ts"
import { checkFile } from "../batches/check-file.ts"
import { readFile } from "../batches/read-file.ts"
import type { FileRefused } from "../batches/read-file.ts"
import { Api } from "../contract/Api.ts"
import { bareKey } from "../contract/idempotency-key.ts"
import { problemTypes } from "../contract/problem-types.ts"
import {
  BatchNotFoundProblem,
  BatchWrongStateProblem,
  FileRefusedProblem,
  SecondPersonMissing
} from "../contract/problems.ts"
import type { RefundBatch, RefundBatchLine } from "../contract/refund-batches.ts"
import { csvFile } from "../exports/csv.ts"
import type { CsvCell } from "../exports/csv.ts"
import { fileBytes } from "../http/body.ts"
import type { FileLimits } from "../http/file-limits.ts"
import { problemFacts } from "../http/occurrence.ts"
import { setResponseHeaders } from "../http/response-headers.ts"
import { CurrentMerchant } from "../merchants/Merchant.ts"
import { present } from "./finpay-answer.ts"
import { failNotRead, failNotWritten } from "./journal-problems.ts"
import { failKeyReused } from "./key-problems.ts"
import { optionalTimeOf, timeOf } from "./times.ts"

/** A file is held in memory while it is checked: so many at a time. */
const filesAtATime = 2

const limit = 500

const countsOf = (counts: LineCounts): RefundBatch["counts"] =>
  Object.fromEntries(
    Object.entries(counts).map(([state, { amount, lines }]) => [state, { lines, amount: Rupiah.make(amount) }])
  )

/** A batch as this API shows it. */
const batchRecordOf = (batch: Batch): RefundBatch => ({
  id: batch.id,
  state: batch.state,
  lines: batch.lines,
  orders: batch.orders,
  amount: Rupiah.make(batch.amount),
  again: batch.again,
  createdBy: batch.createdBy,
  createdAt: timeOf(batch.createdAt),
  ...present({
    heldUp: batch.heldUp,
    decidedBy: batch.decidedBy,
    reason: batch.reason,
    approvalAbove: batch.approvalAbove === undefined ? undefined : Rupiah.make(batch.approvalAbove),
    startedAt: optionalTimeOf(batch.startedAt),
    endedAt: optionalTimeOf(batch.endedAt)
  })
})

const progressRecordOf = ({ batch, counts, linesPerMinute }: BatchProgress): RefundBatch => ({
  ...batchRecordOf(batch),
  ...present({ counts: countsOf(counts), linesPerMinute: batch.state === "running" ? linesPerMinute : undefined })
})

const lineRecordOf = (batch: string, line: BatchLine): RefundBatchLine => ({
  line: line.line,
  order: line.order,
  amount: Rupiah.make(line.amount),
  key: keyOfLine(batch, line),
  state: line.state,
  updatedAt: timeOf(line.updatedAt),
  ...present({ mutationId: line.mutationId, detail: line.detail, traceId: line.traceId })
})

const own: Readonly<Record<string, (batch: string) => (line: BatchLine) => CsvCell>> = {
  line: () => ({ line }) => line,
  order: () => ({ order }) => order,
  amount: () => ({ amount }) => amount,
  key: (batch) => (line) => keyOfLine(batch, line),
  mutationId: () => ({ mutationId }) => mutationId,
  state: () => ({ state }) => state,
  detail: () => ({ detail }) => detail,
  traceId: () => ({ traceId }) => traceId,
  updatedAt: () => ({ updatedAt }) => timeOf(updatedAt)
}

/** What came of each line, with what stood beside it in the file; what an earlier results file said is not said again. */
const resultColumns = ({ extra, id }: Batch) => ({
  ...Object.fromEntries(Object.entries(own).map(([name, cell]) => [name, cell(id)])),
  ...Object.fromEntries(
    extra.filter((name) => !Object.hasOwn(own, name)).map((name) => [
      name,
      ({ extra: cells }: BatchLine): CsvCell => Object.hasOwn(cells, name) ? cells[name] : undefined
    ])
  )
})

const notFound = ({ id }: BatchNotFound) =>
  Effect.flatMap(
    problemFacts(problemTypes.batchNotFound, `This merchant has no refund batch ${id}.`),
    (facts) => Effect.fail(new BatchNotFoundProblem(facts))
  )

const wrongState = ({ state }: BatchNotInState) =>
  Effect.flatMap(
    problemFacts(problemTypes.batchWrongState, `The refund batch is ${state}.`),
    (facts) => Effect.fail(new BatchWrongStateProblem({ ...facts, batchState: state }))
  )

const needsAnother = () =>
  Effect.flatMap(
    problemFacts(problemTypes.secondPersonMissing, "This needs another API key than it was asked for with."),
    (facts) => Effect.fail(new SecondPersonMissing(facts))
  )

/** Says what is wrong with a file. */
export const fileRefused = ({ count, detail, errors }: FileRefused) =>
  Effect.flatMap(
    problemFacts(problemTypes.fileRefused, detail),
    (facts) => Effect.fail(new FileRefusedProblem({ ...facts, errors, errorCount: count }))
  )

const ofReading = { BatchNotFound: notFound, JournalUnavailable: failNotRead }

const ofDeciding = { BatchNotFound: notFound, BatchNotInState: wrongState, JournalUnavailable: failNotWritten }

const ofSecondPerson = { ...ofDeciding, NeedsAnother: needsAnother }

const locationOf = (id: string): string => `/v1/refund-batches/${encodeURIComponent(id)}`

const deciding = Effect.fnUntraced(function*(id: string, reason?: string) {
  return { merchant: yield* CurrentMerchant, caller: yield* Caller, id, ...present({ reason }) }
})

/** The endpoints under `/v1/refund-batches`. */
export const refundBatches = ({ batchBytes, batchLines }: FileLimits) =>
  HttpApiBuilder.group(
    Api,
    "refundBatches",
    Effect.fnUntraced(function*(handlers) {
      const batches = yield* Batches
      const places = yield* Semaphore.make(filesAtATime)

      const record = Effect.fnUntraced(function*(batch: Batch) {
        const progress = yield* Effect.catchTag(
          batches.progressOf(yield* CurrentMerchant, batch),
          "JournalUnavailable",
          failNotRead
        )
        return progressRecordOf(progress)
      })

      const take = Effect.fnUntraced(function*(
        request: HttpServerRequest,
        given: string,
        { again, dryRun }: { readonly again: boolean; readonly dryRun: boolean }
      ) {
        const merchant = yield* CurrentMerchant
        const caller = yield* Caller
        const key = bareKey(given)
        const file = yield* readFile(fileBytes(request, batchBytes), { again, mostLines: batchLines })
        // The same file was well when its batch was made, and its refunds stand in the journal since.
        const known = dryRun ? undefined : yield* Effect.catchTag(
          batches.byKey(merchant, key, batches.printOf({ again, file })),
          "JournalUnavailable",
          failNotRead
        )
        if (known !== undefined) return { batch: known, replayed: true }
        const checked = yield* Effect.catchTag(checkFile(merchant, file, again), "JournalUnavailable", failNotRead)
        return dryRun ? { checked } : yield* Effect.catchTag(
          batches.create({ merchant, caller, key, file: checked, again }),
          "JournalUnavailable",
          failNotWritten
        )
      })

      return handlers.handleAll({
        create: ({ headers, query: { again = "false", dryRun = "false" }, request }) =>
          Effect.gen(function*() {
            const asked = { again: again === "true", dryRun: dryRun === "true" }
            const taken = yield* places.withPermits(1)(take(request, headers["idempotency-key"], asked))
            if ("checked" in taken) {
              const { amount, lines, needsApproval, orders } = taken.checked
              return {
                dryRun: true as const,
                lines: lines.length,
                orders: orders.size,
                amount: Rupiah.make(amount),
                needsApproval
              }
            }
            if (taken.replayed) yield* setResponseHeaders({ "Idempotency-Replayed": "true" })
            yield* setResponseHeaders({ Location: locationOf(taken.batch.id) }, [201])
            return yield* record(taken.batch)
          }).pipe(Effect.catchTags({
            FileRefused: fileRefused,
            KeyOfOther: ({ first }) => failKeyReused(first)
          })),

        list: ({ query: { state: states, ...rest } }) =>
          Effect.gen(function*() {
            const { account } = yield* CurrentMerchant
            const page = yield* batches.list(account, { ...rest, ...present({ states }) })
            const last = page.batches.at(-1)
            return {
              batches: page.batches.map(batchRecordOf),
              ...present({ next: page.isMore ? last?.id : undefined })
            }
          }).pipe(Effect.catchTag("JournalUnavailable", failNotRead)),

        get: ({ params: { batchId } }) =>
          Effect.gen(function*() {
            return progressRecordOf(yield* batches.progress(yield* CurrentMerchant, batchId))
          }).pipe(Effect.catchTags(ofReading)),

        lines: ({ params: { batchId }, query: { after, state: states, ...rest } }) =>
          Effect.gen(function*() {
            const merchant = yield* CurrentMerchant
            const filter = { ...rest, ...present({ states, after: after === undefined ? undefined : Number(after) }) }
            const { batch, isMore, lines } = yield* batches.lines(merchant, batchId, filter)
            const last = lines.at(-1)
            return {
              lines: lines.map((line) => lineRecordOf(batch.id, line)),
              ...present({ next: isMore && last !== undefined ? String(last.line) : undefined })
            }
          }).pipe(Effect.catchTags(ofReading)),

        results: ({ params: { batchId } }) =>
          Effect.gen(function*() {
            const merchant = yield* CurrentMerchant
            const { batch } = yield* batches.progress(merchant, batchId)
            return yield* csvFile({
              name: `${batch.id}-results`,
              columns: resultColumns(batch),
              page: (after) =>
                batches.lines(merchant, batch.id, { limit, ...(after === undefined ? {} : { after: Number(after) }) })
                  .pipe(
                    Effect.map(({ isMore, lines }) => ({
                      rows: lines,
                      next: isMore ? String(lines.at(-1)?.line) : undefined
                    })),
                    Effect.catchTag("BatchNotFound", Effect.die)
                  )
            })
          }).pipe(Effect.catchTags(ofReading)),

        cancel: ({ params: { batchId } }) =>
          Effect.gen(function*() {
            const cancelled = batches.cancel(yield* deciding(batchId))
            return yield* record(yield* Effect.catchTags(cancelled, ofDeciding))
          }),

        approve: ({ params: { batchId }, payload: { reason } }) =>
          Effect.gen(function*() {
            const decided = batches.approve(yield* deciding(batchId, reason))
            return yield* record(yield* Effect.catchTags(decided, ofSecondPerson))
          }),

        refuse: ({ params: { batchId }, payload: { reason } }) =>
          Effect.gen(function*() {
            const decided = batches.refuse(yield* deciding(batchId, reason))
            return yield* record(yield* Effect.catchTags(decided, ofSecondPerson))
          })
      })
    })
  )
