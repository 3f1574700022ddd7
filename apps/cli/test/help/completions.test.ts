/** Completions: bash is asked for real; the other shells where they are installed, and by what they are given. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { CliConfig, Completions } from "effect/cli"
import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect } from "vitest"
import { finpayFor } from "../../src/finpay.ts"
import { builtIns, shells } from "../../src/help/built-in-flags.ts"
import { completedTree } from "../../src/help/completion-script.ts"
import { doneText, finpay } from "../support/finpay.ts"

const isInstalled = (shell: string): boolean => spawnSync(shell, ["--version"]).error === undefined

const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "finpay-completions-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true }))
)

/** A bash function that prints what the Tab key would offer at the end of a line. */
const tab = String.raw`
tab() {
  COMP_LINE="$1"; COMP_POINT=${"$"}{#COMP_LINE}
  read -ra COMP_WORDS <<< "$1"
  [[ "$1" == *" " ]] && COMP_WORDS+=("")
  COMP_CWORD=$((${"$"}{#COMP_WORDS[@]} - 1)); COMPREPLY=()
  _finpay finpay "${"$"}{COMP_WORDS[COMP_CWORD]}" "${"$"}{COMP_WORDS[COMP_CWORD - 1]}"
  echo "${"$"}{COMPREPLY[@]}"
}
`

const offered: ReadonlyArray<readonly [typed: string, offers: string]> = [
  ["finpay refu", "refund refund-batch"],
  ["finpay mutations ", "list show resolve close"],
  ["finpay qris refund --ref", "--refund-no"],
  ["finpay refund INV-1 --amount 1 --act", "--actor"],
  ["finpay refund INV-1 --js", "--json"],
  ["finpay refund INV-1 --env ", "local sandbox production"],
  ["finpay mutations list --state un", "unknown"],
  ["finpay mutations list --state unknown --sta", ""],
  ["finpay --lang ", "en id"],
  ["finpay help exit", "exit-codes"],
  ["finpay help ref", "refund refund-batch"],
  ["finpay initiate --from ./or", "./orders.json"],
  ["finpay callback verify ./or", "./orders.json"]
]

describe("completions", () => {
  it.effect.skipIf(!isInstalled("bash"))(
    "bash offers commands, flags, choices and files",
    () =>
      Effect.gen(function*() {
        const cwd = yield* folder
        writeFileSync(join(cwd, "script.bash"), doneText(yield* finpay(["--completions", "bash"])))
        writeFileSync(join(cwd, "orders.json"), "{}")
        const asks = offered.map(([typed]) => `tab "${typed}"\n`).join("")
        const asked = spawnSync("bash", ["--norc", "--noprofile"], {
          cwd,
          input: `set -o nounset\n. ./script.bash\n${tab}${asks}complete -p finpay\n`,
          encoding: "utf8"
        })
        assert.strictEqual(asked.stderr, "")
        assert.deepStrictEqual(
          asked.stdout.split("\n").slice(0, -1),
          [...offered.map(([, offers]) => offers), "complete -F _finpay finpay"]
        )
      })
  )

  for (const { flags, shell } of [{ shell: "zsh", flags: ["-n"] }, { shell: "fish", flags: ["--no-execute"] }]) {
    it.effect.skipIf(!isInstalled(shell))(`${shell} can read its script`, () =>
      Effect.gen(function*() {
        const path = join(yield* folder, "script")
        writeFileSync(path, doneText(yield* finpay(["--completions", shell])))
        const read = spawnSync(shell, [...flags, path], { encoding: "utf8" })
        assert.deepStrictEqual([read.status, read.stderr], [0, ""])
      }))
  }

  it.effect("what each shell is given, for a few commands", () =>
    Effect.gen(function*() {
      const root = yield* Effect.promise(() => finpayFor([]))
      const whole = yield* Effect.provide(completedTree(root), CliConfig.layer({ builtIns }))
      const few = whole.subcommands.filter(({ name }) => ["refund", "audit", "help"].includes(name))
      for (const shell of shells) {
        const script = Completions.generate("finpay", shell, { ...whole, subcommands: few })
        yield* Effect.promise(() => expect(`${script}\n`).toMatchFileSnapshot(`../golden/completions/${shell}.txt`))
      }
    }))
})
