/**
 * `npm run check:packages`: every public package as a stranger meets it. Builds and packs them all, looks at each tarball,
 * and installs them into empty projects that use them as their READMEs say.
 *
 * `--write` renews what is committed: the public surfaces and the list of licences. Ends with `N passed, N failed`.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
import process from "node:process"
import { manifestProblems } from "./packages/check-manifest.ts"
import { consumers, runConsumer } from "./packages/consumers.ts"
import { licenceTable, listLicences, published, unusualLicences } from "./packages/licences.ts"
import { buildAll, packAll } from "./packages/pack.ts"
import type { Packed } from "./packages/pack.ts"
import { readManifest, repository } from "./packages/public-packages.ts"
import { run, runWell } from "./packages/run.ts"
import { surfaceOf } from "./packages/surface.ts"

const isWriting = process.argv.includes("--write")
const say = (text: string): void => void process.stdout.write(`${text}\n`)

let passed = 0
let failed = 0

/** One thing that is checked: it fails by what it throws, and may say something when it is well. */
const check = async (name: string, look: () => unknown): Promise<void> => {
  try {
    const said = await look()
    passed++
    say(`ok      ${name}${typeof said === "string" && said !== "" ? `: ${said}` : ""}`)
  } catch (error) {
    failed++
    say(`FAILED  ${name}\n${error instanceof Error ? error.message : String(error)}`)
  }
}

const none = (problems: ReadonlyArray<string>): void => {
  if (problems.length > 0) throw new Error(problems.map((problem) => `  ${problem}`).join("\n"))
}

/** Text that is made and committed: the two must be the same. */
const committed = (file: string, text: string): void => {
  const path = join(repository, file)
  if (isWriting) {
    mkdirSync(join(path, ".."), { recursive: true })
    writeFileSync(path, text)
    return
  }
  if (!existsSync(path) || readFileSync(path, "utf8") !== text) {
    throw new Error(`  ${file} is not what is made now: npm run check:packages -- --write, and look at the difference`)
  }
}

const clean = async (command: string, args: ReadonlyArray<string>, cwd: string): Promise<void> => {
  const { code, output } = await run(command, args, { cwd })
  if (code !== 0) throw new Error(output)
}

const checkPackage = async ({ manifest, tarball }: Packed, unpacked: string): Promise<void> => {
  const short = basename(manifest.name)
  const folder = join(unpacked, short)
  mkdirSync(folder)
  await runWell("tar", ["-xzf", tarball, "--strip-components=1", "-C", folder])
  const published = readManifest(join(folder, "package.json"))
  await check(`${short}: manifest and imports`, () => none(manifestProblems(folder, published)))
  await check(`${short}: publint`, () => clean("publint", ["run", tarball, "--strict"], repository))
  if (published.exports !== undefined) {
    await check(`${short}: are the types wrong?`, () => clean("attw", [tarball, "--profile", "esm-only"], repository))
    await check(`${short}: public surface`, () => committed(`docs/surface/${short}.md`, surfaceOf(folder, published)))
  }
}

const checkLicences = async (): Promise<string> => {
  const listed = await listLicences()
  none(unusualLicences(listed))
  committed("docs/licences.md", licenceTable(listed))
  return `${listed.length} packages`
}

const checkSbom = async (): Promise<string> => {
  const args = ["-y", "pnpm@12.21.0", ...published, "sbom", "--sbom-format", "cyclonedx", "--prod"]
  const { bomFormat, components } = JSON.parse(await runWell("npx", args, { cwd: repository })) as {
    readonly bomFormat: string
    readonly components: ReadonlyArray<{ readonly name: string }>
  }
  if (bomFormat !== "CycloneDX" || !components.some(({ name }) => name === "effect")) {
    throw new Error("  the SBOM lacks what the packages depend on")
  }
  return `CycloneDX, ${components.length} components`
}

const folder = mkdtempSync(join(tmpdir(), "finpay-packages-"))
try {
  const [tarballs, unpacked, projects] = ["tarballs", "unpacked", "projects"].map((name) => join(folder, name))
  for (const one of [tarballs, unpacked, projects]) mkdirSync(one ?? "")
  await buildAll()
  const packed = await packAll(tarballs ?? "")
  for (const one of packed) await checkPackage(one, unpacked ?? "")
  await check("unused files, exports and dependencies (knip)", () => clean("knip", [], repository))
  await check("licences", checkLicences)
  await check("SBOM", checkSbom)
  for (const name of consumers) {
    await check(`consumer ${name}`, () => runConsumer(name, packed, projects ?? ""))
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
say(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
