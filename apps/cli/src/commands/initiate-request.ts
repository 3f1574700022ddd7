import { initiate, invalidRequest, problemsOf } from "@openfinpay/finpay-core"
import type { RequestInput, Rupiah } from "@openfinpay/finpay-core"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { UsageError } from "../errors.ts"
import { given } from "../input/given.ts"
import { parseRecord } from "../input/record.ts"
import { upTo } from "../input/repeated.ts"
import { readText } from "../input/source.ts"
import { say } from "../language.ts"

const text = (name: string, description: string, metavar = "TEXT") =>
  Flag.String(name).pipe(Flag.withMetavar(metavar), Flag.withDescription(description), Flag.optional)

/** What of a new order can be said by flags. Everything else goes by `--from`. */
export const orderFlags = {
  source: text(
    "source",
    say(
      "How the payer pays: cc, qris, vabca, vabni, ovo, ... Left out, the payer chooses",
      "Cara bayar: cc, qris, vabca, vabni, ovo, ... Bila kosong, pembayar yang memilih"
    )
  ),
  account: text(
    "account",
    say(
      "The payer's account with the source: for ovo the phone number, 08...",
      "Akun pembayar pada cara bayar itu: untuk ovo nomor telepon, 08..."
    )
  ),
  phone: text(
    "phone",
    say(
      "The payer's mobile phone, +628...; Finpay insists on it",
      "Nomor ponsel pembayar, +628...; diwajibkan Finpay"
    )
  ),
  email: text("email", say("The payer's e-mail address", "Alamat e-mail pembayar")),
  firstName: text("first-name", say("The payer's first name", "Nama depan pembayar")),
  lastName: text("last-name", say("The payer's last name", "Nama belakang pembayar")),
  customerId: text("customer-id", say("Your number of the payer", "Nomor pembayar di pembukuan Anda")),
  description: text("description", say("What is paid for", "Untuk apa dibayar")),
  timeout: text(
    "timeout-minutes",
    say("How long it can be paid; a day unless given", "Berapa lama dapat dibayar; satu hari bila kosong"),
    "MINUTES"
  ),
  callbackUrl: text(
    "callback-url",
    say("Where Finpay tells what became of it", "Alamat tempat Finpay memberi tahu hasilnya"),
    "URL"
  ),
  successUrl: text(
    "success-url",
    say("Where the payer's browser goes afterwards", "Halaman tujuan peramban pembayar sesudahnya"),
    "URL"
  ),
  item: Flag.String("item").pipe(
    Flag.withMetavar("NAME=VALUE,..."),
    Flag.withDescription(
      say(
        "A line of the order, such as name=Kopi,unitPrice=11000,quantity=2,category=drink; can be repeated",
        "Satu baris pesanan, misalnya name=Kopi,unitPrice=11000,quantity=2,category=drink; boleh diulang"
      )
    ),
    upTo(100)
  )
} as const

type Given =
  & {
    readonly [Name in Exclude<keyof typeof orderFlags, "item">]: Option.Option<string>
  }
  & { readonly item: ReadonlyArray<string> }

const readItem = (line: string): Effect.Effect<Readonly<Record<string, string>>, UsageError> => {
  const pairs = line.split(",").map((pair) => /^([A-Za-z]+)=(.*)$/u.exec(pair))
  return pairs.includes(null)
    ? Effect.fail(
      new UsageError({
        message: say(
          `--item ${line}: write name=value pairs with commas between them`,
          `--item ${line}: tulis pasangan nama=nilai, dipisahkan koma`
        )
      })
    )
    : Effect.succeed(Object.fromEntries(pairs.map((pair) => [pair?.[1] ?? "", pair?.[2] ?? ""])))
}

/** The request that the flags describe. */
export const requestOfFlags = Effect.fnUntraced(function*(order: string, amount: Rupiah, flags: Given) {
  const item = yield* Effect.forEach(flags.item, readItem)
  if (Option.isNone(flags.phone)) {
    return yield* new UsageError({
      message: say(
        "give the payer's mobile phone: --phone +628...; Finpay insists on it",
        "isi nomor ponsel pembayar: --phone +628...; diwajibkan Finpay"
      )
    })
  }
  const request: RequestInput<typeof initiate> = {
    customer: {
      ...given("id", flags.customerId),
      ...given("email", flags.email),
      ...given("firstName", flags.firstName),
      ...given("lastName", flags.lastName),
      mobilePhone: flags.phone.value
    },
    order: {
      id: order,
      amount,
      ...given("description", flags.description),
      ...given("timeout", flags.timeout),
      ...(item.length === 0 ? {} : { item })
    },
    url: { ...given("callbackUrl", flags.callbackUrl), ...given("successUrl", flags.successUrl) },
    ...Option.match(flags.source, {
      onNone: () => ({}),
      onSome: (type) => ({ sourceOfFunds: { type, ...given("accountId", flags.account) } })
    })
  }
  return { request, reference: order, amount }
})

/** The request that a file holds, in Finpay's own JSON. */
export const requestOfFile = Effect.fnUntraced(function*(file: string) {
  const content = yield* readText(Option.some(file))
  const json = yield* Effect.mapError(
    parseRecord(content),
    (problem) => new UsageError({ message: `${file}: ${problem.message}` })
  )
  const request = yield* Effect.mapError(
    Schema.decodeUnknownEffect(initiate.request)(json, { errors: "all", onExcessProperty: "error" }),
    (error) => invalidRequest(initiate.name, problemsOf(error.issue))
  )
  return { request, reference: request.order.id, amount: request.order.amount }
})
