import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber, Layer, Redacted } from "effect"
import { TestClock } from "effect/testing"
import { createSocket } from "node:dgram"
import type { Socket } from "node:dgram"
import { Resolver } from "node:dns"
import { SecretBox } from "../../src/access/SecretBox.ts"
import { attempt } from "../../src/webhooks/attempt.ts"
import { lookUpBy } from "../../src/webhooks/look-up.ts"
import type { LookUp } from "../../src/webhooks/look-up.ts"
import { sealedFor } from "../../src/webhooks/sealed-for.ts"
import { newSecret } from "../../src/webhooks/signature.ts"
import { WebhookTransport } from "../../src/webhooks/WebhookTransport.ts"
import type { TransportOptions } from "../../src/webhooks/WebhookTransport.ts"
import { reply, startReceiver } from "../support/receiver.ts"
import type { Exchange } from "../support/receiver.ts"

const box = SecretBox.layer(Redacted.make(Buffer.alloc(32, "test").toString("base64")))

/** Tells an endpoint at this address of an event, once. */
const attemptAt = (url: string, options: TransportOptions) =>
  Effect.gen(function*() {
    const { seal } = yield* SecretBox
    const endpoint = {
      id: "whe_1",
      account: "local/TEST",
      url,
      description: "",
      state: "enabled",
      secret: seal(sealedFor("whe_1"), Redacted.value(newSecret())),
      createdBy: "test",
      createdAt: 0,
      updatedAt: 0
    } as const
    return yield* attempt(endpoint, { id: "evt_1", body: "{\"type\":\"webhook.test\"}" })
  }).pipe(Effect.provide(Layer.merge(WebhookTransport.layer(options), box)))

const open = { allowsPrivate: true }

/** A look-up that gives these addresses, one after the other, and says how often it was asked. */
const lookUpOf = (...answers: ReadonlyArray<ReadonlyArray<string>>) => {
  let asked = 0
  const lookUp: LookUp = (_, done) => {
    const addresses = answers[Math.min(asked++, answers.length - 1)] ?? []
    queueMicrotask(() => done(null, addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }))))
  }
  return { lookUp, asked: () => asked }
}

describe("a call of an endpoint", () => {
  it.effect("posts the body as it is, and keeps the beginning of the answer", () =>
    Effect.gen(function*() {
      const { received, url } = yield* startReceiver(reply(500, {}, "x".repeat(100_000)))
      const made = yield* attemptAt(url, open)
      assert.deepInclude(made, { outcome: "refused", status: 500, answer: "x".repeat(500) })
      assert.deepInclude(received[0]?.headers, { "content-type": "application/json", "webhook-id": "evt_1" })
      assert.strictEqual(received[0]?.body, "{\"type\":\"webhook.test\"}")
    }))

  it.effect("hangs up on who answers without end", () =>
    Effect.gen(function*() {
      const closed = yield* Deferred.make<void>()
      const { url } = yield* startReceiver((exchange: Exchange) =>
        Effect.andThen(
          Effect.sync(() => exchange.response.writeHead(200).write("y".repeat(10_000))),
          Effect.andThen(exchange.closed, Deferred.succeed(closed, undefined))
        )
      )
      assert.strictEqual((yield* attemptAt(url, open)).outcome, "delivered")
      yield* Deferred.await(closed)
    }))

  it.effect("follows no redirect", () =>
    Effect.gen(function*() {
      const target = yield* startReceiver(reply(200))
      for (const status of [301, 302, 303, 307, 308]) {
        const { url } = yield* startReceiver(reply(status, { location: target.url }))
        assert.deepInclude(yield* attemptAt(url, open), { outcome: "redirected", status })
      }
      assert.strictEqual(target.received.length, 0)
    }))

  it.effect("is ended after 15 seconds, whether no answer began or none ended", () =>
    Effect.gen(function*() {
      const answers = [
        () => Effect.void,
        ({ response }: Exchange) => Effect.sync(() => response.writeHead(200).write("and so"))
      ]
      for (const answer of answers) {
        const arrived = yield* Deferred.make<Exchange>()
        const { url } = yield* startReceiver((exchange) =>
          Effect.andThen(answer(exchange), Deferred.succeed(arrived, exchange))
        )
        const made = yield* Effect.forkChild(attemptAt(url, open))
        const exchange = yield* Deferred.await(arrived)
        yield* TestClock.adjust("15 seconds")
        assert.deepInclude(yield* Fiber.join(made), { outcome: "timed_out", millis: 15_000 })
        yield* exchange.closed
      }
    }))

  it.effect("that gets no answer says why, and not where", () =>
    Effect.gen(function*() {
      const { url } = yield* startReceiver(({ request }) => Effect.sync(() => request.socket.destroy()))
      const cut = yield* attemptAt(`${url}?token=secret`, open)
      assert.deepInclude(cut, { outcome: "unreachable", detail: "no answer came: ECONNRESET" })
      const lookUp: LookUp = (_, done) => done(Object.assign(new Error("secret"), { code: "ENOTFOUND" }), [])
      const unknown = yield* attemptAt("http://nowhere.example/?token=secret", { allowsPrivate: true, lookUp })
      assert.deepInclude(unknown, { outcome: "unreachable", detail: "no answer came: ENOTFOUND" })
    }))
})

