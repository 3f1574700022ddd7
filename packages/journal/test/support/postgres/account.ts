import { lchownSync, lstatSync, readdirSync, readFileSync, statSync } from "node:fs"
import { dirname, join } from "node:path"
import process from "node:process"

/** Whom a process belongs to; nobody in particular where the tests do not run as root. */
export interface Account {
  readonly uid?: number
  readonly gid?: number
}

/** PostgreSQL refuses to run as root: then it runs as an account every Unix has, with or without a PATH to find it. */
export const databaseAccount = (): Account => {
  if (process.getuid?.() !== 0) return {}
  const accounts = readFileSync("/etc/passwd", "utf8").split("\n").map((line) => line.split(":"))
  for (const name of ["postgres", "nobody"]) {
    const [, , uid, gid] = accounts.find(([found]) => found === name) ?? []
    if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) }
  }
  throw new Error("the tests run as root, and /etc/passwd has neither postgres nor nobody to run PostgreSQL as")
}

/** Makes a file or a folder, with all that is in it, the account's own. */
export const giveTo = ({ gid, uid }: Account, path: string): void => {
  if (uid === undefined || gid === undefined) return
  lchownSync(path, uid, gid)
  if (!lstatSync(path).isDirectory()) return
  for (const name of readdirSync(path, { recursive: true, encoding: "utf8" })) lchownSync(join(path, name), uid, gid)
}

/** Whether another account can get there: every folder on the way lets it through. */
export const isOpenTo = ({ uid }: Account, path: string): boolean => {
  if (uid === undefined) return true
  const { mode } = statSync(path)
  return (mode & 0o005) === 0o005 && (dirname(path) === path || isPassable(dirname(path)))
}

const isPassable = (folder: string): boolean =>
  (statSync(folder).mode & 0o001) === 0o001 && (dirname(folder) === folder || isPassable(dirname(folder)))
