import * as Flag from "effect/cli/Flag"
import type * as Option from "effect/Option"
import { yes } from "../confirm.ts"
import { say } from "../language.ts"

/** `--actor`: who asks. */
export const actor = Flag.String("actor").pipe(
  Flag.withMetavar("NAME"),
  Flag.withDescription(
    say(
      "Who asks, for the audit log (default: cli: and the user of the operating system)",
      "Siapa yang meminta, untuk catatan audit (bawaan: cli: dan pengguna sistem operasi)"
    )
  ),
  Flag.optional
)

const longestSeconds = 86_400

/** `--wait`: how long to wait for the outcome. */
export const wait = Flag.Int("wait").pipe(
  Flag.withMetavar("SECONDS"),
  Flag.withDefault(30),
  Flag.filter(
    (seconds) => seconds >= 1 && seconds <= longestSeconds,
    () => say(`Expected 1 to ${longestSeconds} seconds`, `Harus 1 sampai ${longestSeconds} detik`)
  ),
  Flag.withDescription(
    say("How long to wait for the outcome (default: 30)", "Berapa lama menunggu hasilnya (bawaan: 30)")
  )
)

/** What every command that changes a payment can be told. */
export const changeFlags = {
  key: Flag.String("key").pipe(
    Flag.withMetavar("KEY"),
    Flag.withDescription(
      say(
        "The idempotency key: with the same key it is done once, however often it is asked. " +
          "Without one a fresh key is made and printed, and the same change is refused while one is under way",
        "Kunci idempotensi: dengan kunci yang sama dikerjakan satu kali, berapa kali pun diminta. Tanpa kunci, dibuat " +
          "kunci baru dan dicetak, dan perubahan yang sama ditolak selama masih ada yang berjalan"
      )
    ),
    Flag.optional
  ),
  wait,
  actor,
  yes
} as const

/** What a command that gives money back can be told: `--yes` is also for the same amount once more. */
export const refundFlags = {
  ...changeFlags,
  yes: yes.pipe(Flag.withDescription(say(
    "Do not ask before the same amount is given back once more; with --no-input, not in production either",
    "Jangan bertanya sebelum jumlah yang sama dikembalikan sekali lagi; bersama --no-input, di produksi pun tidak"
  )))
} as const

/** What a command that changes a payment was told. */
export interface ChangeInput {
  readonly key: Option.Option<string>
  readonly wait: number
  readonly actor: Option.Option<string>
  readonly yes: boolean
}
