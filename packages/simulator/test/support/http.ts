import { Effect } from "effect"

/** What goes over the wire, written by hand: nothing here comes from the code under test. */
export interface Sent {
  readonly method?: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
}

/** What came back. */
export interface Received {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The body as JSON, or an empty object when it is none. */
  readonly json: Readonly<Record<string, unknown>>
}

const parsed = (text: string): Readonly<Record<string, unknown>> => {
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>
  } catch {
    return {}
  }
}

/** Sends one request over a real socket. Dies when the connection breaks. */
export const send = (url: string, { body, headers = {}, method = "GET", path }: Sent): Effect.Effect<Received> =>
  Effect.promise(async () => {
    const init = { method, headers, redirect: "manual" as const, ...(body === undefined ? {} : { body: body.slice() }) }
    const response = await fetch(url + path, init)
    const text = await response.text()
    return { status: response.status, headers: response.headers, text, json: parsed(text) }
  })

/** A member deep in JSON, by its path: `at(json, "data.order.id")`. */
export const at = (json: unknown, path: string): unknown =>
  path.split(".").reduce<unknown>(
    (value, name) =>
      typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined,
    json
  )
