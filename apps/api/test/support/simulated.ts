import { serve } from "@openfinpay/finpay-simulator"
import { localConfig } from "@openfinpay/finpay-transport"
import { Effect } from "effect"
import type { ApiOptions } from "../../src/configuration/ApiOptions.ts"
import { serveApi } from "../../src/serve-api.ts"
import { keptLogs } from "./logs.ts"

/** The real simulator and the API in front of it, both on free ports, until the test ends. */
export const startSimulated = (options: Partial<ApiOptions> = {}) =>
  Effect.gen(function*() {
    const { simulator, url } = yield* serve({ port: 0 })
    const api = yield* serveApi({ finpay: localConfig(url), port: 0, database: { file: ":memory:" }, ...options })
    return { simulator, simulatorUrl: url, api: api.url, payments: `${api.url}/v1/payments` }
  }).pipe(Effect.provide(keptLogs))

/** A payment by virtual account, unless told otherwise. */
export const newPayment = (id: string, more: Readonly<Record<string, unknown>> = {}) => ({
  order: { id, amount: 22_000, description: "Two coffees" },
  customer: { email: "budi@example.co.id", firstName: "Budi", lastName: "-", mobilePhone: "+6281234567890" },
  url: {},
  sourceOfFunds: { type: "vabca" },
  ...more
})
