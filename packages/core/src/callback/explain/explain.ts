import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { authenticateCallback } from "../authenticate.ts"
import type { CallbackInput } from "../authenticate.ts"
import type { CallbackRefusedReason } from "../CallbackRefused.ts"
import type { JsonObjectNode } from "../json-scanner.ts"
import { signedTexts } from "../signed-forms.ts"
import type { CallbackMistake } from "./CallbackMistake.ts"
import { changedBodies, signedOtherwise } from "./candidates.ts"
import { readSignature, type ReadSignature, withoutMember } from "./read-signature.ts"
import { looksSorted } from "./reorder.ts"
import { type RepairedDocument, repairText } from "./repair-text.ts"
import { type Candidate, findHashed, findSigned, type Sought } from "./search.ts"

/** A callback that was refused, and what it may be compared with. */
export interface ExplainInput extends CallbackInput {
  /** Other keys it may have been signed with, such as that of the sandbox. */
  readonly otherKeys?: ReadonlyArray<{ readonly name: string; readonly key: Redacted.Redacted }>
  /** Other callbacks whose signature it may have. */
  readonly otherCallbacks?: ReadonlyArray<{ readonly name: string; readonly body: Uint8Array }>
}

/** Why a callback was refused. */
export interface CallbackExplanation {
  /** What {@link authenticateCallback} says; `undefined` when nothing is wrong. */
  readonly refused: CallbackRefusedReason | undefined
  /** What was found to be wrong, in the order in which it has to be undone. */
  readonly mistakes: ReadonlyArray<CallbackMistake>
  /**
   * With the mistakes undone the signature is right, so these are all. Otherwise there is another one: the key or the
   * content differs in a way that nobody can compute.
   */
  readonly isProven: boolean
}

/**
 * Finds out why a callback is refused: undoes the mistakes that people and programs make and looks whether the signature
 * is right then.
 *
 * For the person who has to mend it, never for deciding: a callback that was explained is as forged as before. Nothing
 * out of the body is in the explanation but amounts, statuses and names of members. Never fails; bounded in time, a
 * body as Finpay sends it takes some hundredths of a second.
 *
 * @example
 * ```ts
 * import { explainCallback, signCallback } from "@openfinpay/finpay-core"
 * import { Effect, Redacted } from "effect"
 *
 * const key = Redacted.make("SoSecret123")
 * const why = Effect.gen(function*() {
 *   const body = yield* signCallback({ order: { id: "INV-1", amount: 22000 } }, key)
 *   const changed = new TextEncoder().encode(body.replace("22000", "\"22000\""))
 *   return (yield* explainCallback({ body: changed, key })).mistakes
 * })
 * Effect.runPromise(why)
 * // => [{ mistake: "number-respelled", where: "order.amount", signed: "22000", found: '"22000"' }]
 * ```
 */
export const explainCallback = Effect.fn("explainCallback")(
  function*(input: ExplainInput): Effect.fn.Return<CallbackExplanation> {
    const verdict = yield* Effect.result(authenticateCallback(input))
    if (Result.isSuccess(verdict)) return { refused: undefined, mistakes: [], isProven: true }
    const refused = verdict.failure.reason
    if (refused === "no-key" || refused === "not-bytes" || refused === "too-large") {
      return { refused, mistakes: [], isProven: false }
    }
    return { refused, ...yield* findMistakes(input) }
  }
)

type Found = Omit<CallbackExplanation, "refused">

const unproven = (mistakes: ReadonlyArray<CallbackMistake>): Found => ({ mistakes, isProven: false })
const proven = (mistakes: ReadonlyArray<CallbackMistake>): Found => ({ mistakes, isProven: true })

