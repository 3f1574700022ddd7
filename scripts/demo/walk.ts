/** The story itself: what a merchant does after a payment, over real HTTP, against the API and the simulator. */
import { randomUUID } from "node:crypto"
import { at, call, must, seen, step, until } from "./story.ts"
import type { Told } from "./story.ts"

/** Where the two servers are. */
export interface Stage {
  readonly api: string
  readonly simulator: string
}

const rupiah = (amount: number): string => `Rp ${String(amount).replace(/\B(?=(?:\d{3})+$)/gu, ".")}`

const run = new Date().toISOString().slice(5, 19).replaceAll(/\D/gu, "")
const orderId = (name: string): string => `DEMO-${name}-${run}`

/** The steps of the story, in their order. */
export const walk = async ({ api, simulator }: Stage): Promise<void> => {
  const mutate = (
    path: string,
    body?: unknown,
    key: string = randomUUID(),
    headers: Readonly<Record<string, string>> = {}
  ): Promise<Told> => call("POST", `${api}/v1${path}`, body, { "idempotency-key": key, ...headers })
  const read = (path: string): Promise<Told> => call("GET", `${api}/v1${path}`)
  const control = (method: string, path: string, body?: unknown): Promise<Told> =>
    call(method, `${simulator}/_simulator${path}`, body)

  const initiate = async (id: string, amount: number, type: string): Promise<Told> => {
    const made = await mutate("/payments", {
      customer: {
        email: "payer@example.co.id",
        firstName: "Payer",
        lastName: "Example",
        mobilePhone: "+6281234567890"
      },
      order: { id, amount, description: "A demo order" },
      url: { callbackUrl: `${api}/v1/callbacks/finpay/FINPAY001` },
      sourceOfFunds: { type }
    })
    must(made.status === 201, `order ${id} is created (got ${made.status} ${JSON.stringify(made.body)})`)
    return made
  }
  const statusOf = async (id: string): Promise<unknown> => (await read(`/payments/${id}`)).body["status"]
  const requestsOf = async (operation: string, id: string): Promise<number> => {
    const log = await control("GET", `/requests?operation=${operation}&orderId=${id}`)
    const requests = at(log.body, "requests")
    must(Array.isArray(requests), "the simulator's request log is a list")
    return requests.length
  }
  const callbackSeen = (reference: string, status: string): Promise<void> =>
    until(`the callback ${status} of ${reference}`, async () => {
      const list = at((await read("/callbacks")).body, "callbacks")
      return Array.isArray(list) &&
        list.some((one) => at(one, "reference") === reference && at(one, "status") === status)
    })

  const first = orderId("A")
  step(`A shop creates order ${first} over ${rupiah(150_000)}, to be paid to a BCA virtual account.`)
  const made = await initiate(first, 150_000, "vabca")
  seen(
    `Finpay gives the number ${String(made.body["paymentCode"])}, to be paid before ${
      String(at(made.body, "expiryLink.raw"))
    } WIB.`
  )

  step("The payer pays it. Finpay calls the shop back.")
  must((await control("POST", `/orders/${first}/pay`)).status === 200, "the payer can pay")
  await callbackSeen(first, "PAID")
  seen("The callback arrived, and its signature is right over the bytes as PHP wrote them.")

  step("A callback is news and not proof, so the shop asks Finpay.")
  const checked = await read(`/payments/${first}`)
  must(checked.body["status"] === "PAID" && checked.body["isPaid"] === true, "the order is paid")
  seen(`Status ${checked.body["status"]}, ${rupiah(Number(checked.body["paidAmount"]))} paid.`)

  step(`A third of it is refunded: ${rupiah(50_000)}.`)
  const key = randomUUID()
  const partial = await mutate(`/payments/${first}/refunds`, { amount: 50_000 }, key)
  must(partial.status < 300, `the partial refund succeeds (got ${partial.status})`)
  must(await statusOf(first) === "PARTIALLY_REFUNDED", "the order is partially refunded")
  const again = await mutate(`/payments/${first}/refunds`, { amount: 50_000 }, key)
  must(again.headers.get("idempotency-replayed") === "true", "the same key gives the stored outcome")
  must(await requestsOf("refund", first) === 1, "one refund reached Finpay")
  seen("Asked a second time with the same Idempotency-Key: the stored answer; Finpay saw one refund.")

  step(`The rest is refunded: ${rupiah(100_000)}.`)
  must((await mutate(`/payments/${first}/refunds`, { amount: 100_000 })).status < 300, "the rest is refunded")
  must(await statusOf(first) === "REFUNDED", "the order is refunded")
  const tooMuch = await mutate(`/payments/${first}/refunds`, { amount: 1 })
  must(tooMuch.status >= 400 && at(tooMuch.body, "operationState") === "not-processed", "no more can be refunded")
  seen(`Status REFUNDED. One rupiah more is refused here, before it is sent: ${String(tooMuch.body["title"])}.`)

  const second = orderId("B")
  step(`Order ${second} is paid by card and voided before settlement.`)
  await initiate(second, 75_000, "cc")
  must((await control("POST", `/orders/${second}/pay`)).status === 200, "the card is charged")
  must((await mutate(`/payments/${second}/void`, { amount: 75_000 })).status < 300, "the void succeeds")
  seen(`Status ${String(await statusOf(second))}: nothing will show on the payer's statement.`)

  const third = orderId("C")
  step(`Order ${third} is cancelled before anybody pays.`)
  await initiate(third, 20_000, "vamandiri")
  must((await mutate(`/payments/${third}/cancel`)).status < 300, "the cancel succeeds")
  const late = await control("POST", `/orders/${third}/pay`)
  must(late.status >= 400, "a cancelled order cannot be paid")
  seen(`Status ${String(await statusOf(third))}; a payer who comes late cannot pay any more.`)

  const fourth = orderId("D")
  step(`Order ${fourth} is a QRIS order. Finpay refuses to cancel those, and says so.`)
  await initiate(fourth, 20_000, "qris")
  const refusedCancel = await mutate(`/payments/${fourth}/cancel`)
  must(refusedCancel.body["responseCode"] === "4040100", "a QRIS order refuses cancel with 4040100")
  seen(
    `${String(refusedCancel.body["title"])}: ${String(refusedCancel.body["detail"])} (4040100). It expires by itself.`
  )

  await qris({ api, simulator }, { mutate, read, control, callbackSeen })

  step("Somebody forges a callback: the right shape, a wrong signature.")
  const forged = {
    order: { id: fourth, amount: 20_000 },
    result: { payment: { status: "PAID" } },
    signature: "0".repeat(128)
  }
  const turnedAway = await call("POST", `${api}/v1/callbacks/finpay/FINPAY001`, forged)
  must(turnedAway.status === 401, "a forged callback is refused")
  must(await statusOf(fourth) === "REQUEST_INITIATED", "the order is unpaid as before")
  seen(`Refused (HTTP 401), nothing changed, and Finpay still says ${String(await statusOf(fourth))}.`)

  await lostAnswer({ mutate, read, control, initiate, requestsOf })
}

