/** Files that are this user's alone: written in one step, and not believed where others could have changed them. */
import type { ConfigurationProblem } from "@openfinpay/finpay-transport"
import * as Effect from "effect/Effect"
import { randomUUID } from "node:crypto"
import { constants, type Stats } from "node:fs"
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

const notYours = (path: string): ConfigurationProblem =>
  settingProblem(
    path,
    say(
      "belongs to another user, so it is not used; make it anew as yourself",
      "milik pengguna lain, sehingga tidak dipakai; buat kembali sebagai diri Anda sendiri"
    )
  )

/** What is known of a file or folder before it is believed. */
type Standing = Pick<Stats, "mode" | "uid">

/** Whose files are believed: one's own, and those of root, who can change them all anyway. */
export const isTrusted = (owner: number, user: number): boolean => owner === user || owner === 0

// Windows has neither; there the user's folder is closed by its access list.
const user = process.getuid?.()

const refuseOthers = Effect.fnUntraced(function*(path: string, { mode, uid }: Standing, closed: Closed) {
  if (user === undefined) return
  if (!isTrusted(uid, user)) return yield* notYours(path)
  if ((mode & bits[closed]) !== 0) return yield* tooOpen(path, closed)
})

const isMissing = (cause: unknown): boolean => codeOf(cause) === "ENOENT"

interface Content extends Standing {
  readonly text: string
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
    const { mode, size, uid } = await handle.stat()
    const isOurs = (mode & constants.S_IFMT) === constants.S_IFREG && size <= mostBytes
    return isOurs ? { text: await handle.readFile("utf8"), mode, uid } : "not a file"
  } finally {
    await handle.close()
  }
}

// A file that is a link, as of those who keep their settings in one place, stays one.
const behindLinks = (file: string): Promise<string> =>
  realpath(file).catch((cause: unknown) => {
    if (isMissing(cause)) return file
    throw cause
  })

// Whoever may write a folder can put another file, or another link, in the place of the one that is there.
const refuseOpenFolders = Effect.fnUntraced(function*(file: string, failed: (cause: unknown) => ConfigurationProblem) {
  const target = yield* Effect.tryPromise({ try: () => behindLinks(file), catch: failed })
  for (const folder of new Set([dirname(file), dirname(target)])) {
    yield* refuseOthers(folder, yield* Effect.tryPromise({ try: () => stat(folder), catch: failed }), "write")
  }
  return target
})

/**
 * The text of a file that is this user's or root's, and that others can neither write nor, where it is asked, read;
 * `undefined` where there is none.
 */
export const readPrivate = Effect.fnUntraced(
  function*(file: string, closed: Closed): Effect.fn.Return<string | undefined, ConfigurationProblem> {
    const unreadable = cannot(file, "read", "dibaca")
    const content = yield* Effect.tryPromise({ try: () => readAt(file), catch: unreadable })
    if (content === "missing") return undefined
    if (content === "not a file") {
      return yield* settingProblem(file, say("is not a file of finpay", "bukan berkas milik finpay"))
    }
    yield* refuseOthers(file, content, closed)
    yield* refuseOpenFolders(file, unreadable)
    return content.text
  }
)

const writeBeside = async (file: string, text: string): Promise<void> => {
  // A name that nobody can have waiting there.
  const temporary = `${file}.${randomUUID()}.new`
  const handle = await open(temporary, "wx", 0o600)
  try {
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

/**
 * Writes a file for this user alone (0600, in a folder of 0700): all of it or, whatever happens, nothing. Where others
 * could put another one in its place it is not written.
 */
export const writePrivate = (file: string, text: string): Effect.Effect<void, ConfigurationProblem> => {
  const unwritable = cannot(file, "written", "ditulis")
  const written = (attempt: () => Promise<unknown>) => Effect.tryPromise({ try: attempt, catch: unwritable })
  return Effect.uninterruptible(Effect.gen(function*() {
    yield* written(() => mkdir(dirname(file), { recursive: true, mode: 0o700 }))
    const target = yield* refuseOpenFolders(file, unwritable)
    yield* written(() => writeBeside(target, text))
  }))
}
