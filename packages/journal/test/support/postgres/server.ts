import { spawn } from "node:child_process"
import type { ChildProcess, SpawnOptions } from "node:child_process"
import { randomUUID } from "node:crypto"
import { once } from "node:events"
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import process from "node:process"
import { text } from "node:stream/consumers"
import { fileURLToPath } from "node:url"
import { lastingPort } from "../lasting-port.ts"
import { databaseAccount, giveTo, isOpenTo } from "./account.ts"
import type { Account } from "./account.ts"
import { binariesFor } from "./binaries.ts"

/**
 * How a server is stopped: `fast` ends its sessions and writes everything out; `immediate` is a crash, after which it has
 * to recover.
 */
export type StopMode = "fast" | "immediate"

/** A PostgreSQL server of one's own. */
export interface PostgresServer {
  /** Of the database `postgres`, as its superuser. */
  readonly url: string
  readonly stop: (mode: StopMode) => Promise<void>
  /** Starts it again, on the same port, with what it has kept. */
  readonly start: () => Promise<void>
  /** Stops it for good and deletes it. */
  readonly remove: () => Promise<void>
}

/** How a server behaves. */
export interface ServerOptions {
  /** Whether a commit waits for the disk; true unless given. Off is faster, and survives everything but a power cut. */
  readonly fsync?: boolean
}

const user = "finpay"
const signals = { fast: "SIGINT", immediate: "SIGQUIT" } as const
const portAttempts = 5

/** Nothing of the caller's environment: no PATH is needed, and no PGDATA or LC_ALL gets in. */
const environment = { LC_ALL: "C", TZ: "UTC" }

const makeFolder = (account: Account): string => {
  const parent = [tmpdir(), "/tmp", "/var/tmp"].find((folder) => isOpenTo(account, folder)) ?? tmpdir()
  const folder = mkdtempSync(join(parent, "finpay-postgres-"))
  giveTo(account, folder)
  chmodSync(folder, 0o755)
  return folder
}

const initialise = async (
  initdb: string,
  folder: string,
  password: string,
  options: SpawnOptions & Account
): Promise<void> => {
  const passwordFile = join(folder, "password")
  writeFileSync(passwordFile, password, { mode: 0o600 })
  giveTo(options, passwordFile)
  const child = spawn(initdb, [
    `--pgdata=${join(folder, "data")}`,
    `--username=${user}`,
    `--pwfile=${passwordFile}`,
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--no-locale",
    "--no-sync"
  ], { ...options, stdio: ["ignore", "ignore", "pipe"] })
  const [said, [code]] = await Promise.all([child.stderr === null ? "" : text(child.stderr), once(child, "close")])
  rmSync(passwordFile)
  if (code !== 0) throw new Error(`initdb ended with ${String(code)}: ${said}`)
}

/** Waits until the server takes connections, or says why it does not. */
const untilReady = (child: ChildProcess): Promise<void> =>
  new Promise((resolve, reject) => {
    let said = ""
    child.stderr?.setEncoding("utf8").on("data", (chunk: string) => {
      said = (said + chunk).slice(-10_000)
      if (said.includes("ready to accept connections")) resolve()
    })
    child.once("error", reject)
    child.once("exit", () => reject(new Error(`PostgreSQL did not start: ${said}`)))
  })

/** A guard that outlives the tests; see guard.ts. It keeps nobody waiting. */
const placeGuard = (folder: string): ChildProcess => {
  const guard = spawn(process.execPath, [fileURLToPath(new URL("./guard.ts", import.meta.url)), folder], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"]
  })
  guard.unref()
  return guard
}

/**
 * Starts a PostgreSQL of its own, in a folder of its own, on a free port of this machine.
 *
 * It goes away with `remove`, and also when the process that started it is gone.
 */
export const startPostgres = async ({ fsync = true }: ServerOptions = {}): Promise<PostgresServer> => {
  const account = databaseAccount()
  const folder = makeFolder(account)
  const guard = placeGuard(folder)
  const { initdb, postgres } = await binariesFor(account, folder)
  const password = randomUUID()
  const options: SpawnOptions & Account = { ...account, cwd: folder, env: environment }
  await initialise(initdb, folder, password, options)

  let child: ChildProcess | undefined
  const launch = async (port: number): Promise<void> => {
    child = spawn(postgres, [
      "-D",
      join(folder, "data"),
      ...Object.entries({
        fsync: fsync ? "on" : "off",
        listen_addresses: "127.0.0.1",
        max_connections: "200",
        port: String(port),
        shared_buffers: "32MB",
        unix_socket_directories: ""
      }).flatMap(([name, value]) => ["-c", `${name}=${value}`])
    ], { ...options, stdio: ["ignore", "ignore", "pipe"] })
    await untilReady(child)
  }
  // Between being found free and being used, a port can be taken by somebody else.
  const launchAnywhere = async (left: number): Promise<number> => {
    const port = await lastingPort()
    try {
      await launch(port)
      return port
    } catch (error) {
      if (left === 0 || !String(error).includes("could not bind")) throw error
      return launchAnywhere(left - 1)
    }
  }
  const stop = async (mode: StopMode): Promise<void> => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, "exit")
    child.kill(signals[mode])
    await ended
  }

  const port = await launchAnywhere(portAttempts)
  return {
    url: `postgres://${user}:${password}@127.0.0.1:${port}/postgres`,
    stop,
    start: () => launch(port),
    remove: async () => {
      await stop("immediate")
      guard.ref()
      const gone = once(guard, "exit")
      guard.stdin?.end()
      await gone
    }
  }
}
