import { kinds } from "../report/ReportLine.ts"
import type { Kind } from "../report/ReportLine.ts"
import { verdicts } from "../Result.ts"
import type { Total, Verdict } from "../Result.ts"

/** The money of one result on both sides, in rupiah. */
interface Amounts {
  readonly report: number
  readonly known: number
}

interface Sum {
  count: number
  report: bigint
  known: bigint
}

/** Adds up results. Sums are exact: a million amounts of fourteen digits are more than a number holds. */
export class Totals {
  readonly #sums = new Map<string, Sum>()

  #change(verdict: Verdict, kind: Kind | undefined, { known, report }: Amounts, by: 1 | -1): void {
    const key = `${verdict} ${kind ?? ""}`
    const sum = this.#sums.get(key) ?? { count: 0, report: 0n, known: 0n }
    this.#sums.set(key, sum)
    sum.count += by
    sum.report += BigInt(by * report)
    sum.known += BigInt(by * known)
  }

  add(verdict: Verdict, kind: Kind | undefined, amounts: Amounts): void {
    this.#change(verdict, kind, amounts, 1)
  }

  /** Takes away what was added: it has another verdict now. */
  remove(verdict: Verdict, kind: Kind, amounts: Amounts): void {
    this.#change(verdict, kind, amounts, -1)
  }

  /** In the order of verdicts and kinds; what does not occur is left out. */
  all(): ReadonlyArray<Total> {
    return verdicts.flatMap((verdict) =>
      [...kinds, undefined].flatMap((kind): ReadonlyArray<Total> => {
        const sum = this.#sums.get(`${verdict} ${kind ?? ""}`)
        if (sum === undefined || sum.count === 0) return []
        const rupiah = { reportRupiah: sum.report, knownRupiah: sum.known }
        return [{ verdict, ...(kind === undefined ? {} : { kind }), count: sum.count, ...rupiah }]
      })
    )
  }
}
