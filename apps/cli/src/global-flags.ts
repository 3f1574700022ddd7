import type { Environment } from "@openfinpay/finpay-core"
import * as Flag from "effect/cli/Flag"
import * as GlobalFlag from "effect/cli/GlobalFlag"
import { toggle } from "./input/toggle.ts"
import { languages, say } from "./language.ts"

const environments = ["local", "sandbox", "production"] as const satisfies ReadonlyArray<Environment>

/** `--json`. The mode itself is read from the arguments before they are parsed; see `isJsonAsked`. */
export const Json = GlobalFlag.Setting("json")({
  flag: toggle(
    "json",
    say(
      "For scripts: print one JSON value on standard output, errors as one JSON value on standard error",
      "Untuk skrip: cetak satu nilai JSON ke keluaran standar, kesalahan sebagai satu nilai JSON ke stderr"
    )
  )
})

/** `--no-input`: never ask a person anything. */
export const NoInput = GlobalFlag.Setting("no-input")({
  flag: toggle("no-input", say("Never ask anything; fail instead", "Jangan pernah bertanya; gagal saja"))
})

/** `--quiet`: the answer, and nothing beside it. */
export const Quiet = GlobalFlag.Setting("quiet")({
  flag: toggle(
    "quiet",
    say("Only the answer: no progress, no advice", "Hanya jawabannya: tanpa kemajuan, tanpa saran")
  )
})

/** `--lang`. The language itself is read from the arguments before they are parsed; see `languageOf`. */
export const Lang = GlobalFlag.Setting("lang")({
  flag: Flag.Literals("lang", languages).pipe(
    Flag.withDescription(
      say(
        "The language of what people read, English or Indonesian (default: that of LANG)",
        "Bahasa teks untuk manusia, Inggris atau Indonesia (bawaan: menurut LANG)"
      )
    ),
    Flag.optional
  )
})

/** `--env`: in place of `FINPAY_ENV`. */
export const Env = GlobalFlag.Setting("env")({
  flag: Flag.Literals("env", environments).pipe(
    Flag.withDescription(
      say(
        "Which Finpay: local is the simulator, sandbox is for trying, production moves real money (default: FINPAY_ENV)",
        "Finpay yang mana: local adalah simulator, sandbox untuk mencoba, production memindahkan uang sungguhan " +
          "(bawaan: FINPAY_ENV)"
      )
    ),
    Flag.optional
  )
})

/** `--profile`: settings that were saved under a name. */
export const Profile = GlobalFlag.Setting("profile")({
  flag: Flag.String("profile").pipe(
    Flag.withMetavar("NAME"),
    Flag.withDescription(
      say(
        "Use the settings saved under this name; see finpay config (default: FINPAY_PROFILE)",
        "Pakai pengaturan yang disimpan dengan nama ini; lihat finpay config (bawaan: FINPAY_PROFILE)"
      )
    ),
    Flag.optional
  )
})

const longestTimeoutSeconds = 600

/** `--timeout`: in place of `FINPAY_TIMEOUT_MS`. */
export const Timeout = GlobalFlag.Setting("timeout")({
  flag: Flag.Finite("timeout").pipe(
    Flag.withMetavar("SECONDS"),
    Flag.filter(
      (seconds) => seconds > 0 && seconds <= longestTimeoutSeconds,
      () =>
        say(
          `Expected more than 0 and at most ${longestTimeoutSeconds} seconds`,
          `Harus lebih dari 0 dan paling banyak ${longestTimeoutSeconds} detik`
        )
    ),
    Flag.withDescription(
      say(
        "The longest a call to Finpay may take (default: 30)",
        "Waktu terlama untuk satu panggilan ke Finpay (bawaan: 30)"
      )
    ),
    Flag.optional
  )
})

/** The flags that every command takes, in the order in which they are listed. */
export const globalFlags = [Env, Profile, Timeout, Json, Quiet, NoInput, Lang] as const
