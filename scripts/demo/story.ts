/** Small tools for telling a story over real HTTP: one call, one expectation, one plain sentence. */
import process from "node:process"

/** An answer, as far as the story needs it. */
export interface Told {
  readonly status: number
  readonly headers: Headers
  readonly body: Readonly<Record<string, unknown>>
}

const print = (text: string): void => void process.stdout.write(`${text}\n`)

let chapter = 0

/** Begins a chapter of the story. */
export const step = (text: string): void => {
  chapter += 1
  print(`\n${String(chapter).padStart(2)}. ${text}`)
}

/** Says what was seen. */
export const seen = (text: string): void => print(`    ${text}`)

/** Ends the story when something is not as it must be. */
export function must(condition: boolean, what: string): asserts condition {
  if (!condition) throw new Error(`the demo expected: ${what}`)
}

/** Reads a member of nested JSON by its path, such as `data.result.payment.status`. */
export const at = (body: unknown, path: string): unknown =>
  path.split(".").reduce<unknown>(
    (value, key) =>
      typeof value === "object" && value !== null
        ? Object.entries(value).find(([name]) => name === key)?.[1]
        : undefined,
    body
  )

/** Calls an address with JSON and reads JSON back. */
export const call = async (
  method: string,
  url: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {}
): Promise<Told> => {
  const response = await fetch(url, {
    method,
    headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    signal: AbortSignal.timeout(60_000)
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, body: text === "" ? {} : JSON.parse(text) }
}

/** Asks again until something is so, at most for about a minute. */
export const until = async (what: string, ask: () => Promise<boolean>): Promise<void> => {
  for (let attempt = 0; attempt < 600; attempt++) {
    if (await ask()) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`the demo waited in vain for: ${what}`)
}
