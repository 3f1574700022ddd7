import * as Result from "effect/Result"

/** A JSON value as it was written: numbers keep their spelling, members keep their order and place. */
export type JsonNode = JsonObjectNode | JsonArrayNode | JsonStringNode | JsonNumberNode | JsonLiteralNode

/** An object of a scanned document. */
export interface JsonObjectNode {
  readonly kind: "object"
  readonly members: ReadonlyArray<JsonMember>
}

/** One member of an object; `start` and `end` say where `"key": value` stands in the text (UTF-16 offsets). */
export interface JsonMember {
  readonly key: string
  readonly value: JsonNode
  readonly start: number
  readonly end: number
}

/** An array of a scanned document. */
export interface JsonArrayNode {
  readonly kind: "array"
  readonly items: ReadonlyArray<JsonNode>
}

/** A string, with its escapes undone. */
export interface JsonStringNode {
  readonly kind: "string"
  readonly value: string
}

/** A number, spelled as in the text: a JavaScript number could not hold every one of them. */
export interface JsonNumberNode {
  readonly kind: "number"
  readonly text: string
}

/** `true`, `false` or `null`. */
export interface JsonLiteralNode {
  readonly kind: "literal"
  readonly value: boolean | null
}

/** Why a text was refused; `offset` is the UTF-16 offset of the first character that does not fit. */
export type JsonProblem =
  | { readonly reason: "syntax"; readonly offset: number }
  | { readonly reason: "too-deep"; readonly offset: number }
  | { readonly reason: "duplicate-member"; readonly offset: number; readonly key: string; readonly depth: number }

/** PHP's `json_decode` goes no deeper by default, so nothing deeper was written by it. */
export const phpMaxDepth = 512

/**
 * Reads a JSON text by the letter of RFC 8259, and a little more strictly: a member may occur once in its object
 * (compared after its escapes are undone, at every level), surrogates must come in pairs, and nesting is bounded.
 *
 * Numbers are checked and never computed with. Fails with a {@link JsonProblem}. Source: RFC 8259; 512
 * levels, where no other depth is given, are those of PHP's `json_decode`.
 *
 * @example
 * ```ts
 * import { scanJson } from "@openfinpay/finpay-core"
 * import { Result } from "effect"
 *
 * Result.getOrThrow(scanJson("1.50")) // => { kind: "number", text: "1.50" }
 * Result.getOrThrow(Result.flip(scanJson("{\"id\": 1, \"id\": 2}"))).reason // => "duplicate-member"
 * ```
 */
export const scanJson = (text: string, maxDepth: number = phpMaxDepth): Result.Result<JsonNode, JsonProblem> => {
  try {
    return Result.succeed(new Scanner(text, maxDepth).document())
  } catch (error) {
    if (error instanceof Stop) return Result.fail(error.problem)
    throw error
  }
}

/** Leaves the recursion at the first problem; never leaves this module. */
class Stop extends Error {
  readonly problem: JsonProblem
  constructor(problem: JsonProblem) {
    super(problem.reason)
    this.problem = problem
  }
}

