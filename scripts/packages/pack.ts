/** Packs what would be published. */
import { readdirSync } from "node:fs"
import { join } from "node:path"
import { publicPackages, repository } from "./public-packages.ts"
import type { PublicPackage } from "./public-packages.ts"
import { runWell } from "./run.ts"

/** A package and its tarball. */
export interface Packed extends PublicPackage {
  readonly tarball: string
}

/** `@openfinpay/finpay-core` is packed as `openfinpay-finpay-core-0.1.0.tgz`. */
const stemOf = (name: string): string => name.replace(/^@/u, "").replace("/", "-")

/** Builds every package. */
export const buildAll = (): Promise<string> =>
  // turbo looks for the package manager, which only npx has.
  runWell("npx", ["-y", "pnpm@12.21.0", "exec", "turbo", "run", "build"], { cwd: repository })

/** Packs every package that is published into a folder. */
export const packAll = async (into: string): Promise<ReadonlyArray<Packed>> => {
  for (const { folder } of publicPackages) {
    // oxlint-disable-next-line no-await-in-loop -- one at a time: they share the store
    await runWell("npx", ["-y", "pnpm@12.21.0", "pack", "--pack-destination", into], { cwd: folder })
  }
  const files = readdirSync(into)
  return publicPackages.map((one) => {
    const file = files.find((name) => name.startsWith(`${stemOf(one.manifest.name)}-`) && name.endsWith(".tgz"))
    if (file === undefined) throw new Error(`${one.manifest.name} was not packed`)
    return { ...one, tarball: join(into, file) }
  })
}
