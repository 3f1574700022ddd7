/**
 * `npm run release:dry`: what a release would do, in a copy of the last commit, without publishing: the versions and
 * change logs by the changesets, a build, every check of the packages, the tarballs and the SBOM. `--keep FOLDER` keeps
 * what it made.
 */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import process from "node:process"
import { publicPackages, readManifest, repository } from "./packages/public-packages.ts"
import { run, runWell } from "./packages/run.ts"

const say = (text: string): void => void process.stdout.write(`${text}\n`)
const pnpm = ["-y", "pnpm@12.21.0"] as const

const keep = process.argv.indexOf("--keep")
const kept = keep < 0 ? undefined : process.argv[keep + 1]

const { stdout: changed } = await run("git", ["status", "--porcelain"], { cwd: repository })
if (changed.trim() !== "") say("What is not committed is not part of this.")

const folder = mkdtempSync(join(tmpdir(), "finpay-release-"))
const copy = join(folder, "copy")
const made = join(folder, "made")
try {
  mkdirSync(made)
  await runWell("git", ["clone", "--quiet", "--no-hardlinks", repository, copy])
  await runWell("npx", [...pnpm, "install", "--frozen-lockfile", "--prefer-offline"], { cwd: copy })
  // Signs and remotes are the release's business; the versions are not.
  await runWell("npx", [...pnpm, "exec", "changeset", "version"], { cwd: copy })
  const left = readdirSync(join(copy, ".changeset")).filter((name) => name.endsWith(".md") && name !== "README.md")
  if (left.length > 0) throw new Error(`changesets were left over: ${left.join(", ")}`)
  await runWell("npx", [...pnpm, "install", "--no-frozen-lockfile", "--prefer-offline"], { cwd: copy })
  say("> the packages, as they would be released")
  const checks = await run("node", ["scripts/check-packages.ts"], { cwd: copy, minutes: 20 })
  process.stdout.write(checks.output)
  if (checks.code !== 0) throw new Error("the packages are not ready")
  for (const { folder: place, manifest } of publicPackages) {
    const released = join(copy, place.slice(repository.length))
    const { version } = readManifest(join(released, "package.json"))
    const log = readFileSync(join(released, "CHANGELOG.md"), "utf8")
    if (!log.includes(`## ${version}`)) {
      throw new Error(`${manifest.name} has no entry for ${version} in its change log`)
    }
    await runWell("npx", [...pnpm, "pack", "--pack-destination", made], { cwd: released })
    cpSync(join(released, "CHANGELOG.md"), join(made, `${manifest.name.split("/").at(-1)}.CHANGELOG.md`))
  }
  const sbom = ["--filter", "./packages/*", "--filter", "./apps/*", "sbom", "--sbom-format", "cyclonedx", "--prod"]
  writeFileSync(join(made, "sbom.cdx.json"), await runWell("npx", [...pnpm, ...sbom], { cwd: copy }))
  say("> made")
  for (const name of readdirSync(made).toSorted()) {
    say(`${(statSync(join(made, name)).size / 1000).toFixed(1).padStart(9)} kB  ${name}`)
  }
  if (kept !== undefined) cpSync(made, kept, { recursive: true })
  say("Nothing was published.")
} catch (error) {
  say(`The release would fail: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
