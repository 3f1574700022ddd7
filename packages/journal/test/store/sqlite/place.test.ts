/**
 * A place where a database cannot be, or cannot be written: what people are told. The disks are real where they can be had:
 * root can mount one in memory, and be somebody else.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import type { Scope } from "effect"
import { spawnSync } from "node:child_process"
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import process from "node:process"
import { fileURLToPath } from "node:url"
import { explainWriting, sqlErrorOf } from "../../../src/store/sqlite/errors.ts"
import { toUnavailable } from "../../../src/store/unavailable.ts"
import { temporaryFolder } from "../../databases.ts"
import { lay, leftByKilled } from "./left.ts"
import type { OpenerSaid } from "./opener.ts"

const opener = fileURLToPath(new URL("./opener.ts", import.meta.url))
const isRoot = process.getuid?.() === 0
const nobody = 65_534

/** Opens a journal in a process of its own, which is not root's, unless it is said so. */
const open = (file: string, as: { readonly uid?: number; readonly gid?: number } = {}): OpenerSaid => {
  const { status, stderr, stdout } = spawnSync(process.execPath, [opener, file], {
    ...as,
    encoding: "utf8",
    timeout: 240_000,
    cwd: "/"
  })
  assert.strictEqual(status, 0, `it did not end well: ${stderr}`)
  return JSON.parse(stdout) as OpenerSaid
}

const someone = isRoot ? { uid: nobody, gid: nobody } : {}

const canBeSomeone = !isRoot ||
  spawnSync(process.execPath, ["-e", `fs.accessSync(${JSON.stringify(opener)})`], someone).status === 0

const mount = (...options: ReadonlyArray<string>): boolean => spawnSync("mount", options).status === 0

const unmount = (folder: string): void => void spawnSync("umount", [folder])

const canMount = (() => {
  const folder = mkdtempSync(join(tmpdir(), "finpay-mount-"))
  const isMounted = isRoot && process.platform === "linux" && mount("-t", "tmpfs", "tmpfs", folder)
  if (isMounted) unmount(folder)
  rmSync(folder, { recursive: true })
  return isMounted
})()

/** A small disk of its own. */
const disk = (options: string): Effect.Effect<string, never, Scope.Scope> =>
  Effect.flatMap(temporaryFolder, (folder) =>
    Effect.acquireRelease(
      Effect.sync(() => {
        assert.isTrue(mount("-t", "tmpfs", "-o", options, "tmpfs", folder))
        return folder
      }),
      () => Effect.sync(() => unmount(folder))
    ))

const freeBytes = (folder: string): number => {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}

/** Leaves so many bytes of a disk free. */
const fillUp = (folder: string, left: number): void => {
  writeFileSync(join(folder, "filler"), Buffer.alloc(freeBytes(folder) - left, 1))
}

describe.runIf(canMount)("a disk that is full", () => {
  it.live.each([0, 8_192])(
    "with %d bytes left is told so, and once there is room again all is well",
    (left) =>
      Effect.gen(function*() {
        const folder = yield* disk("size=1m")
        const file = join(folder, "journal.db")
        assert.deepStrictEqual(open(file), {})
        fillUp(folder, left)
        const { opened } = open(file)
        assert.strictEqual(opened?.reason, "full")
        assert.include(opened?.message, "there is no room left for its database")
        rmSync(join(folder, "filler"))
        assert.deepStrictEqual(open(file), {})
      })
  )

  it.live("from the beginning is told so, too", () =>
    Effect.gen(function*() {
      const folder = yield* disk("size=1m")
      fillUp(folder, 0)
      assert.strictEqual(open(join(folder, "journal.db")).opened?.reason, "full")
      assert.strictEqual(open(join(folder, "data", "journal.db")).opened?.reason, "full")
    }))

  it.live("of files is told so, too", () =>
    Effect.gen(function*() {
      const folder = yield* disk("size=1m,nr_inodes=4")
      const file = join(folder, "journal.db")
      assert.deepStrictEqual(open(file), {})
      for (const name of ["a", "b"]) writeFileSync(join(folder, name), "")
      assert.strictEqual(open(file).opened?.reason, "full")
    }))
})

/** What is told of a failure of SQLite in a database that was open already. */
const toldWhenOpen = (file: string, errcode: number): string => {
  const cause = Object.assign(new Error("disk I/O error"), { code: "ERR_SQLITE_ERROR", errcode })
  return toUnavailable(explainWriting(file, sqlErrorOf(cause, "execute"))).reason
}

const writeFailed = 778
const syncFailed = 1034

// A disk that fills up or goes read-only under an open database, which no test can make it do at the right moment.
describe.runIf(canMount)("a page that could not be written", () => {
  it.live("is told by what the disk shows, and a sync that failed is not: it may have been done", () =>
    Effect.gen(function*() {
      const folder = yield* disk("size=1m")
      const file = join(folder, "journal.db")
      writeFileSync(file, "")
      assert.strictEqual(toldWhenOpen(file, writeFailed), "failed")
      fillUp(folder, 0)
      assert.strictEqual(toldWhenOpen(file, writeFailed), "full")
      assert.strictEqual(toldWhenOpen(file, syncFailed), "failed")
      assert.isTrue(mount("-o", "remount,ro", folder))
      assert.strictEqual(toldWhenOpen(file, writeFailed), "read-only")
    }))
})

