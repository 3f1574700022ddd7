import type { Environment } from "@openfinpay/finpay-core"
import { databaseUrlProblem } from "@openfinpay/finpay-journal"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { isAbsolute } from "node:path"
import { encryptionKeyBytes } from "../access/SecretBox.ts"
import { isLoopback } from "../http/loopback.ts"
import { logLevels } from "./ApiOptions.ts"
import type { ApiOptions } from "./ApiOptions.ts"
import { signerOf } from "./signer.ts"

/** The name of an option that can be wrong; of the database there are two. */
export type OptionName = Exclude<keyof ApiOptions, "database" | "finpay" | "journal"> | "database.url" | "database.file"

/** What is wrong with an option. */
export interface OptionProblem {
  readonly setting: OptionName
  readonly problem: string
}

/** Whether it serves the simulator of this machine, on this machine. */
export const isOwnMachine = (environment: Environment | undefined, host: string): boolean =>
  environment === "local" && isLoopback(host)

const accessProblem = (
  environment: Environment | undefined,
  host: string,
  access: string | undefined
): string | undefined => {
  if (access !== undefined && access !== "open" && access !== "keys") return "must be open or keys"
  return access !== "open" || isOwnMachine(environment, host)
    ? undefined
    : "may be open only for the environment local, on a loopback address"
}

const isEncryptionKey = (key: Redacted.Redacted): boolean => encryptionKeyBytes(Redacted.value(key)) !== undefined

const encryptionKeyForm = "must be 32 bytes in base64, such as `openssl rand -base64 32` makes"

const encryptionKeyProblem = (
  environment: Environment | undefined,
  key: Redacted.Redacted | undefined
): string | undefined => {
  if (key !== undefined) return isEncryptionKey(key) ? undefined : encryptionKeyForm
  return environment === "local" ? undefined : `is missing: it ${encryptionKeyForm}`
}

const fileProblem = (file: string): string | undefined =>
  file === ":memory:" || isAbsolute(file) ? undefined : "must be a whole path, which means the same from every folder"

/** The options that are whole numbers, and between which two each must be. */
export const wholeNumbers = {
  port: [0, 65_535],
  drainSeconds: [0, 300],
  requestsPerMinute: [1, 1_000_000],
  keysKeptHours: [24, 87_600],
  approvalHours: [1, 8_760],
  webhooksKeptDays: [1, 3_650],
  batchConcurrency: [1, 64],
  batchLines: [1, 1_000_000],
  batchBytes: [1_024, 256 * 1024 * 1024],
  reportBytes: [1_024, 1024 * 1024 * 1024],
  reconciliationDays: [1, 3_650]
} as const satisfies { readonly [Name in keyof ApiOptions]?: readonly [minimum: number, maximum: number] }

/** An option that is a whole number. */
export type WholeNumber = keyof typeof wholeNumbers

/** Their names. */
export const wholeNumberNames = Object.keys(wholeNumbers) as ReadonlyArray<WholeNumber>

type Check = readonly [option: OptionName, problem: string | undefined]

const wholeNumberCheck = (name: WholeNumber, value: number | undefined): Check => {
  const [minimum, maximum] = wholeNumbers[name]
  const isFine = value === undefined || (Number.isInteger(value) && value >= minimum && value <= maximum)
  return [name, isFine ? undefined : `must be a whole number from ${minimum} to ${maximum}`]
}

const oneOf = (values: ReadonlyArray<unknown>, value: unknown, told: string): string | undefined =>
  value === undefined || values.includes(value) ? undefined : `must be ${told}`

const problemsOf = (
  options: Partial<ApiOptions>,
  environment: Environment | undefined
): ReadonlyArray<OptionProblem> => {
  const { access, database, earlierEncryptionKeys = [], encryptionKey, host = "127.0.0.1" } = options
  const checks: ReadonlyArray<Check> = [
    ["host", /^[\w.:-]+$/u.test(host) ? undefined : "must be an address of this machine, such as 127.0.0.1"],
    ["access", accessProblem(environment, host, access)],
    ["encryptionKey", encryptionKeyProblem(environment, encryptionKey)],
    ["earlierEncryptionKeys", earlierEncryptionKeys.every(isEncryptionKey) ? undefined : encryptionKeyForm],
    ["metrics", oneOf(["keys", "open"], options.metrics, "keys or open")],
    ["logLevel", oneOf(logLevels, options.logLevel, `one of ${logLevels.join(", ").toLowerCase()}`)],
    ["webhooksAllowPrivate", oneOf([true, false], options.webhooksAllowPrivate, "true or false")],
    ...wholeNumberNames.map((name) => wholeNumberCheck(name, options[name])),
    ["database.url", database && "url" in database ? databaseUrlProblem(database.url) : undefined],
    ["database.file", database && "file" in database ? fileProblem(database.file) : undefined],
    [
      "notificationSignature",
      oneOf(["asymmetric", "symmetric", "hmac"], options.notificationSignature, "asymmetric, symmetric or hmac")
    ]
  ]
  return checks.flatMap(([setting, problem]) => problem === undefined ? [] : [{ setting, problem }])
}

/** Everything that is wrong with some options, each by its name and never with its value. */
export const optionProblems = Effect.fnUntraced(
  function*(options: Partial<ApiOptions>): Effect.fn.Return<ReadonlyArray<OptionProblem>> {
    const problems = problemsOf(options, options.finpay?.environment)
    const signer = yield* Effect.result(signerOf(options, options.finpay))
    return Result.isSuccess(signer) ? problems : [...problems, signer.failure]
  }
)
