import * as Command from "effect/cli/Command"
import { audit } from "./commands/audit.ts"
import { callback } from "./commands/callback.ts"
import { cancel } from "./commands/cancel.ts"
import { check } from "./commands/check.ts"
import { initiate } from "./commands/initiate.ts"
import { mutations } from "./commands/mutations.ts"
import { qris } from "./commands/qris.ts"
import { refund } from "./commands/refund.ts"
import { simulate } from "./commands/simulate.ts"
import { simulator } from "./commands/simulator.ts"
import { snap } from "./commands/snap.ts"
import { voidPayment } from "./commands/void.ts"
import { Env, Json, Lang, NoInput, Profile, Quiet, Timeout } from "./global-flags.ts"
import { settings } from "./settings.ts"

/** The whole command tree. */
export const finpay = Command.make("finpay").pipe(
  Command.withDescription(
    "After a payment through Finpay: check, refund, void, cancel and QRIS. Exit codes: 0 done, 1 bug, 2 wrong use, " +
      "3 refused, 4 outcome unknown (do not repeat), 5 settings, credentials or journal, 6 not reachable and not processed"
  ),
  Command.withExamples([
    { command: "finpay simulate", description: "A Finpay of your own to try everything on; nothing to configure" },
    { command: "finpay check INV-1 --json", description: "Has INV-1 been paid?" }
  ]),
  Command.withSubcommands([
    check,
    refund,
    voidPayment,
    cancel,
    initiate,
    qris,
    mutations,
    audit,
    callback,
    snap,
    simulate,
    simulator
  ]),
  Command.provide(settings),
  Command.withGlobalFlags([Json, NoInput, Quiet, Env, Profile, Timeout, Lang])
)
