/** Compares a report with the journal, and with Finpay where it is asked. */
import type { Journal } from "@openfinpay/finpay-journal"
import { askFinpay, knownFromJournal, reconcile } from "@openfinpay/finpay-reconcile"
import type { Asking, AskError, Known, Mapping, Question, Told } from "@openfinpay/finpay-reconcile"
import { Finpay } from "@openfinpay/finpay-transport"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { finpayConfig, finpayLayer } from "../finpay-client.ts"
import { bytesOf } from "../input/source.ts"
import { loadJournal } from "../journal/load.ts"
import { say } from "../language.ts"
import type { Activity } from "./activity.ts"
import { count } from "./count.ts"
import { type Days, periodOf } from "./period.ts"

/** What is compared, and how. */
export interface CompareInput extends Days {
  readonly file: string
  readonly mapping: Mapping
  readonly ask: "none" | "differences" | "all"
  /** Questions a second. */
  readonly rate: number
}

const dayMillis = 86_400_000

/**
 * What the journal knows around a period. A refund just before it can be in the report; and one that was written down
 * can have waited for days before it was sent.
 */
const knownAround = (journal: Journal["Service"], { since, until }: CompareInput) =>
  knownFromJournal(journal, {
    ...Option.match(since, { onNone: () => ({}), onSome: ({ from }) => ({ since: from - 31 * dayMillis }) }),
    ...Option.match(until, { onNone: () => ({}), onSome: (day) => ({ until: day.until + dayMillis }) })
  })

const readingText = (read: number, size: number | undefined): string => {
  const much = size === undefined || size === 0
    ? `${Math.round(read / 1024 / 1024)} MiB`
    : `${Math.min(100, Math.floor(100 * read / size))} %`
  return say(`Reading the report: ${much}`, `Membaca laporan: ${much}`)
}

const watchedReport = Effect.fnUntraced(function*(file: string, activity: Activity) {
  const files = yield* FileSystem.FileSystem
  const info = file === "-" ? Option.none() : yield* Effect.option(files.stat(file))
  const size = Option.isSome(info) ? Number(info.value.size) : undefined
  let read = 0
  return Stream.suspend(() => {
    activity.now = () => readingText(read, size)
    return Stream.tap(bytesOf(Option.some(file)), (piece) => Effect.sync(() => (read += piece.length)))
  })
})

const watchedRecords = <E, R>({ entries, kinds }: Known<E, R>, activity: Activity): Known<E, R> => {
  let read = 0
  return {
    kinds,
    entries: Stream.suspend(() => {
      activity.now = () => say(`Reading our records: ${count(read)}`, `Membaca catatan: ${count(read)}`)
      return entries.pipe(
        Stream.mapArray((chunk) => {
          read += chunk.length
          return chunk
        }),
        Stream.onEnd(Effect.sync(() => (activity.now = () => say("Comparing", "Membandingkan"))))
      )
    })
  }
}

/** Finpay's answers as they come in. */
interface Answers {
  asked: number
  answered: number
}

const watchedAsk = (
  ask: (question: Question) => Effect.Effect<Told, AskError>,
  answers: Answers,
  activity: Activity
) =>
(question: Question) =>
  Effect.suspend(() => {
    const answered = () => count(answers.asked)
    activity.now = () => say(`Asking Finpay: ${answered()} answers`, `Bertanya ke Finpay: ${answered()} jawaban`)
    return Effect.tap(ask(question), ({ answer }) =>
      Effect.sync(() => {
        answers.asked += 1
        answers.answered += answer === "failed" ? 0 : 1
      }))
  })

/** The journal for as long as the comparison reads it, and Finpay where it is asked. */
const withSources = <A, E, R>(
  { ask }: CompareInput,
  use: (journal: Journal["Service"], finpay: Finpay["Service"] | undefined) => Effect.Effect<A, E, R>
) =>
  Effect.gen(function*() {
    const { withRecords } = yield* loadJournal
    if (ask === "none") return yield* withRecords((journal) => use(journal, undefined))
    const config = yield* finpayConfig
    const asked = Finpay.use((finpay) => withRecords((journal) => use(journal, finpay)))
    return yield* Effect.provide(asked, finpayLayer(config))
  })

/** Compares, and says how many of the payments that Finpay was to be asked about it did not answer for. */
export const compare = Effect.fnUntraced(function*(input: CompareInput, activity: Activity) {
  const { ask, file, mapping, rate } = input
  const report = yield* watchedReport(file, activity)
  const period = periodOf(input)
  const answers: Answers = { asked: 0, answered: 0 }
  const asking = (journal: Journal["Service"], finpay: Finpay["Service"]): Asking<AskError> => ({
    ask: watchedAsk(askFinpay(finpay, journal), answers, activity),
    about: ask === "all" ? "all" : "differing",
    perSecond: rate
  })
  const reconciliation = yield* withSources(input, (journal, finpay) =>
    reconcile({
      report,
      mapping,
      known: watchedRecords(knownAround(journal, input), activity),
      ...(period === undefined ? {} : { period }),
      ...(finpay === undefined ? {} : { asking: asking(journal, finpay) })
    }))
  return {
    reconciliation,
    unanswered: ask === "none" ? 0 : reconciliation.questions - answers.answered
  }
})
