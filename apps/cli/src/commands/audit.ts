import * as Command from "effect/cli/Command"
import { auditVerify } from "./audit-verify.ts"

/** `finpay audit`: the journal's audit log. */
export const audit = Command.make("audit").pipe(
  Command.withDescription("The audit log of the journal"),
  Command.withSubcommands([auditVerify])
)
