/** The keyring of the operating system, by a module that is loaded only when a secret is kept or read. */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { printable } from "../output/text.ts"

/** One entry of the keyring, as `@napi-rs/keyring` gives it. */
export interface KeyringEntry {
  setSecret(secret: Uint8Array): Promise<void>
  getSecret(): Promise<ArrayLike<number> | null | undefined>
  deleteCredential(): Promise<boolean>
}

/** What is used of `@napi-rs/keyring`. */
export interface KeyringModule {
  readonly AsyncEntry: new(
    service: string,
    username: string,
    options?: { readonly linux?: { readonly store?: "secret-service" | "keyutils" } }
  ) => KeyringEntry
}

/** Loads the module; it is optional, so it may not be there. */
export const LoadKeyring = Context.Reference<() => Promise<KeyringModule>>(
  "@openfinpay/finpay-cli/config/LoadKeyring",
  { defaultValue: () => () => import("@napi-rs/keyring") }
)

/** The keyring cannot be used: it is not installed, there is none, it is locked, or it does not answer. */
export class KeyringUnavailable extends Schema.TaggedError<KeyringUnavailable>()("KeyringUnavailable", {
  why: Schema.String
}) {
  override get message(): string {
    return `the keyring of the operating system cannot be used: ${this.why}`
  }
}

const service = "openfinpay"

/** As long as somebody may take to unlock it; a keyring that hangs must not hang finpay. */
const patience = "30 seconds"

const wordsOf = (cause: unknown): string => {
  if (!(cause instanceof Error)) return "it failed"
  if ("code" in cause && cause.code === "ERR_MODULE_NOT_FOUND") return "@napi-rs/keyring is not installed"
  const [line = ""] = cause.message.split("\n")
  return printable(line).slice(0, 200)
}

const failed = (cause: unknown) => new KeyringUnavailable({ why: wordsOf(cause) })

const withEntry = <A>(
  profile: string,
  secret: string,
  use: (entry: KeyringEntry) => Promise<A>
): Effect.Effect<A, KeyringUnavailable> =>
  Effect.gen(function*() {
    const load = yield* LoadKeyring
    const { AsyncEntry } = yield* Effect.tryPromise({ try: load, catch: failed })
    return yield* Effect.tryPromise({
      // On Linux the module would take the kernel's keyring where there is no other, which forgets at the next start.
      try: () => use(new AsyncEntry(service, `${profile}/${secret}`, { linux: { store: "secret-service" } })),
      catch: failed
    })
  }).pipe(
    Effect.timeoutOrElse({
      duration: patience,
      orElse: () => Effect.fail(new KeyringUnavailable({ why: "it did not answer in 30 seconds" }))
    })
  )

/** The secret of a profile, or `undefined` where the keyring has none. */
export const readFromKeyring = (
  profile: string,
  secret: string
): Effect.Effect<string | undefined, KeyringUnavailable> =>
  Effect.map(
    withEntry(profile, secret, (entry) => entry.getSecret()),
    (bytes) => (bytes === null || bytes === undefined ? undefined : Buffer.from(Array.from(bytes)).toString("utf8"))
  )

/** Keeps a secret and reads it back: only what can be had again is kept. */
export const keepInKeyring = Effect.fnUntraced(function*(profile: string, secret: string, value: string) {
  // As bytes: as text Windows has room for half as much, and an RSA key would not fit.
  yield* withEntry(profile, secret, (entry) => entry.setSecret(Buffer.from(value, "utf8")))
  const kept = yield* readFromKeyring(profile, secret)
  if (kept !== value) return yield* new KeyringUnavailable({ why: "it did not give back what it was given" })
})

/** Takes a secret out of the keyring; one that is not there is out. */
export const dropFromKeyring = (profile: string, secret: string): Effect.Effect<void, KeyringUnavailable> =>
  Effect.asVoid(withEntry(profile, secret, (entry) => entry.deleteCredential()))
