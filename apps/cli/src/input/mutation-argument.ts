import * as Argument from "effect/cli/Argument"

/** ID: a mutation of the journal. */
export const mutationArgument = Argument.String("id").pipe(
  Argument.withDescription("The mutation, as it was printed or as mutations list shows it")
)
