import { formatRupiah, type Rupiah, signCallbackText } from "@openfinpay/finpay-core"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stdio from "effect/Stdio"
import { EndWith, UsageError } from "../errors.ts"
import { exitCodes } from "../exit-codes.ts"
import { amount } from "../input/amount.ts"
import { fileArgument } from "../input/file-argument.ts"
import { httpAddress, reachable } from "../input/http-address.ts"
import { readText } from "../input/source.ts"
import { toggle } from "../input/toggle.ts"
import { say } from "../language.ts"
import { answer } from "../output/answer.ts"
import { fields } from "../output/text.ts"
import { keyEnv, merchantKey } from "./callback-key.ts"
import { testPayload } from "./callback-payload.ts"
import { postCallback, postedFields } from "./callback-post.ts"

const flags = {
  file: fileArgument(
    say(
      "A JSON object: the members of the callback without its signature",
      "Objek JSON: anggota callback tanpa tanda tangannya"
    )
  ),
  order: Flag.String("order").pipe(
    Flag.withMetavar("ORDER"),
    Flag.withDescription(
      say(
        "Make a whole test callback of this order, instead of reading one",
        "Buat callback uji lengkap untuk pesanan ini, alih-alih membaca"
      )
    ),
    Flag.optional
  ),
  amount: amount(say("With --order: how much was paid", "Bersama --order: jumlah yang dibayar")).pipe(Flag.optional),
  status: Flag.String("status").pipe(
    Flag.withMetavar("STATUS"),
    Flag.filter(
      (status) => /^[A-Z_]{1,40}$/u.test(status),
      () =>
        say("Expected a status of Finpay, such as PAID or EXPIRED", "Harus status Finpay, misalnya PAID atau EXPIRED")
    ),
    Flag.withDescription(
      say("With --order: the status it tells (default: PAID)", "Bersama --order: status yang dikabarkan (bawaan: PAID)")
    ),
    Flag.optional
  ),
  source: Flag.String("source").pipe(
    Flag.withMetavar("WORD"),
    Flag.withDescription(
      say("With --order: how it was paid (default: vabca)", "Bersama --order: cara membayarnya (bawaan: vabca)")
    ),
    Flag.optional
  ),
  to: Flag.String("to").pipe(
    Flag.withMetavar("URL"),
    Flag.withDescription(
      say("Post it to a receiver and show what it answers", "Kirim ke penerima dan tampilkan jawabannya")
    ),
    Flag.mapEffect(httpAddress("to")),
    Flag.optional
  ),
  toAnywhere: toggle("to-anywhere", say("Let --to be another machine", "Izinkan --to menunjuk mesin lain")),
  keyEnv,
  zeroFraction: toggle(
    "zero-fraction",
    say(
      "Write a whole result.payment.amount as 22000.0, as some PHP set-ups do",
      "Tulis result.payment.amount yang bulat sebagai 22000.0, seperti beberapa pengaturan PHP"
    )
  )
} as const

type Input = Command.Command.Config.Infer<typeof flags>

const wrong = (en: string, id: string) => new UsageError({ message: say(en, id) })

/** What is signed: a test callback made here, or one that was written. */
const payloadOf = Effect.fnUntraced(function*({ amount, file, order, source, status }: Input) {
  if (Option.isNone(order)) {
    const orphan = [["amount", amount], ["status", status], ["source", source]] as const
    const found = orphan.find(([, value]) => Option.isSome<unknown>(value))
    if (found === undefined) return yield* readText(file)
    return yield* wrong(`--${found[0]}: needs --order`, `--${found[0]}: memerlukan --order`)
  }
  if (Option.isSome(file)) {
    return yield* wrong("give a file or --order, not both", "beri berkas atau --order, bukan keduanya")
  }
  if (Option.isNone(amount)) return yield* wrong("--order: needs --amount", "--order: memerlukan --amount")
  const payload = yield* testPayload({
    order: order.value,
    amount: amount.value,
    status: Option.getOrElse(status, () => "PAID"),
    source: Option.getOrElse(source, () => "vabca")
  })
  return JSON.stringify(payload)
})

const aboutOf = ({ amount, order, status }: Input): string | undefined =>
  Option.isNone(order) ? undefined : [
    order.value,
    formatRupiah(Option.getOrElse(amount, () => 0 as Rupiah)),
    Option.getOrElse(status, () => "PAID")
  ].join("  ")

const print = Effect.fnUntraced(function*(body: string) {
  // In a pipe these are the bytes to post and nothing else; a person wants the prompt on a line of its own.
  const { stdoutIsTerminal } = yield* Stdio.Stdio
  const end = (yield* stdoutIsTerminal) ? "\n" : ""
  yield* answer({ json: { body }, text: `${body}${end}` })
})

const post = Effect.fnUntraced(function*(input: Input, to: URL, body: string) {
  const posted = yield* postCallback(to, body)
  const { answer: said, httpStatus, isAccepted, millis } = posted
  yield* answer({
    json: { body, to: to.href, httpStatus, millis, accepted: isAccepted, answer: said },
    text: fields([
      [say("Callback", "Callback"), aboutOf(input)],
      [say("Posted to", "Dikirim ke"), to.href],
      ...postedFields(posted)
    ])
  })
  if (!isAccepted) return yield* new EndWith({ exitCode: exitCodes.refused })
})

/** `finpay callback sign`: the body Finpay would post. */
export const callbackSign = Command.make(
  "sign",
  flags,
  Effect.fnUntraced(function*(input) {
    const { keyEnv, to, toAnywhere, zeroFraction } = input
    if (Option.isSome(to)) yield* reachable("--to", to.value, { flag: "--to-anywhere", isGiven: toAnywhere })
    const key = yield* merchantKey(keyEnv)
    const body = yield* signCallbackText(yield* payloadOf(input), key, { zeroFraction })
    return yield* Option.isSome(to) ? post(input, to.value, body) : print(body)
  })
).pipe(
  Command.withDescription(
    say(
      "Make or sign a callback as Finpay would, to test a receiver, and post it there",
      "Buat atau tandatangani callback seperti Finpay untuk menguji penerima, dan kirim ke sana"
    )
  ),
  Command.withExamples([
    {
      command: "finpay callback sign --order INV-1 --amount 22000 --to http://127.0.0.1:3000/finpay --env local",
      description: say("Tell your application that INV-1 was paid", "Kabari aplikasi Anda bahwa INV-1 sudah dibayar")
    },
    {
      command: "finpay callback sign payload.json > body.json",
      description: say("Sign members of your own", "Tandatangani anggota buatan Anda sendiri")
    }
  ])
)