const quote = 0x22
const backslash = 0x5c
const comma = 0x2c
const colon = 0x3a
const numberForm = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/uy
/** What a string may hold as it is: everything but quote, backslash and control characters. */
const plainForm = /[ !#-[\]-\u{10ffff}]*/uy
const hexForm = /^[0-9a-fA-F]{4}$/u

const shortEscapes: Readonly<Record<string, string>> = {
  "\"": "\"",
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t"
}

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff
const isLowSurrogate = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff

const fewMembers = 12

class Scanner {
  readonly #text: string
  readonly #maxDepth: number
  #at = 0

  constructor(text: string, maxDepth: number) {
    this.#text = text
    this.#maxDepth = maxDepth
  }

  document(): JsonNode {
    this.#blanks()
    const node = this.#value(0)
    this.#blanks()
    if (this.#at < this.#text.length) this.#fail()
    return node
  }

  #value(depth: number): JsonNode {
    switch (this.#text[this.#at]) {
      case "{":
        return this.#object(depth + 1)
      case "[":
        return this.#array(depth + 1)
      case "\"":
        return { kind: "string", value: this.#string() }
      case "t":
        return this.#literal("true", true)
      case "f":
        return this.#literal("false", false)
      case "n":
        return this.#literal("null", null)
      default:
        return this.#number()
    }
  }

  #object(depth: number): JsonObjectNode {
    this.#enter(depth)
    const members: Array<JsonMember> = []
    let seen: Set<string> | undefined
    if (this.#closes("}")) return { kind: "object", members }
    do {
      this.#blanks()
      const start = this.#at
      const key = this.#string()
      // A few keys are compared faster than they are put into a set.
      if (members.length === fewMembers) seen = new Set(members.map((member) => member.key))
      if (seen === undefined ? members.some((member) => member.key === key) : seen.has(key)) {
        throw new Stop({ reason: "duplicate-member", offset: start, key, depth })
      }
      seen?.add(key)
      this.#blanks()
      if (this.#text.charCodeAt(this.#at) !== colon) this.#fail()
      this.#at++
      this.#blanks()
      const value = this.#value(depth)
      members.push({ key, value, start, end: this.#at })
    } while (this.#goesOn("}"))
    return { kind: "object", members }
  }

  #array(depth: number): JsonArrayNode {
    this.#enter(depth)
    const items: Array<JsonNode> = []
    if (this.#closes("]")) return { kind: "array", items }
    do {
      this.#blanks()
      items.push(this.#value(depth))
    } while (this.#goesOn("]"))
    return { kind: "array", items }
  }

  /** Steps over the opening bracket. */
  #enter(depth: number): void {
    if (depth > this.#maxDepth) throw new Stop({ reason: "too-deep", offset: this.#at })
    this.#at++
    this.#blanks()
  }

  #closes(bracket: string): boolean {
    if (this.#text[this.#at] !== bracket) return false
    this.#at++
    return true
  }

  /** After an entry: `true` past a comma, `false` past the closing bracket. */
  #goesOn(bracket: string): boolean {
    this.#blanks()
    if (this.#closes(bracket)) return false
    if (this.#text.charCodeAt(this.#at) !== comma) this.#fail()
    this.#at++
    return true
  }

  #string(): string {
    if (this.#text.charCodeAt(this.#at) !== quote) this.#fail()
    this.#at++
    let value = ""
    let from = this.#at
    for (;;) {
      plainForm.lastIndex = this.#at
      plainForm.test(this.#text)
      this.#at = plainForm.lastIndex
      const unit = this.#text.charCodeAt(this.#at)
      if (unit === quote) {
        value += this.#text.slice(from, this.#at++)
        return value
      }
      // The text ended inside the string, or a control character had to be escaped.
      if (unit !== backslash) this.#fail()
      value += this.#text.slice(from, this.#at) + this.#escape()
      from = this.#at
    }
  }

  #escape(): string {
    const letter = this.#text[this.#at + 1]
    if (letter === "u") return this.#unicodeEscape()
    const meant = letter === undefined ? undefined : shortEscapes[letter]
    if (meant === undefined) this.#fail()
    this.#at += 2
    return meant
  }

  #unicodeEscape(): string {
    const first = this.#hexUnit()
    if (!isHighSurrogate(first)) {
      // A second half without its first half is no character: PHP refuses it as well.
      if (isLowSurrogate(first)) this.#fail()
      return String.fromCharCode(first)
    }
    const second = this.#hexUnit()
    if (!isLowSurrogate(second)) this.#fail()
    return String.fromCharCode(first, second)
  }

  /** Reads one `\uXXXX`. */
  #hexUnit(): number {
    const digits = this.#text.slice(this.#at + 2, this.#at + 6)
    if (!this.#text.startsWith("\\u", this.#at) || !hexForm.test(digits)) this.#fail()
    this.#at += 6
    return Number.parseInt(digits, 16)
  }

  #literal(word: string, value: boolean | null): JsonLiteralNode {
    if (!this.#text.startsWith(word, this.#at)) this.#fail()
    this.#at += word.length
    return { kind: "literal", value }
  }

  #number(): JsonNumberNode {
    numberForm.lastIndex = this.#at
    const text = numberForm.exec(this.#text)?.[0]
    if (text === undefined) this.#fail()
    this.#at += text.length
    return { kind: "number", text }
  }

  #blanks(): void {
    for (;;) {
      const unit = this.#text.charCodeAt(this.#at)
      if (unit !== 0x20 && unit !== 0x0a && unit !== 0x0d && unit !== 0x09) return
      this.#at++
    }
  }

  #fail(): never {
    throw new Stop({ reason: "syntax", offset: this.#at })
  }
}
