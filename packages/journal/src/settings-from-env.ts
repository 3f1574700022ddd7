import { problemsOf } from "@openfinpay/finpay-core"
import type { InvalidRequest } from "@openfinpay/finpay-core"
import { ConfigurationProblem } from "@openfinpay/finpay-transport"
import type { SettingProblem } from "@openfinpay/finpay-transport"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { JournalSettings } from "./settings.ts"

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
  undecidedSeconds: "FINPAY_JOURNAL_UNDECIDED_SECONDS",
  giveUpChecks: "FINPAY_JOURNAL_GIVE_UP_CHECKS",
  giveUpSeconds: "FINPAY_JOURNAL_GIVE_UP_SECONDS",
  repeatQrisRefunds: "FINPAY_JOURNAL_REPEAT_QRIS_REFUNDS"
} as const satisfies Record<Name, string>

const isName = (name: string): name is Name => Object.hasOwn(settingVariables, name)

// What is no number stays what it is, and is told so.
const numberOr = (text: string): unknown => /^\d{1,9}$/u.test(text.trim()) ? Number(text) : text

const parsed = (name: Name, text: string): unknown => {
  if (name === "checkDelaysSeconds") return text.split(",").map(numberOr)
  if (name === "repeatQrisRefunds") return text === "true" || (text === "false" ? false : text)
  return numberOr(text)
}

const expected: Readonly<Partial<Record<Name, string>>> = {
  checkDelaysSeconds: "must be whole numbers of seconds from 1 to 86400, with commas between them",
  repeatQrisRefunds: "must be true or false"
}

/** The value of a setting, or what is wrong with its text. */
const read = (name: Name, text: string): Result.Result<JournalSettings[Name], string> =>
  Result.mapError(
    Schema.decodeUnknownResult(JournalSettings.fields[name])(parsed(name, text)),
    (error) => {
      const said = problemsOf(error.issue)[0]?.problem ?? ""
      return expected[name] ?? (said.startsWith("must be") ? said : "must be a whole number")
    }
  )

/**
 * The journal's settings from the environment, as far as they are set: `FINPAY_JOURNAL_LEASE_SECONDS`, `..._WORKERS`,
 * `..._POLL_MS`, `..._CHECK_DELAYS_SECONDS` (`1,2,4`), `..._NOT_APPLIED_CHECKS`, `..._NOT_APPLIED_SECONDS`,
 * `..._UNDECIDED_CHECKS`, `..._UNDECIDED_SECONDS`, `..._GIVE_UP_CHECKS`, `..._GIVE_UP_SECONDS` and `..._REPEAT_QRIS_REFUNDS` (`true`, `false`).
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
    if (Result.isFailure(value)) problems.push({ setting, problem: value.failure })
    else settings[name] = value.success
  }
  return problems.length === 0 ? settings : yield* new ConfigurationProblem({ problems })
})

const nameOf = (field: string): string => isName(field) ? settingVariables[field] : `journal ${field}`

/**
 * What `Journal.layer` found wrong with its settings, told as a problem of the configuration: by the variables.
 *
 * @example
 * ```ts
 * import { invalidRequest } from "@openfinpay/finpay-core"
 * import { settingsProblem } from "@openfinpay/finpay-journal"
 *
 * const refused = invalidRequest("journal", [{ field: "leaseSeconds", problem: "must be a whole number from 1 to 300" }])
 * settingsProblem(refused).problems[0]?.setting // => "FINPAY_JOURNAL_LEASE_SECONDS"
 * ```
 */
export const settingsProblem = ({ problems }: InvalidRequest): ConfigurationProblem =>
  new ConfigurationProblem({ problems: problems.map(({ field, problem }) => ({ setting: nameOf(field), problem })) })
