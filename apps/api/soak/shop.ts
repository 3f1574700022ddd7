/** What the callers do: orders are made, paid, and changed in every way a shop and its customers come upon. */
import type { SimulatorService } from "@openfinpay/finpay-simulator"
import { Effect } from "effect"
import type { Answer, Ask } from "./Client.ts"
import type { Asked, Operation, Told } from "./Facts.ts"

/** What a caller needs. */
export interface ShopOptions {
  readonly ask: Ask
  readonly simulator: SimulatorService
  readonly random: () => number
  /** Where every change that is asked for is written down, before it is asked for. */
  readonly books: Array<Asked>
  /** Begins the names of this caller's orders and keys. */
  readonly name: string
  /** When the load ends, in milliseconds since 1970. */
  readonly endsAt: number
}

const said = ({ json, status }: Answer): Told["said"] =>
  status === 200 && json["operationState"] === "succeeded"
    ? "done"
    // Where the same key may be sent again, another request under it may still do it.
    : status >= 400 && json["operationState"] === "not-processed" && json["type"] !== "/problems/unavailable" &&
        status < 500
    ? "refused"
    : "not-yet"

const toldBy = (answer: Answer): Told => {
  const { mutationId } = answer.json
  return {
    said: said(answer),
    status: answer.status,
    ...(typeof mutationId === "string" ? { mutationId } : {})
  }
}

interface Wanted {
  readonly operation: Operation
  readonly reference: string
  readonly amount?: number
  readonly path: string
  readonly body?: unknown
}

const customer = { email: "budi@example.co.id", firstName: "Budi", lastName: "-", mobilePhone: "+6281234567890" }

/** A caller that goes on until the load ends. */
export const keepShop = async (options: ShopOptions): Promise<void> => {
  const { ask, books, endsAt, name, random, simulator } = options
  let number = 0
  const next = (kind: string) => `${name}-${kind}-${++number}`
  const control = <A>(effect: Effect.Effect<A, unknown>) => Effect.runPromise(Effect.option(effect))

  /** Asks for a change under a key; some of the time twice at once, as an impatient client does. */
  const change = async ({ amount, body, operation, path, reference }: Wanted, key = next("key")): Promise<void> => {
    const asked: Asked = { key, operation, reference, ...(amount === undefined ? {} : { amount }), told: [] }
    books.push(asked)
    const question = { kind: "change", path, key, prefer: `wait=${random() < 0.3 ? 0 : 3}`, ...(body ? { body } : {}) }
    const times = random() < 0.2 ? 2 : 1
    const answers = await Promise.all(Array.from({ length: times }, () => ask(question, endsAt)))
    for (const answer of answers) if (answer !== undefined) asked.told.push(toldBy(answer))
    const id = asked.told.find(({ mutationId }) => mutationId !== undefined)?.mutationId
    if (id !== undefined && random() < 0.5) await ask({ kind: "read", path: `/v1/mutations/${id}` }, endsAt)
  }

  const order = async (amount: number, isPaid: boolean): Promise<string | undefined> => {
    const id = next("order")
    const body = { order: { id, amount }, customer, url: {}, sourceOfFunds: { type: "vabca" } }
    const made = await ask({ kind: "create", path: "/v1/payments", key: next("create"), body }, endsAt)
    if (made?.status !== 201) return undefined
    if (isPaid && (await control(simulator.pay(id)))._tag === "None") return undefined
    return id
  }

  const refund = (reference: string, amount: number): Wanted => ({
    operation: "refund",
    reference,
    amount,
    path: `/v1/payments/${reference}/refunds`,
    body: { amount }
  })

  const scenes: ReadonlyArray<() => Promise<void>> = [
    async () => {
      const id = await order(20_000, true)
      if (id !== undefined) await change(refund(id, 20_000))
    },
    // Two keys for one order at the same moment: parts that fit together, and parts that do not.
    async () => {
      const id = await order(20_000, true)
      const second = random() < 0.5 ? 9_000 : 19_000
      if (id !== undefined) await Promise.all([change(refund(id, 10_000)), change(refund(id, second))])
    },
    // The same amount twice, under two keys: two refunds, and not a third.
    async () => {
      const id = await order(20_000, true)
      if (id !== undefined) {
        await Promise.all([change(refund(id, 10_000)), change(refund(id, 10_000)), change(refund(id, 10_000))])
      }
    },
    async () => {
      const id = await order(20_000, true)
      if (id === undefined) return
      const path = `/v1/payments/${id}/void`
      await change({ operation: "void", reference: id, amount: 20_000, path, body: { amount: 20_000 } })
    },
    async () => {
      const id = await order(20_000, false)
      if (id !== undefined) await change({ operation: "cancel", reference: id, path: `/v1/payments/${id}/cancel` })
    },
    async () => {
      const partnerReferenceNo = next("qr")
      const body = { partnerReferenceNo, amount: 20_000, validityPeriod: "2099-12-31T23:59:59+07:00" }
      const made = await ask({ kind: "create", path: "/v1/qris/payments", key: next("create"), body }, endsAt)
      const reference = made?.json["referenceNo"]
      if (made?.status !== 201 || typeof reference !== "string") return
      if ((await control(simulator.pay(partnerReferenceNo)))._tag === "None") return
      const refundNo = next("refund")
      const request = {
        originalReferenceNo: reference,
        partnerRefundNo: refundNo,
        refundAmount: 20_000,
        reason: "cold"
      }
      await change({ operation: "qrisRefund", reference, amount: 20_000, path: "/v1/qris/refunds", body: request })
    },
    async () => {
      await ask({ kind: "read", path: "/v1/mutations?limit=20" }, endsAt)
      const known = books[Math.floor(random() * books.length)]
      if (known !== undefined && known.operation !== "qrisRefund") {
        await ask({ kind: "read", path: `/v1/payments/${known.reference}` }, endsAt)
      }
    }
  ]

  while (Date.now() < endsAt) await scenes[Math.floor(random() * scenes.length)]?.()
}
