#!/usr/bin/env node
import { existsSync, mkdirSync, readFileSync, statSync } from "node:fs"
import module from "node:module"
import { homedir } from "node:os"
import { isAbsolute, join } from "node:path"

const args = process.argv.slice(2)

const isTooOld = () => {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number)
  return major < 22 || (major === 22 && minor < 19)
}

const tellTooOld = () => {
  const message = `finpay needs Node 22.19 or newer; this is ${process.version}.`
  const options = args.includes("--") ? args.slice(0, args.indexOf("--")) : args
  const isJson = options.includes("--json") || options.includes("--jsonl")
  process.stderr.write(`${isJson ? JSON.stringify({ _tag: "NodeTooOld", message }) : message}\n`)
  process.exit(5)
}

/** The user's folder for what finpay can make again. */
const cacheFolder = () => {
  const { LOCALAPPDATA, XDG_CACHE_HOME } = process.env
  if (process.platform === "win32") return join(LOCALAPPDATA ?? join(homedir(), "AppData", "Local"), "OpenFinpay")
  if (XDG_CACHE_HOME !== undefined && isAbsolute(XDG_CACHE_HOME)) return join(XDG_CACHE_HOME, "openfinpay")
  return process.platform === "darwin"
    ? join(homedir(), "Library", "Caches", "OpenFinpay")
    : join(homedir(), ".cache", "openfinpay")
}

/**
 * Compiled code is kept between runs, which halves the time to start. It is run as it lies there, so it lies where this
 * user alone can write, and not in the machine's folder for temporary files, as it would by itself. Where that cannot be
 * had, finpay starts without it.
 */
const keepCompiled = () => {
  try {
    const folder = join(cacheFolder(), "compiled")
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const { mode, uid } = statSync(folder)
    const user = process.getuid?.()
    if (user === undefined || (uid === user && (mode & 0o022) === 0)) module.enableCompileCache(folder)
  } catch {
    // No home, or one that cannot be written.
  }
}

/** What is asked for by these is written down in the package. */
const isFirstPage = args.length === 0 || (args.length === 1 && ["--help", "-h", "help"].includes(args[0]))

const start = async () => {
  // Standard error belongs to finpay: in a script it is one JSON value or nothing.
  process.removeAllListeners("warning")
  keepCompiled()

  // In the repository the sources run as they are; the published package holds only files made of them.
  const source = new URL("../src/main.ts", import.meta.url)
  const built = new URL(`../dist/${isFirstPage ? "finpay-help" : "finpay"}.mjs`, import.meta.url)
  await import(existsSync(source) ? source.href : built.href)
}

if (isTooOld()) tellTooOld()
else if (args.length === 1 && (args[0] === "--version" || args[0] === "-v")) {
  // Needs nothing of all that.
  const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"))
  process.stdout.write(`${version}\n`)
} else await start()
