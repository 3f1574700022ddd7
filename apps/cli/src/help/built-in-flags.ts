/** The flags of effect/cli itself, described in the reader's language. */
import type * as Completions from "effect/cli/Completions"
import * as Flag from "effect/cli/Flag"
import * as GlobalFlag from "effect/cli/GlobalFlag"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { say } from "../language.ts"
import { stdout } from "../output/write.ts"

/** The shells completions can be had for. */
export const shells = ["bash", "zsh", "fish", "powershell"] as const satisfies ReadonlyArray<Completions.Shell>

// Loaded by those who ask for it alone.
const loadScript = Effect.promise(() => import("./completion-script.ts"))

const toggle = (name: string, alias: string, description: string) =>
  Flag.Boolean(name).pipe(
    Flag.withAlias(alias),
    Flag.withoutNegation,
    Flag.withDefault(false),
    Flag.withDescription(description)
  )

/** `--help`: as effect/cli does it. */
const help = GlobalFlag.Action({
  flag: toggle(
    "help",
    "h",
    say("Show the help of the command it stands behind", "Tampilkan bantuan dari perintah di depannya")
  ),
  run: GlobalFlag.Help.run
})

/** `--version`: as effect/cli does it. */
const version = GlobalFlag.Action({
  flag: toggle("version", "v", say("Show the version of finpay", "Tampilkan versi finpay")),
  run: GlobalFlag.Version.run
})

/** `--completions SHELL`. */
const completions = GlobalFlag.Action({
  flag: Flag.Literals("completions", shells).pipe(
    Flag.optional,
    Flag.withDescription(
      say(
        "Print a script that lets the shell complete what you type; see finpay help completions",
        "Cetak skrip agar shell melengkapi yang Anda ketik; lihat finpay help completions"
      )
    )
  ),
  run: Effect.fnUntraced(function*(shell, { command }) {
    if (Option.isNone(shell)) return
    const { completionScript } = yield* loadScript
    // Someone who stopped reading it has read enough.
    yield* Effect.ignore(stdout(`${yield* completionScript(command, shell.value)}\n`))
  })
})

/** In the order in which they win over each other. Neither the wizard nor log levels: standard error is spoken for. */
export const builtIns: ReadonlyArray<GlobalFlag.BuiltIn> = [help, version, completions]
