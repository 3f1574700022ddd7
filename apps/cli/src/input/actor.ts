import * as Option from "effect/Option"
import { userInfo } from "node:os"

const osUser = (): string => {
  try {
    return userInfo().username
  } catch {
    // The system knows no name for the user, as in a container with a user id of its own.
    return `user ${process.getuid?.() ?? "unknown"}`
  }
}

/** Who asks, for the audit log: `--actor`, or the user of the operating system. */
export const actorOf = (given: Option.Option<string>): string => Option.getOrElse(given, () => `cli:${osUser()}`)
