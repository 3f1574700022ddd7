import { say } from "../../language.ts"
import { section, text } from "../page.ts"
import type { Topic } from "../topic.ts"

/** How times are written. */
export const times: Topic = {
  name: "times",
  otherWords: ["wib", "waktu"],
  about: say("How times are shown: in WIB", "Cara menampilkan waktu: dalam WIB"),
  page: () => ({
    title: say("Times", "Waktu"),
    sections: [
      ...section(
        undefined,
        text(say(
          "People see times in Western Indonesian time: 2026-11-21 16:05:00 WIB. A time that Finpay wrote in a form that " +
            "is no time is shown as Finpay wrote it.",
          "Waktu ditampilkan dalam Waktu Indonesia Barat: 2026-11-21 16:05:00 WIB. Waktu yang ditulis Finpay dalam bentuk " +
            "yang bukan waktu ditampilkan apa adanya."
        )),
        text(say(
          "With --json times are in UTC, as ISO 8601 writes them: 2026-11-21T09:05:00.000Z.",
          "Dengan --json, waktu dalam UTC menurut ISO 8601: 2026-11-21T09:05:00.000Z."
        ))
      )
    ]
  })
}