const findMistakes = Effect.fnUntraced(function*(input: ExplainInput): Effect.fn.Return<Found> {
  const document = repairText(input.body)
  const { mistakes, root } = document
  if (root?.kind !== "object") return unproven(mistakes)
  const signature = readSignature(root)
  if (!("mac" in signature)) return unproven([...mistakes, ...signature])
  const visible = [...mistakes, ...signature.mistakes]
  const hash = signature.hash
  if (hash === undefined) return unproven([...visible, { mistake: "other-algorithm" }])
  const sought: Sought = { mac: signature.mac, hash, key: Redacted.value(input.key) }
  const algorithm: ReadonlyArray<CallbackMistake> = hash === "SHA-512"
    ? []
    : [{ mistake: "other-algorithm", as: `HMAC-${hash}` }]
  const hidden = yield* search(input, sought, document, root, signature)
  if (hidden?.some(({ mistake }) => mistake === "other-algorithm") === true) return proven([...visible, ...hidden])
  if (hidden !== undefined) return proven([...visible, ...algorithm, ...hidden])
  // Only now: a callback that was merely spelled otherwise has the signature of its original.
  const borrowed = borrowedFrom(input, signature)
  if (borrowed !== undefined) return proven([...visible, { mistake: "signature-of-another", as: borrowed }])
  const sorted: ReadonlyArray<CallbackMistake> = looksSorted(withoutMember(root, signature.path))
    ? [{ mistake: "looks-sorted" }]
    : []
  return unproven([...visible, ...algorithm, ...sorted])
})

/** The name of the other callback whose signature this one has. */
const borrowedFrom = ({ otherCallbacks = [] }: ExplainInput, { mac }: ReadSignature): string | undefined =>
  otherCallbacks.find(({ body }) => {
    const { root } = repairText(body)
    const signature = root?.kind === "object" ? readSignature(root) : []
    return "mac" in signature && signature.mac === mac
  })?.name

/** The mistakes nobody can see: found by signing again. `undefined` when none of them is it. */
const search = Effect.fnUntraced(function*(
  input: ExplainInput,
  sought: Sought,
  { text }: RepairedDocument,
  root: JsonObjectNode,
  { path }: ReadSignature
): Effect.fn.Return<ReadonlyArray<CallbackMistake> | undefined> {
  const index = path.length === 1 ? root.members.findIndex(({ key }) => key === path[0]) : -1
  const unsigned = withoutMember(root, path)
  const usual: ReadonlyArray<Candidate> = index < 0
    ? []
    : Array.from(signedTexts(text, root, index), (signed) => ({ text: signed.text, mistakes: [] }))
  return (yield* findSigned(sought, usual)) ??
    (yield* searchKeys(input, sought, usual)) ??
    (yield* findHashed(sought, usual)) ??
    (yield* findSigned(sought, signedOtherwise(root, unsigned, path))) ??
    (yield* findSigned(sought, changedBodies(unsigned)))
})

interface OtherKey {
  readonly key: string
  readonly mistake: CallbackMistake
}

const otherKeysOf = ({ key, otherKeys = [] }: ExplainInput): ReadonlyArray<OtherKey> => {
  const own = Redacted.value(key)
  const unquoted = /^(["'])(.*)\1$/su.exec(own.trim())?.[2] ?? ""
  const found: ReadonlyArray<OtherKey> = [
    { key: own.trim(), mistake: { mistake: "blanks-around-key" } },
    { key: unquoted, mistake: { mistake: "quotes-around-key" } },
    { key: `${own}\n`, mistake: { mistake: "line-end-in-key" } },
    { key: `${own}\r\n`, mistake: { mistake: "line-end-in-key" } },
    ...otherKeys.map((other): OtherKey => ({
      key: Redacted.value(other.key),
      mistake: { mistake: "other-key", as: other.name }
    }))
  ]
  return found.filter((other) => other.key !== "" && other.key !== own)
}

const searchKeys = Effect.fnUntraced(function*(input: ExplainInput, sought: Sought, usual: ReadonlyArray<Candidate>) {
  for (const { key, mistake } of otherKeysOf(input)) {
    const found = yield* findSigned({ ...sought, key }, usual)
    if (found !== undefined) return [...found, mistake]
  }
  return undefined
})
