/** What a tarball declares, held against what is in it. */
import { parse } from "es-module-lexer"
import { globSync, readFileSync } from "node:fs"
import { builtinModules } from "node:module"
import { join } from "node:path"
import type { Manifest } from "./public-packages.ts"

const isBare = (name: string): boolean => !/^[./#]|^node:/u.test(name) && !builtinModules.includes(name)

/** The packages that a file imports, statically or by a text that stands in it. */
const importsOf = (text: string): ReadonlyArray<string> =>
  parse(text)[0]
    .flatMap(({ specifier }) => typeof specifier === "string" && isBare(specifier) ? [specifier] : [])
    .map((name) => name.split("/", name.startsWith("@") ? 2 : 1).join("/"))

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
  const imported = new Set(files.flatMap((file) => importsOf(readFileSync(join(folder, file), "utf8"))))
  imported.delete(manifest.name)
  const mayImport = namesOf(manifest.dependencies, manifest.optionalDependencies, manifest.peerDependencies)
  return [
    ...declared(manifest),
    ...[...imported].filter((name) => !mayImport.includes(name)).map((name) =>
      `imports ${name}, which it does not declare`
    ),
    // What is optional is loaded in a way that may fail, which no import shows.
    ...namesOf(manifest.dependencies).filter((name) => !imported.has(name)).map((name) =>
      `declares ${name}, which nothing in it imports`
    ),
    ...(files.length === 0 ? ["has no code in it"] : []),
    ...globSync("**/*.{ts,tsx}", { cwd: folder }).filter((file) => !file.endsWith(".d.ts")).map((file) =>
      `ships ${file}`
    )
  ]
}
