import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import type * as PlatformError from "effect/PlatformError"
import * as Stream from "effect/Stream"
import { randomUUID } from "node:crypto"
import { UsageError } from "../errors.ts"
import { say } from "../language.ts"

const notWritten = (flag: string, file: string, why: string) =>
  new UsageError({
    message: say(`${flag} ${file}: cannot be written: ${why}`, `${flag} ${file}: gagal ditulis: ${why}`)
  })

const whyOf = ({ reason }: PlatformError.PlatformError): string => {
  switch (reason._tag) {
    case "NotFound":
      return say("there is no such folder", "foldernya tidak ada")
    case "PermissionDenied":
      return say("it is not permitted", "tidak diizinkan")
    default:
      return reason._tag
  }
}

/** Of a file that was there it is not known yet, while it is written, who else may read it. */
const ownerOnly = (there: Option.Option<FileSystem.File.Info>) => Option.isSome(there) ? { mode: 0o600 } : {}

/** A file that will be there whole or not at all. */
export interface Target {
  readonly write: <E, R>(bytes: Stream.Stream<Uint8Array, E, R>) => Effect.Effect<void, E | UsageError, R>
}

/**
 * Makes ready to write a file, so that a place that cannot be written is known before the work. It gets its name when it
 * is whole: whoever finds it has all of it, and one of the same name stays as it was until then.
 */
export const openTarget = Effect.fnUntraced(function*(flag: string, file: string) {
  const files = yield* FileSystem.FileSystem
  const failed = (error: PlatformError.PlatformError) => notWritten(flag, file, whyOf(error))
  const part = `${file}.${randomUUID().slice(0, 8)}.part`
  const there = yield* Effect.option(files.stat(file))
  if (there._tag === "Some" && there.value.type !== "File") {
    return yield* notWritten(flag, file, say("it is not a file", "itu bukan berkas"))
  }
  yield* Effect.acquireRelease(
    Effect.mapError(files.writeFile(part, new Uint8Array(), { flag: "wx", ...ownerOnly(there) }), failed),
    () => Effect.ignore(files.remove(part, { force: true }))
  )
  // What only some may read is not shown to others by being written anew. A disk that knows no such thing keeps it as is.
  const keepMode = Option.match(there, {
    onNone: () => Effect.void,
    onSome: ({ mode }) => Effect.ignore(files.chmod(part, mode & 0o777))
  })
  const write: Target["write"] = (bytes) =>
    Effect.gen(function*() {
      const sink = files.sink(part)
      // Only the failures of the file are ours to tell.
      yield* Stream.run(Stream.mapError(bytes, (error) => ({ ours: false, error }) as const), sink).pipe(
        Effect.mapError((failure) => "ours" in failure ? failure.error : failed(failure))
      )
      yield* keepMode
      yield* Effect.mapError(files.rename(part, file), failed)
    })
  return { write } satisfies Target
})

/** Writes a whole file at once. */
export const writeWhole = <E, R>(flag: string, file: string, bytes: Stream.Stream<Uint8Array, E, R>) =>
  Effect.scoped(Effect.flatMap(openTarget(flag, file), ({ write }) => write(bytes)))
