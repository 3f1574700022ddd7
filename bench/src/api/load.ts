/** Load on one or more servers, and how long each answer took. */
import { Agent, request } from "undici"
import { spreadOf } from "../measure.ts"

/** What came of a load. */
export interface Loaded {
  readonly perSecond: number
  readonly p50: number
  readonly p99: number
}

/** One request. */
export interface Call {
  readonly method: "GET" | "POST"
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

const percentile = (sorted: ReadonlyArray<number>, share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN

/** Sends calls to the servers in turn, some at once, for a time. Any answer but a 2xx ends it. */
export const load = async (
  urls: ReadonlyArray<string>,
  next: () => Call,
  { atOnce, seconds }: { readonly atOnce: number; readonly seconds: number }
): Promise<Loaded> => {
  const dispatcher = new Agent({ connections: atOnce })
  const millis: Array<number> = []
  const end = performance.now() + seconds * 1000
  let turn = 0
  const worker = async () => {
    while (performance.now() < end) {
      const { body, headers = {}, method, path } = next()
      const began = performance.now()
      const answer = await request(`${urls[turn++ % urls.length]}${path}`, {
        dispatcher,
        method,
        headers: body === undefined ? headers : { "content-type": "application/json", ...headers },
        body: body ?? null
      })
      const text = await answer.body.text()
      if (answer.statusCode >= 300 || answer.statusCode === 202) throw new Error(`${answer.statusCode} ${text}`)
      millis.push(performance.now() - began)
    }
  }
  const began = performance.now()
  await Promise.all(Array.from({ length: atOnce }, worker))
  const took = (performance.now() - began) / 1000
  await dispatcher.close()
  const sorted = millis.toSorted((a, b) => a - b)
  return { perSecond: millis.length / took, p50: percentile(sorted, 0.5), p99: percentile(sorted, 0.99) }
}

/** The middle of several runs. */
export const middle = (runs: ReadonlyArray<Loaded>): Loaded => ({
  perSecond: spreadOf(runs.map(({ perSecond }) => perSecond)).median,
  p50: spreadOf(runs.map(({ p50 }) => p50)).median,
  p99: spreadOf(runs.map(({ p99 }) => p99)).median
})
