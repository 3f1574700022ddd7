import * as Effect from "effect/Effect"
import { digest, type HashName, hmacEach, timingSafeEqual } from "../../crypto/WebCrypto.ts"
import type { CallbackMistake } from "./CallbackMistake.ts"

/** A text the signature may be over, and what must have gone wrong if it is. */
export interface Candidate {
  readonly text: string
  readonly mistakes: ReadonlyArray<CallbackMistake>
}

/** A signature that somebody wants to know the origin of. */
export interface Sought {
  /** In lower-case hexadecimal. */
  readonly mac: string
  readonly hash: HashName
  readonly key: string
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

type Hashing = (texts: ReadonlyArray<string>) => Effect.Effect<ReadonlyArray<string>>

const findWith = Effect.fnUntraced(function*(mac: string, candidates: Iterable<Candidate>, hashing: Hashing) {
  for (const batch of batches(candidates)) {
    const macs = yield* hashing(batch.map(({ text }) => text))
    const found = batch.find((_, index) => timingSafeEqual(macs[index] ?? "", mac))
    if (found !== undefined) return found.mistakes
  }
  return undefined
})

/** What must have gone wrong for the signature to be over one of these texts. */
export const findSigned = ({ hash, key, mac }: Sought, candidates: Iterable<Candidate>) =>
  findWith(mac, candidates, (texts) => hmacEach(hash, key, texts, "hex"))

const digestEach = (hash: HashName, texts: ReadonlyArray<string>) =>
  Effect.forEach(texts, (text) => digest(hash, text, "hex"))

/** What programs do in place of an HMAC: forget the key, put it before or behind the text, swap the two. */
export const findHashed = Effect.fnUntraced(
  function*({ hash, key, mac }: Sought, candidates: ReadonlyArray<Candidate>) {
    const ways: ReadonlyArray<readonly [as: string, hashing: Hashing]> = [
      [`${hash} of the text alone`, (texts) => digestEach(hash, texts)],
      [`${hash} of the key and the text`, (texts) => digestEach(hash, texts.map((text) => `${key}${text}`))],
      [`${hash} of the text and the key`, (texts) => digestEach(hash, texts.map((text) => `${text}${key}`))],
      [
        `HMAC-${hash} with the text as its key`,
        (texts) =>
          Effect.map(Effect.forEach(texts, (text) => hmacEach(hash, text, [key], "hex")), (macs) => macs.flat())
      ]
    ]
    for (const [as, hashing] of ways) {
      const found = yield* findWith(mac, candidates, hashing)
      if (found !== undefined) return [...found, { mistake: "other-algorithm", as } satisfies CallbackMistake]
    }
    return undefined
  }
)
