import * as Result from "effect/Result"
import { scanJson } from "../json-scanner.ts"
import type { JsonNode } from "../json-scanner.ts"
import type { CallbackMistake } from "./CallbackMistake.ts"

/** A text, and what had to be undone to get it. */
export interface RepairedText {
  readonly text: string
  readonly mistakes: ReadonlyArray<CallbackMistake>
}

/** A document that was read, or why there is none. */
export interface RepairedDocument extends RepairedText {
  readonly root: JsonNode | undefined
}

const byteOrderMark = "\ufeff"

const decoded = (bytes: Uint8Array, encoding: string): string | undefined => {
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** JSON begins with two ASCII characters, of which UTF-16 writes every other byte as zero. */
const utf16Of = ([first, second]: Uint8Array): string | undefined => {
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0)) return "utf-16le"
  return (first === 0xfe && second === 0xff) || (first === 0 && second !== 0) ? "utf-16be" : undefined
}

const isCompressed = ([first, second]: Uint8Array): boolean => first === 0x1f && second === 0x8b

/** The bytes as text. */
const textOf = (bytes: Uint8Array): RepairedText | undefined => {
  if (isCompressed(bytes)) return { text: "", mistakes: [{ mistake: "compressed" }] }
  const utf16 = utf16Of(bytes)
  const wide = utf16 === undefined ? undefined : decoded(bytes, utf16)
  // What a program saves as UTF-16 has the mark; it belongs to the encoding.
  if (wide !== undefined) return { text: wide.replace(byteOrderMark, ""), mistakes: [{ mistake: "utf-16" }] }
  const text = decoded(bytes, "utf-8")
  if (text !== undefined) return { text, mistakes: [] }
  const western = decoded(bytes, "windows-1252")
  return western === undefined ? undefined : { text: western, mistakes: [{ mistake: "windows-1252" }] }
}

const more = ({ mistakes }: RepairedText, mistake: CallbackMistake): ReadonlyArray<CallbackMistake> => [
  ...mistakes,
  mistake
]

/** Takes away what stands around the JSON object. */
const unwrapped = (repaired: RepairedText): RepairedText | undefined => {
  const { text } = repaired
  if (text.startsWith(byteOrderMark)) {
    return { text: text.slice(1), mistakes: more(repaired, { mistake: "byte-order-mark" }) }
  }
  const scanned = scanJson(text)
  if (Result.isSuccess(scanned)) {
    const root = scanned.success
    return root.kind === "string"
      ? { text: root.value, mistakes: more(repaired, { mistake: "json-in-a-string" }) }
      : undefined
  }
  const inner = text.slice(text.indexOf("{"), text.lastIndexOf("}") + 1)
  const isInside = scanned.failure.reason === "syntax" && inner !== "" && inner !== text
  return isInside && Result.isSuccess(scanJson(inner))
    ? { text: inner, mistakes: more(repaired, { mistake: "text-around" }) }
    : undefined
}

const documentOf = (repaired: RepairedText): RepairedDocument => {
  const scanned = scanJson(repaired.text)
  if (Result.isSuccess(scanned)) return { ...repaired, root: scanned.success }
  const problem = scanned.failure
  const isCutOff = problem.reason === "syntax" && repaired.text !== "" &&
    problem.offset >= repaired.text.trimEnd().length
  const found: ReadonlyArray<CallbackMistake> = problem.reason === "duplicate-member"
    ? [{ mistake: "duplicate-member", where: problem.key.slice(0, 100) }]
    : isCutOff
    ? [{ mistake: "cut-off" }]
    : []
  return { ...repaired, mistakes: [...repaired.mistakes, ...found], root: undefined }
}

/** Reads the document in the bytes, whatever was done to its text, and says what that was. */
export const repairText = (bytes: Uint8Array): RepairedDocument => {
  const first = textOf(bytes)
  if (first === undefined) return { text: "", mistakes: [], root: undefined }
  let repaired = first
  // A mark, a string and something around it: no more can stand upon each other.
  for (let left = 3; left > 0; left--) repaired = unwrapped(repaired) ?? repaired
  return documentOf(repaired)
}
