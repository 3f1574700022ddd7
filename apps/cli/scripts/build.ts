/**
 * Makes what is published: `dist/finpay.mjs` with what every command needs and `check`, beside it what others load, and
 * `dist/finpay-help.mjs`, which shows the first page of help by itself. Few files start faster than many. Give another
 * folder to make them there.
 */
import { execFileSync } from "node:child_process"
import { rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { build } from "rolldown"
import type { InputOptions, Plugin } from "rolldown"

const folder = fileURLToPath(new URL("..", import.meta.url))

/** Read by an import, these members of node:http load all of `fetch`. Nothing here uses them. */
const heavyMembers: ReadonlySet<string> = new Set(["WebSocket", "CloseEvent", "MessageEvent"])

/** Of these only functions are used, and by few commands: they are loaded when one is called. */
const whenCalled: ReadonlySet<string> = new Set(["node:crypto", "node:child_process"])

const memberText = (name: string, member: string, value: unknown): string => {
  const isFunction = whenCalled.has(name) && typeof value === "function" && /^[a-z]/u.test(member)
  const text = isFunction
    ? `(...args) => process.getBuiltinModule(${JSON.stringify(name)}).${member}(...args)`
    : `/* @__PURE__ */ process.getBuiltinModule(${JSON.stringify(name)}).${member}`
  return `const its_${member} = ${text}\nexport { its_${member} as ${member} }`
}

/** Node's own modules, without the members that nobody uses: reading some of them loads much more. */
const builtins: Plugin = {
  name: "builtins",
  // What the bundle itself is made with stays an import.
  resolveId: (source) =>
    source.startsWith("node:") && source !== "node:module"
      ? { id: `\0${source}`, moduleSideEffects: false }
      : undefined,
  load: (id) => {
    if (!id.startsWith("\0node:")) return undefined
    const name = id.slice(1)
    const members = Object.entries(process.getBuiltinModule(name) ?? {})
      .filter(([member]) => /^[A-Za-z_$][\w$]*$/u.test(member) && member !== "default" && !heavyMembers.has(member))
    return [
      `export default /* @__PURE__ */ process.getBuiltinModule(${JSON.stringify(name)})`,
      ...members.map(([member, value]) => memberText(name, member, value))
    ].join("\n")
  }
}

/**
 * effect/cli makes a segmenter for texts at its start, which takes as long as all of Node does, for help that finpay
 * writes itself. It is made when it is asked for.
 */
const segmenterWhenNeeded: Plugin = {
  name: "segmenter-when-needed",
  transform: (code, id) => {
    if (!id.endsWith("/effect/dist/cli/CliOutput.js")) return undefined
    const made = /const graphemeSegmenter = \/\*#__PURE__\*\/(new Intl\.Segmenter\([^)]*\));/u
    if (!made.test(code)) throw new Error("effect/cli makes its segmenter in another way: mend scripts/build.ts")
    return code.replace(
      made,
      "let segmenter;\nconst graphemeSegmenter = { segment: (text) => (segmenter ??= $1).segment(text) };"
    )
  }
}

const isSource = (...parts: ReadonlyArray<string>) => (id: string) =>
  parts.some((part) => id.startsWith(join(folder, "src", part)))

/** Each takes what its modules import along. What the commands load when they need it has files of its own. */
const groups = [
  { name: "start", test: isSource("main.ts", "commands/check.ts"), priority: 2 },
  { name: "commands", test: isSource("commands/", "help/"), priority: 1 }
]

const input: InputOptions = {
  platform: "node",
  // Native code, and optional: it is looked for where finpay is installed.
  external: ["@napi-rs/keyring"],
  plugins: [builtins, segmenterWhenNeeded],
  treeshake: { moduleSideEffects: false, propertyReadSideEffects: false }
}

/** The first page of help, which is the same every time. */
const writeFirstPage = (into: string, language: "en" | "id", locale: string) => {
  const env = { PATH: process.env["PATH"], LC_ALL: locale }
  const page = execFileSync(process.execPath, [join(folder, "scripts/first-page.ts")], { env })
  writeFileSync(join(into, `finpay-help.${language}.json`), page)
}

/** Writes the bundle into a folder. */
export const bundle = async (into: string) => {
  rmSync(join(into, "chunks"), { recursive: true, force: true })
  const made = await build({
    ...input,
    input: { finpay: join(folder, "src/main.ts") },
    output: {
      dir: into,
      entryFileNames: "[name].mjs",
      chunkFileNames: "chunks/[name].mjs",
      format: "esm",
      minify: true,
      codeSplitting: { groups }
    }
  })
  await build({
    ...input,
    input: join(folder, "src/help/first-page.ts"),
    output: { file: join(into, "finpay-help.mjs"), format: "esm", minify: true, codeSplitting: false }
  })
  writeFirstPage(into, "en", "C")
  writeFirstPage(into, "id", "id_ID.UTF-8")
  return made
}

if (import.meta.main) await bundle(process.argv[2] ?? `${folder}dist`)
