import type { JournalUnavailable } from "@openfinpay/finpay-journal"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { SqlClient } from "effect/sql/SqlClient"
import { SecretBox } from "../access/SecretBox.ts"
import type { EventType } from "../contract/event-types.ts"
import { mostEndpoints } from "../contract/webhook-endpoints.ts"
import { newId } from "../database/new-id.ts"
import { usable } from "../database/usable.ts"
import { beginFollowing } from "./begin-following.ts"
import { disableEndpoint, endDeliveries } from "./end-endpoint.ts"
import { endpointOf } from "./endpoint-rows.ts"
import type { Endpoint } from "./endpoint-rows.ts"
import { sealedFor } from "./sealed-for.ts"
import { newSecret } from "./signature.ts"
import { targetProblem } from "./target.ts"

/** The account has no such endpoint. */
export class EndpointNotFound extends Data.TaggedError("EndpointNotFound")<{ readonly id: string }> {}

/** The account has as many endpoints as it may. */
export class EndpointsFull extends Data.TaggedError("EndpointsFull") {}

/** The address of an endpoint cannot be taken. */
export class UrlRefused extends Data.TaggedError("UrlRefused")<{ readonly problem: string }> {}

/** An endpoint to be made. */
export interface NewEndpoint {
  readonly url: string
  readonly types?: ReadonlyArray<EventType> | undefined
  readonly description?: string | undefined
  readonly createdBy: string
}

/** What is to change of an endpoint; `null` for kinds: all of them. */
export interface EndpointChange {
  readonly url?: string | undefined
  readonly types?: ReadonlyArray<EventType> | null | undefined
  readonly description?: string | undefined
}

/** An endpoint and its new secret. */
export interface WithSecret {
  readonly endpoint: Endpoint
  readonly secret: Redacted.Redacted
}

type Missing = EndpointNotFound | JournalUnavailable

/** What endpoints may be at. */
export interface EndpointOptions {
  /** Also addresses of private networks and of this machine, and `http`. */
  readonly allowsPrivate: boolean
}

const typesText = (types: ReadonlyArray<EventType> | null | undefined): string | null =>
  types === undefined || types === null ? null : JSON.stringify(types)

