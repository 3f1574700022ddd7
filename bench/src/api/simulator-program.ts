/** The simulator in a process of its own. */
import { serve } from "@openfinpay/finpay-simulator"
import { Effect } from "effect"
import process from "node:process"

const program = Effect.gen(function*() {
  const { url } = yield* serve({ port: 0 })
  process.stdout.write(`${JSON.stringify({ url })}\n`)
  return yield* Effect.never
})
const fiber = Effect.runFork(Effect.scoped(program))
process.on("SIGTERM", () => {
  fiber.interruptUnsafe()
  process.exit(0)
})
