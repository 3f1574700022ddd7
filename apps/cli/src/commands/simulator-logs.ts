import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { say } from "../language.ts"
import { answer } from "../output/answer.ts"
import { table, wibOf } from "../output/text.ts"
import { askSimulator } from "../simulator-control.ts"

const optionalText = Schema.optionalKey(Schema.String)

const RequestView = Schema.Struct({
  id: Schema.Int,
  at: Schema.String,
  operation: Schema.String,
  orderId: optionalText,
  processed: Schema.Boolean,
  responseCode: optionalText,
  fault: optionalText
})

/** A time of the simulator, which has WIB's offset, as every other time is shown. */
const shown = (at: string): string => Number.isNaN(Date.parse(at)) ? at : wibOf(Date.parse(at))

const requests = Command.make(
  "requests",
  {
    order: Flag.String("order").pipe(
      Flag.withMetavar("ORDER"),
      Flag.withDescription(say("Only requests about this order", "Hanya permintaan tentang pesanan ini")),
      Flag.optional
    ),
    operation: Flag.String("operation").pipe(
      Flag.withMetavar("WORD"),
      Flag.withDescription(
        say("Only requests of this operation, such as refund", "Hanya permintaan operasi ini, misalnya refund")
      ),
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
      shown(request.at),
      request.operation,
      request.orderId ?? "",
      request.processed ? say("yes", "ya") : say("no", "tidak"),
      request.responseCode ?? "",
      request.fault ?? ""
    ])
    const heading = [
      say("NO", "NO"),
      say("AT", "WAKTU"),
      say("OPERATION", "OPERASI"),
      say("ORDER", "PESANAN"),
      say("CARRIED OUT", "DILAKSANAKAN"),
      say("ANSWER", "JAWABAN"),
      say("FAULT", "GANGGUAN")
    ]
    yield* answer({ json, text: table(heading, rows) })
  })
).pipe(
  Command.withDescription(say("List the requests the simulator got", "Tampilkan permintaan yang diterima simulator")),
  Command.withExamples([{
    command: "finpay simulator requests --order INV-1",
    description: say("How often was INV-1 asked about?", "Berapa kali INV-1 ditanyakan?")
  }])
)

const CallbackView = Schema.Struct({
  id: Schema.Int,
  orderId: Schema.String,
  status: Schema.String,
  url: Schema.String,
  state: Schema.String,
  attempts: Schema.Array(
    Schema.Struct({ httpStatus: Schema.optionalKey(Schema.Int), problem: optionalText })
  ),
  fault: optionalText
})

const lastReply = ({ attempts }: typeof CallbackView.Type): string => {
  const last = attempts.at(-1)
  return last?.problem ?? String(last?.httpStatus ?? "")
}

const callbacks = Command.make(
  "callbacks",
  {},
  Effect.fnUntraced(function*() {
    const { json, value } = yield* askSimulator(
      { method: "GET", path: "/callbacks" },
      Schema.Struct({ callbacks: Schema.Array(CallbackView) })
    )
    const rows = value.callbacks.map((callback) => [
      String(callback.id),
      callback.orderId,
      callback.status,
      callback.state,
      String(callback.attempts.length),
      lastReply(callback),
      callback.fault ?? "",
      callback.url
    ])
    const heading = [
      "NO",
      say("ORDER", "PESANAN"),
      "STATUS",
      say("STATE", "KEADAAN"),
      say("TRIES", "PERCOBAAN"),
      say("ANSWER", "JAWABAN"),
      say("FAULT", "GANGGUAN"),
      say("TO", "TUJUAN")
    ]
    yield* answer({ json, text: table(heading, rows) })
  })
).pipe(
  Command.withDescription(
    say(
      "List the callbacks the simulator sent, and what became of them",
      "Tampilkan callback yang dikirim simulator, dan hasilnya"
    )
  ),
  Command.withExamples([{
    command: "finpay simulator callbacks",
    description: say("Did your application take them?", "Apakah aplikasi Anda menerimanya?")
  }])
)

/** What the simulator got and what it sent. */
export const logCommands = [requests, callbacks] as const
