import * as CliError from "effect/cli/CliError"
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import { globalFlags } from "./global-flags.ts"
import { CommandTree } from "./help/CommandTree.ts"
import { say } from "./language.ts"
import { OutputMode } from "./output/OutputMode.ts"
import { outputScreen } from "./output/terminal.ts"
import { stdout } from "./output/write.ts"
import { configured } from "./settings.ts"

/** The commands by their names, in the order in which they are listed. Each is loaded when it is needed. */
const commands = {
  "check": async () => configured((await import("./commands/check.ts")).check),
  "refund": async () => configured((await import("./commands/refund.ts")).refund),
  "refund-batch": async () => configured((await import("./commands/refund-batch.ts")).refundBatch),
  "void": async () => configured((await import("./commands/void.ts")).voidPayment),
  "cancel": async () => configured((await import("./commands/cancel.ts")).cancel),
  "initiate": async () => configured((await import("./commands/initiate.ts")).initiate),
  "qris": async () => configured((await import("./commands/qris.ts")).qris),
  "mutations": async () => configured((await import("./commands/mutations.ts")).mutations),
  "audit": async () => configured((await import("./commands/audit.ts")).audit),
  "reconcile": async () => configured((await import("./commands/reconcile.ts")).reconcile),
  "callback": async () => configured((await import("./commands/callback.ts")).callback),
  "snap": async () => configured((await import("./commands/snap.ts")).snap),
  "simulate": async () => configured((await import("./commands/simulate.ts")).simulate),
  "simulator": async () => configured((await import("./commands/simulator.ts")).simulator),
  "doctor": async () => configured((await import("./commands/doctor.ts")).doctor),
  // Without settings: it makes and mends them.
  "config": async () => (await import("./commands/config.ts")).config,
  "help": async () => (await import("./commands/help.ts")).help
} as const

type Name = keyof typeof commands

const isName = (word: string | undefined): word is Name => word !== undefined && Object.hasOwn(commands, word)

/** These tell about the other commands too. */
const isAboutAll = (args: ReadonlyArray<string>): boolean =>
  args[0] === "help" || args.some((arg) => arg.startsWith("--completions"))

/** The commands that a command line needs: the one it begins with, or all of them where that is not sure. */
const namesFor = (args: ReadonlyArray<string>): ReadonlyArray<Name> => {
  const [first] = args
  return isName(first) && !isAboutAll(args) ? [first] : Object.keys(commands).filter(isName)
}

/** `finpay` alone: a person is shown what there is; a script forgot its command. */
const alone = Effect.gen(function*() {
  const { root } = yield* CommandTree
  if ((yield* OutputMode) === "json") return yield* new CliError.ShowHelp({ commandPath: [root.name], errors: [] })
  const [{ overview }, { renderPage }] = yield* Effect.promise(() =>
    Promise.all([import("./help/overview.ts"), import("./help/render.ts")])
  )
  yield* stdout(renderPage(overview(root), outputScreen()))
})

/** The command tree, as far as a command line needs it; without one, the whole. */
export const finpayFor = async (args: ReadonlyArray<string>) =>
  Command.make("finpay", {}, () => alone).pipe(
    Command.withDescription(
      say(
        "Look up payments that went through Finpay, and give money back: never twice",
        "Periksa pembayaran yang lewat Finpay, dan kembalikan dana: tidak pernah dua kali"
      )
    ),
    Command.withSubcommands(await Promise.all(namesFor(args).map((name) => commands[name]()))),
    Command.withGlobalFlags(globalFlags)
  )

/** finpay's commands, or those of them that a command line needs. */
export type Finpay = Awaited<ReturnType<typeof finpayFor>>
