/**
 * What can be wrong with a callback whose signature does not fit, as {@link explainCallback} names it.
 *
 * In the file or request, before it is JSON:
 * - `byte-order-mark`: U+FEFF stands in front
 * - `utf-16`, `windows-1252`: the text was saved in another encoding
 * - `compressed`: these are the bytes of a gzip file
 * - `json-in-a-string`: the body was written as JSON a second time, and is a string now
 * - `text-around`: something stands before or behind the JSON object, such as the headers of the request
 * - `cut-off`: the text ends inside the JSON
 * - `duplicate-member`: a member is there twice; `where` is its name
 *
 * In the member `signature`:
 * - `empty-signature`, `blanks-around-signature`, `upper-case-signature`, `base64-signature`
 * - `signature-elsewhere`: it has another name or place; `where` says which
 *
 * In the key:
 * - `blanks-around-key`, `quotes-around-key`: our key has them, and without them the signature is right
 * - `line-end-in-key`: the signer's key had a line end behind it
 * - `other-key`: it was signed with one of the other keys that were given; `as` is its name
 *
 * In how it was signed:
 * - `other-algorithm`: `as` says which
 * - `written-otherwise`: over the same members in a spelling that is not PHP's; `as` says whose
 * - `signature-not-left-out`: the member `signature` was signed too; `as` says what it held
 * - `line-end-signed`: with a line end behind the text
 * - `members-sorted`: over sorted members
 *
 * In what was signed, so that the body was changed on its way:
 * - `members-reordered`: its members came in Finpay's order
 * - `looks-sorted`: its members are sorted, which Finpay's never are; in which order they came cannot be told
 * - `number-respelled`: `where` was `signed` and is `found`
 * - `null-for-empty-text`, `empty-text-for-null`, `list-for-object`: what `where` is now
 * - `amount-changed`, `status-changed`: `where` was `signed` and is `found`. This is no slip of a program
 * - `signature-of-another`: the signature is that of one of the other callbacks that were given; `as` is its name
 */
export const callbackMistakes = [
  "byte-order-mark",
  "utf-16",
  "windows-1252",
  "compressed",
  "json-in-a-string",
  "text-around",
  "cut-off",
  "duplicate-member",
  "empty-signature",
  "blanks-around-signature",
  "upper-case-signature",
  "base64-signature",
  "signature-elsewhere",
  "blanks-around-key",
  "quotes-around-key",
  "line-end-in-key",
  "other-key",
  "other-algorithm",
  "written-otherwise",
  "signature-not-left-out",
  "line-end-signed",
  "members-sorted",
  "members-reordered",
  "looks-sorted",
  "number-respelled",
  "null-for-empty-text",
  "empty-text-for-null",
  "list-for-object",
  "amount-changed",
  "status-changed",
  "signature-of-another"
] as const

/** One thing that is wrong with a callback; see {@link callbackMistakes}. */
export interface CallbackMistake {
  readonly mistake: typeof callbackMistakes[number]
  /** A member of the body, such as `result.payment.amount`. */
  readonly where?: string
  /** What stood there when it was signed, and what stands there now: numbers and statuses, never anything else. */
  readonly signed?: string
  readonly found?: string
  /** The algorithm, the writer, or the name that was given with a key or callback. */
  readonly as?: string
}
