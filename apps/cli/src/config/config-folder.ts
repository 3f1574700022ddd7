import { posix, win32 } from "node:path"

/** What of a machine says where a user's settings lie. */
export interface UserConfig {
  readonly platform: NodeJS.Platform
  readonly home: string
  /** `XDG_CONFIG_HOME`. */
  readonly xdgConfigHome?: string | undefined
  /** `LOCALAPPDATA`, on Windows: what lies there does not wander to other machines, as secrets must not. */
  readonly localAppData?: string | undefined
}

/** The files of one user. */
export interface ConfigFiles {
  readonly folder: string
  /** The profiles, without their secrets. */
  readonly config: string
  /** The secrets, where no keyring keeps them. */
  readonly secrets: string
}

// As the XDG specification says, a path that is not whole counts as not set.
const wholePath = (path: string | undefined): path is string => path !== undefined && posix.isAbsolute(path)

const folderOf = ({ home, localAppData, platform, xdgConfigHome }: UserConfig): string => {
  if (platform === "win32") return win32.join(localAppData ?? win32.join(home, "AppData", "Local"), "OpenFinpay")
  if (wholePath(xdgConfigHome)) return posix.join(xdgConfigHome, "openfinpay")
  return platform === "darwin"
    ? posix.join(home, "Library", "Application Support", "OpenFinpay")
    : posix.join(home, ".config", "openfinpay")
}

/**
 * Where a user's profiles lie. By the rules that place the journal's file: the XDG Base Directory Specification, and the
 * customs of macOS and Windows.
 */
export const configFiles = (user: UserConfig): ConfigFiles => {
  const folder = folderOf(user)
  const path = user.platform === "win32" ? win32 : posix
  return { folder, config: path.join(folder, "config.json"), secrets: path.join(folder, "secrets.json") }
}
