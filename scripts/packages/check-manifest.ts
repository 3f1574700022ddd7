/** What a tarball declares, held against what is in it. */
import { globSync, readFileSync } from "node:fs"
import { builtinModules } from "node:module"
import { join } from "node:path"
import type { Manifest } from "./public-packages.ts"

const bareImport = /(?:\bfrom\s*|\bimport\s*\(?\s*|\bexport\s+\*\s+from\s*)["']([^"'./][^"']*)["']/gu

/** The packages that a file imports. */
export const importsOf = (text: string): ReadonlySet<string> =>
  new Set(
    [...text.matchAll(bareImport)].map(([, name = ""]) => name).filter((name) =>
      /^(?:@[\w.-]+\/)?[\w.-]+(?:\/|$)/u.test(name)
    )
      .filter((name) => !name.startsWith("node:") && !builtinModules.includes(name))
      .map((name) => name.split("/", name.startsWith("@") ? 2 : 1).join("/"))
  )

const withoutComments = (text: string): string =>
  text.replaceAll(/\/\*[\s\S]*?\*\//gu, "").replaceAll(/^\s*\/\/.*$/gmu, "")

const namesOf = (...lists: ReadonlyArray<Readonly<Record<string, string>> | undefined>): ReadonlyArray<string> =>
  lists.flatMap((list) => Object.keys(list ?? {}))

const declared = ({ bin, engines, exports, license, sideEffects, type }: Manifest): ReadonlyArray<string> => [
  ...(type === "module" ? [] : ["is not declared as ESM (type: module)"]),
  ...(license === undefined ? ["declares no license"] : []),
  ...(engines?.["node"] === undefined ? ["declares no engines.node"] : []),
  ...(sideEffects === false ? [] : ["does not declare sideEffects: false"]),
  ...(exports === undefined && bin === undefined ? ["has neither exports nor bin"] : []),
  ...Object.entries(exports ?? {}).flatMap(([path, target]) =>
    typeof target === "object" && target !== null && "types" in target ? [] : [`exports ${path} without types`]
  )
]

/** What is wrong with the unpacked package in a folder; nothing when it is well. */
export const manifestProblems = (folder: string, manifest: Manifest): ReadonlyArray<string> => {
  const files = globSync("{bin,dist}/**/*.{js,mjs,d.ts}", { cwd: folder })
  const imported = new Set(
    files.flatMap((file) => [...importsOf(withoutComments(readFileSync(join(folder, file), "utf8")))])
  )
  imported.delete(manifest.name)
  const mayImport = namesOf(manifest.dependencies, manifest.optionalDependencies, manifest.peerDependencies)
  return [
    ...declared(manifest),
    ...[...imported].filter((name) => !mayImport.includes(name)).map((name) =>
      `imports ${name}, which it does not declare`
    ),
    ...mayImport.filter((name) => !imported.has(name)).map((name) => `declares ${name}, which nothing in it imports`),
    ...(files.length === 0 ? ["has no code in it"] : []),
    ...globSync("**/*.{ts,tsx}", { cwd: folder }).filter((file) => !file.endsWith(".d.ts")).map((file) =>
      `ships ${file}`
    )
  ]
}
