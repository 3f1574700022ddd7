/** What a test and its worker processes say to each other: one JSON value a line. */
import type { MutationState } from "../../src/Mutation.ts"
import type { JournalSettings } from "../../src/settings.ts"

/** How a worker works. Where its database is stands in `FINPAY_DATABASE_URL`: an argument is seen by everybody. */
export interface WorkerOptions {
  readonly baseUrl: string
  readonly settings: Partial<JournalSettings>
  /** The longest a call to Finpay may take. */
  readonly totalTimeoutMillis: number
}

/** A refund that somebody wants; the key names it. */
export interface Wanted {
  readonly key: string
  readonly order: string
  readonly amount: number
}

/** A refund submitted to a worker, which answers under the same number. */
export interface Asked extends Wanted {
  readonly number: number
  readonly waitMillis: number
}

/** How a submission was answered. */
export type Reply =
  | {
    readonly said: "outcome"
    readonly number: number
    readonly id: string
    readonly state: MutationState
    readonly replayed: boolean
    /** The same key may be asked again, and would be sent anew. */
    readonly mayBeAskedAgain: boolean
  }
  | { readonly said: "refused"; readonly number: number; readonly error: string }

/** What a worker says. */
export type Said =
  /** Its program is loaded; it waits for any line before it opens its journal. */
  | { readonly said: "loaded" }
  /** Its journal is open, and works. */
  | { readonly said: "ready" }
  /** A request is about to leave for Finpay. */
  | { readonly said: "calling"; readonly path: string }
  /** Its answer begins, or none will come. */
  | { readonly said: "called"; readonly path: string }
  | Reply
