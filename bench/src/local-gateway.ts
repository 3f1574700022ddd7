/**
 * A server in a process of its own that answers every client of the comparison with a small JSON text of the right shape,
 * and does nothing else: what is measured is the client.
 */
import { fork } from "node:child_process"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import process from "node:process"
import { fileURLToPath } from "node:url"

const status = {
  responseCode: "2000000",
  responseMessage: "Success",
  processingTime: 0.01,
  data: {
    order: { id: "INV-1", reference: "INV-10000", amount: "22000", currency: "IDR" },
    result: { payment: { status: "PAID", amount: 22000, statusDesc: "Paid", reference: "R-1" } }
  }
}

const answers: ReadonlyArray<readonly [part: string, answer: unknown]> = [
  ["/access-token/b2b", {
    responseCode: "2007300",
    responseMessage: "Successful",
    accessToken: "a-token",
    tokenType: "Bearer",
    expiresIn: "900"
  }],
  ["/qr-mpm-query", {
    responseCode: "2005100",
    responseMessage: "Successful",
    originalReferenceNo: "R-1",
    originalPartnerReferenceNo: "P-1",
    latestTransactionStatus: "00",
    transactionStatusDesc: "success",
    amount: { value: "22000.00", currency: "IDR" }
  }],
  ["/pg/payment/card/refund", { responseCode: "2000000", responseMessage: "Success", processingTime: 0.01 }],
  ["/pg/payment/card/", status],
  ["/v1/payment_intents/", {
    id: "pi_1",
    object: "payment_intent",
    amount: 22000,
    currency: "idr",
    status: "succeeded"
  }],
  ["/v1/refunds", { id: "re_1", object: "refund", amount: 22000, currency: "idr", status: "succeeded" }],
  ["/v2/invoices", {
    id: "inv-1",
    external_id: "INV-1",
    user_id: "u",
    status: "PAID",
    merchant_name: "m",
    merchant_profile_picture_url: "http://127.0.0.1/",
    amount: 22000,
    expiry_date: "2026-11-21T00:00:00.000Z",
    invoice_url: "http://127.0.0.1/",
    available_banks: [],
    available_retail_outlets: [],
    available_ewallets: [],
    available_qr_codes: [],
    available_direct_debits: [],
    available_paylaters: [],
    should_exclude_credit_card: false,
    should_send_email: false,
    created: "2026-11-21T00:00:00.000Z",
    updated: "2026-11-21T00:00:00.000Z"
  }],
  ["/refunds", { id: "rfd-1", payment_id: "inv-1", amount: 22000, currency: "IDR", status: "SUCCEEDED" }],
  ["/status", { status_code: "200", transaction_status: "settlement", order_id: "INV-1", gross_amount: "22000.00" }],
  ["/refund", { status_code: "200", transaction_status: "refund", order_id: "INV-1", refund_amount: "22000.00" }]
]

const bodies = answers.map(([part, answer]) => [part, Buffer.from(JSON.stringify(answer))] as const)

const serve = (): void => {
  const server = createServer((request, response) => {
    const [, body] = bodies.find(([part]) => request.url?.includes(part) === true) ?? []
    request.resume()
    request.on("end", () => {
      response.writeHead(body === undefined ? 404 : 200, {
        "content-type": "application/json",
        "content-length": body?.length ?? 0
      })
      response.end(body)
    })
  })
  server.keepAliveTimeout = 60_000
  server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port))
  process.on("disconnect", () => process.exit(0))
}

/** Starts it, lets `use` work with its address, and ends it. */
export const withGateway = async <A>(use: (url: string) => Promise<A>): Promise<A> => {
  const child = fork(fileURLToPath(import.meta.url), ["--serve"])
  try {
    const port = await new Promise((resolve) => child.once("message", resolve))
    return await use(`http://127.0.0.1:${String(port)}`)
  } finally {
    child.disconnect()
  }
}

if (process.argv.includes("--serve")) serve()
