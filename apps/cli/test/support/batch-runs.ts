/** Runs batches that are killed and run again, and reads the gateway's own books afterwards. */
import { assert } from "@effect/vitest"
import { Effect } from "effect"
import { spawn } from "node:child_process"
import { environment, finpay, launcher, oneJson } from "./finpay.ts"
import { givenBack } from "./paid-orders.ts"

type Env = Readonly<Record<string, string>>

/** An outcome that is not known is found out in seconds, and what a dead process held is free after two. */
export const inSeconds = {
  FINPAY_TIMEOUT_MS: "5000",
  FINPAY_JOURNAL_LEASE_SECONDS: "2",
  FINPAY_JOURNAL_POLL_MS: "100",
  FINPAY_JOURNAL_CHECK_DELAYS_SECONDS: "1",
  FINPAY_JOURNAL_NOT_APPLIED_CHECKS: "2",
  FINPAY_JOURNAL_NOT_APPLIED_SECONDS: "1"
}

/** Runs it and kills it after a while, unless it ends by itself before. */
export const killedAfter = (args: ReadonlyArray<string>, env: Env, millis: number) =>
  Effect.callback<boolean>((resume) => {
    const child = spawn(process.execPath, [launcher, ...args], { env: environment(env), stdio: "ignore" })
    const timer = setTimeout(() => child.kill("SIGKILL"), millis)
    child.on("close", (_, signal) => {
      clearTimeout(timer)
      resume(Effect.succeed(signal === "SIGKILL"))
    })
    return Effect.sync(() => child.kill("SIGKILL"))
  })

/** Runs it until nothing more is to be learnt; gives the last summary. */
export const toTheEnd = Effect.fnUntraced(function*(args: ReadonlyArray<string>, env: Env) {
  for (let run = 0; run < 10; run++) {
    const { stderr, stdout } = yield* finpay([...args, "--json", "--wait", "20", "--concurrency", "8"], { env })
    assert.strictEqual(stderr, "")
    const summary = oneJson(stdout)
    if (summary["open"] === 0) return summary
  }
  return assert.fail("ten runs did not end it")
})

/** Amounts by their orders, the smallest first. */
export const booksOf = (
  all: ReadonlyArray<readonly [order: string, amount: number]>
): Readonly<Record<string, Array<number>>> =>
  all.reduce<Record<string, Array<number>>>((books, [order, amount]) => {
    books[order] = [...books[order] ?? [], amount].sort((a, b) => a - b)
    return books
  }, {})

/** What the gateway gave back, by its own books. */
export const gatewayBooks = (url: string) =>
  Effect.map(
    Effect.promise(() => givenBack(url)),
    (orders) =>
      booksOf(orders.flatMap(({ orderId, refunds }) =>
        refunds.filter(({ state }) => state === "done").map(({ amount }) => [orderId, amount] as const)
      ))
  )
