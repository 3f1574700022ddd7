import { localCredentials, localPort, problemsOf } from "@openfinpay/finpay-core"
import type { ServedSimulator } from "@openfinpay/finpay-simulator"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { UsageError } from "../errors.ts"
import { exitCodes } from "../exit-codes.ts"
import { readFaults } from "../input/faults-file.ts"
import { given } from "../input/given.ts"
import { answer } from "../output/answer.ts"
import { stderrLogger } from "../output/stderr-logger.ts"
import { fields } from "../output/text.ts"
import { onStopSignal } from "../StopSignal.ts"
import { keepState } from "./simulate-state.ts"

// Loaded when it is needed: no other command has to wait for a server to be read.
const loadSimulator = Effect.promise(() => import("@openfinpay/finpay-simulator"))

const toggle = (name: string, description: string) =>
  Flag.Boolean(name).pipe(Flag.withoutNegation, Flag.withDefault(false), Flag.withDescription(description))

const flags = {
  port: Flag.Int("port").pipe(
    Flag.filter((port) => port >= 0 && port <= 65_535, () => "Expected a port from 0 to 65535"),
    Flag.withDefault(localPort),
    Flag.withDescription(`Where it listens; 0 takes any free port (default: ${localPort})`)
  ),
  host: Flag.String("host").pipe(
    Flag.withDefault("127.0.0.1"),
    Flag.withDescription("The address it listens on (default: 127.0.0.1)")
  ),
  allowNonLoopback: toggle(
    "allow-non-loopback",
    "Let --host be an address that other machines reach; everything in the simulator is open to them then"
  ),
  profile: Flag.Literals("profile", ["finpay", "standard"]).pipe(
    Flag.withDefault("finpay"),
    Flag.withDescription("Answer as Finpay's pages print (finpay) or as SNAP BI prints (standard)")
  ),
  seed: Flag.Int("seed").pipe(
    Flag.withDescription("Decides every number that is drawn (default: 1)"),
    Flag.optional
  ),
  quirks: toggle("quirks", "With the slips of Finpay's samples: stray blanks, swapped references"),
  faults: Flag.String("faults").pipe(
    Flag.withMetavar("FILE"),
    Flag.withDescription("A JSON list of faults to begin with"),
    Flag.optional
  ),
  state: Flag.String("state").pipe(
    Flag.withMetavar("FILE"),
    Flag.withDescription("Begin with the orders of this file, and save them there at the end"),
    Flag.optional
  ),
  noCallbacks: toggle("no-callbacks", "Send no callbacks and no QRIS notifications"),
  callbacksAnywhere: toggle("callbacks-anywhere", "Send callbacks to other machines too, not only to this one")
} as const

/** Everything a script needs to speak to the simulator and to sign for it. All of it is public. */
const credentials = (served: ServedSimulator) => ({
  url: served.url,
  merchantId: served.merchantId,
  merchantKey: Redacted.value(served.merchantKey),
  snap: {
    ...localCredentials.snap,
    ...given("notificationPublicKeyPem", Option.fromUndefinedOr(served.snap?.notificationPublicKeyPem))
  }
})

const tellReady = (served: ServedSimulator, port: number) => {
  const { merchantId, url } = served
  const prefix = port === localPort ? "" : `FINPAY_BASE_URL=${url} `
  return answer({
    json: { ready: true, ...credentials(served) },
    text: `A simulated Finpay is ready. Ctrl-C stops it.\n${
      fields([
        ["Address", url],
        ["Merchant", merchantId],
        ["Try", `${prefix}finpay initiate INV-1 --amount 22000 --source vabca --phone +6281234567890`],
        ["Then", `${prefix}finpay simulator pay INV-1`]
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
      return new UsageError({ message: `${file.value}: fault ${first?.field}: ${first?.problem}` })
    }
  )
})

const exposed = (host: string) =>
  new UsageError({ message: `--host ${host}: other machines could reach it; say --allow-non-loopback if they shall` })

type Input = Command.Command.Config.Infer<typeof flags>

const start = Effect.fnUntraced(function*(input: Input) {
  const { serve } = yield* loadSimulator
  const { host, port, profile, quirks } = input
  const serving = serve({
    host,
    port,
    profile,
    quirks,
    allowNonLoopback: input.allowNonLoopback,
    ...given("seed", input.seed),
    faults: yield* faultsOf(input.faults),
    callbacks: { enabled: !input.noCallbacks, allowNonLoopback: input.callbacksAnywhere }
  })
  const served = yield* Effect.mapError(
    serving,
    (error) => error._tag === "ServeError" && error.reason === "not-loopback" ? exposed(host) : error
  )
  if (Option.isSome(input.state)) yield* keepState(served.simulator, input.state.value)
  return served
})

const run = Effect.fnUntraced(function*(input: Input) {
  const served = yield* start(input)
  yield* tellReady(served, input.port)
  // Told to stop, it has done its work.
  return yield* onStopSignal(Effect.never, Effect.succeed(exitCodes.done))
}, Effect.scoped)

/** `finpay simulate`: Finpay on this machine, until it is told to stop. */
export const simulate = Command.make(
  "simulate",
  flags,
  Effect.fnUntraced(function*(input) {
    // A fault inside the simulator must be seen.
    return yield* Effect.provide(run(input), yield* stderrLogger)
  })
).pipe(
  Command.withDescription("Run a simulated Finpay on this machine until it is stopped"),
  Command.withExamples([
    { command: "finpay simulate", description: "Where FINPAY_ENV=local looks for it; nothing to configure" },
    {
      command: "finpay simulate --port 0 --json",
      description: "For a script: any free port, and one line of JSON when it is ready"
    },
    { command: "finpay simulate --faults faults.json --seed 7", description: "With faults, the same at every run" }
  ])
)
