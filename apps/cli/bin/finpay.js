#!/usr/bin/env node
import { existsSync, readFileSync } from "node:fs"
import module from "node:module"

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number)
if (major < 22 || (major === 22 && minor < 19)) {
  process.stderr.write(`finpay needs Node 22.19 or newer; this is ${process.version}.\n`)
  process.exit(5)
}

const start = async () => {
  // Standard error belongs to finpay: in a script it is one JSON value or nothing.
  process.removeAllListeners("warning")

  // Compiled code is kept between runs, which halves the time to start.
  module.enableCompileCache()

  // In the repository the sources run as they are; the published package holds only one file made of them.
  const source = new URL("../src/main.ts", import.meta.url)
  await import(existsSync(source) ? source.href : new URL("../dist/finpay.mjs", import.meta.url).href)
}

const args = process.argv.slice(2)
if (args.length === 1 && (args[0] === "--version" || args[0] === "-v")) {
  // Needs nothing of all that.
  const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"))
  process.stdout.write(`${version}\n`)
} else await start()
