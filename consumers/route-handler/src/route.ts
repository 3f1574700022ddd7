import { verifyCallback } from "@openfinpay/finpay-core"
import { Effect, Redacted } from "effect"

const key = Redacted.make(process.env["FINPAY_MERCHANT_KEY"] ?? "")

/** `POST /api/finpay/callback`, as a file `route.ts` of a web framework exports it. */
export const POST = async (request: Request): Promise<Response> => {
  const body = new Uint8Array(await request.arrayBuffer())
  return Effect.runPromise(
    verifyCallback({ body, key }).pipe(
      // It is news, not proof: ask Finpay for notification.order.id before you act.
      Effect.map(({ notification }) =>
        Response.json({ responseCode: "2000000", responseMessage: "Success", order: notification.order.id })
      ),
      Effect.catch(({ reason }) => Effect.succeed(Response.json({ reason }, { status: 401 })))
    )
  )
}
