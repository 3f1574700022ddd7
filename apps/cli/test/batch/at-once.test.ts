/** The same refunds in two files, or in a file and a single command, at the same time: each is given back once. */
import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { readResults } from "../support/batch-results.ts"
import { doneJson, finpay, freshHome, oneJson } from "../support/finpay.ts"
import { givenBack, putPaidOrders } from "../support/paid-orders.ts"
import { SimulatorProcess } from "../support/simulator-process.ts"
import { answeringCode, gateway, stubServer } from "../support/stub-server.ts"
import { onTerminal } from "../support/terminal.ts"

const csv = (orders: ReadonlyArray<string>): string => `order,amount\n${orders.map((id) => `${id},10000\n`).join("")}`

const folderWith = (files: Readonly<Record<string, string>>): string => {
  const folder = freshHome()
  mkdirSync(folder)
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
  return folder
}

const outcomesIn = (file: string) =>
  Effect.map(readResults(file), ({ lines }) => lines.map(({ order, outcome }) => [order, outcome]))

layer(SimulatorProcess.layer, { excludeTestServices: true })("the same refunds at the same time", (it) => {
  it.effect("what was given back while the question was open is not given back by the batch", () =>
    Effect.gen(function*() {
      const folder = folderWith({ "a.csv": csv(["A-1", "A-2", "A-3"]), "b.csv": csv(["A-2", "A-9"]) })
      let refunds = 0
      const yes = answeringCode("2000000")
      const FINPAY_BASE_URL = yield* stubServer(gateway((request, response) => {
        refunds += 1
        yes(request, response)
      }))
      const env = {
        FINPAY_ENV: "production",
        FINPAY_MERCHANT_ID: "M-1",
        FINPAY_MERCHANT_KEY: "key",
        FINPAY_BASE_URL,
        XDG_DATA_HOME: join(folder, "data")
      }
      const script = ["--yes", "--no-input", "--json"]
      const file = join(folder, "a.csv")
      const ended = yield* onTerminal(["refund-batch", file], { env }, ({ type, waitFor }) =>
        Effect.gen(function*() {
          yield* waitFor("To go on")
          doneJson(yield* finpay(["refund-batch", join(folder, "b.csv"), ...script], { env }))
          doneJson(yield* finpay(["refund", "A-3", "--amount", "10000", ...script], { env }))
          yield* type("30000\r")
        }))
      assert.strictEqual(ended.exitCode, 3, ended.text)
      assert.match(ended.text, /\nsucceeded +1 +Rp 10\.000\nrejected +2 +Rp 20\.000\n/u)
      assert.strictEqual(refunds, 4)
      const { lines } = yield* readResults(`${file}.results.csv`)
      assert.deepStrictEqual(lines.map(({ outcome }) => outcome), ["succeeded", "rejected", "rejected"])
      const message = /^nothing was sent: (mut_\w+) \(succeeded\) gives back the same amount of the same order; if /u
      for (const line of lines.slice(1)) assert.strictEqual(message.exec(line.message)?.[1], line.mutation)

      // Run again it says the same, and goes on with what it began.
      const again = yield* finpay(["refund-batch", file, ...script], { env })
      assert.strictEqual(again.exitCode, 3, again.stderr)
      assert.deepInclude(oneJson(again.stdout), { before: 3, open: 0 })
      assert.deepStrictEqual((yield* readResults(`${file}.results.csv`)).lines, lines)
      assert.strictEqual(refunds, 4)
    }))

  it.effect("two files started at once give back each order once", () =>
    Effect.gen(function*() {
      const { url } = yield* SimulatorProcess
      const orders = Array.from({ length: 30 }, (_, at) => `A-${at + 1}`)
      yield* Effect.promise(() => putPaidOrders(url, orders.map((id) => ({ id, amount: 22_000 }))))
      const folder = folderWith({ "a.csv": csv(orders), "b.csv": csv(orders.toReversed()) })
      const env = { FINPAY_BASE_URL: url, XDG_DATA_HOME: join(folder, "data") }
      const files = ["a.csv", "b.csv"].map((name) => join(folder, name))
      const run = (file: string) => finpay(["refund-batch", file, "--rate", "20", "--json"], { env })
      yield* Effect.forEach(files, run, { concurrency: 2 })
      // Whoever found the same under way did not wait for it: once more it is known how that ended.
      for (const file of files) yield* run(file)
      for (const { orderId, refunds } of yield* Effect.promise(() => givenBack(url))) {
        assert.deepStrictEqual(refunds.map(({ amount }) => amount), [10_000], orderId)
      }
    }))

  it.effect("a batch that was begun goes on without the lines that were given back in another way", () =>
    Effect.gen(function*() {
      const { url } = yield* SimulatorProcess
      const orders = ["A-1", "A-2", "A-3"]
      yield* Effect.promise(() => putPaidOrders(url, orders.map((id) => ({ id, amount: 22_000 }))))
      const folder = folderWith({ "a.csv": csv(["A-1", "A-9", "A-3"]) })
      const env = { FINPAY_BASE_URL: url, XDG_DATA_HOME: join(folder, "data") }
      const file = join(folder, "a.csv")
      const batch = ["refund-batch", file, "--batch", "july", "--json"]
      yield* finpay(batch, { env })
      writeFileSync(file, csv(["A-1", "A-9", "A-3", "A-2", "A-2"]).replace(/A-2,10000\n$/u, "A-2,7000\n"))
      doneJson(yield* finpay(["refund", "A-2", "--amount", "10000", "--json"], { env }))
      assert.strictEqual((yield* finpay(batch, { env })).exitCode, 3)
      assert.deepStrictEqual(yield* outcomesIn(`${file}.results.csv`), [
        ["A-1", "succeeded"],
        ["A-9", "rejected"],
        ["A-3", "succeeded"],
        ["A-2", "rejected"],
        ["A-2", "succeeded"]
      ])
    }))
})
