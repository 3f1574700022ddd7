import * as Command from "effect/cli/Command"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { type Active, ActiveProfile } from "./config/ActiveProfile.ts"
import { Env, Profile, Timeout } from "./global-flags.ts"
import { setting } from "./input/setting.ts"

/** Settings by the names they have in the environment. */
type Variables = Readonly<Record<string, string>>

const ofFlags = Effect.gen(function*() {
  const env = yield* Env
  const timeout = yield* Timeout
  const variables: Variables = {
    ...Option.match(env, { onNone: () => ({}), onSome: (FINPAY_ENV) => ({ FINPAY_ENV }) }),
    ...Option.match(timeout, {
      onNone: () => ({}),
      onSome: (seconds) => ({ FINPAY_TIMEOUT_MS: String(Math.round(seconds * 1000)) })
    })
  }
  return variables
})

/** The name of the profile to use, and how it was given. Without one there is none: no profile is used by default. */
const named = Effect.gen(function*() {
  const flag = yield* Profile
  if (Option.isSome(flag)) return { name: flag.value, namedBy: "--profile" as const }
  const variable = yield* setting("FINPAY_PROFILE")
  return Option.isSome(variable) ? { name: variable.value, namedBy: "FINPAY_PROFILE" as const } : undefined
})

const layered = (
  flags: Variables,
  active: Option.Option<Active>,
  own: Variables,
  hidden: ReadonlySet<string>
): Layer.Layer<ActiveProfile> => {
  const known = ConfigProvider.fromUnknown({ ...own, ...flags })
  const over = (environment: ConfigProvider.ConfigProvider) =>
    ConfigProvider.orElse(
      known,
      ConfigProvider.make((path) =>
        path.length === 1 && hidden.has(String(path[0])) ? Effect.undefined : environment.load(path)
      )
    )
  return Layer.mergeAll(
    Layer.succeed(ActiveProfile, active),
    ConfigProvider.layer(Effect.map(ConfigProvider.ConfigProvider, over))
  )
}

/**
 * Where the settings of a command come from: its flags, then the profile that was named, then the environment. What a
 * profile keeps secret is read from where it is kept when a command needs it.
 */
export const settings = Layer.unwrap(Effect.gen(function*() {
  const flags = yield* ofFlags
  const asked = yield* named
  if (asked === undefined) return layered(flags, Option.none(), {}, new Set())
  // Loaded for those who use a profile alone.
  const { activate, hiddenBy, variablesOf } = yield* Effect.promise(() => import("./config/activate.ts"))
  const active = yield* activate(asked, flags["FINPAY_ENV"])
  return layered(flags, Option.some(active), variablesOf(active.profile), hiddenBy(active.profile))
}))

/** Gives a command its settings. Only `config`, which makes and mends them, goes without. */
export const configured = <const Name extends string, Input, ContextInput, E, R>(
  command: Command.Command<Name, Input, ContextInput, E, R>
) => Command.provide(command, settings)
