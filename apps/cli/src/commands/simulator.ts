import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { UsageError } from "../errors.ts"
import { readFaults } from "../input/faults-file.ts"
import { answer } from "../output/answer.ts"
import { table } from "../output/text.ts"
import { askSimulator } from "../simulator-control.ts"
import { orderCommands } from "./simulator-orders.ts"

const optionalText = Schema.optionalKey(Schema.String)

const RequestView = Schema.Struct({
  id: Schema.Int,
  at: Schema.String,
  operation: Schema.String,
  orderId: optionalText,
  processed: Schema.Boolean,
  decidedCode: optionalText,
  responseCode: optionalText,
  fault: optionalText
})

const requests = Command.make(
  "requests",
  {
    order: Flag.String("order").pipe(Flag.withDescription("Only requests about this order"), Flag.optional),
    operation: Flag.String("operation").pipe(
      Flag.withDescription("Only requests of this operation, such as refund"),
      Flag.optional
    )
  },
  Effect.fnUntraced(function*({ operation, order }) {
    const filter = new URLSearchParams()
    if (Option.isSome(order)) filter.set("orderId", order.value)
    if (Option.isSome(operation)) filter.set("operation", operation.value)
    const { json, value } = yield* askSimulator(
      { method: "GET", path: `/requests?${filter}` },
      Schema.Struct({ requests: Schema.Array(RequestView) })
    )
    const rows = value.requests.map((request) => [
      String(request.id),
      request.at,
      request.operation,
      request.orderId ?? "",
      request.processed ? "yes" : "no",
      request.responseCode ?? "",
      request.fault ?? ""
    ])
    const heading = ["NO", "AT", "OPERATION", "ORDER", "CARRIED OUT", "ANSWER", "FAULT"]
    yield* answer({ json, text: table(heading, rows) })
  })
).pipe(
  Command.withDescription("List the requests the simulator got"),
  Command.withExamples([
    { command: "finpay simulator requests --order INV-1", description: "How often was INV-1 asked about?" }
  ])
)

const FaultView = Schema.Struct({
  kind: Schema.String,
  operation: optionalText,
  orderId: optionalText,
  times: Schema.Int,
  probability: Schema.Finite
})

const faults = Command.make(
  "faults",
  {
    set: Flag.String("set").pipe(
      Flag.withMetavar("FILE"),
      Flag.withDescription("Put the faults of a JSON file in place of all others"),
      Flag.optional
    ),
    clear: Flag.Boolean("clear").pipe(
      Flag.withoutNegation,
      Flag.withDefault(false),
      Flag.withDescription("Take all faults away")
    )
  },
  Effect.fnUntraced(function*({ clear, set }) {
    if (clear && Option.isSome(set)) return yield* new UsageError({ message: "give --set or --clear, not both" })
    const asked = Option.isSome(set)
      ? { method: "PUT", path: "/faults", body: { faults: yield* readFaults(set.value) } } as const
      : { method: clear ? "DELETE" : "GET", path: "/faults" } as const
    const { json, value } = yield* askSimulator(asked, Schema.Struct({ faults: Schema.Array(FaultView) }))
    const rows = value.faults.map((fault) => [
      fault.kind,
      fault.operation ?? "any",
      fault.orderId ?? "any",
      String(fault.times),
      String(fault.probability)
    ])
    yield* answer({ json, text: table(["FAULT", "OPERATION", "ORDER", "TIMES", "PROBABILITY"], rows) })
  })
).pipe(
  Command.withDescription("Show, set or clear the faults to come"),
  Command.withExamples([{ command: "finpay simulator faults --set faults.json", description: "Let answers get lost" }])
)

const Clock = Schema.Struct({ now: Schema.String })

const advance = Command.make(
  "advance",
  {
    seconds: Argument.Int("seconds").pipe(
      Argument.filter((seconds) => seconds > 0, () => "Expected at least 1 second"),
      Argument.withDescription("How far, in seconds")
    )
  },
  Effect.fnUntraced(function*({ seconds }) {
    const { json, value } = yield* askSimulator({ method: "POST", path: "/clock/advance", body: { seconds } }, Clock)
    yield* answer({ json, text: `The simulator's clock is at ${value.now}.\n` })
  })
).pipe(
  Command.withDescription("Move the simulator's clock ahead; what falls due on the way happens"),
  Command.withExamples([{ command: "finpay simulator advance 86400", description: "A day later" }])
)

const reset = Command.make(
  "reset",
  {},
  Effect.fnUntraced(function*() {
    const { json } = yield* askSimulator({ method: "POST", path: "/reset" }, Clock)
    yield* answer({ json, text: "The simulator is as it was at its start.\n" })
  })
).pipe(
  Command.withDescription("Take the simulator back to its start: no orders, the real clock"),
  Command.withExamples([{ command: "finpay simulator reset", description: "Begin again" }])
)

/** `finpay simulator`: what a payer, a bank and a clock do to the running simulator. */
export const simulator = Command.make("simulator").pipe(
  Command.withDescription("Steer the running simulator: pay, decline, settle, faults, clock"),
  Command.withSubcommands([...orderCommands, requests, faults, advance, reset])
)
