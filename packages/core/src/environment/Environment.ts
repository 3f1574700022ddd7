/** Where a call goes. `local` is the simulator of this project on this machine. */
export type Environment = "local" | "sandbox" | "production"

/** The port the simulator listens on, and `local` looks for it, unless told otherwise. */
export const localPort = 4710

/**
 * The base address of each environment.
 *
 * Sources: Finpay OpenAPI servers (development and production); `local` is ours.
 *
 * @example
 * ```ts
 * import { baseUrls } from "@openfinpay/finpay-core"
 *
 * baseUrls.sandbox // => "https://devo.finnet.co.id"
 * ```
 */
export const baseUrls: Readonly<Record<Environment, string>> = {
  local: `http://127.0.0.1:${localPort}`,
  sandbox: "https://devo.finnet.co.id",
  production: "https://live.finnet.co.id"
}
