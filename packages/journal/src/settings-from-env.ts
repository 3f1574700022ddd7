import { ConfigurationProblem } from "@openfinpay/finpay-transport"
import type { SettingProblem } from "@openfinpay/finpay-transport"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { defaultSettings } from "./settings.ts"
import type { JournalSettings } from "./settings.ts"

type Name = keyof JournalSettings

/** The variables, by the setting they fill. */
export const settingVariables = {
  leaseSeconds: "FINPAY_JOURNAL_LEASE_SECONDS",
  workers: "FINPAY_JOURNAL_WORKERS",
  pollMillis: "FINPAY_JOURNAL_POLL_MS",
  checkDelaysSeconds: "FINPAY_JOURNAL_CHECK_DELAYS_SECONDS",
  notAppliedChecks: "FINPAY_JOURNAL_NOT_APPLIED_CHECKS",
  notAppliedSeconds: "FINPAY_JOURNAL_NOT_APPLIED_SECONDS",
  undecidedChecks: "FINPAY_JOURNAL_UNDECIDED_CHECKS",
  giveUpChecks: "FINPAY_JOURNAL_GIVE_UP_CHECKS",
  repeatQrisRefunds: "FINPAY_JOURNAL_REPEAT_QRIS_REFUNDS"
} as const satisfies Record<Name, string>

const isName = (name: string): name is Name => Object.hasOwn(settingVariables, name)

/** What a value that cannot be read is told. */
interface Wrong {
  readonly problem: string
}

const whole = (text: string, least: number): number | Wrong => {
  const value = /^\d{1,9}$/u.test(text.trim()) ? Number(text) : Number.NaN
  return value >= least ? value : { problem: `must be a whole number from ${least}` }
}

const waits = (text: string): ReadonlyArray<number> | Wrong => {
  const values = text.split(",").map((wait) => whole(wait, 1))
  return values.every((value) => typeof value === "number")
    ? values
    : { problem: "must be whole numbers of seconds from 1, with commas between them" }
}

const flag = (text: string): boolean | Wrong =>
  text === "true" || text === "false" ? text === "true" : { problem: "must be true or false" }

const read = (name: Name, text: string): JournalSettings[Name] | Wrong => {
  const usual = defaultSettings[name]
  if (typeof usual === "boolean") return flag(text)
  return typeof usual === "number" ? whole(text, name === "workers" ? 0 : 1) : waits(text)
}

const isWrong = (value: JournalSettings[Name] | Wrong): value is Wrong =>
  typeof value === "object" && value !== null && "problem" in value

/**
 * The journal's settings from the environment, as far as they are set: `FINPAY_JOURNAL_LEASE_SECONDS`, `..._WORKERS`,
 * `..._POLL_MS`, `..._CHECK_DELAYS_SECONDS` (`1,2,4`), `..._NOT_APPLIED_CHECKS`, `..._NOT_APPLIED_SECONDS`,
 * `..._UNDECIDED_CHECKS`, `..._GIVE_UP_CHECKS` and `..._REPEAT_QRIS_REFUNDS` (`true`, `false`).
 *
 * An empty variable counts as not set. Fails with `ConfigurationProblem`, which names every one that cannot be read.
 *
 * @example
 * ```ts
 * import { settingsFromEnv } from "@openfinpay/finpay-journal"
 * import { ConfigProvider, Effect } from "effect"
 *
 * const provider = ConfigProvider.fromEnv({ env: { FINPAY_JOURNAL_LEASE_SECONDS: "10" } })
 * Effect.runPromise(settingsFromEnv.pipe(Effect.provideService(ConfigProvider.ConfigProvider, provider)))
 * // => { leaseSeconds: 10 }
 * ```
 */
export const settingsFromEnv: Effect.Effect<Partial<JournalSettings>, ConfigurationProblem> = Effect.gen(function*() {
  const settings: Record<string, JournalSettings[Name]> = {}
  const problems: Array<SettingProblem> = []
  for (const name of Object.keys(settingVariables).filter(isName)) {
    const setting = settingVariables[name]
    const text = yield* Effect.orElseSucceed(Config.option(Config.String(setting)), () => Option.none<string>())
    if (Option.isNone(text) || text.value === "") continue
    const value = read(name, text.value)
    if (isWrong(value)) problems.push({ setting, problem: value.problem })
    else settings[name] = value
  }
  return problems.length === 0 ? settings : yield* new ConfigurationProblem({ problems })
})
