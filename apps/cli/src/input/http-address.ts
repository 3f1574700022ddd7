import * as CliError from "effect/cli/CliError"
import * as Effect from "effect/Effect"
import { UsageError } from "../errors.ts"
import { say } from "../language.ts"

/** Whether a host name means this machine. Other names that end in `localhost` are left to nobody's name server. */
const isThisMachine = (hostname: string): boolean =>
  hostname === "localhost" || hostname === "[::1]" || /^127(?:\.\d{1,3}){3}$/u.test(hostname)

/** An address that begins with http or https, and neither holds a password nor a fragment. */
export const httpAddress = (option: string) => (value: string): Effect.Effect<URL, CliError.InvalidValue> => {
  const url = URL.parse(value)
  const isUsable = url !== null && /^https?:$/u.test(url.protocol) && url.username === "" && url.password === "" &&
    url.hash === ""
  if (isUsable) return Effect.succeed(url)
  const expected = say(
    "Expected an address such as http://127.0.0.1:3000/callback, without a user or password",
    "Harus alamat seperti http://127.0.0.1:3000/callback, tanpa pengguna atau kata sandi"
  )
  // What may hold a password is not repeated.
  const shown = value.includes("@") ? "…" : value
  return Effect.fail(new CliError.InvalidValue({ option, value: shown, expected, kind: "flag" }))
}

/** Fails where an address is not on this machine and nobody said that it may be. */
export const reachable = (
  flag: string,
  url: URL,
  anywhere: { readonly flag: string; readonly isGiven: boolean }
): Effect.Effect<void, UsageError> =>
  anywhere.isGiven || isThisMachine(url.hostname)
    ? Effect.void
    : Effect.fail(
      new UsageError({
        message: say(
          `${flag}: ${url.hostname} is another machine; say ${anywhere.flag} if it shall get callbacks`,
          `${flag}: ${url.hostname} adalah mesin lain; tambahkan ${anywhere.flag} jika memang boleh menerima callback`
        )
      })
    )
