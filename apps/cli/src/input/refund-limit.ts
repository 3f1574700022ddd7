/** The most that one refund may give back, where a profile or the environment sets a limit. */
import { parseRupiah, type Rupiah } from "@openfinpay/finpay-core"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { ActiveProfile } from "../config/ActiveProfile.ts"
import { OverRefundLimit } from "../errors.ts"
import { say } from "../language.ts"
import { setting, settingProblem } from "./setting.ts"

const variable = "FINPAY_REFUND_LIMIT"

const parseLimit = (text: string): Rupiah | undefined => {
  const limit = /^\d+$/u.test(text) ? parseRupiah(text) : undefined
  return typeof limit === "number" ? limit : undefined
}

const rule = say(
  "must be whole rupiah, digits only, such as 5000000",
  "harus rupiah bulat, angka saja, misalnya 5000000"
)

/** What is wrong with a limit, in words that follow its name. */
export const limitProblem = (text: string): string | undefined => parseLimit(text) === undefined ? rule : undefined

/** A limit and the setting that sets it. */
interface Limit {
  readonly amount: Rupiah
  readonly setting: string
}

const refundLimit = Effect.gen(function*() {
  const text = yield* setting(variable)
  if (Option.isNone(text)) return undefined
  const amount = parseLimit(text.value)
  if (amount === undefined) return yield* settingProblem(variable, rule)
  const profile = Option.map(yield* ActiveProfile, (active) => active.profile)
  const ofProfile = Option.filter(profile, ({ settings }) => settings["refund-limit"] !== undefined)
  return {
    amount,
    setting: Option.match(ofProfile, {
      onNone: () => variable,
      onSome: ({ name }) => say(`refund-limit of the profile ${name}`, `refund-limit profil ${name}`)
    })
  } satisfies Limit
})

/**
 * Refuses a refund that is larger than the limit, in every environment, before anything is written down or sent. Where
 * there is no limit it lets everything through.
 */
export const refuseOverLimit = Effect.fnUntraced(function*(amount: number) {
  const limit = yield* refundLimit
  if (limit === undefined || amount <= limit.amount) return
  return yield* new OverRefundLimit({ amount, limit: limit.amount, setting: limit.setting })
})
