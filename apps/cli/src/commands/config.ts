import * as Command from "effect/cli/Command"
import { say } from "../language.ts"
import { configList } from "./config-list.ts"
import { configPath } from "./config-path.ts"
import { configRemove } from "./config-remove.ts"
import { configSecret } from "./config-secret.ts"
import { configSet } from "./config-set.ts"
import { configShow } from "./config-show.ts"

/** `finpay config`: settings saved under a name. */
export const config = Command.make("config").pipe(
  Command.withDescription(
    say(
      "Save settings under a name, a profile, and use them with --profile NAME. Secrets are kept apart and never shown",
      "Simpan pengaturan dengan sebuah nama (profil), lalu pakai dengan --profile NAMA. Rahasia disimpan terpisah dan " +
        "tidak pernah ditampilkan"
    )
  ),
  Command.withShortDescription(say("Settings saved under a name", "Pengaturan yang disimpan dengan nama")),
  Command.withSubcommands([configList, configShow, configSet, configSecret, configRemove, configPath])
)
