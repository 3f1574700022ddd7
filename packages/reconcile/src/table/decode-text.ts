import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { ReportRefused } from "../ReconcileError.ts"

/** How a text file's bytes are characters. */
export const encodings = ["utf-8", "windows-1252"] as const

/** How a text file's bytes are characters. */
export type Encoding = typeof encodings[number]

/** What a decoder gives for bytes that are none of its characters. */
const lost = "\uFFFD"

const breaksIn = (text: string): number => text.split("\n").length - 1

const notUtf8 = (line: number): ReportRefused =>
  new ReportRefused({
    reason: "encoding",
    line,
    detail: "there is a character that is not UTF-8",
    nextStep: "Save the file as CSV UTF-8, or say that its encoding is windows-1252."
  })

const notText = (): ReportRefused =>
  new ReportRefused({
    reason: "not-a-table",
    detail: "it is neither an XLSX file nor text in UTF-8 or Windows-1252",
    nextStep: "Save it as XLSX or as CSV UTF-8."
  })

/** Stands behind the last bytes: a character that begins there and does not end is found. */
const end = undefined

/**
 * Bytes as text, without the byte order mark.
 *
 * What is not UTF-8 is refused, with its line: a wrong character in a reference would make a payment look missing. So is
 * a replacement character in the file itself: whoever wrote it had lost one already.
 * Windows-1252 knows a character for every byte, so it is used only where it is asked for.
 */
export const decodeText =
  (encoding: Encoding) => <E, R>(bytes: Stream.Stream<Uint8Array, E, R>): Stream.Stream<string, E | ReportRefused, R> =>
    Stream.concat(bytes, Stream.succeed(end)).pipe(
      Stream.mapAccumArrayEffect(
        () => ({ decoder: new TextDecoder(encoding), line: 1 }),
        ({ decoder, line }, chunks) => {
          const text = chunks.map((chunk) => decoder.decode(chunk, { stream: chunk !== end })).join("")
          if (text.includes("\0")) return Effect.fail(notText())
          const at = encoding === "utf-8" ? text.indexOf(lost) : -1
          if (at >= 0) return Effect.fail(notUtf8(line + breaksIn(text.slice(0, at))))
          return Effect.succeed([{ decoder, line: line + breaksIn(text) }, text === "" ? [] : [text]] as const)
        }
      )
    )
