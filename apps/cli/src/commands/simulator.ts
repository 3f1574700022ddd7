import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { UsageError } from "../errors.ts"
import { readFaults } from "../input/faults-file.ts"
import { toggle } from "../input/toggle.ts"
import { say } from "../language.ts"
import { answer } from "../output/answer.ts"
import { table } from "../output/text.ts"
import { askSimulator } from "../simulator-control.ts"
import { logCommands } from "./simulator-logs.ts"
import { orderCommands } from "./simulator-orders.ts"

const optionalText = Schema.optionalKey(Schema.String)

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
      Flag.withDescription(
        say(
          "Put the faults of a JSON file in place of all others",
          "Ganti semua gangguan dengan yang ada di berkas JSON"
        )
      ),
      Flag.optional
    ),
    clear: toggle("clear", say("Take all faults away", "Hapus semua gangguan"))
  },
  Effect.fnUntraced(function*({ clear, set }) {
    if (clear && Option.isSome(set)) {
      const message = say("give --set or --clear, not both", "pakai --set atau --clear, bukan keduanya")
      return yield* new UsageError({ message })
    }
    const asked = Option.isSome(set)
      ? { method: "PUT", path: "/faults", body: { faults: yield* readFaults(set.value) } } as const
      : { method: clear ? "DELETE" : "GET", path: "/faults" } as const
    const { json, value } = yield* askSimulator(asked, Schema.Struct({ faults: Schema.Array(FaultView) }))
    const any = say("any", "semua")
    const rows = value.faults.map((fault) => [
      fault.kind,
      fault.operation ?? any,
      fault.orderId ?? any,
      String(fault.times),
      String(fault.probability)
    ])
    const heading = [
      say("FAULT", "GANGGUAN"),
      say("OPERATION", "OPERASI"),
      say("ORDER", "PESANAN"),
      say("TIMES", "KALI"),
      say("PROBABILITY", "PELUANG")
    ]
    yield* answer({ json, text: table(heading, rows) })
  })
).pipe(
  Command.withDescription(
    say(
      "Show, set or clear the faults to come: answers that get lost, errors, forged callbacks. What a faults file holds, " +
        "with all kinds: finpay help faults",
      "Tampilkan, pasang, atau hapus gangguan yang akan terjadi: jawaban yang hilang, kesalahan, callback palsu. Isi " +
        "berkasnya dan semua jenisnya: finpay help faults"
    )
  ),
  Command.withShortDescription(
    say("Show, set or clear the faults to come", "Tampilkan, pasang, atau hapus gangguan yang akan terjadi")
  ),
  Command.withExamples([{
    command: "finpay simulator faults --set faults.json",
    description: say(
      "faults.json holds [{\"kind\": \"lost-answer\", \"operation\": \"refund\"}]: an answer gets lost",
      "faults.json berisi [{\"kind\": \"lost-answer\", \"operation\": \"refund\"}]: sebuah jawaban hilang"
    )
  }])
)

const Clock = Schema.Struct({ now: Schema.String })

const advance = Command.make(
  "advance",
  {
    seconds: Argument.Int("seconds").pipe(
      Argument.filter(
        (seconds) => seconds > 0,
        () => say("Expected at least 1 second", "Harus paling sedikit 1 detik")
      ),
      Argument.withDescription(say("How far, in seconds", "Seberapa jauh, dalam detik"))
    )
  },
  Effect.fnUntraced(function*({ seconds }) {
    const { json, value } = yield* askSimulator({ method: "POST", path: "/clock/advance", body: { seconds } }, Clock)
    const text = say(`The simulator's clock is at ${value.now}.`, `Jam simulator kini ${value.now}.`)
    yield* answer({ json, text: `${text}\n` })
  })
).pipe(
  Command.withDescription(
    say(
      "Move the simulator's clock ahead; what falls due on the way happens",
      "Majukan jam simulator; yang jatuh tempo di antaranya ikut terjadi"
    )
  ),
  Command.withExamples([{
    command: "finpay simulator advance 86400",
    description: say("A day later", "Satu hari kemudian")
  }])
)

const reset = Command.make(
  "reset",
  {},
  Effect.fnUntraced(function*() {
    const { json } = yield* askSimulator({ method: "POST", path: "/reset" }, Clock)
    const text = say("The simulator is as it was at its start.", "Simulator kembali seperti saat dimulai.")
    yield* answer({ json, text: `${text}\n` })
  })
).pipe(
  Command.withDescription(
    say(
      "Take the simulator back to its start: no orders, the real clock",
      "Kembalikan simulator ke awal: tanpa pesanan, jam sebenarnya"
    )
  ),
  Command.withExamples([{ command: "finpay simulator reset", description: say("Begin again", "Mulai lagi") }])
)

/** `finpay simulator`: what a payer, a bank and a clock do to the running simulator. */
export const simulator = Command.make("simulator").pipe(
  Command.withDescription(
    say(
      "Steer the running simulator: pay, decline, settle, faults, clock",
      "Kendalikan simulator yang berjalan: bayar, tolak, settle, gangguan, jam"
    )
  ),
  Command.withSubcommands([...orderCommands, ...logCommands, faults, advance, reset])
)
