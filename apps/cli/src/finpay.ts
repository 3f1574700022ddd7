import * as CliError from "effect/cli/CliError"
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import { audit } from "./commands/audit.ts"
import { callback } from "./commands/callback.ts"
import { cancel } from "./commands/cancel.ts"
import { check } from "./commands/check.ts"
import { config } from "./commands/config.ts"
import { doctor } from "./commands/doctor.ts"
import { help } from "./commands/help.ts"
import { initiate } from "./commands/initiate.ts"
import { mutations } from "./commands/mutations.ts"
import { qris } from "./commands/qris.ts"
import { reconcile } from "./commands/reconcile.ts"
import { refundBatch } from "./commands/refund-batch.ts"
import { refund } from "./commands/refund.ts"
import { simulate } from "./commands/simulate.ts"
import { simulator } from "./commands/simulator.ts"
import { snap } from "./commands/snap.ts"
import { voidPayment } from "./commands/void.ts"
import { globalFlags } from "./global-flags.ts"
import { CommandTree } from "./help/CommandTree.ts"
import { overview } from "./help/overview.ts"
import { renderPage } from "./help/render.ts"
import { say } from "./language.ts"
import { OutputMode } from "./output/OutputMode.ts"
import { outputScreen } from "./output/terminal.ts"
import { stdout } from "./output/write.ts"
import { configured } from "./settings.ts"

/** `finpay` alone: a person is shown what there is; a script forgot its command. */
const alone = Effect.gen(function*() {
  const { root } = yield* CommandTree
  if ((yield* OutputMode) === "json") return yield* new CliError.ShowHelp({ commandPath: [root.name], errors: [] })
  yield* stdout(renderPage(overview(root), outputScreen()))
})

/** The whole command tree. */
export const finpay = Command.make("finpay", {}, () => alone).pipe(
  Command.withDescription(
    say(
      "Look up payments that went through Finpay, and give money back: never twice",
      "Periksa pembayaran yang lewat Finpay, dan kembalikan dana: tidak pernah dua kali"
    )
  ),
  Command.withSubcommands([
    configured(check),
    configured(refund),
    configured(refundBatch),
    configured(voidPayment),
    configured(cancel),
    configured(initiate),
    configured(qris),
    configured(mutations),
    configured(audit),
    configured(reconcile),
    configured(callback),
    configured(snap),
    configured(simulate),
    configured(simulator),
    configured(doctor),
    // Without settings: it makes and mends them.
    config,
    help
  ]),
  Command.withGlobalFlags(globalFlags)
)
