/** What other users of the machine can see of a finpay that runs: its arguments. Nothing secret is among them. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { execFileSync, spawn } from "node:child_process"
import { once } from "node:events"
import { existsSync, readFileSync } from "node:fs"
import { doneText, environment, finpay, freshHome } from "./support/finpay.ts"
import { launcherWithoutKeyring } from "./support/keyring-package.ts"
import { answeringCode, stubServer } from "./support/stub-server.ts"

const secret = "sesame-open-7"

const isLinux = existsSync("/proc/self/cmdline")

/** Every process of the machine with its arguments, as `ps` shows them to anybody. */
const processList = (): string =>
  execFileSync("ps", ["-ww", "-A", "-o", "pid=,args="], { encoding: "utf8", maxBuffer: 1 << 28 })

describe.skipIf(process.platform === "win32")("while finpay runs", () => {
  it.effect("a secret of a profile is in no argument, in no environment and in nothing that is printed", () =>
    Effect.gen(function*() {
      const seen: Array<{ readonly list: string; readonly environ: string; readonly key: string }> = []
      const answer = answeringCode("4040001")
      let pid = 0
      // The question is open as long as the server does not answer it: finpay holds the key and waits.
      const url = yield* stubServer((request, response) => {
        const key = Buffer.from((request.headers.authorization ?? "").replace("Basic ", ""), "base64").toString("utf8")
        const environ = isLinux ? readFileSync(`/proc/${pid}/environ`, "utf8") : ""
        const cmdline = isLinux ? readFileSync(`/proc/${pid}/cmdline`, "utf8") : ""
        seen.push({ list: `${processList()}${cmdline}`, environ, key })
        answer(request, response)
      })
      const XDG_CONFIG_HOME = freshHome()
      const given = { env: { XDG_CONFIG_HOME }, launcher: launcherWithoutKeyring }
      doneText(
        yield* finpay(["config", "set", "shop", "--env", "sandbox", "--merchant", "M-1", "--base-url", url], given)
      )

      // Given through a pipe: the process that keeps it shows nothing either.
      const keeping = spawn(process.execPath, [launcherWithoutKeyring, "config", "secret", "shop", "merchant-key"], {
        env: environment(given.env)
      })
      const kept = { stdout: "", list: processList() }
      keeping.stdout.setEncoding("utf8").on("data", (text: string) => (kept.stdout += text))
      keeping.stdin.end(secret)
      yield* Effect.promise(() => once(keeping, "close"))
      assert.match(kept.list, new RegExp(`\\b${keeping.pid} .*config secret shop merchant-key`, "u"))
      assert.match(kept.stdout, /merchant-key of shop: kept in/u)

      const child = spawn(process.execPath, [launcherWithoutKeyring, "check", "INV-1", "--profile", "shop", "--json"], {
        env: environment({ ...given.env, FINPAY_DEBUG: "1" })
      })
      pid = child.pid ?? 0
      let printed = ""
      child.stdout.setEncoding("utf8").on("data", (text: string) => (printed += text))
      child.stderr.setEncoding("utf8").on("data", (text: string) => (printed += text))
      const [exitCode] = yield* Effect.promise(() => once(child, "close"))
      assert.strictEqual(exitCode, 3, printed)

      // It was there all the time, and was used.
      assert.deepStrictEqual(seen.map(({ key }) => key), [`M-1:${secret}`])
      const { environ, list } = seen[0] ?? { environ: "", list: "" }
      assert.match(list, new RegExp(`\\b${pid} .*check INV-1 --profile shop`, "u"))
      for (const text of [list, environ, printed, kept.list, kept.stdout]) assert.notInclude(text, secret)
      if (isLinux) assert.include(environ, XDG_CONFIG_HOME)
    }))
})
