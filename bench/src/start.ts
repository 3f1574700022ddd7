/** 5. How long it takes until something is there: the CLI's start, the import of the packages, and the size of a bundle. */
import { serve } from "@openfinpay/finpay-simulator"
import { Effect } from "effect"
import { build } from "esbuild"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import process from "node:process"
import { fileURLToPath } from "node:url"
import { gzipSync } from "node:zlib"
import { bundle } from "../../apps/cli/scripts/build.ts"
import { spreadOf } from "./measure.ts"
import { digits, ratioText } from "./report.ts"
import type { Section, Table } from "./report.ts"

const rounds = 25
const here = fileURLToPath(new URL("..", import.meta.url))

type Commands = Readonly<Record<string, ReadonlyArray<string>>>

const millisOf = async (args: ReadonlyArray<string>, env: NodeJS.ProcessEnv): Promise<number> => {
  const began = process.hrtime.bigint()
  const child = spawn(process.execPath, args, { env, cwd: here, stdio: "ignore" })
  const [status] = await once(child, "exit")
  const millis = Number(process.hrtime.bigint() - began) / 1e6
  // A check of an order that is not there is a refusal.
  if (status !== 0 && status !== 3) throw new Error(`${args.join(" ")} ended with ${status}`)
  return millis
}

/** Each round runs every command once, so that whatever else the machine does falls on all of them alike. */
const compareCommands = async (commands: Commands, env: NodeJS.ProcessEnv): Promise<Table["rows"]> => {
  const all = Object.entries(commands)
  const times = all.map(() => [] as Array<number>)
  for (const [, args] of all) await millisOf(args, env)
  for (let round = 0; round < rounds; round++) {
    for (const [index, [, args]] of all.entries()) times[index]?.push(await millisOf(args, env))
  }
  return all.map(([name], index) => [
    name,
    digits(spreadOf(times[index] ?? []).median),
    ratioText(spreadOf((times[index] ?? []).map((millis, round) => millis / (times[0]?.[round] ?? Number.NaN))))
  ])
}

const startOfCli = (folder: string) =>
  Effect.gen(function*() {
    const { url } = yield* serve({ port: 0 })
    const source = fileURLToPath(new URL("../../apps/cli", import.meta.url))
    for (const name of ["package.json", "bin"]) cpSync(join(source, name), join(folder, name), { recursive: true })
    yield* Effect.promise(() => bundle(join(folder, "dist")))
    const launcher = join(folder, "bin/finpay.js")
    const env = {
      PATH: process.env["PATH"],
      FINPAY_BASE_URL: url,
      XDG_DATA_HOME: folder,
      XDG_CACHE_HOME: join(folder, "cache")
    }
    return yield* Effect.promise(() =>
      compareCommands({
        "node -e 0": ["-e", "0"],
        // What a question costs on Node alone: less cannot be reached.
        "one http.get": ["-e", `require("node:http").get(${JSON.stringify(url)}, (answer) => answer.resume())`],
        "one fetch": ["-e", `fetch(${JSON.stringify(url)}).then((answer) => answer.text())`],
        "finpay --version": [launcher, "--version"],
        "finpay --help": [launcher, "--help"],
        "finpay help check": [launcher, "help", "check"],
        "finpay check": [launcher, "check", "INV-NOT-THERE"]
      }, env)
    )
  })

interface Bundled {
  readonly file: string
  /** Compressed. */
  readonly bytes: number
}

/** As a consumer's bundler makes it: minified, and without what is not used. */
const bundled = async (
  folder: string,
  name: string,
  source: string,
  external: ReadonlyArray<string> = []
): Promise<Bundled> => {
  const entry = join(folder, `${name}.ts`)
  writeFileSync(entry, source)
  const file = join(folder, `${name}.mjs`)
  await build({
    entryPoints: [entry],
    outfile: file,
    bundle: true,
    minify: true,
    format: "esm",
    platform: "neutral",
    mainFields: ["module", "main"],
    conditions: ["import"],
    nodePaths: [join(here, "node_modules")],
    external: [...external],
    target: "es2024",
    logLevel: "error"
  })
  return { file, bytes: gzipSync(readFileSync(file)).length }
}

const schemaOnly = "export * as Schema from \"effect/Schema\""

const whole = `import { createFinpay } from "@openfinpay/finpay-transport"
export const refund = (id, amount) => createFinpay({ environment: "local" }).payments.refund({ order: { id, amount } })
`

const callbacksOnly = "export { verifyCallback } from \"@openfinpay/finpay-core\""

const withoutEffect = ["effect", "effect/*"]

const sizes = async (folder: string): Promise<{ readonly rows: Table["rows"]; readonly files: Commands }> => {
  const schema = await bundled(folder, "schema", schemaOnly)
  const ours = await bundled(folder, "ours", whole)
  const beyond = await bundled(folder, "beyond", whole, withoutEffect)
  const callbacks = await bundled(folder, "callbacks", callbacksOnly, withoutEffect)
  const row = (name: string, { bytes }: Bundled): Table["rows"][number] => [name, digits(bytes / 1000)]
  return {
    rows: [
      row("createFinpay (every verb, SNAP and callbacks), beyond Effect", beyond),
      row("verifyCallback alone, beyond Effect", callbacks),
      row("createFinpay with the Effect it uses", ours),
      row("effect/Schema, all of it", schema)
    ],
    files: { "effect/Schema": [schema.file], "core and transport": [ours.file] }
  }
}

/** The section of starting. */
export const startBench = async (): Promise<Section> => {
  const folder = mkdtempSync(join(tmpdir(), "finpay-start-"))
  try {
    const cli = await Effect.runPromise(Effect.scoped(startOfCli(folder)))
    const { files, rows } = await sizes(folder)
    return {
      title: "Start, import and size",
      text:
        `Whole processes, ${rounds} rounds, with Node's compile cache warm where finpay keeps one. Targets: 2.5 for ` +
        "`--version` and `check`, 15 kB for what core and transport add to Effect.\n\nNot reached for `check` and the size. Of the time of " +
        "`check`, Node is 1 and one `http.get` 0.4; the rest is Effect, schemas and this program, evaluated and run for the " +
        "first time. Of the size, sending takes 8 kB, requests and answers with money and times 6, Finpay's codes and the errors " +
        "they become 5, callbacks 4, SNAP's keys and signatures 4, the simulator's private key 2, and 1 is the import lines of " +
        "every file, which a bundle with Effect does not have.",
      tables: [
        { title: "The command line", columns: ["", "ms", "against node -e 0"], rows: cli },
        {
          title: "Importing a minified bundle",
          columns: ["", "ms", "against node -e 0"],
          rows: await compareCommands({ "node -e 0": ["-e", "0"], ...files }, { PATH: process.env["PATH"] })
        },
        { title: "Size", columns: ["", "kB, gzip"], rows }
      ]
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
