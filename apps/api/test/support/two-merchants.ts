import { localCredentials } from "@openfinpay/finpay-core"
import { localMerchant, serve } from "@openfinpay/finpay-simulator"
import { localConfig } from "@openfinpay/finpay-transport"
import { Effect, Layer, Redacted } from "effect"
import { join } from "node:path"
import { ApiKeys } from "../../src/access/ApiKeys.ts"
import { makeFirstKey } from "../../src/access/first-key.ts"
import type { ApiOptions } from "../../src/configuration/ApiOptions.ts"
import type { Role } from "../../src/contract/permission.ts"
import { layerDatabase } from "../../src/database/layer.ts"
import { serveApi } from "../../src/serve-api.ts"
import { send } from "./api.ts"
import type { Answer } from "./api.ts"
import { keptLogs } from "./logs.ts"
import { temporaryFolder } from "./process.ts"

/** The merchant of the server's variables. */
export const ours = localMerchant.id

/** A merchant that is added over the API. */
export const others = "FINPAY002"

export const othersKey = "merchant-key-of-the-others"

const { clientSecret, privateKeyPem, merchantId } = localCredentials.snap

const othersSnap = { clientId: "client-of-the-others", partnerId: "PARTNER-OF-THE-OTHERS" }

/** What the others call Finpay with. */
export const othersCredentials = {
  merchantKey: othersKey,
  snap: { ...othersSnap, clientSecret, privateKeyPem, merchantId, channelId: "95221", origin: "www.example.co.id" }
}

/** A request of a test. */
export interface Call {
  readonly key?: string | undefined
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** The first administrator's key of a database, as `finpay-api init` makes it. */
export const firstKeyOf = (file: string) =>
  makeFirstKey({ name: "first", another: false }).pipe(
    Effect.map(({ key }) => Redacted.value(key)),
    Effect.provide(Layer.fresh(Layer.provideMerge(ApiKeys.layer, layerDatabase({ file })))),
    Effect.orDie
  )

/** A simulator that knows two merchants, and the real API with both, which asks for keys; until the test ends. */
export const startTwoMerchants = (options: Partial<ApiOptions> = {}) =>
  Effect.gen(function*() {
    const second = {
      ...localMerchant,
      id: others,
      key: Redacted.make(othersKey),
      ...(localMerchant.snap && { snap: { ...localMerchant.snap, ...othersSnap } })
    }
    const { simulator, url: simulatorUrl } = yield* serve({ port: 0, merchants: [localMerchant, second] })
    const file = join(yield* temporaryFolder, "journal.sqlite")
    const { url } = yield* serveApi({
      finpay: localConfig(simulatorUrl),
      port: 0,
      access: "keys",
      database: { file },
      requestsPerMinute: 1_000_000,
      ...options
    })
    const admin = yield* firstKeyOf(file)

    const call = (
      method: string,
      path: string,
      { body, headers = {}, key = admin }: Call = {}
    ): Effect.Effect<Answer> =>
      send(`${url}${path}`, {
        method,
        headers: {
          ...(key === "" ? {} : { authorization: `Bearer ${key}` }),
          ...(body === undefined ? {} : { "content-type": "application/json" }),
          ...headers
        },
        ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) })
      })

    const newKey = (role: Role, merchants?: ReadonlyArray<string>) =>
      Effect.map(
        call("POST", "/v1/api-keys", { body: { name: `${role} of a test`, role, ...(merchants && { merchants }) } }),
        ({ json }) => String(json["key"])
      )

    yield* call("POST", "/v1/merchants", { body: { id: others, credentials: othersCredentials } })
    return { url, simulator, simulatorUrl, admin, call, newKey, file }
  }).pipe(Effect.provide(keptLogs))