const make = Effect.fnUntraced(function*({ allowsPrivate }: EndpointOptions) {
  const sql = yield* SqlClient
  const box = yield* SecretBox

  const seal = (id: string, secret: Redacted.Redacted) => box.seal(sealedFor(id), Redacted.value(secret))

  const rows = (account: string) =>
    Effect.map(
      sql`SELECT * FROM finpay_api_webhook_endpoint WHERE account = ${account} AND state <> 'deleted' ORDER BY id`,
      (found) => found.map(endpointOf)
    )

  const find = Effect.fnUntraced(function*(account: string, id: string) {
    const [row] = yield* usable(sql`SELECT * FROM finpay_api_webhook_endpoint
      WHERE id = ${id} AND account = ${account} AND state <> 'deleted'`)
    return row === undefined ? yield* new EndpointNotFound({ id }) : endpointOf(row)
  })

  const checkUrl = (url: string) => {
    const problem = targetProblem(url, allowsPrivate)
    return problem === undefined ? Effect.void : Effect.fail(new UrlRefused({ problem }))
  }

  // Two that come at the same moment must not both find room: the lock is the row under which events get their places.
  const lockAccount = (account: string) =>
    sql`INSERT INTO finpay_api_event_head (account, sequence) VALUES (${account}, 0)
      ON CONFLICT (account) DO UPDATE SET sequence = finpay_api_event_head.sequence`

  const create = Effect.fnUntraced(function*(account: string, wanted: NewEndpoint) {
    yield* checkUrl(wanted.url)
    const id = yield* newId("whe")
    const now = yield* Clock.currentTimeMillis
    const secret = newSecret()
    const insert = Effect.gen(function*() {
      yield* lockAccount(account)
      yield* Effect.provideService(beginFollowing(account), SqlClient, sql)
      if ((yield* rows(account)).length >= mostEndpoints) return false
      yield* sql`INSERT INTO finpay_api_webhook_endpoint ${
        sql.insert({
          id,
          account,
          url: wanted.url,
          description: wanted.description ?? "",
          types: typesText(wanted.types),
          state: "enabled",
          disabled_because: null,
          secret: seal(id, secret),
          former_secret: null,
          former_until: null,
          created_by: wanted.createdBy,
          created_at: now,
          updated_at: now
        })
      }`
      return true
    })
    if (!(yield* usable(sql.withTransaction(insert)))) return yield* new EndpointsFull()
    return { endpoint: yield* find(account, id), secret }
  })

  const change = Effect.fnUntraced(function*(account: string, id: string, wanted: EndpointChange) {
    if (wanted.url !== undefined) yield* checkUrl(wanted.url)
    const endpoint = yield* find(account, id)
    const now = yield* Clock.currentTimeMillis
    const { description = endpoint.description, types = endpoint.types, url = endpoint.url } = wanted
    yield* usable(sql`UPDATE finpay_api_webhook_endpoint
      SET url = ${url}, description = ${description}, types = ${typesText(types)}, updated_at = ${now}
      WHERE id = ${id} AND state <> 'deleted'`)
    return yield* find(account, id)
  })

  const disable = Effect.fnUntraced(function*(account: string, id: string, actor: string) {
    yield* find(account, id)
    yield* usable(sql.withTransaction(disableEndpoint(id, `${actor} disabled it`)))
    return yield* find(account, id)
  })

  const enable = Effect.fnUntraced(function*(account: string, id: string) {
    yield* find(account, id)
    const now = yield* Clock.currentTimeMillis
    yield* usable(sql`UPDATE finpay_api_webhook_endpoint
      SET state = 'enabled', disabled_because = NULL, updated_at = ${now} WHERE id = ${id} AND state = 'disabled'`)
    return yield* find(account, id)
  })

  const remove = Effect.fnUntraced(function*(account: string, id: string) {
    yield* find(account, id)
    const now = yield* Clock.currentTimeMillis
    const erase = Effect.gen(function*() {
      yield* sql`UPDATE finpay_api_webhook_endpoint
        SET state = 'deleted', secret = NULL, former_secret = NULL, updated_at = ${now} WHERE id = ${id}`
      yield* endDeliveries(id, now)
    })
    yield* usable(sql.withTransaction(erase))
  })

  const rotate = Effect.fnUntraced(function*(account: string, id: string, graceSeconds: number) {
    yield* find(account, id)
    const now = yield* Clock.currentTimeMillis
    const secret = newSecret()
    // In one statement, so that of two who rotate at once neither brings back what the other replaced.
    yield* usable(sql`UPDATE finpay_api_webhook_endpoint
      SET former_secret = ${graceSeconds > 0 ? sql`secret` : null},
        former_until = ${graceSeconds > 0 ? now + graceSeconds * 1000 : null},
        secret = ${seal(id, secret)}, updated_at = ${now}
      WHERE id = ${id} AND state <> 'deleted'`)
    return { endpoint: yield* find(account, id), secret }
  })

  return WebhookEndpoints.of({
    create,
    list: (account) => usable(rows(account)),
    find,
    change,
    disable: (account, id, actor) => Effect.provideService(disable(account, id, actor), SqlClient, sql),
    enable,
    remove: (account, id) => Effect.provideService(remove(account, id), SqlClient, sql),
    rotate
  })
})

/** The endpoints of the merchants: each is found only by the account it belongs to. */
export class WebhookEndpoints extends Context.Service<WebhookEndpoints, {
  /** The secret is given here and never again. */
  readonly create: (
    account: string,
    wanted: NewEndpoint
  ) => Effect.Effect<WithSecret, UrlRefused | EndpointsFull | Missing>
  readonly list: (account: string) => Effect.Effect<ReadonlyArray<Endpoint>, JournalUnavailable>
  readonly find: (account: string, id: string) => Effect.Effect<Endpoint, Missing>
  readonly change: (
    account: string,
    id: string,
    wanted: EndpointChange
  ) => Effect.Effect<Endpoint, UrlRefused | Missing>
  readonly disable: (account: string, id: string, actor: string) => Effect.Effect<Endpoint, Missing>
  readonly enable: (account: string, id: string) => Effect.Effect<Endpoint, Missing>
  readonly remove: (account: string, id: string) => Effect.Effect<void, Missing>
  /** A new secret; the one before signs along for so long. */
  readonly rotate: (account: string, id: string, graceSeconds: number) => Effect.Effect<WithSecret, Missing>
}>()("@openfinpay/finpay-api/webhooks/WebhookEndpoints") {
  static readonly layer = (
    options: EndpointOptions
  ): Layer.Layer<WebhookEndpoints, never, SqlClient | SecretBox> => Layer.effect(WebhookEndpoints, make(options))
}
