import type * as HttpClientRequest from "effect/http/HttpClientRequest"
import type { JournaledOperation } from "../../src/Mutation.ts"

/** A mutation as it stands in an HTTP request: read from the bytes, not from what the journal believes it sends. */
export interface MutationRequest {
  readonly operation: JournaledOperation
  /** The order id, or `originalReferenceNo`. */
  readonly reference: string
  /** In rupiah; a cancel has none, and neither has a void by GET. */
  readonly amount?: number
  readonly partnerRefundNo?: string
}

type Body = Readonly<Record<string, unknown>>

const bodyOf = ({ body }: HttpClientRequest.HttpClientRequest): Body =>
  body._tag === "Uint8Array" ? JSON.parse(new TextDecoder().decode(body.body)) as Body : {}

const inner = (body: Body, name: string): Body => (body[name] ?? {}) as Body

/** What of a request to Finpay changes something after the payment, if it does. */
export const mutationIn = (request: HttpClientRequest.HttpClientRequest): MutationRequest | undefined => {
  const { pathname } = new URL(request.url)
  const cancelled = /^\/pg\/payment\/card\/cancel\/([^/]+)$/u.exec(pathname)?.[1]
  if (cancelled !== undefined) return { operation: "cancel", reference: decodeURIComponent(cancelled) }
  const voided = /^\/pg\/payment\/card\/void\/([^/]+)$/u.exec(pathname)?.[1]
  if (voided !== undefined) return { operation: "void", reference: decodeURIComponent(voided) }
  const operation = pathname.endsWith("/card/refund")
    ? "refund"
    : pathname.endsWith("/card/void")
    ? "void"
    : undefined
  if (operation !== undefined) {
    const order = inner(bodyOf(request), "order")
    return { operation, reference: String(order["id"]), amount: Number(order["amount"]) }
  }
  if (!pathname.endsWith("/qr-mpm-refund")) return undefined
  const body = bodyOf(request)
  return {
    operation: "qrisRefund",
    reference: String(body["originalReferenceNo"]),
    amount: Number(inner(body, "refundAmount")["value"]),
    partnerRefundNo: String(body["partnerRefundNo"])
  }
}
