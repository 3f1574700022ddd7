import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { HttpClient, HttpClientResponse } from "effect/http"
import { TestClock } from "effect/testing"
import { FinpayClock } from "../../src/health/FinpayClock.ts"

const answering = (date: string | undefined) =>
  HttpClient.make((request) =>
    Effect.succeed(
      HttpClientResponse.fromWeb(request, new Response("", date === undefined ? {} : { headers: { date } }))
    )
  )

describe("Finpay's clock", () => {
  it.effect("is read from the Date of its last answer", () =>
    Effect.gen(function*() {
      const clock = yield* FinpayClock
      const ask = (date: string | undefined) => clock.watched(answering(date)).get("http://127.0.0.1/")
      assert.isNull(yield* clock.skewSeconds)
      yield* TestClock.setTime(Date.parse("2026-11-21T10:00:00.400Z"))
      yield* ask("Sat, 21 Nov 2026 10:00:00 GMT")
      assert.strictEqual(Math.abs((yield* clock.skewSeconds) ?? 9), 0)
      yield* ask("Sat, 21 Nov 2026 09:50:00 GMT")
      assert.strictEqual(yield* clock.skewSeconds, 600)
      yield* ask("yesterday")
      yield* ask(undefined)
      assert.strictEqual(yield* clock.skewSeconds, 600)
    }).pipe(Effect.provide(FinpayClock.layer)))
})
