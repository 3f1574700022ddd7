import { say } from "../../language.ts"
import { examples, section, text } from "../page.ts"
import type { Topic } from "../topic.ts"

/** In which language finpay speaks. */
export const languagesTopic: Topic = {
  name: "languages",
  otherWords: ["lang", "language", "bahasa"],
  about: say("English and Indonesian", "Bahasa Inggris dan bahasa Indonesia"),
  page: () => ({
    title: say("Languages", "Bahasa"),
    sections: [
      ...section(
        undefined,
        text(say(
          "finpay speaks English and Indonesian: the language of --lang, else that of LC_ALL, LC_MESSAGES or LANG (id_ID " +
            "is Indonesian), else English.",
          "finpay berbahasa Inggris dan Indonesia: menurut --lang, atau menurut LC_ALL, LC_MESSAGES, atau LANG (id_ID " +
            "berarti bahasa Indonesia), selain itu bahasa Inggris."
        )),
        examples([
          { command: "finpay check INV-1 --lang id", description: say("This once", "Sekali ini saja") },
          {
            command: "export LANG=id_ID.UTF-8",
            description: say("From now on, in this window", "Mulai sekarang, di jendela ini")
          }
        ]),
        text(say(
          "Commands, flags, statuses such as PAID, and everything with --json are the same in both. What Finpay itself " +
            "answered is shown as it came; technical details and the history of a mutation are in English.",
          "Perintah, flag, status seperti PAID, dan semua yang dicetak dengan --json sama di kedua bahasa. Jawaban Finpay " +
            "sendiri ditampilkan apa adanya; rincian teknis dan riwayat mutasi tetap dalam bahasa Inggris."
        ))
      )
    ]
  })
}
