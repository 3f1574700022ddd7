import { parseArgs } from "node:util"

/** What the program is asked to do. */
export type Command =
  | { readonly kind: "serve" | "reseal" | "help" | "version" }
  | { readonly kind: "init"; readonly name: string; readonly another: boolean }
  | { readonly kind: "wrong"; readonly problem: string }

/** What `finpay-api --help` prints. */
export const helpText = `finpay-api: Finpay after the payment, over HTTP.

Usage
  finpay-api            serves; everything is set by environment variables
  finpay-api init       makes the first administrator's API key and prints it once, as JSON
    --name NAME         what the audit log calls it; "first administrator" unless given
    --another           also when there is a key already, such as when it was lost
  finpay-api reseal     seals all stored secrets with FINPAY_API_ENCRYPTION_KEY, when the one
                        before is among FINPAY_API_ENCRYPTION_KEYS_EARLIER
  finpay-api --help     this text
  finpay-api --version  the version

Exit codes
  0 done or stopped, 1 a fault, 2 wrong use, 3 refused, 5 configuration, 6 database not reachable

Variables, addresses and the first steps: README.md of @openfinpay/finpay-api.
`

const options = {
  help: { type: "boolean", short: "h" },
  version: { type: "boolean" },
  another: { type: "boolean" },
  name: { type: "string" }
} as const

const wrong = (problem: string): Command => ({ kind: "wrong", problem })

const initOf = (name: string, another: boolean): Command =>
  name.trim() === "" || name.length > 100 || /\p{Cc}/u.test(name)
    ? wrong("--name is 1 to 100 characters on one line")
    : { kind: "init", name, another }

/** What the arguments ask for; whatever is not known is wrong. */
export const commandOf = (args: ReadonlyArray<string>): Command => {
  try {
    const { positionals, values } = parseArgs({ args: [...args], options, allowPositionals: true })
    if (values.help === true) return { kind: "help" }
    if (values.version === true) return { kind: "version" }
    const [command = "serve", ...more] = positionals
    if (more.length > 0) return wrong(`${command} takes no arguments`)
    if (command === "init") return initOf(values.name ?? "first administrator", values.another ?? false)
    if (values.name !== undefined || values.another !== undefined) return wrong("--name and --another are for init")
    return command === "serve" || command === "reseal" ? { kind: command } : wrong(`there is no command ${command}`)
  } catch (error) {
    return wrong(error instanceof Error ? error.message.split(". ", 1)[0] ?? "" : String(error))
  }
}
