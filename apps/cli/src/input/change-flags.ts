import * as Flag from "effect/cli/Flag"
import type * as Option from "effect/Option"
import { yes } from "../confirm.ts"

/** `--actor`: who asks. */
export const actor = Flag.String("actor").pipe(
  Flag.withMetavar("NAME"),
  Flag.withDescription("Who asks, for the audit log (default: cli: and the user of the operating system)"),
  Flag.optional
)

const longestSeconds = 86_400

/** `--wait`: how long to wait for the outcome. */
export const wait = Flag.Int("wait").pipe(
  Flag.withMetavar("SECONDS"),
  Flag.withDefault(30),
  Flag.filter(
    (seconds) => seconds >= 1 && seconds <= longestSeconds,
    () => `Expected 1 to ${longestSeconds} seconds`
  ),
  Flag.withDescription("How long to wait for the outcome (default: 30)")
)

/** What every command that changes a payment can be told. */
export const changeFlags = {
  key: Flag.String("key").pipe(
    Flag.withMetavar("KEY"),
    Flag.withDescription(
      "The idempotency key: with the same key it is done once, however often it is asked. " +
        "Without one a fresh key is made and printed, and the same change is refused while one is under way"
    ),
    Flag.optional
  ),
  wait,
  actor,
  yes
} as const

/** What a command that changes a payment was told. */
export interface ChangeInput {
  readonly key: Option.Option<string>
  readonly wait: number
  readonly actor: Option.Option<string>
  readonly yes: boolean
}
