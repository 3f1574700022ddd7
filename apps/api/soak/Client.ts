/** A caller that behaves: it keeps its key, and asks another server when one is gone. */
import { setTimeout } from "node:timers/promises"
import type { Latencies } from "./Latencies.ts"

/** An answer, with its body as JSON. */
export interface Answer {
  readonly status: number
  readonly json: Readonly<Record<string, unknown>>
}

/** What is asked. */
export interface Question {
  readonly kind: string
  readonly path: string
  readonly body?: unknown
  readonly key?: string
  readonly prefer?: string
}

/** Where a caller sends its requests, and with which API key. */
export interface ClientOptions {
  readonly servers: ReadonlyArray<string>
  readonly apiKey: string
  readonly latencies: Latencies
  readonly random: () => number
  /** Counts answers that never came. */
  readonly onGone: () => void
}

const longestMillis = 20_000
const pauseMillis = 100

/** What is not an answer to the question: nothing was done, and the same key may be sent again. */
const isPassing = ({ json, status }: Answer): boolean =>
  status === 429 || (status === 503 && ["/problems/journal-unavailable"].includes(String(json["type"])))

/** Asks, and asks again with the same key while nobody answers. `undefined` when the time is over. */
export const makeAsk = ({ apiKey, latencies, onGone, random, servers }: ClientOptions) => {
  const once = async (server: string, { body, key, path, prefer }: Question): Promise<Answer> => {
    const response = await fetch(`${server}${path}`, {
      method: body === undefined && key === undefined ? "GET" : "POST",
      headers: {
        authorization: `Bearer ${apiKey}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(key === undefined ? {} : { "idempotency-key": key }),
        ...(prefer === undefined ? {} : { prefer })
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(longestMillis)
    })
    return { status: response.status, json: (await response.json()) as Answer["json"] }
  }

  return async (question: Question, until: number): Promise<Answer | undefined> => {
    for (;;) {
      const server = servers[Math.floor(random() * servers.length)] ?? ""
      const started = performance.now()
      try {
        const answer = await once(server, question)
        latencies.add(question.kind, performance.now() - started)
        if (!isPassing(answer)) return answer
      } catch {
        onGone()
      }
      if (Date.now() > until) return undefined
      await setTimeout(pauseMillis)
    }
  }
}

/** How a caller asks. */
export type Ask = ReturnType<typeof makeAsk>
