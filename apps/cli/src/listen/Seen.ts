import { createHash } from "node:crypto"
import type { Others } from "./judge.ts"
import type { Received } from "./Received.ts"

/** How many callbacks are remembered to tell those that come again. */
const mostHashes = 10_000

/** How many bodies are kept to tell a signature that was taken from another callback. */
const mostBodies = 20

/** What came before. */
export class Seen {
  readonly #numbers = new Map<string, number>()
  #bodies: Others = []

  /** The number of the callback with these bytes that came first, unless it is this one. */
  firstOf({ body, number }: Received): number | undefined {
    const hash = createHash("sha256").update(body).digest("base64")
    const first = this.#numbers.get(hash)
    if (first !== undefined) return first
    this.#numbers.set(hash, number)
    const [oldest] = this.#numbers.keys()
    if (this.#numbers.size > mostHashes && oldest !== undefined) this.#numbers.delete(oldest)
    return undefined
  }

  /** Keeps a callback whose signature was right. */
  keep({ body, number }: Received): void {
    this.#bodies = [...this.#bodies.slice(1 - mostBodies), { name: `#${number}`, body }]
  }

  /** The last ones whose signature was right. */
  get others(): Others {
    return this.#bodies
  }
}
