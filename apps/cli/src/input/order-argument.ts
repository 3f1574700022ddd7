import * as Argument from "effect/cli/Argument"

/** ORDER: the merchant's own number of an order. */
export const orderArgument = Argument.String("order").pipe(Argument.withDescription("Your number of the order"))
