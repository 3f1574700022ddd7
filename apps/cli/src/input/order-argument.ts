import * as Argument from "effect/cli/Argument"
import { say } from "../language.ts"

/** ORDER: the merchant's own number of an order. */
export const orderArgument = Argument.String("order").pipe(
  Argument.withDescription(say("Your number of the order, such as INV-1", "Nomor pesanan Anda, misalnya INV-1"))
)
