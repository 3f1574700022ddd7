import { initiate, invalidRequest, problemsOf } from "@openfinpay/finpay-core"
import type { RequestInput, Rupiah } from "@openfinpay/finpay-core"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { UsageError } from "../errors.ts"
import { given } from "../input/given.ts"
import { parseRecord } from "../input/record.ts"
import { readText } from "../input/source.ts"

const text = (name: string, description: string) =>
  Flag.String(name).pipe(Flag.withDescription(description), Flag.optional)

/** What of a new order can be said by flags. Everything else goes by `--from`. */
export const orderFlags = {
  source: text("source", "How the payer pays: cc, qris, vabca, vabni, ovo, ... Left out, the payer chooses"),
  account: text("account", "The payer's account with the source: for ovo the phone number, 08..."),
  phone: text("phone", "The payer's mobile phone, +628...; Finpay insists on it"),
  email: text("email", "The payer's e-mail address"),
  firstName: text("first-name", "The payer's first name"),
  lastName: text("last-name", "The payer's last name"),
  customerId: text("customer-id", "Your number of the payer"),
  description: text("description", "What is paid for"),
  timeout: text("timeout-minutes", "How long it can be paid; a day unless given"),
  callbackUrl: text("callback-url", "Where Finpay tells what became of it"),
  successUrl: text("success-url", "Where the payer's browser goes afterwards"),
  item: Flag.String("item").pipe(
    Flag.withMetavar("NAME=VALUE,..."),
    Flag.withDescription(
      "A line of the order, such as name=Kopi,unitPrice=11000,quantity=2,category=drink; can be repeated"
    ),
    Flag.between(0, 100)
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
    ? Effect.fail(new UsageError({ message: `--item ${line}: write name=value pairs with commas between them` }))
    : Effect.succeed(Object.fromEntries(pairs.map((pair) => [pair?.[1] ?? "", pair?.[2] ?? ""])))
}

/** The request that the flags describe. */
export const requestOfFlags = Effect.fnUntraced(function*(order: string, amount: Rupiah, flags: Given) {
  const item = yield* Effect.forEach(flags.item, readItem)
  if (Option.isNone(flags.phone)) {
    return yield* new UsageError({ message: "give the payer's mobile phone: --phone +628...; Finpay insists on it" })
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
