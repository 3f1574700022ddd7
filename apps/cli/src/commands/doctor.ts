import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import type { Finding } from "../doctor/Finding.ts"
import { EndWith } from "../errors.ts"
import { exitCodes } from "../exit-codes.ts"
import { Quiet } from "../global-flags.ts"
import { say } from "../language.ts"
import { answer } from "../output/answer.ts"
import { status, type Tone } from "../output/terminal-status.ts"
import { table } from "../output/text.ts"

// Loaded when it is needed: no other command looks at all this.
const loadDiagnose = Effect.promise(() => import("../doctor/diagnose.ts"))

const words: Readonly<Record<Finding["level"], readonly [word: string, tone: Tone]>> = {
  ok: ["ok", "good"],
  warning: [say("warning", "perhatian"), "open"],
  failed: [say("failed", "gagal"), "bad"]
}

const withStop = (sentence: string): string => sentence.replace(/\.?$/u, ".")

const row = ({ advice, level, says, title }: Finding, isQuiet: boolean) => {
  const [word, tone] = words[level]
  return [
    status(word, "", tone),
    title,
    advice === undefined || isQuiet ? says : `${withStop(says)} ${advice}`
  ]
}

const verdict = (findings: ReadonlyArray<Finding>): string => {
  const failed = findings.filter(({ level }) => level === "failed").length
  if (failed > 0) return say(`${failed} of ${findings.length} failed.`, `${failed} dari ${findings.length} gagal.`)
  const warned = findings.filter(({ level }) => level === "warning").length
  return warned === 0
    ? say("All is well.", "Semuanya baik.")
    : say(`Nothing failed; ${warned} to look at.`, `Tidak ada yang gagal; ${warned} perlu diperhatikan.`)
}

const exitCode = (findings: ReadonlyArray<Finding>): number =>
  findings.some(({ blames }) => blames === "settings")
    ? exitCodes.configuration
    : findings.some(({ blames }) => blames === "unreachable")
    ? exitCodes.unreachable
    : exitCodes.done

const json = (findings: ReadonlyArray<Finding>) => ({
  ok: exitCode(findings) === exitCodes.done,
  findings: findings.map(({ advice, blames, check, level, says }) => ({ check, level, says, advice, blames }))
})

/** `finpay doctor`: is everything there that a call needs? */
export const doctor = Command.make(
  "doctor",
  {},
  Effect.fnUntraced(function*() {
    const { diagnose } = yield* loadDiagnose
    const findings = yield* diagnose
    const isQuiet = yield* Quiet
    const rows = findings.map((finding) => row(finding, isQuiet))
    yield* answer({
      json: json(findings),
      text: `${table(["", say("CHECK", "PEMERIKSAAN"), say("RESULT", "HASIL")], rows)}${
        isQuiet ? "" : `\n${verdict(findings)}\n`
      }`
    })
    const code = exitCode(findings)
    if (code !== exitCodes.done) return yield* new EndWith({ exitCode: code })
  })
).pipe(
  Command.withDescription(
    say(
      "Check everything a call needs: settings, network, TLS, clock, credentials and the journal. Asks Finpay only about " +
        "an order that cannot exist, and changes nothing there. Ends with 0 when nothing failed, 5 when something is to be " +
        "mended here, 6 when something could only not be reached",
      "Periksa semua yang diperlukan sebuah panggilan: pengaturan, jaringan, TLS, jam, kredensial, dan jurnal. Hanya " +
        "menanyakan pesanan yang tidak mungkin ada kepada Finpay, dan tidak mengubah apa pun di sana. Berakhir dengan 0 bila tidak " +
        "ada yang gagal, 5 bila ada yang harus diperbaiki di sini, 6 bila sesuatu hanya tidak dapat dijangkau"
    )
  ),
  Command.withShortDescription(
    say(
      "Check settings, network, clock, credentials and journal",
      "Periksa pengaturan, jaringan, jam, kredensial, jurnal"
    )
  ),
  Command.withExamples([
    { command: "finpay doctor", description: say("With the settings of this shell", "Dengan pengaturan shell ini") },
    { command: "finpay doctor --profile shop", description: say("With a profile", "Dengan sebuah profil") }
  ])
)
