import * as Command from "effect/cli/Command"
import { say } from "../language.ts"
import { mutationsClose } from "./mutations-close.ts"
import { mutationsList } from "./mutations-list.ts"
import { mutationsResolve } from "./mutations-resolve.ts"
import { mutationsShow } from "./mutations-show.ts"

/** `finpay mutations`: what the journal keeps. */
export const mutations = Command.make("mutations").pipe(
  Command.withDescription(
    say(
      "The journal: every refund, void and cancel that was asked for, and how it ended. Without FINPAY_DATABASE_URL it " +
        "is a file in your data folder. A command that changes a payment, and resolve, also work on what earlier " +
        "commands of the same merchant left unfinished; list, show and close do not",
      "Jurnal: setiap pengembalian dana, void, dan pembatalan yang diminta, dan hasilnya. Tanpa FINPAY_DATABASE_URL, " +
        "jurnal adalah berkas di folder data Anda. Perintah yang mengubah pembayaran, dan resolve, juga mengerjakan yang " +
        "ditinggalkan perintah sebelumnya dari merchant yang sama; list, show, dan close tidak"
    )
  ),
  Command.withShortDescription(
    say("The journal: what was asked for, and how it ended", "Jurnal: yang diminta, dan hasilnya")
  ),
  Command.withSubcommands([mutationsList, mutationsShow, mutationsResolve, mutationsClose])
)
