import * as Context from "effect/Context"
import * as OpenApi from "effect/http-api/OpenApi"
import { Needs, rolesWith } from "./permission.ts"
import type { Permission } from "./permission.ts"

interface Header {
  readonly description: string
  /** The statuses it can come with. */
  readonly statuses: ReadonlyArray<string>
}

type Headers = Readonly<Record<string, Header>>

const replayed: Headers = {
  "Idempotency-Replayed": {
    description:
      "true when this is the stored outcome of an earlier request with the same key; nothing was sent again.",
    // Those an outcome is stored under, so the only ones that can be a replay.
    statuses: ["200", "201", "202", "403", "404", "409", "422"]
  }
}

const ofCreation: Headers = {
  ...replayed,
  Location: { description: "Where to read what was made.", statuses: ["201", "202"] }
}

const ofMutation: Headers = {
  ...replayed,
  Location: {
    description:
      "The mutation or the approval, to be read again; with a 409 where it is not settled or was not approved.",
    statuses: ["202", "409"]
  },
  "Preference-Applied": {
    description: "wait=N: how many seconds the answer was waited for, where Prefer asked for it.",
    statuses: ["200", "202", "409"]
  }
}

const withHeaders = (headers: Headers, status: string, response: Record<string, unknown>): Record<string, unknown> => {
  const present = Object.entries(headers).filter(([, { statuses }]) => statuses.includes(status))
  return present.length === 0 ? response : {
    ...response,
    headers: Object.fromEntries(
      present.map(([name, { description }]) => [name, { description, schema: { type: "string" } }])
    )
  }
}

/** Says in the document, and to the server, which roles an endpoint is for. */
const forRole = (permission: Permission, description: string) => ({
  needs: Context.make(Needs, permission),
  description: `${description}\n\nRole: ${rolesWith(permission).join(", ")}.`
})

const documented = (headers: Headers, summary: string, description: string, permission: Permission) => {
  const { description: described, needs } = forRole(permission, description)
  return Context.merge(
    needs,
    OpenApi.annotations({
      summary,
      description: described,
      transform: (operation) => ({
        ...operation,
        responses: Object.fromEntries(
          Object.entries<Record<string, unknown>>(operation["responses"]).map(([status, response]) => [
            status,
            withHeaders(headers, status, response)
          ])
        )
      })
    })
  )
}

/** The documentation of an endpoint that changes nothing at Finpay, and who may call it. */
export const plain = (permission: Permission, summary: string, description: string) => {
  const { description: described, needs } = forRole(permission, description)
  return Context.merge(needs, OpenApi.annotations({ summary, description: described }))
}

/** The documentation of an endpoint that only reads. */
export const query = (summary: string, description: string) => plain("read", summary, description)

/** The documentation of an endpoint that needs no API key. */
export const open = (summary: string, description: string) => OpenApi.annotations({ summary, description })

const promise = "Needs an `Idempotency-Key`: the same key with the same request never does it twice and answers with " +
  "the stored outcome."

/** The documentation of an endpoint that makes something that can be paid: its headers, and what the key promises. */
export const creation = (summary: string, description: string) =>
  documented(
    ofCreation,
    summary,
    `${description} ${promise}`,
    "operate"
  )

/** The documentation of an endpoint that goes through the journal: its headers, and what the key promises. */
export const mutation = (summary: string, description: string) =>
  documented(
    ofMutation,
    summary,
    `${description} ${promise} It is written down before it is sent, and an outcome that was lost is found out.`,
    "operate"
  )
