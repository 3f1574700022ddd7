/** What becomes of a line that is on its way when its batch is cancelled. */
import { assert, it } from "@effect/vitest"
import { RateLimited } from "@openfinpay/finpay-core"
import { Deferred, Effect } from "effect"
import { send, startApi, until } from "../support/api.ts"
import type { Json } from "../support/api.ts"
import { answered, envelope, fakeFinpay } from "../support/fake-finpay.ts"

const tooMany = new RateLimited({
  operation: "refund",
  detail: "too many calls",
  nextStep: "wait",
  httpStatus: 429,
  responseCode: "4290000",
  safeToRetry: true
})

/** A batch of one line, and a Finpay that holds its first refund until the test lets it go, and then refuses it. */
const start = Effect.gen(function*() {
  const sent: Array<string> = []
  const came = yield* Deferred.make<void>()
  const go = yield* Deferred.make<void>()
  const held = Deferred.succeed(came, undefined).pipe(
    Effect.andThen(Deferred.await(go)),
    Effect.andThen(Effect.fail(tooMany))
  )
  const { url } = yield* startApi(
    fakeFinpay({
      payments: {
        refund: ({ order: { id } }) =>
          Effect.suspend(() => {
            sent.push(id)
            return sent.length === 1 ? held : Effect.succeed(answered(envelope))
          })
      }
    })
  )
  const upload = (body: string, key: string) =>
    send(`${url}/v1/refund-batches`, {
      method: "POST",
      headers: { "content-type": "text/csv", "idempotency-key": key },
      body
    })
  const { json } = yield* upload("order,amount\nINV-1,1000\n", "file-1")
  const batch = `${url}/v1/refund-batches/${String(json["id"])}`
  return { sent, batch, came: Deferred.await(came), go: Deferred.succeed(go, undefined), upload }
})

it.live("a line that was on its way when its batch was cancelled, and was not processed, is never sent again", () =>
  Effect.gen(function*() {
    const { batch, came, go, sent } = yield* start
    yield* came
    const cancelled = yield* send(`${batch}/cancel`, { method: "POST" })
    assert.deepInclude(cancelled.json, { state: "cancelled", counts: { open: { lines: 1, amount: 1_000 } } })
    assert.notProperty(cancelled.json, "endedAt")
    yield* go
    const { json } = yield* until(send(batch), ({ endedAt }) => endedAt !== undefined)
    assert.deepInclude(json, { state: "cancelled", counts: { cancelled: { lines: 1, amount: 1_000 } } })
    const [line] = (yield* send(`${batch}/lines`)).json["lines"] as ReadonlyArray<Json>
    assert.deepInclude(line, { order: "INV-1", state: "cancelled" })
    assert.deepStrictEqual(sent, ["INV-1"])
  }))

it.live("the same line goes on where its batch was not cancelled", () =>
  Effect.gen(function*() {
    const { batch, came, go, sent } = yield* start
    yield* came
    yield* go
    const { json } = yield* until(send(batch), ({ endedAt }) => endedAt !== undefined)
    assert.deepInclude(json, { state: "finished", counts: { succeeded: { lines: 1, amount: 1_000 } } })
    assert.deepStrictEqual(sent, ["INV-1", "INV-1"])
  }))
