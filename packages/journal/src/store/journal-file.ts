import { posix, win32 } from "node:path"

/** What of a machine says where a user's data lies. */
export interface UserData {
  readonly platform: NodeJS.Platform
  readonly home: string
  /** `XDG_DATA_HOME`. */
  readonly xdgDataHome?: string | undefined
  /** `LOCALAPPDATA`, on Windows. */
  readonly localAppData?: string | undefined
}

const file = "journal.sqlite"

// As the XDG specification says, a path that is not whole counts as not set.
const wholePath = (path: string | undefined): path is string => path !== undefined && posix.isAbsolute(path)

/**
 * The journal's file in the user's data folder, where `FINPAY_DATABASE_URL` names no other place: the same for every
 * program of the user, so that what one has begun the others know. Sources: XDG Base Directory Specification; the
 * customs of macOS and Windows.
 *
 * @example
 * ```ts
 * import { journalFile } from "@openfinpay/finpay-journal"
 *
 * journalFile({ platform: "linux", home: "/home/budi" }) // => "/home/budi/.local/share/openfinpay/journal.sqlite"
 * ```
 */
export const journalFile = ({ home, localAppData, platform, xdgDataHome }: UserData): string => {
  if (platform === "win32") {
    return win32.join(localAppData ?? win32.join(home, "AppData", "Local"), "OpenFinpay", file)
  }
  if (wholePath(xdgDataHome)) return posix.join(xdgDataHome, "openfinpay", file)
  return platform === "darwin"
    ? posix.join(home, "Library", "Application Support", "OpenFinpay", file)
    : posix.join(home, ".local", "share", "openfinpay", file)
}
