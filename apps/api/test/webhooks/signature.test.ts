import { assert, describe, it } from "@effect/vitest"
import { Redacted } from "effect"
import { randomBytes } from "node:crypto"
import { Webhook } from "standardwebhooks"
import { newSecret, signedHeaders } from "../../src/webhooks/signature.ts"

const now = () => Math.floor(Date.now() / 1000)

const message = (body = "{\"type\":\"refund.succeeded\",\"data\":{\"name\":\"Café ☕\"}}") => ({
  id: "evt_0mi7wq3k2f8t5c1h0dpa4",
  timestamp: now(),
  body
})

describe("signedHeaders", () => {
  it("are taken by the verifier of the specification's own package", () => {
    const secret = newSecret()
    const signed = message()
    const verified = new Webhook(Redacted.value(secret)).verify(signed.body, signedHeaders(signed, [secret]))
    assert.deepStrictEqual(verified, JSON.parse(signed.body))
  })

  it("are those of the specification's own package, for secrets of 24 to 64 bytes", () => {
    for (const bytes of [24, 32, 64]) {
      const text = `whsec_${randomBytes(bytes).toString("base64")}`
      const { body, id, timestamp } = message()
      const theirs = new Webhook(text).sign(id, new Date(timestamp * 1000), body)
      assert.strictEqual(signedHeaders({ body, id, timestamp }, [Redacted.make(text)])["webhook-signature"], theirs)
    }
  })

  it("have a signature for each of two secrets, and either is enough", () => {
    const secrets = [newSecret(), newSecret()]
    const signed = message()
    const headers = signedHeaders(signed, secrets)
    assert.strictEqual(headers["webhook-signature"].split(" ").length, 2)
    for (const secret of secrets) new Webhook(Redacted.value(secret)).verify(signed.body, headers)
    assert.throws(() => new Webhook(Redacted.value(newSecret())).verify(signed.body, headers))
  })

  it("do not fit another body, another id or another time", () => {
    const secret = newSecret()
    const signed = message()
    const headers = signedHeaders(signed, [secret])
    const verifier = new Webhook(Redacted.value(secret))
    assert.throws(() => verifier.verify(`${signed.body} `, headers))
    assert.throws(() => verifier.verify(signed.body, { ...headers, "webhook-id": "evt_other" }))
    assert.throws(() => verifier.verify(signed.body, { ...headers, "webhook-timestamp": String(signed.timestamp + 1) }))
  })

  it("cannot be made with what is no secret", () => {
    for (const text of ["whsec_", `whsec_${randomBytes(23).toString("base64")}`, randomBytes(32).toString("base64")]) {
      assert.throws(() => signedHeaders(message(), [Redacted.make(text)]), TypeError)
    }
  })
})

describe("newSecret", () => {
  it("is another one each time, and is not told by accident", () => {
    const [one, other] = [newSecret(), newSecret()]
    assert.match(Redacted.value(one), /^whsec_[A-Za-z0-9+/]{43}=$/u)
    assert.notStrictEqual(Redacted.value(one), Redacted.value(other))
    assert.notInclude(JSON.stringify({ one }), Redacted.value(one))
  })
})
