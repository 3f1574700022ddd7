import { localCredentials, localPort, localPublicKeys, problemsOf } from "@openfinpay/finpay-core"
import type { ServedSimulator } from "@openfinpay/finpay-simulator"
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as Stdio from "effect/Stdio"
import { UsageError } from "../errors.ts"
import { exitCodes } from "../exit-codes.ts"
import { Quiet } from "../global-flags.ts"
import { readFaults } from "../input/faults-file.ts"
import { given } from "../input/given.ts"
import { reachable } from "../input/http-address.ts"
import { say } from "../language.ts"
import { answer } from "../output/answer.ts"
import { OutputMode } from "../output/OutputMode.ts"
import { stderrLogger } from "../output/stderr-logger.ts"
import { fields } from "../output/text.ts"
import { onStopSignal } from "../StopSignal.ts"
import { simulateFlags, type SimulateInput } from "./simulate-flags.ts"
import { type LogEntry, makeLog } from "./simulate-log.ts"
import { keepState } from "./simulate-state.ts"

// Loaded when it is needed: no other command has to wait for a server to be read.
const loadSimulator = Effect.promise(() => import("@openfinpay/finpay-simulator"))

/** Everything a script needs to speak to the simulator and to sign for it. All of it is public. */
const credentials = (served: ServedSimulator) => ({
  url: served.url,
  merchantId: served.merchantId,
  merchantKey: Redacted.value(served.merchantKey),
  snap: {
    ...localCredentials.snap,
    publicKeyPem: localPublicKeys.snapPem,
    ...given("notificationPublicKeyPem", Option.fromUndefinedOr(served.snap?.notificationPublicKeyPem))
  }
})

const tellReady = (served: ServedSimulator, { callbackUrl, port }: SimulateInput) => {
  const { merchantId, url } = served
  const prefix = port === localPort ? "" : `FINPAY_BASE_URL=${url} `
  return answer({
    json: { ready: true, ...credentials(served) },
    text: `${
      say("A simulated Finpay is ready. Ctrl-C stops it.", "Finpay tiruan sudah siap. Ctrl-C menghentikannya.")
    }\n${
      fields([
        [say("Address", "Alamat"), url],
        ["Merchant", merchantId],
        [say("Callbacks to", "Callback ke"), Option.getOrUndefined(Option.map(callbackUrl, ({ href }) => href))],
        [
          say("Try", "Coba"),
          `${prefix}finpay initiate INV-1 --amount 22000 --source vabca --phone +6281234567890`
        ],
        [say("Then", "Lalu"), `${prefix}finpay simulator pay INV-1`]
      ])
    }`
  })
}

const faultsOf = Effect.fnUntraced(function*(file: Option.Option<string>) {
  if (Option.isNone(file)) return []
  const { FaultRule } = yield* loadSimulator
  const given = yield* readFaults(file.value)
  return yield* Effect.mapError(
    Schema.decodeUnknownEffect(Schema.Array(Schema.toEncoded(FaultRule)))(given, { onExcessProperty: "error" }),
    (error) => {
      const [first] = problemsOf(error.issue)
      return new UsageError({
        message: say(
          `${file.value}: fault ${first?.field}: ${first?.problem}`,
          `${file.value}: gangguan ${first?.field}: ${first?.problem}`
        )
      })
    }
  )
})

const exposed = (host: string) =>
  new UsageError({
    message: say(
      `--host ${host}: other machines could reach it; say --allow-non-loopback if they shall`,
      `--host ${host}: mesin lain dapat menjangkaunya; tambahkan --allow-non-loopback bila memang boleh`
    )
  })

const start = Effect.fnUntraced(function*(input: SimulateInput, put: (entry: LogEntry) => void) {
  const { serve } = yield* loadSimulator
  const { callbackUrl, host, port, profile, quirks } = input
  const serving = serve({
    host,
    port,
    profile,
    quirks,
    allowNonLoopback: input.allowNonLoopback,
    ...given("seed", input.seed),
    faults: yield* faultsOf(input.faults),
    callbacks: {
      enabled: !input.noCallbacks,
      allowNonLoopback: input.callbacksAnywhere,
      ...given("url", Option.map(callbackUrl, ({ href }) => href))
    },
    onRequest: (request) => put({ event: "request", request }),
    onCallback: (callback) => put({ event: "callback", callback })
  })
  const served = yield* Effect.mapError(
    serving,
    (error) => error._tag === "ServeError" && error.reason === "not-loopback" ? exposed(host) : error
  )
  if (Option.isSome(input.state)) yield* keepState(served.simulator, input.state.value)
  return served
})

/** A script that asked for one line gets one line; a person who watches is shown what happens. */
const isLogging = Effect.fnUntraced(function*({ log }: SimulateInput) {
  const { stdoutIsTerminal } = yield* Stdio.Stdio
  return log || ((yield* OutputMode) === "text" && !(yield* Quiet) && (yield* stdoutIsTerminal))
})

const run = Effect.fnUntraced(function*(input: SimulateInput) {
  const isShown = yield* isLogging(input)
  const log = yield* makeLog
  const served = yield* start(input, isShown ? log.put : () => {})
  yield* tellReady(served, input)
  // Told to stop, it has done its work.
  return yield* onStopSignal(isShown ? log.write : Effect.never, Effect.succeed(exitCodes.done))
}, Effect.scoped)

/** `finpay simulate`: Finpay on this machine, until it is told to stop. */
export const simulate = Command.make(
  "simulate",
  simulateFlags,
  Effect.fnUntraced(function*(input) {
    const { callbackUrl, callbacksAnywhere } = input
    if (Option.isSome(callbackUrl)) {
      const anywhere = { flag: "--callbacks-anywhere", isGiven: callbacksAnywhere }
      yield* reachable("--callback-url", callbackUrl.value, anywhere)
    }
    // A fault inside the simulator must be seen.
    return yield* Effect.provide(run(input), yield* stderrLogger)
  })
).pipe(
  Command.withDescription(
    say(
      "Run a simulated Finpay on this machine until it is stopped",
      "Jalankan Finpay tiruan di mesin ini sampai dihentikan"
    )
  ),
  Command.withExamples([
    {
      command: "finpay simulate",
      description: say(
        "Where FINPAY_ENV=local looks for it; nothing to configure",
        "Di tempat yang dicari FINPAY_ENV=local; tidak perlu pengaturan"
      )
    },
    {
      command: "finpay simulate --callback-url http://127.0.0.1:4711",
      description: say(
        "Callbacks go to finpay callback listen --env local",
        "Callback dikirim ke finpay callback listen --env local"
      )
    },
    {
      command: "finpay simulate --port 0 --json",
      description: say(
        "For a script: any free port, and one line of JSON when it is ready",
        "Untuk skrip: port bebas mana pun, dan satu baris JSON saat siap"
      )
    },
    {
      command: "finpay simulate --faults faults.json --seed 7",
      description: say("With faults, the same at every run", "Dengan gangguan yang sama setiap kali dijalankan")
    }
  ])
)
