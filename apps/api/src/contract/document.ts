import * as OpenApi from "effect/http-api/OpenApi"

interface Header {
  readonly description: string
  readonly schema: { readonly type: string }
}

const replayed: Header = {
  description: "true when this is the stored outcome of an earlier request with the same key; nothing was sent again.",
  schema: { type: "string" }
}
const location: Header = {
  description: "Where to read what this is about.",
  schema: { type: "string" }
}

// The statuses an outcome is stored under, so the only ones that can be a replay.
const stored = ["200", "201", "202", "403", "404", "409", "422"]
const located = ["201", "202"]

const withHeaders = (status: string, response: Record<string, unknown>): Record<string, unknown> => {
  const headers = {
    ...(stored.includes(status) ? { "Idempotency-Replayed": replayed } : {}),
    ...(located.includes(status) ? { Location: location } : {})
  }
  return Object.keys(headers).length === 0 ? response : { ...response, headers }
}

/** The documentation of an endpoint that only reads. */
export const query = (summary: string, description: string) => OpenApi.annotations({ summary, description })

const promise =
  "Needs an `Idempotency-Key`: the same key with the same request never does it twice and answers with the " +
  "stored outcome. In this version keys live in the memory of one process and are lost when it restarts."

/** The documentation of an endpoint that changes something: its headers, and what the key promises. */
export const mutation = (summary: string, description: string) =>
  OpenApi.annotations({
    summary,
    description: `${description} ${promise}`,
    transform: (operation) => ({
      ...operation,
      responses: Object.fromEntries(
        Object.entries<Record<string, unknown>>(operation["responses"]).map(([status, response]) => [
          status,
          withHeaders(status, response)
        ])
      )
    })
  })
