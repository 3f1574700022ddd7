import { Rupiah } from "@openfinpay/finpay-core"
import type { Answered } from "@openfinpay/finpay-core"
import { Finpay } from "@openfinpay/finpay-transport"
import type { Payments, Qris } from "@openfinpay/finpay-transport"
import { Effect, Layer } from "effect"

/** What Finpay answers when there is nothing more to say. */
export const envelope = {
  responseCode: "2000000",
  responseMessage: "Success",
  traceId: "7c9e6679-7425-40de-944b-e07fc1f90ae7"
} as const

/** An answer as the transport gives it: decoded, with the JSON as it came. */
export const answered = <Response extends object>(response: Response, raw: unknown = response): Answered<Response> => ({
  ...response,
  raw
})

/** What Finpay knows of an order: its amount, all of it paid, and a status. */
export const ordered = (status: string, amount = 22_000) =>
  answered({
    ...envelope,
    data: {
      order: { amount: Rupiah.make(amount) },
      result: { payment: { status, amount: Rupiah.make(amount) } }
    }
  })

/** The verbs a test gives an answer to. */
export interface Verbs {
  readonly payments?: Partial<Payments>
  readonly qris?: Partial<Qris>
}

const unexpected = (verb: string) => () => Effect.die(new Error(`${verb} was not expected to be called`))

/**
 * A Finpay that answers as told; every other verb is a fault. Unless told otherwise every order is paid, as the journal
 * asks before it sends anything.
 */
export const fakeFinpay = ({ payments, qris }: Verbs): Layer.Layer<Finpay> =>
  Layer.succeed(
    Finpay,
    Finpay.of({
      longestCallMillis: 30_000,
      payments: {
        check: () => Effect.succeed(ordered("PAID")),
        refund: unexpected("refund"),
        void: unexpected("void"),
        cancel: unexpected("cancel"),
        initiate: unexpected("initiate"),
        ...payments
      },
      qris: {
        generate: unexpected("generate"),
        query: () =>
          Effect.succeed(answered({ ...envelope, latestTransactionStatus: "00", amount: Rupiah.make(10_000) })),
        refund: unexpected("qris refund"),
        ...qris
      },
      filled: (input) => ({ merchantId: "FINPAY001", ...input }),
      run: unexpected("run")
    })
  )
