import * as Command from "effect/cli/Command"
import { say } from "../language.ts"
import { qrisGenerate } from "./qris-generate.ts"
import { qrisParse } from "./qris-parse.ts"
import { qrisQuery } from "./qris-query.ts"
import { qrisRefund } from "./qris-refund.ts"

/** `finpay qris`: QRIS payments and codes. */
export const qris = Command.make("qris").pipe(
  Command.withDescription(
    say(
      "QRIS: make, query and refund payments, read codes",
      "QRIS: buat, tanyakan, dan kembalikan pembayaran, baca kode"
    )
  ),
  Command.withSubcommands([qrisGenerate, qrisQuery, qrisRefund, qrisParse])
)
