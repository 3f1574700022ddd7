/** A report and the records of the other side, of any length, with differences that are known line by line. */
import { Stream } from "effect"
import * as Csv from "effect/encoding/Csv"
import type { Known, KnownEntry, Mapping, Reconciliation, Result, Verdict } from "../../src/index.ts"
import { workbookOf } from "./workbook.ts"

/** What is wrong with a line, by its number; all others match. */
export type Fault =
  | "amount_differs"
  | "status_differs"
  | "missing_here"
  | "missing_there"
  | "duplicate_line"
  | "unreadable"

const faults: ReadonlyArray<Fault> = [
  "amount_differs",
  "status_differs",
  "missing_here",
  "missing_there",
  "duplicate_line",
  "unreadable"
]

export interface Scenario {
  readonly size: number
  readonly known: Known
  /** The rows under the header, in the order of the report. */
  readonly rows: Stream.Stream<ReadonlyArray<string | number>>
  readonly expected: Readonly<Record<Fault | "matched", number>>
  /** Which order has which fault, in their order. */
  readonly faults: ReadonlyArray<readonly [number: number, fault: Fault]>
  /** The number of the order a result is about. */
  readonly numberOf: (result: Result) => number
}

export const header = ["Order ID", "Type", "Amount", "Status", "Date", "Channel"]

export const mapping: Mapping = {
  reference: "order id",
  amount: "Amount",
  spelling: "indonesian",
  kind: { column: "Type", payment: ["PAYMENT"], refund: ["REFUND"] },
  status: { column: "Status", done: ["SUCCESS"], notDone: ["FAILED"] },
  date: { column: "Date" }
}

/** Spreads numbers so that neighbours in the report are none in the records. */
const scattered = (number: number): string => ((number * 2_654_435_761) >>> 0).toString(16).padStart(8, "0")

const referenceOf = (number: number): string => `INV-${scattered(number)}-${number}`
const amountOf = (number: number): number => 1000 + (number * 7919) % 9_000_000
const kindOf = (number: number) => number % 5 === 0 ? "refund" : "payment"

/** About one in a thousand, each fault in turn. */
const faultOf = (number: number): Fault | undefined =>
  number % 997 === 0 ? faults[(number / 997) % faults.length] : undefined

const rupiah = (amount: number): string => `Rp ${String(amount).replaceAll(/\B(?=(?:\d{3})+$)/gu, ".")},00`

const rowOf = (number: number, fault: Fault | undefined): ReadonlyArray<string> => [
  referenceOf(number),
  kindOf(number).toUpperCase(),
  fault === "unreadable" ? "22.5" : rupiah(amountOf(number) + (fault === "amount_differs" ? 1 : 0)),
  "SUCCESS",
  new Date(1_790_000_000_000 + number * 1000).toISOString(),
  "vabca"
]

function* rowsOf(size: number) {
  for (let number = 1; number <= size; number += 1) {
    const fault = faultOf(number)
    if (fault === "missing_there") continue
    yield rowOf(number, fault)
    if (fault === "duplicate_line") yield rowOf(number, fault)
  }
}

function* entriesOf(size: number): Generator<KnownEntry> {
  for (let number = size; number >= 1; number -= 1) {
    const fault = faultOf(number)
    if (fault === "missing_here" || fault === "unreadable") continue
    yield {
      reference: referenceOf(number),
      kind: kindOf(number),
      amount: amountOf(number),
      outcome: fault === "status_differs" ? "not_done" : "done",
      state: fault === "status_differs" ? "rejected" : "succeeded",
      at: 1_790_000_000_000 + number * 1000,
      mutationId: `m-${number}`
    }
  }
}

/** So many orders, most of which match. */
export const makeScenario = (size: number): Scenario => {
  const expected: Record<Fault | "matched", number> = {
    matched: 0,
    amount_differs: 0,
    status_differs: 0,
    missing_here: 0,
    missing_there: 0,
    duplicate_line: 0,
    unreadable: 0
  }
  const found: Array<readonly [number, Fault]> = []
  const numberOfRow: Array<number> = []
  for (let number = 1; number <= size; number += 1) {
    const fault = faultOf(number)
    expected[fault ?? "matched"] += 1
    if (fault === "duplicate_line") expected.matched += 1
    if (fault !== undefined) found.push([number, fault])
    // An unreadable line does not say which order it is about; its place does.
    if (fault === "unreadable") numberOfRow[number + 1 - expected.missing_there + expected.duplicate_line] = number
  }
  return {
    size,
    expected,
    faults: found,
    numberOf: (result) => {
      if (result.verdict === "unreadable") return numberOfRow[result.line.line] ?? 0
      const { reference } = result.verdict === "missing_there" ? result.known : result.line
      return Number(reference.split("-").at(-1))
    },
    rows: Stream.suspend(() => Stream.fromIteratorSucceed(rowsOf(size), 1000)),
    known: {
      kinds: ["payment", "refund"],
      entries: Stream.suspend(() => Stream.fromIteratorSucceed(entriesOf(size), 1000))
    }
  }
}

export const expectedCounts = ({ expected }: Scenario): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(expected).filter(([, count]) => count > 0))

/** How many there are of each verdict. */
export const countsOf = ({ totals }: Pick<Reconciliation, "totals">): Readonly<Record<string, number>> => {
  const counts = new Map<Verdict, number>()
  for (const { count, verdict } of totals) counts.set(verdict, (counts.get(verdict) ?? 0) + count)
  return Object.fromEntries(counts)
}

export const reportCsv = ({ rows }: Scenario): Stream.Stream<Uint8Array> =>
  Stream.succeed<ReadonlyArray<string | number>>(header).pipe(
    Stream.concat(rows),
    Stream.map((cells) => cells.map(String)),
    Stream.pipeThroughChannel(Csv.encodeString()),
    Stream.encodeText
  )

export const reportXlsx = ({ rows }: Scenario): Stream.Stream<Uint8Array> =>
  workbookOf([{ name: "Report", header, rows }])
