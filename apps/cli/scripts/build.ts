/**
 * Makes `dist/finpay.mjs`: all of finpay in one file, which is what starts fast and what is published. Give another
 * folder to make it there.
 */
import { fileURLToPath } from "node:url"
import { build } from "rolldown"

const folder = fileURLToPath(new URL("..", import.meta.url))

/** Writes the bundle into a folder. */
export const bundle = (into: string) =>
  build({
    input: `${folder}src/main.ts`,
    platform: "node",
    // Native code, and optional: it is looked for where finpay is installed.
    external: ["@napi-rs/keyring"],
    treeshake: { moduleSideEffects: false },
    output: {
      file: `${into}/finpay.mjs`,
      format: "esm",
      minify: true,
      codeSplitting: false
    }
  })

if (import.meta.main) await bundle(process.argv[2] ?? `${folder}dist`)
