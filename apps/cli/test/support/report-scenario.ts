/** A report of refunds and payments of any length, and a journal with differences that are known line by line. */
import { closeSync, openSync, writeSync } from "node:fs"
import { DatabaseSync } from "node:sqlite"

/** What is wrong with a refund, by its number; all others match. */
export const faults = [
  "amount_differs",
  "status_differs",
  "missing_here",
  "missing_there",
  "duplicate_line",
  "unreadable"
] as const

export type Fault = typeof faults[number]

/** How the report is read. */
export const mapping = {
  reference: "Order ID",
  amount: "Amount",
  spelling: "indonesian",
  kind: { column: "Type", payment: ["PAYMENT"], refund: ["REFUND"] },
  status: { column: "Status", done: ["SUCCESS"], notDone: ["FAILED"] },
  date: { column: "Date" }
} as const

const isPayment = (number: number): boolean => number % 5 === 0

/** About one in five hundred, each fault in turn; payments are not kept by the journal and have none. */
export const faultOf = (number: number): Fault | undefined =>
  number % 499 === 0 && !isPayment(number) ? faults[(number / 499) % faults.length] : undefined

/** Spreads numbers so that neighbours in the report are none in the journal. */
const scattered = (number: number): string => ((number * 2_654_435_761) >>> 0).toString(16).padStart(8, "0")

export const referenceOf = (number: number): string => `INV-${scattered(number)}-${number}`

const amountOf = (number: number): number => 1000 + (number * 7919) % 9_000_000

const atOf = (number: number): number => 1_790_000_000_000 + number * 1000

const rupiah = (amount: number): string => `Rp ${String(amount).replaceAll(/\B(?=(?:\d{3})+$)/gu, ".")},00`

const lineOf = (number: number, fault: Fault | undefined): string => {
  const amount = fault === "unreadable" ? "22.5" : rupiah(amountOf(number) + (fault === "amount_differs" ? 1 : 0))
  const type = isPayment(number) ? "PAYMENT" : "REFUND"
  return `${referenceOf(number)},${type},"${amount}",SUCCESS,${new Date(atOf(number)).toISOString()}\n`
}

function* textOf(size: number) {
  yield "Order ID,Type,Amount,Status,Date\n"
  for (let number = 1; number <= size; number += 1) {
    const fault = faultOf(number)
    if (fault === "missing_there") continue
    yield lineOf(number, fault)
    if (fault === "duplicate_line") yield lineOf(number, fault)
  }
}

/** Writes the report. */
export const writeReport = (file: string, size: number): void => {
  const opened = openSync(file, "w")
  let piece = ""
  for (const line of textOf(size)) {
    piece += line
    if (piece.length < 1_000_000) continue
    writeSync(opened, piece)
    piece = ""
  }
  writeSync(opened, piece)
  closeSync(opened)
}

/** Fills a journal that was made by `finpay`, as if it had made these refunds. */
export const fillJournal = (file: string, account: string, size: number): void => {
  const database = new DatabaseSync(file)
  const insert = database.prepare(`INSERT INTO finpay_mutation
    (id, account, idempotency_key, operation, reference, amount, request, request_hash, actor, state, version,
      answer, decided_by, accepted_at, sending_at, settled_at, updated_at)
    VALUES (?, ?, ?, 'refund', ?, ?, ?, ?, 'cli:bench', ?, 3, ?, 'answer', ?, ?, ?, ?)`)
  database.exec("PRAGMA synchronous = OFF; BEGIN")
  for (let number = 1; number <= size; number += 1) {
    const fault = faultOf(number)
    if (isPayment(number) || fault === "missing_here" || fault === "unreadable") continue
    const [at, reference, amount] = [atOf(number), referenceOf(number), amountOf(number)]
    insert.run(
      `mut_${at.toString(36).padStart(9, "0")}${String(number).padStart(12, "0")}`,
      account,
      `return-${number}`,
      reference,
      amount,
      JSON.stringify({ order: { id: reference, amount } }),
      scattered(number).repeat(8),
      fault === "status_differs" ? "rejected" : "succeeded",
      JSON.stringify({ responseCode: "2000000", responseMessage: "Success", traceId: scattered(number).repeat(4) }),
      at,
      at,
      at + 500,
      at + 500
    )
  }
  database.exec("COMMIT")
  database.close()
}

/** Of each order with a fault, which one. */
export const expectedFaults = (size: number): ReadonlyMap<string, Fault> => {
  const expected = new Map<string, Fault>()
  for (let number = 1; number <= size; number += 1) {
    const fault = faultOf(number)
    if (fault !== undefined) expected.set(referenceOf(number), fault)
  }
  return expected
}

/** How many payments and refunds the report should say nothing wrong about. */
export const expectedCounts = (size: number) => {
  const counts: Record<Fault | "matched" | "not_compared", number> = {
    matched: 0,
    not_compared: 0,
    amount_differs: 0,
    status_differs: 0,
    missing_here: 0,
    missing_there: 0,
    duplicate_line: 0,
    unreadable: 0
  }
  for (let number = 1; number <= size; number += 1) {
    const fault = faultOf(number)
    counts[isPayment(number) ? "not_compared" : fault ?? "matched"] += 1
    if (fault === "duplicate_line") counts.matched += 1
  }
  return counts
}