interface MoreHands extends Pick<Hands, "read" | "control"> {
  readonly mutate: (
    path: string,
    body?: unknown,
    key?: string,
    headers?: Readonly<Record<string, string>>
  ) => Promise<Told>
  readonly initiate: (id: string, amount: number, type: string) => Promise<Told>
  readonly requestsOf: (operation: string, id: string) => Promise<number>
}

const timeOf = (at: unknown): string =>
  `${
    new Date(String(at)).toLocaleTimeString("en-GB", {
      timeZone: "Asia/Jakarta",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
      fractionalSecondDigits: 3
    })
  } WIB`

const lostAnswer = async (
  { control, initiate, mutate, read, requestsOf }: MoreHands
): Promise<void> => {
  const fifth = orderId("E")
  step(`Order ${fifth} is refunded, but the line goes dead before Finpay's answer arrives.`)
  await initiate(fifth, 90_000, "vabri")
  must((await control("POST", `/orders/${fifth}/pay`)).status === 200, "the payer can pay")
  const faults = { faults: [{ kind: "lost-answer", operation: "refund", orderId: fifth, times: 1 }] }
  must((await control("PUT", "/faults", faults)).status === 200, "the fault is set")
  const key = randomUUID()
  const refund = (headers: Readonly<Record<string, string>>): Promise<Told> =>
    mutate(`/payments/${fifth}/refunds`, { amount: 90_000 }, key, headers)
  const asked = await refund({ prefer: "wait=0" })
  const location = asked.headers.get("location") ?? ""
  must(asked.status === 202 && location.startsWith("/v1/mutations/"), `it is accepted (got ${asked.status})`)
  const path = location.slice("/v1".length)
  seen("The API does not wait here: 202, and the address of the mutation in its journal.")

  step("The journal does not guess and does not send again. Finpay's callback is news: it asks how the payment stands.")
  await until("the outcome to be found out", async () => (await read(path)).body["state"] === "succeeded")
  const again = await refund({})
  must(again.status < 300 && again.headers.get("idempotency-replayed") === "true", "the same key gives the outcome")
  must(await requestsOf("refund", fifth) === 1, "Finpay saw one refund")
  seen("Found out: refunded. Asked again with the same key, the API gives that outcome; Finpay saw one refund.")

  step("The journal tells it step by step:")
  const events = at((await read(`${path}/history`)).body, "events")
  must(Array.isArray(events), "the journal has the steps")
  for (const state of ["accepted", "sending", "unknown", "succeeded"]) {
    must(events.some((event) => at(event, "to") === state), `the journal tells that it was ${state}`)
  }
  for (const event of events) {
    const state = String(at(event, "to")).padEnd(9)
    seen(`${timeOf(at(event, "at"))}  ${state}  ${String(at(event, "reason"))}`)
  }
  seen("Each step is linked to the one before by its hash: finpay audit verify finds any edit.")
}

