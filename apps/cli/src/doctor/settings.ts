/** Each setting: is it there, where does it come from, is it well formed. Never a secret's value. */
import { baseUrls, type Environment } from "@openfinpay/finpay-core"
import type { FinpayConfig } from "@openfinpay/finpay-transport"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { createHash, createPublicKey } from "node:crypto"
import { type Active, ActiveProfile } from "../config/ActiveProfile.ts"
import { variablesOf } from "../config/overlay.ts"
import { plainNames, plainSettings, secretNames, secretVariables } from "../config/setting-names.ts"
import { finpayConfig } from "../finpay-client.ts"
import { Env, Timeout } from "../global-flags.ts"
import { limitProblem } from "../input/refund-limit.ts"
import { setting } from "../input/setting.ts"
import { say } from "../language.ts"
import { settingProblemText } from "../output/setting-indonesian.ts"
import { type Finding, warning, well, wrong } from "./Finding.ts"

/** Where a setting comes from. */
interface Origin {
  readonly variable: string
  readonly from: string
  /** Left out for a secret. */
  readonly value?: string
}

const flagOf = Effect.gen(function*() {
  const flags = new Map<string, string>()
  if (Option.isSome(yield* Env)) flags.set(plainSettings.env.variable, "--env")
  if (Option.isSome(yield* Timeout)) flags.set(plainSettings.timeout.variable, "--timeout")
  return flags
})

const profileText = (name: string): string => say(`the profile ${name}`, `profil ${name}`)

const environmentText = say("the environment", "lingkungan")

const plainOrigins = Effect.fnUntraced(function*(active: Option.Option<Active>) {
  const flags = yield* flagOf
  const own = Option.match(active, { onNone: () => ({}), onSome: ({ profile }) => variablesOf(profile) })
  const origins: Array<Origin> = []
  for (const name of plainNames) {
    const { variable } = plainSettings[name]
    const value = Option.getOrUndefined(yield* setting(variable))
    if (value === undefined) continue
    const ofProfile = Object.hasOwn(own, variable) && Option.isSome(active)
      ? profileText(active.value.profile.name)
      : undefined
    origins.push({ variable, value, from: flags.get(variable) ?? ofProfile ?? environmentText })
  }
  return origins
})

const secretOrigins = Effect.fnUntraced(function*(active: Option.Option<Active>) {
  const origins: Array<Origin> = []
  for (const name of secretNames) {
    const variable = secretVariables[name]
    const place = Option.match(active, { onNone: () => undefined, onSome: ({ profile }) => profile.secrets[name] })
    if (place !== undefined && Option.isSome(active)) {
      const where = place === "keyring" ? "keyring" : say("secrets file", "berkas rahasia")
      origins.push({ variable, from: `${profileText(active.value.profile.name)}, ${where}` })
    } else if (Option.isSome(yield* setting(variable))) {
      origins.push({ variable, from: environmentText })
    }
  }
  return origins
})

const mend = say("Mend it where it comes from", "Perbaiki di tempat asalnya")

const advice = (variable: string): string =>
  say(
    `Set ${variable}, or use a profile: finpay config --help`,
    `Atur ${variable}, atau pakai profil: finpay config --help`
  )

// English as it is; without the name of the setting, which stands beside it.
const problemText = (problem: string): string => say(problem, settingProblemText({ setting: "", problem }).trim())

const findingOf = ({ from, value, variable }: Origin, problem: string | undefined): Finding => {
  const told = { check: variable, title: variable }
  if (problem !== undefined) return wrong(told, `${problemText(problem)} (${say("from", "dari")} ${from})`, mend)
  const shown = value === undefined ? say("set", "ada") : value
  return well(told, say(`${shown}, from ${from}`, `${shown}, dari ${from}`))
}

const profileFinding = (active: Option.Option<Active>): ReadonlyArray<Finding> =>
  Option.match(active, {
    onNone: () => [],
    onSome: ({ file, namedBy, profile }) => [
      well(
        { check: "profile", title: say("Profile", "Profil") },
        say(
          `${profile.name}, by ${namedBy}, in ${file}`,
          `${profile.name}, oleh ${namedBy}, di ${file}`
        )
      )
    ]
  })

