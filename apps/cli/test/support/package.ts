/** Makes the package as it is published, once for all tests: they run what a user runs. */
import { cpSync, mkdirSync, rmSync } from "node:fs"
import { fileURLToPath } from "node:url"
import type { TestProject } from "vitest/node"
import { bundle } from "../../scripts/build.ts"

declare module "vitest" {
  interface ProvidedContext {
    /** The `bin` of the package. */
    readonly launcher: string
  }
}

const folder = fileURLToPath(new URL("../..", import.meta.url))

/** Below the real one, so that what is optional is found; one for each run, so that two at once do not meet. */
const packageFolder = `${folder}dist/.package/${process.pid}`

export default async function setup(project: TestProject): Promise<() => void> {
  rmSync(packageFolder, { recursive: true, force: true })
  mkdirSync(packageFolder, { recursive: true })
  for (const name of ["package.json", "bin"]) {
    cpSync(`${folder}${name}`, `${packageFolder}/${name}`, { recursive: true })
  }
  await bundle(`${packageFolder}/dist`)
  project.provide("launcher", `${packageFolder}/bin/finpay.js`)
  return () => rmSync(packageFolder, { recursive: true, force: true })
}
