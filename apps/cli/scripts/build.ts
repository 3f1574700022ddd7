/**
 * Makes `dist/finpay.mjs`: all of finpay in one file, which is what starts fast and what is published. Give another
 * folder to make it there.
 */
import { fileURLToPath } from "node:url"
import { build } from "rolldown"
import type { Plugin } from "rolldown"

const folder = fileURLToPath(new URL("..", import.meta.url))

/** Read by an import, these members of node:http load all of `fetch`. Nothing here uses them. */
const heavyMembers: ReadonlySet<string> = new Set(["WebSocket", "CloseEvent", "MessageEvent"])

/**
 * Node's own modules, loaded where they are first needed. As imports all of them would stand at the top of the one file,
 * and a question would wait for servers, databases and archives to be loaded.
 */
const builtinsWhenNeeded: Plugin = {
  name: "builtins-when-needed",
  resolveId: (source) => source.startsWith("node:") ? { id: `\0${source}`, moduleSideEffects: false } : undefined,
  load: (id) => {
    if (!id.startsWith("\0node:")) return undefined
    const name = id.slice(1)
    const names = Object.keys(process.getBuiltinModule(name) ?? {})
      .filter((member) => /^[A-Za-z_$][\w$]*$/u.test(member) && member !== "default" && !heavyMembers.has(member))
    return [
      `const builtin = process.getBuiltinModule(${JSON.stringify(name)})`,
      "export default builtin",
      ...names.map((member) => `const its_${member} = builtin.${member}\nexport { its_${member} as ${member} }`)
    ].join("\n")
  }
}

/** Writes the bundle into a folder. */
export const bundle = (into: string) =>
  build({
    input: `${folder}src/main.ts`,
    platform: "node",
    // Native code, and optional: it is looked for where finpay is installed.
    external: ["@napi-rs/keyring"],
    plugins: [builtinsWhenNeeded],
    treeshake: { moduleSideEffects: false, propertyReadSideEffects: false },
    output: {
      file: `${into}/finpay.mjs`,
      format: "esm",
      minify: true,
      codeSplitting: false
    }
  })

if (import.meta.main) await bundle(process.argv[2] ?? `${folder}dist`)
