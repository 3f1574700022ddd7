import type { JournalUnavailable } from "@openfinpay/finpay-journal"
import { refundProblem, tellRefundProblem } from "@openfinpay/finpay-reconcile"
import * as Effect from "effect/Effect"
import type { Approval } from "../approvals/Approval.ts"
import { Approvals } from "../approvals/Approvals.ts"
import { eachGivenBack, sumOf } from "../approvals/given-back.ts"
import type { ApprovalPage } from "../approvals/store.ts"
import type { Merchant } from "../merchants/Merchant.ts"
import { FileErrors, meantAgain } from "./read-file.ts"
import type { FileRefused, ReadFile } from "./read-file.ts"
import type { NewLine } from "./store.ts"

/** What a file comes to beside what was given back before. */
export interface CheckedFile extends ReadFile {
  /** With what was given back of an order before, it is above what one person may do. */
  readonly needsApproval: boolean
}

const linesByOrder = (lines: ReadonlyArray<NewLine>): ReadonlyMap<string, ReadonlyArray<NewLine>> =>
  Map.groupBy(lines, ({ order }) => order)

/** The lines without a key of their own, with the first of these refunds that gives back the same amount. */
const repeated = <Refund extends { readonly amount?: number }>(
  lines: ReadonlyArray<NewLine>,
  refunds: ReadonlyArray<Refund>
) =>
  lines.flatMap((line) => {
    const same = refunds.find(({ amount }) => amount === line.amount)
    return line.key !== undefined || same === undefined ? [] : [{ line: line.line, same }]
  })

const refundedBefore = (id: string, state: string): string =>
  tellRefundProblem(refundProblem(undefined, "refunded-before", id, state, meantAgain))

/** The refunds that wait for a second person: each may be in the journal the next moment. */
const waitingRefunds = Effect.fnUntraced(function*(account: string) {
  const approvals = yield* Approvals
  const waiting: Array<Approval> = []
  let after: string | undefined
  do {
    const page: ApprovalPage = yield* approvals.list(account, {
      states: ["pending"],
      operation: "refund",
      limit: 500,
      ...(after === undefined ? {} : { after })
    })
    waiting.push(...page.approvals)
    after = page.next
  } while (after !== undefined)
  return waiting
})

/**
 * Looks every order of a file up in the journal, and among what waits for a second person. A line that gives back the
 * same amount of the same order as a refund that is done, on its way, in doubt or waiting is refused, unless it has a key
 * of its own or is meant `again`.
 */
export const checkFile = Effect.fnUntraced(function*(
  { account, approvalAbove = Number.POSITIVE_INFINITY, journal }: Merchant,
  file: ReadFile,
  again: boolean
): Effect.fn.Return<CheckedFile, FileRefused | JournalUnavailable, Approvals> {
  const errors = new FileErrors()
  const lines = linesByOrder(file.lines)
  let needsApproval = [...file.orders.values()].some((amount) => amount > approvalAbove)
  yield* eachGivenBack(journal, [...file.orders.keys()], (order, givenBack) => {
    const own = lines.get(order) ?? []
    const ownKeys = new Set(own.map(({ key }) => key))
    const others = givenBack.filter(({ key }) => !ownKeys.has(key))
    if (sumOf(others) + (file.orders.get(order) ?? 0) > approvalAbove) needsApproval = true
    if (again) return
    const refunds = givenBack.filter(({ operation }) => operation === "refund")
    for (const { line, same: { id, state } } of repeated(own, refunds)) {
      errors.add({ line, detail: refundedBefore(id, state), mutationId: id })
    }
  })
  for (const approval of again ? [] : yield* waitingRefunds(account)) {
    for (const { line } of repeated(lines.get(approval.reference) ?? [], [approval])) {
      errors.add({ line, detail: refundedBefore(approval.id, "pending") })
    }
  }
  if (errors.count > 0) {
    return yield* errors.refused(`${errors.count} of the refunds were given back before, or are on their way.`)
  }
  return { ...file, needsApproval }
})
