/** Installs the tarballs into the empty projects of `consumers/` and runs what each does with them. */
import { cpSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Packed } from "./pack.ts"
import { readManifest, repository } from "./public-packages.ts"
import { runWell } from "./run.ts"

const folder = join(repository, "consumers")

/** The projects, by name. */
export const consumers: ReadonlyArray<string> = readdirSync(folder).filter((name) =>
  statSync(join(folder, name)).isDirectory()
)

/** Runs one of them in a folder of its own; gives the last line it printed. */
export const runConsumer = async (name: string, packed: ReadonlyArray<Packed>, into: string): Promise<string> => {
  const place = join(into, name)
  cpSync(join(folder, name), place, { recursive: true })
  const file = join(place, "package.json")
  const manifest = readManifest(file)
  const tarballs = Object.fromEntries(packed.map((one) => [one.manifest.name, `file:${one.tarball}`]))
  const dependencies = Object.fromEntries(
    Object.entries(manifest.dependencies ?? {}).map(([one, version]) => [one, tarballs[one] ?? version])
  )
  // Our packages depend on each other by version, which is nowhere but in the tarballs yet.
  const overrides = Object.fromEntries(Object.entries(tarballs).filter(([one]) => !(one in dependencies)))
  const text = JSON.parse(readFileSync(file, "utf8")) as object
  writeFileSync(file, JSON.stringify({ ...text, dependencies, overrides }, undefined, 2))
  const env = { npm_config_audit: "false", npm_config_fund: "false", npm_config_update_notifier: "false" }
  await runWell("npm", ["install", "--prefer-offline"], { cwd: place, env })
  const printed = await runWell("npm", ["test", "--silent"], { cwd: place, env })
  return printed.trim().split("\n").at(-1) ?? ""
}
