import type * as Effect from "effect/Effect"
import type { Question } from "./store/Store.ts"
import type { Told } from "./Told.ts"

/** Asking Finpay: how, about what, and how fast. */
export interface Asking<E = never, R = never> {
  /**
   * Asks about one payment; see {@link askFinpay}. It fails only where asking on is of no use: then nothing is compared.
   */
  readonly ask: (question: Question) => Effect.Effect<Told, E, R>
  /**
   * About which payments: those with a difference and those our records do not keep (`differing`, unless given), or all.
   * Each is asked once.
   */
  readonly about?: "differing" | "all"
  /** How many questions a second; 5 unless given. */
  readonly perSecond?: number
  /** How many at a time; 4 unless given. */
  readonly concurrency?: number
  /** After so many failed answers in a row the rest is not asked; 20 unless given. */
  readonly giveUpAfter?: number
}
