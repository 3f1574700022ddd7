/** Looks at everything a call needs, in the order in which it needs it. Loaded by `finpay doctor` alone. */
import type { FinpayConfig } from "@openfinpay/finpay-transport"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { setting } from "../input/setting.ts"
import { say } from "../language.ts"
import { askClock, clockFinding } from "./clock.ts"
import { checkCredentials } from "./credentials.ts"
import { type Finding, unreachable, well } from "./Finding.ts"
import { checkJournal } from "./journal.ts"
import { checkNetwork, serverOf } from "./network.ts"
import { checkProxy } from "./proxy.ts"
import { checkSettings, type Place } from "./settings.ts"

/** The longest one step may take: nobody waits for ever to hear that something does not answer. */
const stepMillis = 10_000

const node = well({ check: "node", title: "Node" }, process.version)

const proxyVariables = ["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy"] as const

const lookUpProxies = Effect.gen(function*() {
  const values = new Map<string, string>()
  for (const variable of [...proxyVariables, "NODE_USE_ENV_PROXY"]) {
    const value = yield* setting(variable)
    if (Option.isSome(value)) values.set(variable, value.value)
  }
  return (variable: string) => values.get(variable)
}).pipe(Effect.orElseSucceed(() => () => undefined))

const checkClock = (baseUrl: string, usesSnap: boolean): Effect.Effect<Finding> =>
  askClock(baseUrl, stepMillis).pipe(
    Effect.match({
      onSuccess: (reading) => clockFinding(reading, usesSnap),
      onFailure: () =>
        unreachable(
          { check: "http", title: "HTTP" },
          say("the server gave no answer to a request", "server tidak menjawab permintaan"),
          say("Check the address (FINPAY_BASE_URL) and the proxy", "Periksa alamatnya (FINPAY_BASE_URL) dan proxy-nya")
        )
    })
  )

const checkFinpay = Effect.fnUntraced(function*({ baseUrl, environment }: Place, config: FinpayConfig | undefined) {
  const address = well({ check: "address", title: say("Address", "Alamat") }, `${environment}: ${baseUrl}`)
  const proxy = checkProxy(baseUrl, yield* lookUpProxies)
  const server = serverOf(baseUrl, environment === "local")
  // A proxy makes the connection in our place.
  const way = proxy.isUsed ? [] : yield* checkNetwork(server, stepMillis, yield* Clock.currentTimeMillis)
  const found = [address, ...(proxy.finding === undefined ? [] : [proxy.finding]), ...way]
  if (way.some(({ level }) => level === "failed")) return found
  const clock = yield* checkClock(baseUrl, config?.snap !== undefined)
  if (config === undefined || clock.blames === "unreachable") return [...found, clock]
  const patient = { ...config, totalTimeoutMillis: Math.min(config.totalTimeoutMillis ?? stepMillis, stepMillis) }
  return [...found, clock, ...yield* checkCredentials(patient)]
})

/** Everything that was found, in the order in which a call needs it. */
export const diagnose = Effect.gen(function*() {
  const { config, findings, place } = yield* checkSettings
  const [finpay, journal] = yield* Effect.all([
    place === undefined ? Effect.succeed([]) : checkFinpay(place, config),
    checkJournal
  ], { concurrency: 2 })
  return [node, ...findings, ...finpay, ...journal]
})
