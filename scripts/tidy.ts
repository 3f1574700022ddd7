/**
 * The house rules that a program can check. Each finding names the file, the line and the rule.
 */
import { execFileSync } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import process from "node:process"

interface Rule {
  readonly rule: string
  readonly files: RegExp
  readonly except?: RegExp
  readonly pattern: RegExp
}

const source = /\.(?:ts|js|mjs)$/u
const rules: ReadonlyArray<Rule> = [
  {
    rule: "no unfinished business",
    files: source,
    except: /^scripts\/tidy\.ts$/u,
    pattern: /\b(?:TODO|FIXME|XXX|HACK)\b|not implemented/u
  },
  {
    rule: "no test is switched off or run alone",
    files: /\.test\.ts$/u,
    pattern: /\b(?:it|test|describe)(?:\.effect|\.live)?\.(?:skip|only|todo)\b/u
  },
  {
    rule: "no any, no ignored type errors",
    files: /\.ts$/u,
    except: /^scripts\/tidy\.ts$/u,
    pattern: /\bas any\b|@ts-(?:ignore|nocheck|expect-error)/u
  },
  {
    rule: "only the index of a package gathers exports",
    files: /\/src\/(?!index\.ts$).*\.ts$/u,
    pattern: /^export \* from/u
  },
  {
    rule: "core knows nobody but effect",
    files: /^packages\/core\/src\/.*\.ts$/u,
    pattern: /^(?:import|export|\}) .*from "(?!effect\/|effect"|\.\.?\/)/u
  },
  {
    rule: "the simulator does not know the transport",
    files: /^packages\/simulator\/.*\.ts$/u,
    pattern: /from "@openfinpay\/finpay-transport/u
  },
  {
    rule: "a mutation is never retried: retries live in one file",
    files: /^(?:packages|apps)\/[^/]+\/src\/.*\.ts$/u,
    except: /^packages\/(?:transport\/src\/retry|simulator\/src\/callbacks\/)/u,
    pattern: /Effect\.retry\b|retryTransient/u
  },
  { rule: "imports name the file", files: /\.ts$/u, pattern: /from "\.{1,2}\/[^"]*(?<!\.ts|\.js|\.json)"/u }
]

const tracked = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], { encoding: "utf8" })
  .split("\n")
  .filter((file) => file !== "" && existsSync(file))

const findings = tracked.flatMap((file) => {
  const applicable = rules.filter(({ except, files }) => files.test(file) && except?.test(file) !== true)
  if (applicable.length === 0) return []
  return readFileSync(file, "utf8").split("\n").flatMap((line, index) =>
    applicable.filter(({ pattern }) => pattern.test(line)).map(({ rule }) => `${file}:${index + 1}: ${rule}`)
  )
})

process.stdout.write(
  findings.length === 0 ? `${tracked.length} files follow the house rules\n` : `${findings.join("\n")}\n`
)
process.exitCode = findings.length === 0 ? 0 : 1
