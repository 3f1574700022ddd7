import * as Argument from "effect/cli/Argument"
import { say } from "../language.ts"

/** ID: a mutation of the journal. */
export const mutationArgument = Argument.String("id").pipe(
  Argument.withDescription(
    say(
      "The mutation, as it was printed or as mutations list shows it",
      "Mutasinya, seperti yang dicetak atau ditampilkan mutations list"
    )
  )
)
