import { decodeMapping, isDifference, toCsv, toXlsx, verdicts } from "@openfinpay/finpay-reconcile"
import type { Mapping, ReportRefused } from "@openfinpay/finpay-reconcile"
import * as Effect from "effect/Effect"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { Caller } from "../access/Caller.ts"
import { notATable } from "../batches/read-file.ts"
import { Api } from "../contract/Api.ts"
import { problemTypes } from "../contract/problem-types.ts"
import {
  FileRefusedProblem,
  ReconciliationNotFinishedProblem,
  ReconciliationNotFoundProblem
} from "../contract/problems.ts"
import type { Reconciliation } from "../contract/reconciliations.ts"
import { tableTypes } from "../contract/upload.ts"
import { asFile } from "../exports/csv.ts"
import { fileBytes } from "../http/body.ts"
import type { FileLimits } from "../http/file-limits.ts"
import { problemFacts } from "../http/occurrence.ts"
import { setResponseHeaders } from "../http/response-headers.ts"
import { CurrentMerchant } from "../merchants/Merchant.ts"
import type { ReconciliationRow } from "../reconciliations/Reconciliation.ts"
import { deletedAfter, Reconciliations } from "../reconciliations/Reconciliations.ts"
import type { MappingOpen, NotFinished, ReconciliationNotFound } from "../reconciliations/Reconciliations.ts"
import { differenceOf } from "./difference-record.ts"
import { failInvalid } from "./fail-invalid.ts"
import { present } from "./finpay-answer.ts"
import { failNotRead, failNotWritten } from "./journal-problems.ts"
import { fileRefused } from "./refund-batches.ts"
import { millisOf, optionalTimeOf, timeOf } from "./times.ts"

const limit = 500

const differing = verdicts.filter(isDifference)

type Summary = NonNullable<ReconciliationRow["summary"]>

const summaryOf = ({ differs, knownEntries, questions, report, totals }: Summary) => ({
  report: {
    lines: report.lines,
    unreadable: report.unreadable,
    ignored: report.ignored,
    ...present({ firstAt: optionalTimeOf(report.firstAt), lastAt: optionalTimeOf(report.lastAt) })
  },
  knownEntries,
  questions,
  differs,
  totals
})

const recordOf = (row: ReconciliationRow, keptDays: number): Reconciliation => ({
  id: row.id,
  state: row.state,
  createdBy: row.createdBy,
  createdAt: timeOf(row.createdAt),
  deletedAfter: timeOf(deletedAfter(row.createdAt, keptDays)),
  mapping: row.mapping,
  isGuessed: row.isGuessed,
  ask: row.ask,
  ...(row.summary === undefined ? {} : summaryOf(row.summary)),
  ...present({
    startedAt: optionalTimeOf(row.startedAt),
    endedAt: optionalTimeOf(row.endedAt),
    since: optionalTimeOf(row.since),
    until: optionalTimeOf(row.until),
    progress: row.progress,
    problem: row.problem
  })
})

const notFound = ({ id }: ReconciliationNotFound) =>
  Effect.flatMap(
    problemFacts(problemTypes.reconciliationNotFound, `This merchant has no reconciliation ${id}.`),
    (facts) => Effect.fail(new ReconciliationNotFoundProblem(facts))
  )

const notFinished = ({ state }: NotFinished) =>
  Effect.flatMap(
    problemFacts(problemTypes.reconciliationNotFinished, `The reconciliation is ${state}.`),
    (facts) => Effect.fail(new ReconciliationNotFinishedProblem(facts))
  )

const reportRefused = (refused: ReportRefused) => fileRefused(notATable(refused))

const mappingOpen = ({ guess, open }: MappingOpen) =>
  Effect.flatMap(
    problemFacts(problemTypes.fileRefused, "How the report is read cannot be told from it alone: say it in `mapping`."),
    (facts) => {
      const errors = open.map((detail) => ({ detail }))
      return Effect.fail(new FileRefusedProblem({ ...facts, errors, errorCount: errors.length, guess }))
    }
  )

const ofReading = { ReconciliationNotFound: notFound, JournalUnavailable: failNotRead }

const ofResults = { ...ofReading, NotFinished: notFinished }

const wrongMapping = (detail: string) => failInvalid([{ parameter: "mapping", detail }])

const parsed = (text: string) =>
  Effect.catch(
    Effect.try({ try: (): unknown => JSON.parse(text), catch: () => undefined }),
    () => wrongMapping("it is not a JSON text")
  )