describe.runIf(canMount)("a disk that may only be read", () => {
  const readOnlyDisk = (prepare: (file: string) => Effect.Effect<void>) =>
    Effect.gen(function*() {
      const folder = yield* disk("size=8m")
      const file = join(folder, "journal.db")
      yield* prepare(file)
      assert.isTrue(mount("-o", "remount,ro", folder))
      return file
    })

  it.live("is told so, with what to do to look into it", () =>
    Effect.gen(function*() {
      const file = yield* readOnlyDisk((one) => Effect.sync(() => assert.deepStrictEqual(open(one), {})))
      const { opened } = open(file)
      assert.strictEqual(opened?.reason, "read-only")
      assert.strictEqual(
        opened?.message,
        `The journal cannot be used: its folder ${
          dirname(file)
        } cannot be written (EROFS: read-only file system), and ` +
          "SQLite writes there even to read. Point it at a folder it may write; to look into this one, copy the file and " +
          "its -wal to such a folder, and send nothing from the copy."
      )
      const inside = open(join(dirname(file), "data", "journal.db")).opened
      assert.strictEqual(inside?.reason, "read-only")
      assert.include(inside?.message, `its folder ${join(dirname(file), "data")} cannot be made (EROFS`)
    }))

  it.live("can be read where SQLite has all that it needs there, and nothing can be written", () =>
    Effect.gen(function*() {
      const file = yield* readOnlyDisk((one) =>
        Effect.map(leftByKilled("alone"), (left) => {
          lay(one, left)
          writeFileSync(`${one}-shm`, Buffer.alloc(32_768))
        })
      )
      const { opened, read, written } = open(file)
      assert.isUndefined(opened)
      assert.isUndefined(read)
      assert.strictEqual(written?.reason, "read-only")
    }))
})

/** A folder that everybody can enter. */
const openFolder = Effect.tap(temporaryFolder, (folder) => Effect.sync(() => chmodSync(folder, 0o777)))

describe.runIf(canBeSomeone)("without the right", () => {
  it.live("to write the folder: its name, and why", () =>
    Effect.gen(function*() {
      const file = join(yield* openFolder, "journal.db")
      assert.deepStrictEqual(open(file, someone), {})
      chmodSync(dirname(file), 0o555)
      const { opened } = open(file, someone)
      assert.strictEqual(opened?.reason, "read-only")
      assert.include(opened?.message, `its folder ${dirname(file)} cannot be written (EACCES: permission denied)`)
    }))

  it.live("to read the file: its name, and why", () =>
    Effect.gen(function*() {
      const file = join(yield* openFolder, "journal.db")
      assert.deepStrictEqual(open(file, someone), {})
      chmodSync(file, 0)
      const { opened } = open(file, someone)
      assert.strictEqual(opened?.reason, "unreachable")
      assert.include(opened?.message, `its file ${file} cannot be read (EACCES: permission denied). Name a file in`)
    }))

  it.live("to write the file, it can be read", () =>
    Effect.gen(function*() {
      const file = join(yield* openFolder, "journal.db")
      assert.deepStrictEqual(open(file, someone), {})
      chmodSync(file, 0o444)
      const { opened, read, written } = open(file, someone)
      assert.isUndefined(opened)
      assert.isUndefined(read)
      assert.strictEqual(written?.reason, "read-only")
    }))

  it.live("to enter a folder, or to make one: its name, and why", () =>
    Effect.gen(function*() {
      const folder = join(yield* openFolder, "mine")
      mkdirSync(folder)
      chmodSync(folder, 0o700)
      if (!isRoot) chmodSync(folder, 0)
      for (const file of [join(folder, "journal.db"), join(folder, "data", "journal.db")]) {
        const { opened } = open(file, someone)
        assert.strictEqual(opened?.reason, "unreachable")
        assert.include(opened?.message, folder)
        assert.include(opened?.message, "cannot be made (EACCES: permission denied)")
      }
      if (!isRoot) chmodSync(folder, 0o700)
    }))
})

describe("a path that is none", () => {
  it.live("through a file names the folder", () =>
    Effect.gen(function*() {
      const file = join(yield* temporaryFolder, "journal.db")
      writeFileSync(file, "")
      const { opened } = open(join(file, "data", "journal.db"))
      assert.strictEqual(opened?.reason, "unreachable")
      assert.include(opened?.message, `its folder ${join(file, "data")} cannot be made (ENOTDIR: not a directory)`)
    }))

  it.live("to a folder says so", () =>
    Effect.gen(function*() {
      const folder = yield* temporaryFolder
      const { opened } = open(folder)
      assert.strictEqual(opened?.reason, "unreachable")
      assert.include(opened?.message, `its file ${folder} is a folder`)
    }))

  it.live.runIf(existsSync("/proc/self"))("where nobody can make a folder is told at once", () =>
    Effect.sync(() => {
      const { opened } = open("/proc/finpay/data/journal.db")
      assert.strictEqual(opened?.reason, "unreachable")
      assert.include(opened?.message, "its folder /proc/finpay cannot be made (ENOENT: no such file or directory)")
    }))

  it.live("makes the folders above it that are missing", () =>
    Effect.gen(function*() {
      const file = join(yield* temporaryFolder, "a", "b", "c", "journal.db")
      assert.deepStrictEqual(open(file), {})
      assert.isTrue(existsSync(file))
    }))
})
