import * as Argument from "effect/cli/Argument"
import type * as Option from "effect/Option"
import { say } from "../language.ts"

/** An optional FILE; without it, and for `-`, standard input is read. */
export const fileArgument = (description: string): Argument.Argument<Option.Option<string>> =>
  Argument.String("file").pipe(
    Argument.withDescription(
      say(`${description}; standard input when left out or -`, `${description}; masukan standar bila kosong atau -`)
    ),
    Argument.optional
  )
