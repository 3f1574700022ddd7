import * as Command from "effect/cli/Command"
import { say } from "../language.ts"
import { auditVerify } from "./audit-verify.ts"

/** `finpay audit`: the journal's audit log. */
export const audit = Command.make("audit").pipe(
  Command.withDescription(say("Check that nobody changed the journal", "Periksa bahwa tidak ada yang mengubah jurnal")),
  Command.withSubcommands([auditVerify])
)
