import { assert, it } from "@effect/vitest"
import { Deferred, Effect } from "effect"
import { join } from "node:path"
import { post, send, until } from "../support/api.ts"
import { launch, readyOf, temporaryFolder } from "../support/process.ts"
import { reply, startReceiver } from "../support/receiver.ts"

it.live(
  "a server that is killed with -9 between an answer and its record sends the same webhook-id again",
  () =>
    Effect.gen(function*() {
      const env = {
        FINPAY_API_PORT: "0",
        FINPAY_JOURNAL_LEASE_SECONDS: "1",
        FINPAY_DATABASE_URL: `sqlite:${join(yield* temporaryFolder, "journal.sqlite")}`
      }
      const first = yield* launch(env)
      const answered = yield* Deferred.make<void>()
      let isFirst = true
      const receiver = yield* startReceiver((exchange) =>
        Effect.gen(function*() {
          // Halted it cannot read the answer, which waits for it in its socket.
          if (isFirst) first.child.kill("SIGSTOP")
          isFirst = false
          yield* reply(200)(exchange)
          yield* Deferred.succeed(answered, undefined)
        })
      )
      const before = `${readyOf(yield* first.firstLine).url}/v1`
      const { json: endpoint } = yield* post(`${before}/webhook-endpoints`, { url: receiver.url })
      const { json: planned } = yield* post(`${before}/webhook-endpoints/${String(endpoint["id"])}/test`, undefined)
      yield* Deferred.await(answered)
      first.child.kill("SIGKILL")
      yield* first.exitCode

      const second = yield* launch(env)
      const after = `${readyOf(yield* second.firstLine).url}/v1`
      const delivery = send(`${after}/webhook-deliveries/${String(planned["id"])}`)
      const { json } = yield* until(delivery, ({ state }) => state === "delivered")
      const ids = receiver.received.map(({ headers }) => headers["webhook-id"])
      assert.deepStrictEqual(ids, [planned["eventId"], planned["eventId"]])
      // Of the first attempt nobody knows the outcome.
      assert.strictEqual(json["attempts"], 1)
    })
)
