import { refundProblem } from "./line-problem.ts"
import type { RefundProblem } from "./line-problem.ts"
import type { ReadRefund } from "./RefundLine.ts"

/** More columns than any list of refunds has. In JSON Lines each line may bring new ones. */
const mostExtra = 100

/**
 * What lines are together: lines are looked at one after the other, in the order of their file.
 *
 * @example
 * ```ts
 * import { RefundsTogether } from "@openfinpay/finpay-reconcile"
 *
 * const together = new RefundsTogether()
 * together.look({ amount: 22000, extra: { reason: "broken" } }) // => []
 * together.look({ amount: 5000, extra: {} }) // => []
 * together.amount // => 27000
 * together.extra // => ["reason"]
 * ```
 */
export class RefundsTogether {
  readonly #extra = new Set<string>()
  #amount = 0

  #columns(names: ReadonlyArray<string>): ReadonlyArray<RefundProblem> {
    for (const name of names) if (this.#extra.size < mostExtra) this.#extra.add(name)
    return names.every((name) => this.#extra.has(name))
      ? []
      : [refundProblem(undefined, "too-many-columns", mostExtra)]
  }

  #sum(amount: number): ReadonlyArray<RefundProblem> {
    this.#amount += amount
    return this.isCountable ? [] : [refundProblem("amount", "too-much")]
  }

  /** Takes a line, and says what is wrong with it beside the others. */
  look({ amount = 0, extra }: Pick<ReadRefund, "amount" | "extra">): ReadonlyArray<RefundProblem> {
    return [...this.#columns(Object.keys(extra)), ...this.#sum(amount)]
  }

  /** Of all lines, in rupiah. */
  get amount(): number {
    return this.#amount
  }

  /** Whether the amount is exact. Once it is not it stays so. */
  get isCountable(): boolean {
    return Number.isSafeInteger(this.#amount)
  }

  /** The columns beside order, amount and key. */
  get extra(): ReadonlyArray<string> {
    return [...this.#extra]
  }
}
