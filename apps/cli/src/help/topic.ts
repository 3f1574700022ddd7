import type { HelpDoc } from "effect/cli/HelpDoc"
import type { Page } from "./page.ts"

/** Something to read that is no command. */
export interface Topic {
  /** What is typed behind `finpay help`. */
  readonly name: string
  /** Other words that lead here, of either language. */
  readonly otherWords?: ReadonlyArray<string>
  /** What it answers, in one line. */
  readonly about: string
  /** The page; some of it comes from what effect/cli knows of `finpay` itself. */
  readonly page: (root: HelpDoc) => Page
}
