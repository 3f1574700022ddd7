import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { EndWith } from "../errors.ts"
import { exitCodes } from "../exit-codes.ts"
import { say } from "../language.ts"
import { OutputMode } from "../output/OutputMode.ts"
import { printable, rupiah } from "../output/text.ts"
import { stderr } from "../output/write.ts"
import { placeOf } from "./batch-key.ts"
import { jsonWithList } from "./json-list.ts"
import type { BatchLine } from "./Line.ts"
import { type PlacedProblem, type Repeat, rowsOf, type Totals, type Workspace } from "./Workspace.ts"

const print = <E, R>(text: Stream.Stream<string, E, R>) => Stream.runForEachArray(text, (some) => stderr(some.join("")))

const textLine = (text: string): string => `${printable(text)}\n`

const problemText = (problem: PlacedProblem): string => {
  const column = problem.column === undefined ? "" : `${problem.column} `
  return textLine(`${say("line", "baris")} ${problem.line}: ${column}${problem.problem}`)
}

const badLines = (name: string, { bad, lines }: Totals): string =>
  say(
    `${name}: ${bad} of ${lines} lines cannot be used; nothing was sent`,
    `${name}: ${bad} dari ${lines} baris tidak dapat dipakai; tidak ada yang dikirim`
  )

/** Names every line that cannot be used, with all that is wrong with it, and ends the command. */
export const tellBadLines = Effect.fnUntraced(function*(name: string, totals: Totals, workspace: Workspace) {
  const problems = rowsOf((last: PlacedProblem | undefined) => workspace.problemsAfter(last))
  const message = badLines(name, totals)
  if ((yield* OutputMode) === "json") {
    const { bad, lines } = totals
    const items = Stream.map(problems, ({ column, line, problem }) => ({ line, column, problem }))
    yield* print(jsonWithList({ _tag: "BadLines", message, lines, bad }, "problems", items))
  } else {
    yield* stderr(textLine(`finpay: ${message}`))
    yield* print(Stream.map(problems, problemText))
  }
  return yield* new EndWith({ exitCode: exitCodes.usage })
})

type RepeatedLine = Repeat & BatchLine

const repeatText = ({ amount, key, line, mutation, order, state }: RepeatedLine): string =>
  textLine(`${say("line", "baris")} ${line}: ${order} ${rupiah(amount)}: ${mutation} (${state}), ${key}`)

const refundedBefore = (name: string, { lines }: Totals, repeated: number): string =>
  say(
    `${name}: ${repeated} of ${lines} lines give back what was asked for before; nothing was sent`,
    `${name}: ${repeated} dari ${lines} baris mengembalikan dana yang sudah pernah diminta; tidak ada yang dikirim`
  )

/** The one batch all of them are lines of, at the same places: then this is that batch, and its file was changed. */
const batchOf = (repeats: Stream.Stream<RepeatedLine, Stream.Error<ReturnType<typeof rowsOf>>>) =>
  Effect.map(
    Stream.runFold(repeats, (): ReadonlySet<string> => new Set(), (batches, { key, line }) => {
      const place = placeOf(key)
      return batches.size > 1 ? batches : new Set([...batches, place?.line === line ? place.batch : ""])
    }),
    (batches) => {
      const [batch = ""] = batches
      return batches.size === 1 && batch !== "" ? batch : undefined
    }
  )

const onceMore = say(
  "If all this is to be given back once more: --again and --batch with a new name.",
  "Jika memang harus dikembalikan sekali lagi: --again dan --batch dengan nama baru."
)

const wayOut = (batch: string | undefined, haveKeys: boolean): string => {
  if (batch === undefined) {
    return say(
      "Take these lines out of the file. If they are to be given back once more: --again and --batch with a new name.",
      `Keluarkan baris-baris ini dari berkas. ${onceMore}`
    )
  }
  const goOn = haveKeys
    ? say(
      `They are lines of the batch ${batch}, which had no keys. To go on with it: take the keys out, and --batch ${batch}.`,
      `Ini baris-baris batch ${batch}, yang belum berkunci. Untuk melanjutkannya: hilangkan kuncinya, dan --batch ${batch}.`
    )
    : say(`To go on with that batch: --batch ${batch}.`, `Untuk melanjutkan batch itu: --batch ${batch}.`)
  return `${goOn} ${onceMore}`
}

/** Names every line that gives back what the journal has already, says the way out, and ends the command. */
export const tellRepeats = Effect.fnUntraced(function*(name: string, totals: Totals, workspace: Workspace) {
  const repeats = rowsOf((last: RepeatedLine | undefined) => workspace.repeatsAfter(last))
  const repeated = workspace.countRepeats()
  const message = refundedBefore(name, totals, repeated)
  const nextStep = wayOut(yield* batchOf(repeats), workspace.haveRepeatsKeys())
  if ((yield* OutputMode) === "json") {
    const items = Stream.map(repeats, ({ amount, key, line, mutation, order, state }) => ({
      line,
      order,
      amount,
      mutation,
      key,
      state
    }))
    const members = {
      _tag: "RefundedBefore",
      message,
      nextStep,
      lines: totals.lines,
      repeated
    }
    yield* print(jsonWithList(members, "repeats", items))
  } else {
    yield* stderr(textLine(`finpay: ${message}`))
    yield* print(Stream.map(repeats, repeatText))
    yield* stderr(textLine(nextStep))
  }
  return yield* new EndWith({ exitCode: exitCodes.refused })
})