/** The mapping of a request; none where it is to be guessed. */
const mappingOf = Effect.fnUntraced(function*(text: string | undefined) {
  if (text === undefined) return undefined
  const mapping: Mapping = yield* Effect.catchTag(
    decodeMapping(yield* parsed(text)),
    "InvalidRequest",
    ({ problems }) =>
      failInvalid(problems.map(({ field, problem }) => ({ parameter: "mapping", detail: `${field}: ${problem}` })))
  )
  return mapping
})

const checkPeriod = (since: number | undefined, until: number | undefined) =>
  since !== undefined && until !== undefined && since >= until
    ? failInvalid([{ parameter: "until", detail: "it is after since" }])
    : Effect.void

/** The endpoints under `/v1/reconciliations`. */
export const reconciliations = ({ reportBytes }: FileLimits) =>
  HttpApiBuilder.group(
    Api,
    "reconciliations",
    Effect.fnUntraced(function*(handlers) {
      const service = yield* Reconciliations
      const { keptDays } = service

      const get = Effect.fnUntraced(function*(id: string) {
        const { account } = yield* CurrentMerchant
        return yield* service.get(account, id)
      })

      /** All results, a page at a time; the first page is read now, so that what is not there is a problem. */
      const resultsOf = Effect.fnUntraced(function*(id: string) {
        const { account } = yield* CurrentMerchant
        yield* service.results(account, id, { limit: 1 })
        return Stream.paginate(0, (after) =>
          Effect.map(
            Effect.orDie(service.results(account, id, { after, limit })),
            ({ isMore, results }) =>
              [
                results.map(({ result }) => result),
                isMore ? Option.fromUndefinedOr(results.at(-1)?.place) : Option.none()
              ] as const
          ))
      })

      const totalsOf = ({ summary }: ReconciliationRow) =>
        (summary?.totals ?? []).map(({ records, report, ...rest }) => ({
          ...rest,
          reportRupiah: BigInt(report),
          knownRupiah: BigInt(records)
        }))

      return handlers.handleAll({
        create: ({ query: { ask = "differences", mapping: text, ...period }, request }) =>
          Effect.gen(function*() {
            const mapping = yield* mappingOf(text)
            const { since, until } = { since: millisOf(period.since), until: millisOf(period.until) }
            yield* checkPeriod(since, until)
            const created = service.create({
              merchant: yield* CurrentMerchant,
              caller: yield* Caller,
              report: fileBytes(request, reportBytes),
              mapping,
              ask,
              ...present({ since, until })
            })
            const row = yield* Effect.catchTags(created, {
              ReportRefused: reportRefused,
              MappingOpen: mappingOpen,
              JournalUnavailable: failNotWritten
            })
            yield* setResponseHeaders({ Location: `/v1/reconciliations/${encodeURIComponent(row.id)}` }, [201])
            return recordOf(row, keptDays)
          }),

        list: ({ query }) =>
          Effect.gen(function*() {
            const { account } = yield* CurrentMerchant
            const page = yield* service.list(account, query)
            return {
              reconciliations: page.reconciliations.map((row) => recordOf(row, keptDays)),
              ...present({ next: page.isMore ? page.reconciliations.at(-1)?.id : undefined })
            }
          }).pipe(Effect.catchTag("JournalUnavailable", failNotRead)),

        get: ({ params: { reconciliationId } }) =>
          Effect.map(get(reconciliationId), (row) => recordOf(row, keptDays)).pipe(Effect.catchTags(ofReading)),

        differences: ({ params: { reconciliationId }, query: { after, limit: most = 50, verdict = differing } }) =>
          Effect.gen(function*() {
            const { account } = yield* CurrentMerchant
            const { isMore, results } = yield* service.results(account, reconciliationId, {
              verdicts: verdict,
              limit: most,
              ...present({ after: after === undefined ? undefined : Number(after) })
            })
            const last = results.at(-1)
            return {
              differences: results.map(({ result }) => differenceOf(result)),
              ...present({ next: isMore && last !== undefined ? String(last.place) : undefined })
            }
          }).pipe(Effect.catchTags(ofResults)),

        csv: ({ params: { reconciliationId: id }, query: { language = "en" } }) =>
          Effect.gen(function*() {
            const results = yield* resultsOf(id)
            yield* asFile(`${id}.csv`, "text/csv; charset=utf-8")
            return toCsv({ results }, { language })
          }).pipe(Effect.catchTags(ofResults)),

        xlsx: ({ params: { reconciliationId: id }, query: { language = "en" } }) =>
          Effect.gen(function*() {
            const results = yield* resultsOf(id)
            const totals = totalsOf(yield* get(id))
            yield* asFile(`${id}.xlsx`, tableTypes[1])
            return toXlsx({ results, totals }, { language })
          }).pipe(Effect.catchTags(ofResults))
      })
    })
  )