/** The private key by the fingerprint of its public half, which can be compared with what Finnet was given. */
const keyFinding = ({ environment, snap }: FinpayConfig): ReadonlyArray<Finding> => {
  if (snap === undefined || environment === "local") return []
  const publicKey = createPublicKey(Redacted.value(snap.privateKeyPem)).export({ type: "spki", format: "der" })
  const fingerprint = createHash("sha256").update(publicKey).digest("hex")
  return [
    well(
      { check: "snap-public-key", title: say("SNAP public key", "Kunci publik SNAP") },
      say(
        `Finnet must have the one whose SHA-256 (of its DER form) is ${fingerprint}`,
        `Finnet harus memiliki yang SHA-256-nya (dari bentuk DER) ${fingerprint}`
      )
    )
  ]
}

const tlsSwitch = Effect.gen(function*() {
  const isOff = Option.contains(yield* setting("NODE_TLS_REJECT_UNAUTHORIZED"), "0")
  return isOff
    ? [wrong(
      { check: "NODE_TLS_REJECT_UNAUTHORIZED", title: "NODE_TLS_REJECT_UNAUTHORIZED" },
      say(
        "is 0: nobody checks who answers, and anybody between can read the Merchant Key",
        "bernilai 0: tidak ada yang memeriksa siapa yang menjawab, dan siapa pun di antaranya dapat membaca Merchant Key"
      ),
      say("Unset it", "Hapus variabel itu")
    )]
    : []
})

/** Where Finpay is. */
export interface Place {
  readonly environment: Environment
  readonly baseUrl: string
}

/** What was found of the settings, and what they make as far as they make something. */
export interface SettingsChecked {
  readonly findings: ReadonlyArray<Finding>
  readonly config: FinpayConfig | undefined
  /** Known also where credentials are missing or wrong. */
  readonly place: Place | undefined
}

const isEnvironment = (text: string | undefined): text is Environment =>
  text !== undefined && Object.hasOwn(baseUrls, text)

const placeOf = Effect.fnUntraced(function*(config: FinpayConfig | undefined, problems: ReadonlyMap<string, string>) {
  const environment = config?.environment ?? Option.getOrUndefined(yield* setting("FINPAY_ENV"))
  if (!isEnvironment(environment) || problems.has("FINPAY_BASE_URL")) return undefined
  const baseUrl = Option.getOrElse(yield* setting("FINPAY_BASE_URL"), () => baseUrls[environment])
  return { environment, baseUrl } satisfies Place
})

/** Looks at every setting there is, and names what is missing. */
export const checkSettings = Effect.gen(function*() {
  const active = yield* ActiveProfile
  const read = yield* Effect.result(finpayConfig)
  const problems = new Map(
    Result.isFailure(read) ? read.failure.problems.map(({ problem, setting }) => [setting, problem]) : []
  )
  const limit = Option.getOrUndefined(yield* setting("FINPAY_REFUND_LIMIT"))
  const limitWrong = limit === undefined ? undefined : limitProblem(limit)
  if (limitWrong !== undefined) problems.set("FINPAY_REFUND_LIMIT", limitWrong)

  const origins = [...yield* plainOrigins(active), ...yield* secretOrigins(active)]
  const present = origins.map((origin) => findingOf(origin, problems.get(origin.variable)))
  const missing = [...problems]
    .filter(([variable]) => !origins.some((origin) => origin.variable === variable))
    .map(([variable, problem]) => wrong({ check: variable, title: variable }, problemText(problem), advice(variable)))
  const config = Result.isSuccess(read) ? read.success : undefined
  const none = origins.length === 0 && config?.environment === "local"
    ? [warning(
      { check: "FINPAY_ENV", title: "FINPAY_ENV" },
      say(
        "nothing is set, so it is the simulator of this machine",
        "tidak ada yang diatur, jadi yang dipakai simulator mesin ini"
      ),
      say("For Finpay itself: finpay config --help", "Untuk Finpay yang sebenarnya: finpay config --help")
    )]
    : []
  return {
    findings: [
      ...profileFinding(active),
      ...none,
      ...present,
      ...missing,
      ...(config === undefined ? [] : keyFinding(config)),
      ...yield* tlsSwitch
    ],
    config,
    place: yield* placeOf(config, problems)
  } satisfies SettingsChecked
}).pipe(
  // A setting that cannot be read at all.
  Effect.catchTag("ConfigurationProblem", ({ problems }) =>
    Effect.succeed<SettingsChecked>({
      findings: problems.map(({ problem, setting }) =>
        wrong({ check: setting, title: setting }, problemText(problem), mend)
      ),
      config: undefined,
      place: undefined
    }))
)
