/** 2. Verifying callbacks, signing and verifying SNAP: against the bare HMAC over the same bytes, which is the limit. */
import { signCallback, signSymmetric, verifyCallback, verifySymmetric } from "@openfinpay/finpay-core"
import { Effect, Redacted } from "effect"
import { createHash, createHmac } from "node:crypto"
import { compare } from "./measure.ts"
import { comparison } from "./report.ts"
import type { Section } from "./report.ts"

const key = Redacted.make("a-merchant-key-of-some-length")

/** About one kilobyte. */
const payload = {
  order: { id: "INV-2026-0001", reference: "INV-2026-00011000000000", amount: 150_000, currency: "IDR" },
  customer: { id: "budi@example.co.id" },
  meta: { data: "x".repeat(560) },
  result: {
    payment: { amount: 150_000, status: "PAID", statusDesc: "PAID", datetime: "2026-09-21 13:33:09", reference: "ab" }
  },
  sourceOfFunds: { type: "vabca", channel: "014", paymentCode: "8804483313131312" }
}

/** The section of signatures. */
export const signatures = async (): Promise<Section> => {
  const text = await Effect.runPromise(signCallback(payload, key))
  const body = new TextEncoder().encode(text)
  const bare = createHmac("sha512", Redacted.value(key)).update(body).digest("hex")
  const secret = Redacted.make("client-secret")
  const call = {
    method: "POST",
    path: "/pg/payment/card/v1.0/qr/qr-mpm-query",
    body,
    timestamp: "2026-11-21T10:00:00+07:00",
    accessToken: Redacted.make("a-token"),
    clientSecret: secret
  } as const
  const { signature } = await Effect.runPromise(signSymmetric(call))
  const bareSnap = () => {
    const hash = createHash("sha256").update(body).digest("hex")
    return createHmac("sha512", Redacted.value(secret)).update(`POST:${call.path}:a-token:${hash}:${call.timestamp}`)
      .digest("base64")
  }
  if (bare.length !== 128) throw new Error("no digest")
  return {
    title: "Signatures",
    text:
      `A body of ${body.length} bytes. Against \`node:crypto\` over the same bytes; target: 0.7 of its speed, which is ` +
      "a ratio of 1.43 or less.\n\nNot reached. With its HMAC as 1, of a callback reading the JSON strictly takes 0.8, making " +
      "the payload of it 0.4 and decoding that by its schema 1.8; the rest is Effect, a promise and copying. A SNAP call has " +
      "its body checked for UTF-8 and minified and, to be signed, its fields checked; the rest is Effect and a promise.",
    tables: [
      comparison(
        "A payment callback",
        await compare([
          {
            name: "HMAC-SHA512 alone",
            call: () => createHmac("sha512", Redacted.value(key)).update(body).digest("hex")
          },
          { name: "verifyCallback", call: () => Effect.runPromise(verifyCallback({ body, key })) }
        ])
      ),
      comparison(
        "SNAP, symmetric",
        await compare([
          { name: "SHA-256 and HMAC-SHA512 alone", call: bareSnap },
          { name: "signSymmetric", call: () => Effect.runPromise(signSymmetric(call)) },
          {
            name: "verifySymmetric",
            call: () => Effect.runPromise(verifySymmetric({ ...call, signature, encoding: "base64" }))
          }
        ])
      )
    ]
  }
}
