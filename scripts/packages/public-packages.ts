/** The packages that are published, as their manifests say. */
import { globSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

/** The repository's folder. */
export const repository = fileURLToPath(new URL("../../", import.meta.url))

/** What is read of a manifest. */
export interface Manifest {
  readonly name: string
  readonly version: string
  readonly private?: boolean
  readonly license?: string
  readonly description?: string
  readonly type?: string
  readonly sideEffects?: boolean
  readonly engines?: Readonly<Record<string, string>>
  readonly bin?: Readonly<Record<string, string>>
  readonly exports?: Readonly<Record<string, unknown>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
}

/** A package and where it lies. */
export interface PublicPackage {
  readonly folder: string
  readonly manifest: Manifest
}

/** Reads a manifest. */
export const readManifest = (file: string): Manifest => JSON.parse(readFileSync(file, "utf8")) as Manifest

/** The packages that are published, by name. */
export const publicPackages: ReadonlyArray<PublicPackage> = globSync("{packages,apps}/*/package.json", {
  cwd: repository
})
  .map((file) => ({ folder: join(repository, dirname(file)), manifest: readManifest(join(repository, file)) }))
  .filter(({ manifest }) => manifest.private !== true)
  .toSorted((a, b) => (a.manifest.name < b.manifest.name ? -1 : 1))
