import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import type * as PlatformError from "effect/PlatformError"
import * as Stdio from "effect/Stdio"
import * as Stream from "effect/Stream"
import { UsageError } from "../errors.ts"
import { say } from "../language.ts"
import { OutputMode } from "../output/OutputMode.ts"
import { stderr } from "../output/write.ts"

/** The most that is read at once where a whole input is needed, in bytes. */
const mostBytes = 16 * 1024 * 1024

const name = (file: Option.Option<string>): string =>
  Option.getOrElse(file, () => say("standard input", "masukan standar"))

const cannotRead = (file: Option.Option<string>) => (error: PlatformError.PlatformError): UsageError =>
  new UsageError({
    message: error.reason._tag === "NotFound"
      ? say(`${name(file)}: there is no such file`, `${name(file)}: tidak ada berkas itu`)
      : say(
        `${name(file)}: cannot be read (${error.reason._tag})`,
        `${name(file)}: tidak dapat dibaca (${error.reason._tag})`
      )
  })

// A person who forgot to pipe something in would wait for ever without knowing why.
const tellThatWeWait = Effect.gen(function*() {
  const { stdinIsTerminal } = yield* Stdio.Stdio
  if ((yield* stdinIsTerminal) && (yield* OutputMode) === "text") {
    yield* stderr(say(
      "Reading from standard input; end with Ctrl-D.\n",
      "Membaca dari masukan standar; akhiri dengan Ctrl-D.\n"
    ))
  }
})

/** The bytes of a file, or of standard input without one (or for `-`), piece by piece and unchanged. */
export const bytesOf = (
  file: Option.Option<string>
): Stream.Stream<Uint8Array, UsageError, Stdio.Stdio | FileSystem.FileSystem> =>
  Stream.unwrap(Effect.gen(function*() {
    const path = Option.filter(file, (path) => path !== "-")
    if (Option.isSome(path)) {
      const files = yield* FileSystem.FileSystem
      return Stream.mapError(files.stream(path.value), cannotRead(path))
    }
    yield* tellThatWeWait
    const { stdin } = yield* Stdio.Stdio
    return Stream.mapError(stdin, cannotRead(path))
  }))

/** All bytes of a file or of standard input; refused over 16 MiB. */
export const readBytes = Effect.fnUntraced(function*(file: Option.Option<string>) {
  const parts: Array<Uint8Array> = []
  let size = 0
  yield* Stream.runForEach(bytesOf(file), (part) => {
    size += part.length
    if (size > mostBytes) {
      return Effect.fail(
        new UsageError({
          message: say(
            `${name(file)}: is larger than ${mostBytes} bytes`,
            `${name(file)}: lebih besar dari ${mostBytes} byte`
          )
        })
      )
    }
    parts.push(part.slice())
    return Effect.void
  })
  return new Uint8Array(Buffer.concat(parts))
})

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })

/** The bytes as text, or `undefined` when they are no UTF-8. */
export const utf8Text = (bytes: Uint8Array): string | undefined => {
  try {
    return decoder.decode(bytes)
  } catch {
    return undefined
  }
}

/** All of a file or of standard input as text. */
export const readText = Effect.fnUntraced(function*(file: Option.Option<string>) {
  const text = utf8Text(yield* readBytes(file))
  return text ??
    (yield* new UsageError({
      message: say(`${name(file)}: is not valid UTF-8`, `${name(file)}: bukan UTF-8 yang sah`)
    }))
})
