import { say } from "../../language.ts"
import { flagOf, flagsOfAll } from "../command-page.ts"
import { type Row, rows, section, text } from "../page.ts"
import type { Topic } from "../topic.ts"

/** The flags that every command takes. */
export const flags: Topic = {
  name: "flags",
  about: say("The flags that every command takes", "Flag yang berlaku pada setiap perintah"),
  page: (root) => ({
    title: say("Flags of every command", "Flag setiap perintah"),
    sections: [
      ...section(
        undefined,
        text(say(
          "They can stand anywhere in the line. --name=value and --name value mean the same; -- ends the flags, for an " +
            "order whose name begins with a dash.",
          "Boleh ditulis di mana saja dalam baris. --nama=nilai dan --nama nilai artinya sama; -- mengakhiri flag, untuk " +
            "pesanan yang namanya diawali tanda hubung."
        ))
      ),
      ...section(
        say("Flags", "Flag"),
        rows(
          flagsOfAll(root).map((flag): Row => {
            const { meaning, names } = flagOf(flag)
            return [names, meaning]
          })
        )
      )
    ]
  })
}
