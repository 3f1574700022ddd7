/** How one thing was found: well, or what it means and what to do. */
export interface Finding {
  /** A word for scripts, the same in every language: `clock`, `FINPAY_MERCHANT_KEY`. */
  readonly check: string
  /** What was looked at, for people. */
  readonly title: string
  readonly level: "ok" | "warning" | "failed"
  /** What was found, in plain words. It holds no secret. */
  readonly says: string
  /** What to do about it. */
  readonly advice?: string
  /** For what failed: the settings of this machine, or that something was not to be reached. */
  readonly blames?: "settings" | "unreachable"
}

type Told = Pick<Finding, "check" | "title">

/** All is well with it. */
export const well = (told: Told, says: string): Finding => ({ ...told, level: "ok", says })

/** Nothing is wrong yet, or nobody can tell. */
export const warning = (told: Told, says: string, advice: string): Finding => ({
  ...told,
  level: "warning",
  says,
  advice
})

/** Calls will fail until somebody mends it here. */
export const wrong = (told: Told, says: string, advice: string): Finding => ({
  ...told,
  level: "failed",
  says,
  advice,
  blames: "settings"
})

/** It cannot be had now. */
export const unreachable = (told: Told, says: string, advice: string): Finding => ({
  ...told,
  level: "failed",
  says,
  advice,
  blames: "unreachable"
})
