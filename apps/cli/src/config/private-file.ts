/** Files that are this user's alone: written in one step, and not believed where others could have changed them. */
import type { ConfigurationProblem } from "@openfinpay/finpay-transport"
import * as Effect from "effect/Effect"
import { constants } from "node:fs"
import { mkdir, open, realpath, rename, rm, stat } from "node:fs/promises"
import { dirname } from "node:path"
import { settingProblem } from "../input/setting.ts"
import { say } from "../language.ts"

/** What others may not be able to do to a file: `write` it, or `read` it either. */
export type Closed = "write" | "read"

const bits: Readonly<Record<Closed, number>> = { write: 0o022, read: 0o077 }

/** The most that is read, in bytes: more is no file of ours. */
const mostBytes = 4 * 1024 * 1024

const codeOf = (cause: unknown): string =>
  cause instanceof Error && "code" in cause ? String(cause.code) : "unknown error"

const cannot = (file: string, english: string, indonesian: string) => (cause: unknown): ConfigurationProblem =>
  settingProblem(
    file,
    say(`cannot be ${english} (${codeOf(cause)})`, `tidak dapat ${indonesian} (${codeOf(cause)})`)
  )

const tooOpen = (path: string, closed: Closed): ConfigurationProblem =>
  closed === "write"
    ? settingProblem(
      path,
      say(
        `can be changed by others, so it is not used; make it yours alone: chmod go-w '${path}'`,
        `dapat diubah orang lain, sehingga tidak dipakai; jadikan milik Anda sendiri: chmod go-w '${path}'`
      )
    )
    : settingProblem(
      path,
      say(
        `can be read by others, so it is not used; make it yours alone: chmod 600 '${path}', and change the secrets in it`,
        `dapat dibaca orang lain, sehingga tidak dipakai; jadikan milik Anda sendiri: chmod 600 '${path}', lalu ganti ` +
          "rahasia di dalamnya"
      )
    )

// Windows has no such bits; there the user's folder is closed by its access list.
const hasModes = process.platform !== "win32"

const refuseOpen = Effect.fnUntraced(function*(path: string, mode: number, closed: Closed) {
  if (hasModes && (mode & bits[closed]) !== 0) return yield* tooOpen(path, closed)
})

const isMissing = (cause: unknown): boolean => codeOf(cause) === "ENOENT"

interface Content {
  readonly text: string
  readonly mode: number
}

// One descriptor for both, so that what was looked at is what is read.
const readAt = async (file: string): Promise<Content | "missing" | "not a file"> => {
  // Not to wait for a writer, should it be a pipe.
  const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK).catch((cause: unknown) => {
    if (isMissing(cause)) return undefined
    throw cause
  })
  if (handle === undefined) return "missing"
  try {
    const { mode, size } = await handle.stat()
    const isOurs = (mode & constants.S_IFMT) === constants.S_IFREG && size <= mostBytes
    return isOurs ? { text: await handle.readFile("utf8"), mode } : "not a file"
  } finally {
    await handle.close()
  }
}

/** The text of a file that others can neither write nor, where it is asked, read; `undefined` where there is none. */
export const readPrivate = Effect.fnUntraced(
  function*(file: string, closed: Closed): Effect.fn.Return<string | undefined, ConfigurationProblem> {
    const unreadable = cannot(file, "read", "dibaca")
    const content = yield* Effect.tryPromise({ try: () => readAt(file), catch: unreadable })
    if (content === "missing") return undefined
    if (content === "not a file") {
      return yield* settingProblem(file, say("is not a file of finpay", "bukan berkas milik finpay"))
    }
    yield* refuseOpen(file, content.mode, closed)
    // Whoever may write the folder can put another file in its place.
    const folder = dirname(file)
    const { mode } = yield* Effect.tryPromise({ try: () => stat(folder), catch: unreadable })
    yield* refuseOpen(folder, mode, "write")
    return content.text
  }
)

// A file that is a link, as of those who keep their settings in one place, stays one.
const behindLinks = (file: string): Promise<string> =>
  realpath(file).catch((cause: unknown) => {
    if (isMissing(cause)) return file
    throw cause
  })

const writeBeside = async (file: string, text: string): Promise<void> => {
  const temporary = `${file}.${process.pid}.new`
  try {
    const handle = await open(temporary, "w", 0o600)
    try {
      await handle.chmod(0o600)
      await handle.writeFile(text)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(temporary, file)
  } catch (cause) {
    await rm(temporary, { force: true })
    throw cause
  }
}

/** Writes a file for this user alone (0600, in a folder of 0700): all of it or, whatever happens, nothing. */
export const writePrivate = (file: string, text: string): Effect.Effect<void, ConfigurationProblem> =>
  Effect.uninterruptible(Effect.tryPromise({
    try: async () => {
      await mkdir(dirname(file), { recursive: true, mode: 0o700 })
      await writeBeside(await behindLinks(file), text)
    },
    catch: cannot(file, "written", "ditulis")
  }))
