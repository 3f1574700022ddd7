import { minifyJson } from "../snap/minify.ts"
import type { JsonObjectNode } from "./json-scanner.ts"
import { phpEncode, phpRespellsNumbers } from "./php-json.ts"
import type { PhpJsonOptions } from "./php-json.ts"

/**
 * What Finpay may have computed the signature over, in the order in which it is tried. Source: Finpay docs,
 * notification callback, which name PHP's `json_encode` and not its flags; these are the ways to read that.
 */
export const signedForms = [
  "raw",
  "minified",
  "php",
  "php-arrays",
  "php-unescaped",
  "php-unescaped-arrays",
  "compact-json"
] as const

/**
 * What the signature turned out to be over; in each of them the member `signature` is left out.
 *
 * - `raw`: the body as received
 * - `minified`: the body without the blanks between its tokens
 * - `php`: the body written again by PHP with its default flags
 * - `php-arrays`: the same, read into PHP arrays first (`{}` becomes `[]`)
 * - `php-unescaped`, `php-unescaped-arrays`: the same with slashes and Unicode unescaped
 * - `compact-json`: the body written again by `JSON.stringify`
 */
export type SignedForm = typeof signedForms[number]

/** One text the signature may be over. */
export interface SignedText {
  readonly form: SignedForm
  readonly text: string
}

/**
 * Every text the signature of this body may be over, each text once, made when it is asked for.
 *
 * Finpay documents "PHP json_encode of all members except the signature". Which bytes that gives depends on flags we
 * cannot see, and a proxy may have rewritten the body, so the plausible readings are all tried. That weakens nothing:
 * each needs the key, and what is acted on is the text that was signed.
 */
export function* signedTexts(text: string, root: JsonObjectNode, signatureIndex: number): Generator<SignedText, void> {
  const raw = cutMember(text, root, signatureIndex)
  // Compared, not put into a set: texts of different lengths differ at once, and most of the time the first one is right.
  const given: Array<string> = []
  for (const [form, candidate] of readings(raw, withoutMember(root, signatureIndex))) {
    if (candidate === undefined || given.includes(candidate)) continue
    given.push(candidate)
    yield { form, text: candidate }
  }
}

/** The document without one of its members. */
export const withoutMember = (root: JsonObjectNode, index: number): JsonObjectNode => ({
  ...root,
  members: root.members.toSpliced(index, 1)
})

function* readings(raw: string, unsigned: JsonObjectNode): Generator<readonly [SignedForm, string | undefined], void> {
  yield ["raw", raw]
  yield ["minified", minifyJson(raw)]
  const respelled = phpRespellsNumbers(unsigned)
  for (const [form, options] of phpForms) {
    if (respelled) yield [form, phpEncode(unsigned, { ...options, numbers: "decoded" })]
    yield [form, phpEncode(unsigned, { ...options, numbers: "kept" })]
  }
  // What a verifier written in JavaScript does. Its numbers and key order differ from PHP's.
  yield ["compact-json", JSON.stringify(JSON.parse(raw))]
}

const phpForms: ReadonlyArray<readonly [SignedForm, Omit<PhpJsonOptions, "numbers">]> = [
  ["php", { objects: "object", unescaped: false }],
  ["php-arrays", { objects: "array", unescaped: false }],
  ["php-unescaped", { objects: "object", unescaped: true }],
  ["php-unescaped-arrays", { objects: "array", unescaped: true }]
]

/** Takes one member out of the text, with the one comma that joined it to a neighbour and the blanks around that. */
const cutMember = (text: string, root: JsonObjectNode, index: number): string => {
  const member = root.members[index]
  if (member === undefined) return text
  const before = root.members[index - 1]
  const after = root.members[index + 1]
  const from = before === undefined ? member.start : before.end
  const to = before === undefined && after !== undefined ? after.start : member.end
  return text.slice(0, from) + text.slice(to)
}
