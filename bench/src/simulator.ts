/** 7. The simulator against a bare HTTP server that answers the same bytes, and its memory for many orders. */
import { localCredentials } from "@openfinpay/finpay-core"
import { serve } from "@openfinpay/finpay-simulator"
import { Effect, Exit, Scope } from "effect"
import { fork } from "node:child_process"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import process from "node:process"
import { fileURLToPath } from "node:url"
import { Agent, request } from "undici"
import { compare } from "./measure.ts"
import { comparison, digits } from "./report.ts"
import type { Section } from "./report.ts"

const { merchantId, merchantKey } = localCredentials
const headers = { authorization: `Basic ${btoa(`${merchantId}:${merchantKey}`)}`, "content-type": "application/json" }

const order = (id: string) =>
  JSON.stringify({
    customer: { email: "payer@example.co.id", firstName: "Payer", lastName: "Example", mobilePhone: "+6281234567890" },
    order: { id, amount: "22000", description: "An example" },
    url: { callbackUrl: "http://127.0.0.1:9/callback" },
    sourceOfFunds: { type: "vabca" }
  })

const bareServer = async (answer: Buffer) => {
  const server = createServer((incoming, response) => {
    incoming.resume()
    incoming.on("end", () => {
      response.writeHead(200, { "content-type": "application/json", "content-length": answer.length })
      response.end(answer)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

const checkPath = "/pg/payment/card/check/INV-1"

const measureRequests = async () => {
  const scope = Scope.makeUnsafe()
  const { url } = await Effect.runPromise(Scope.provide(serve({ port: 0 }), scope))
  const dispatcher = new Agent({ connections: 64 })
  const ask = async (address: string, body?: string) => {
    const answer = await request(address, {
      dispatcher,
      headers,
      method: body === undefined ? "GET" : "POST",
      body: body ?? null
    })
    const text = await answer.body.text()
    if (answer.statusCode !== 200) throw new Error(text)
    return text
  }
  await ask(`${url}/pg/payment/card/initiate`, order("INV-1"))
  const bare = await bareServer(Buffer.from(await ask(`${url}${checkPath}`)))
  try {
    return await compare([
      { name: "node:http with the same bytes", call: () => ask(`${bare.url}${checkPath}`) },
      { name: "simulator", call: () => ask(`${url}${checkPath}`) }
    ], { atOnce: 16 })
  } finally {
    bare.server.close()
    await dispatcher.close()
    await Effect.runPromise(Scope.close(scope, Exit.void))
  }
}

interface Held {
  readonly orders: number
  readonly mebibytes: number
  readonly millis: number
}

/** Fills a simulator in a process of its own, so that its memory is its own. */
const fill = (): void => {
  const orders = Number(process.argv[3])
  const program = Effect.gen(function*() {
    const { simulator } = yield* serve({ port: 0 })
    global.gc?.()
    const before = process.memoryUsage()
    const began = performance.now()
    for (let next = 0; next < orders; next++) {
      const body = new TextEncoder().encode(order(`INV-${next}`))
      const { status } = yield* simulator.handle({ method: "POST", path: "/pg/payment/card/initiate", headers, body })
      if (status !== 200) return yield* Effect.die(new Error(`an order was refused with ${status}`))
    }
    const millis = performance.now() - began
    global.gc?.()
    const after = process.memoryUsage()
    yield* simulator.order(`INV-${orders - 1}`)
    process.send?.({ orders, mebibytes: (after.heapUsed - before.heapUsed) / 2 ** 20, millis } satisfies Held)
  })
  void Effect.runPromise(Effect.scoped(program)).then(() => process.exit(0))
}

const hold = (orders: number): Promise<Held> =>
  new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(import.meta.url), ["--fill", String(orders)], {
      execArgv: ["--expose-gc", "--max-old-space-size=6000"]
    })
    child.once("message", (held) => resolve(held as Held))
    child.once("exit", (code) => code === 0 ? undefined : reject(new Error(`the filling process ended with ${code}`)))
  })

/** The section of the simulator. */
export const simulatorBench = async (): Promise<Section> => {
  const requests = await measureRequests()
  const held: Array<Held> = []
  for (const orders of [10_000, 100_000, 1_000_000]) held.push(await hold(orders))
  return {
    title: "Simulator",
    text: "A status of an order, 16 at once, against `node:http` answering the same bytes; client and servers in one " +
      "process. Then orders that were created inside the process, and the heap they keep.",
    tables: [
      comparison("Requests", requests),
      {
        columns: ["orders", "MiB of heap", "bytes an order", "created a second"],
        rows: held.map(({ mebibytes, millis, orders }) => [
          orders.toLocaleString("en-US"),
          digits(mebibytes),
          digits(mebibytes * 2 ** 20 / orders),
          digits(orders / millis * 1000)
        ])
      }
    ]
  }
}

if (process.argv[2] === "--fill") fill()
