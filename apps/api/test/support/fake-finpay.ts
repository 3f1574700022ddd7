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

/** The verbs a test gives an answer to. */
export interface Verbs {
  readonly payments?: Partial<Payments>
  readonly qris?: Partial<Qris>
}

const unexpected = (verb: string) => () => Effect.die(new Error(`${verb} was not expected to be called`))

/** A Finpay that answers as told; every other verb is a fault. */
export const fakeFinpay = ({ payments, qris }: Verbs): Layer.Layer<Finpay> =>
  Layer.succeed(
    Finpay,
    Finpay.of({
      payments: {
        check: unexpected("check"),
        refund: unexpected("refund"),
        void: unexpected("void"),
        cancel: unexpected("cancel"),
        initiate: unexpected("initiate"),
        ...payments
      },
      qris: {
        generate: unexpected("generate"),
        query: unexpected("query"),
        refund: unexpected("qris refund"),
        ...qris
      },
      run: unexpected("run")
    })
  )
