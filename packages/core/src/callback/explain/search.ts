import * as Effect from "effect/Effect"
import { digestEach, type HashName, hmacEach, timingSafeEqual, utf8 } from "../../crypto/WebCrypto.ts"
import type { CallbackMistake } from "./CallbackMistake.ts"

/** A text the signature may be over, and what must have gone wrong if it is. */
export interface Candidate {
  readonly text: string
  readonly mistakes: ReadonlyArray<CallbackMistake>
}

/** A signature that somebody wants to know the origin of. */
export interface Sought {
  readonly mac: Uint8Array
  readonly hash: HashName
  readonly key: Uint8Array
}

/** How much text is tried for one explanation: a body of 1 KiB gets all its candidates, a huge one the first of them. */
const mostCharacters = 6 * 1_048_576

/** How many are hashed before anyone looks whether one of them fits. */
const atOnce = 64

/** Each text once, in order, as long as the budget lasts. */
function* batches(candidates: Iterable<Candidate>): Generator<ReadonlyArray<Candidate>> {
  const seen = new Set<string>()
  let left = mostCharacters
  let batch: Array<Candidate> = []
  for (const candidate of candidates) {
    left -= candidate.text.length
    if (left < 0) break
    if (seen.has(candidate.text)) continue
    seen.add(candidate.text)
    batch.push(candidate)
    if (batch.length === atOnce) {
      yield batch
      batch = []
    }
  }
  if (batch.length > 0) yield batch
}

type Hashing = (texts: ReadonlyArray<Uint8Array>) => Effect.Effect<ReadonlyArray<Uint8Array>>

const findWith = Effect.fnUntraced(function*(mac: Uint8Array, candidates: Iterable<Candidate>, hashing: Hashing) {
  for (const batch of batches(candidates)) {
    const macs = yield* hashing(batch.map(({ text }) => utf8(text)))
    const found = batch.find((_, index) => timingSafeEqual(macs[index] ?? new Uint8Array(), mac))
    if (found !== undefined) return found.mistakes
  }
  return undefined
})

/** What must have gone wrong for the signature to be over one of these texts. */
export const findSigned = ({ hash, key, mac }: Sought, candidates: Iterable<Candidate>) =>
  findWith(mac, candidates, (texts) => hmacEach(hash, key, texts))

const joined = (one: Uint8Array, two: Uint8Array): Uint8Array => {
  const both = new Uint8Array(one.length + two.length)
  both.set(one)
  both.set(two, one.length)
  return both
}

/** What programs do in place of an HMAC: forget the key, put it before or behind the text, swap the two. */
export const findHashed = Effect.fnUntraced(
  function*({ hash, key, mac }: Sought, candidates: ReadonlyArray<Candidate>) {
    const ways: ReadonlyArray<readonly [as: string, hashing: Hashing]> = [
      [`${hash} of the text alone`, (texts) => digestEach(hash, texts)],
      [`${hash} of the key and the text`, (texts) => digestEach(hash, texts.map((text) => joined(key, text)))],
      [`${hash} of the text and the key`, (texts) => digestEach(hash, texts.map((text) => joined(text, key)))],
      [
        `HMAC-${hash} with the text as its key`,
        (texts) => Effect.map(Effect.forEach(texts, (text) => hmacEach(hash, text, [key])), (macs) => macs.flat())
      ]
    ]
    for (const [as, hashing] of ways) {
      const found = yield* findWith(mac, candidates, hashing)
      if (found !== undefined) return [...found, { mistake: "other-algorithm", as } satisfies CallbackMistake]
    }
    return undefined
  }
)
