/**
 * The public surface of a package as text: the declarations, without comments, of every file that its entries reach. It
 * is committed, so that a review sees when it changes.
 */
import { existsSync, readFileSync } from "node:fs"
import { dirname, join, relative } from "node:path"
import type { Manifest } from "./public-packages.ts"

const relativeImport = /["'](\.{1,2}\/[^"']+)["']/gu

const declarationOf = (file: string): string => file.replace(/\.(?:[cm]?js|ts)$/u, ".d.ts")

const entriesOf = ({ exports = {} }: Manifest): ReadonlyArray<readonly [path: string, types: string]> =>
  Object.entries(exports).flatMap(([path, target]) =>
    typeof target === "object" && target !== null && "types" in target ? [[path, String(target.types)] as const] : []
  )

const plain = (text: string): string =>
  text
    .replaceAll(/\/\*[\s\S]*?\*\//gu, "")
    .replaceAll(/^\s*\/\/.*$/gmu, "")
    .replaceAll(/[ \t]+$/gmu, "")
    .replaceAll(/\n{2,}/gu, "\n")
    .trim()

const reach = (file: string, found: Set<string>): void => {
  if (found.has(file) || !existsSync(file)) return
  found.add(file)
  for (const [, path = ""] of readFileSync(file, "utf8").matchAll(relativeImport)) {
    reach(declarationOf(join(dirname(file), path)), found)
  }
}

/** The surface of the unpacked package in a folder. */
export const surfaceOf = (folder: string, manifest: Manifest): string => {
  const entries = entriesOf(manifest)
  const files = new Set<string>()
  for (const [, types] of entries) reach(join(folder, types), files)
  const shown = [...files].toSorted().map((file) =>
    `## ${relative(join(folder, "dist"), file)}\n\n${plain(readFileSync(file, "utf8"))}\n`
  )
  return [
    `# ${manifest.name}\n`,
    `${entries.map(([path, types]) => `${path} -> ${types}`).join("\n")}\n`,
    ...shown
  ].join("\n")
}