/** A name server of this machine that knows every name: its address of IPv4 is 127.0.0.1, and it has none of IPv6. */
const nameServer = Effect.acquireRelease(
  Effect.callback<Socket>((resume) => {
    const socket = createSocket("udp4")
    socket.on("message", (query, { address, port }) => {
      const end = query.indexOf(0, 12) + 5
      const isIPv4 = query.readUInt16BE(end - 4) === 1
      // The question comes back with its answer: a pointer to its name, type A, class IN, 60 seconds, four bytes.
      const head = Buffer.from([query[0] ?? 0, query[1] ?? 0, 0x81, 0x80, 0, 1, 0, isIPv4 ? 1 : 0, 0, 0, 0, 0])
      const answer = Buffer.from(isIPv4 ? [0xc0, 0x0c, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 127, 0, 0, 1] : [])
      socket.send(Buffer.concat([head, query.subarray(12, end), answer]), port, address)
    })
    socket.bind(0, "127.0.0.1", () => resume(Effect.succeed(socket)))
  }),
  (socket) => Effect.sync(() => socket.close())
).pipe(Effect.map((socket) => socket.address().port))

describe("a name that leads to where nobody may call", () => {
  const shut = (lookUp: LookUp) => ({ allowsPrivate: false, lookUp })

  for (const address of ["127.0.0.1", "::1", "::ffff:127.0.0.1", "10.0.0.1", "169.254.169.254", "100.64.0.1"]) {
    it.effect(`is not called at ${address}`, () =>
      Effect.gen(function*() {
        const { port, received } = yield* startReceiver(reply(200))
        const { asked, lookUp } = lookUpOf([address])
        const made = yield* attemptAt(`https://shop.example:${port}/`, shut(lookUp))
        assert.strictEqual(made.outcome, "address_refused")
        assert.strictEqual(asked(), 1)
        assert.strictEqual(received.length, 0)
      }))
  }

  it.effect("is not called when a name server says so", () =>
    Effect.gen(function*() {
      const { port, received } = yield* startReceiver(reply(200))
      const resolver = new Resolver()
      resolver.setServers([`127.0.0.1:${yield* nameServer}`])
      const lookUp = lookUpBy(resolver)
      const refused = yield* attemptAt(`https://shop.example:${port}/`, shut(lookUp))
      assert.strictEqual(refused.outcome, "address_refused")
      assert.strictEqual(received.length, 0)
      const allowed = yield* attemptAt(`http://shop.example:${port}/`, { allowsPrivate: true, lookUp })
      assert.strictEqual(allowed.outcome, "delivered")
    }))

  it.effect("is not called when one of its addresses is hidden among others", () =>
    Effect.gen(function*() {
      const { lookUp } = lookUpOf(["192.88.98.1", "127.0.0.1"])
      assert.strictEqual((yield* attemptAt("https://shop.example/", shut(lookUp))).outcome, "address_refused")
    }))

  it.effect("is looked up once, and called at what was checked: a second answer cannot lead elsewhere", () =>
    Effect.gen(function*() {
      let remote: string | undefined
      const { port } = yield* startReceiver((exchange) => {
        remote = exchange.request.socket.localAddress
        return reply(200)(exchange)
      })
      // The first answer is where the receiver listens; after it the name leads to another address of this machine.
      const { asked, lookUp } = lookUpOf(["127.0.0.1"], ["127.0.0.2"])
      const made = yield* attemptAt(`http://shop.example:${port}/`, { allowsPrivate: true, lookUp })
      assert.strictEqual(made.outcome, "delivered")
      assert.strictEqual(remote, "127.0.0.1")
      assert.strictEqual(asked(), 1)
    }))

  it.effect("is not called by its address either, nor without TLS, whatever was stored", () =>
    Effect.gen(function*() {
      const { port, received } = yield* startReceiver(reply(200))
      const { asked, lookUp } = lookUpOf(["127.0.0.1"])
      for (const url of [`https://127.0.0.1:${port}/`, `https://[::1]:${port}/`, `http://shop.example:${port}/`]) {
        assert.strictEqual((yield* attemptAt(url, shut(lookUp))).outcome, "address_refused")
      }
      assert.strictEqual(asked() + received.length, 0)
    }))
})
