import * as Result from "effect/Result"
import type { Refusal } from "../answer/Refusal.ts"
import { refusals } from "../answer/refusals.ts"
import type { JsonObject } from "../json/read.ts"
import { isJsonObject } from "../json/read.ts"

/** Whether a field must be there. */
export type Presence = "mandatory" | "optional"

/**
 * The fields of a SNAP body. Names are read without regard to case and blanks at the ends, and with the misspellings
 * that Finpay's tables print. A refusal names a malformed field as it was sent, and a missing one by its right spelling.
 */
export interface SnapFields {
  readonly text: (name: string, presence: Presence, maximum: number) => Result.Result<string | undefined, Refusal>
  /** As `text`, for a field that is always mandatory. */
  readonly mandatoryText: (name: string, maximum: number) => Result.Result<string, Refusal>
  /** Whole rupiah of `{ "value": "10000.00", "currency": "IDR" }`. */
  readonly amount: (name: string, presence: Presence, minimum: number) => Result.Result<number | undefined, Refusal>
  readonly object: (name: string, presence: Presence) => Result.Result<JsonObject | undefined, Refusal>
}

const misspellings: ReadonlyArray<readonly [wrong: RegExp, right: string]> = [
  [/referanceno$/u, "referenceno"],
  [/^terminald$/u, "terminalid"]
]

const folded = (key: string): string =>
  misspellings.reduce(
    (name, [wrong, right]) => name.replace(wrong, right),
    key.trim().toLowerCase()
  )

const isMissing = (value: unknown): boolean => value === undefined || value === null || value === ""

/** What an amount lacks. Both of its members are mandatory, also where the amount itself is not. */
const missingOfAmount = (value: unknown): string | undefined =>
  isJsonObject(value) ? ["value", "currency"].find((name) => isMissing(value[name])) : undefined

/** Two decimals, no sign, no grouping: "10000.00". */
const amountForm = /^\d{1,16}\.\d{2}$/u

const rupiah = (value: unknown, minimum: number): number | undefined => {
  if (!isJsonObject(value) || typeof value["value"] !== "string" || value["currency"] !== "IDR") return undefined
  const text = value["value"]
  // Rupiah have no cents, and the gateway's amounts have at most 14 digits.
  if (!amountForm.test(text) || !text.endsWith(".00") || text.length > 17) return undefined
  const amount = Number(text)
  return amount < minimum ? undefined : amount
}

/** The fields of a body that is a JSON object. */
export const snapFields = (body: JsonObject): SnapFields => {
  const members = new Map<string, { readonly key: string; readonly value: unknown }>()
  for (const [key, value] of Object.entries(body)) {
    const name = folded(key)
    // The right spelling wins over a misspelt twin.
    if (!members.has(name) || key.toLowerCase() === name) members.set(name, { key: key.trim(), value })
  }

  const present = <A>(
    name: string,
    presence: Presence,
    make: (value: unknown) => A | undefined,
    missingMember: (value: unknown) => string | undefined = () => undefined
  ) => {
    const { key = name, value } = members.get(name.toLowerCase()) ?? {}
    if (isMissing(value)) {
      return presence === "mandatory" ? Result.fail(refusals.mandatory(name)) : Result.succeed(undefined)
    }
    const missing = missingMember(value)
    if (missing !== undefined) return Result.fail(refusals.mandatory(`${key}.${missing}`))
    const made = make(value)
    return made === undefined ? Result.fail(refusals.format(key)) : Result.succeed(made)
  }
  const text = (name: string, presence: Presence, maximum: number) =>
    present(name, presence, (value) => typeof value === "string" && value.length <= maximum ? value : undefined)
  return {
    text,
    mandatoryText: (name, maximum) => Result.map(text(name, "mandatory", maximum), (value) => value ?? ""),
    amount: (name, presence, minimum) => present(name, presence, (value) => rupiah(value, minimum), missingOfAmount),
    object: (name, presence) => present(name, presence, (value) => isJsonObject(value) ? value : undefined)
  }
}