interface Hands {
  readonly mutate: (path: string, body?: unknown, key?: string) => Promise<Told>
  readonly read: (path: string) => Promise<Told>
  readonly control: (method: string, path: string, body?: unknown) => Promise<Told>
  readonly callbackSeen: (reference: string, status: string) => Promise<void>
}

const qris = async ({ api }: Stage, { callbackSeen, control, mutate, read }: Hands): Promise<void> => {
  const invoice = orderId("QR")
  step(`A QRIS code for ${invoice} over ${rupiah(45_000)}, over signed SNAP: RSA for the token, HMAC for the call.`)
  const code = await mutate("/qris/payments", {
    partnerReferenceNo: invoice,
    amount: 45_000,
    validityPeriod: `${new Date(Date.now() + 31 * 3600_000).toISOString().slice(0, 19)}+07:00`,
    additionalInfo: { qrType: "12", callbackUrl: `${api}/v1/callbacks/snap/FINPAY001/v1.0/qr/qr-mpm-notify` }
  })
  must(code.status === 201, `the QR is made (got ${code.status} ${JSON.stringify(code.body)})`)
  const referenceNo = String(code.body["referenceNo"])
  seen(`Finpay's reference is ${referenceNo}. The QR reads ${String(code.body["qrContent"]).slice(0, 48)}…`)

  step("It is scanned and paid, queried, and refunded.")
  must((await control("POST", `/orders/${invoice}/pay`)).status === 200, "the QR can be paid")
  await callbackSeen(referenceNo, "00")
  const paid = await read(`/qris/payments/${referenceNo}`)
  must(
    paid.body["latestTransactionStatus"] === "00" && paid.body["isPaid"] === true,
    `the QRIS payment is paid (got ${paid.status} ${JSON.stringify(paid.body)})`
  )
  seen("The signed notification arrived. Query: 00 (success).")
  const refund = await mutate("/qris/refunds", {
    originalReferenceNo: referenceNo,
    originalPartnerReferenceNo: invoice,
    partnerRefundNo: `R-${invoice}`,
    refundAmount: 45_000,
    reason: "The demo gives it back"
  })
  must(refund.status < 300, `the QRIS refund succeeds (got ${refund.status} ${JSON.stringify(refund.body)})`)
  const after = await read(`/qris/payments/${referenceNo}`)
  must(after.body["latestTransactionStatus"] === "04", "the QRIS payment is refunded")
  seen(`Refund R-${invoice} is done. Query: 04 (refunded).`)
}
