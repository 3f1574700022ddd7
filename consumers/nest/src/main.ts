import "reflect-metadata"
import type { RawBodyRequest } from "@nestjs/common"
import { Controller, HttpCode, Module, Post, Req, UnauthorizedException } from "@nestjs/common"
import { NestFactory } from "@nestjs/core"
import { signCallbackText, verifyCallback } from "@openfinpay/finpay-core"
import { Effect, Redacted } from "effect"
import { strict as assert } from "node:assert"
import type { IncomingMessage } from "node:http"
import type { AddressInfo } from "node:net"

const key = Redacted.make("a-merchant-key")
const seen: Array<string> = []

@Controller("finpay")
class FinpayController {
  @Post("callback")
  @HttpCode(200)
  async callback(@Req() request: RawBodyRequest<IncomingMessage>) {
    // The bytes as they came: parsed and written again they would no longer fit the signature.
    const body = request.rawBody ?? new Uint8Array()
    const { notification } = await Effect.runPromise(verifyCallback({ body, key })).catch(() => {
      throw new UnauthorizedException()
    })
    seen.push(notification.order.id)
    return { responseCode: "2000000", responseMessage: "Success" }
  }
}

@Module({ controllers: [FinpayController] })
class App {}

const app = await NestFactory.create(App, { rawBody: true, logger: false })
await app.listen(0, "127.0.0.1")
const { port } = app.getHttpServer().address() as AddressInfo
const post = (body: string) =>
  fetch(`http://127.0.0.1:${port}/finpay/callback`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body
  })
const signed = await Effect.runPromise(
  signCallbackText("{\"order\":{\"id\":\"INV-1\",\"amount\":22000,\"reference\":\"a/b\"}}", key)
)
assert.equal((await post(signed)).status, 200)
assert.equal((await post(signed.replace("22000", "22001"))).status, 401)
assert.deepEqual(seen, ["INV-1"])
await app.close()
console.log("nest: ok")
