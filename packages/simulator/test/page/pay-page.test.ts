import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { createHash } from "node:crypto"
import { localMerchant } from "../../src/index.ts"
import { send } from "../support/http.ts"
import { basic, control, initiateBody, order, post, statusOf } from "../support/pg.ts"
import { merchantWith, secondMerchant, served } from "../support/served.ts"
import { generated, token } from "../support/snap.ts"

const page = (url: string, path: string) => send(url, { path })

describe("the pay page", () => {
  it.live("shows who is paid, how much, the status and the QR", () =>
    Effect.gen(function*() {
      const { url } = yield* served({ merchants: [merchantWith({ name: "KOPI & TEH" })] })
      yield* order(url, "INV-1", "qris")
      const { headers, status, text } = yield* page(url, "/pay/INV-1")
      assert.strictEqual(status, 200)
      assert.strictEqual(headers.get("content-type"), "text/html; charset=utf-8")
      assert.include(text, "<h1>KOPI &amp; TEH</h1>")
      assert.include(text, `<p class="amount">Rp 22.000</p>`)
      assert.include(text, "Waiting for payment")
      assert.match(text, /<svg role="img" aria-label="QRIS code for Rp 22\.000"/u)
      assert.include(text, `<form method="post" action="/pay/INV-1/pay">`)
      assert.include(text, `<form method="post" action="/pay/INV-1/decline">`)
      const picture = yield* page(url, "/pay/INV-1/qr.svg")
      assert.strictEqual(picture.headers.get("content-type"), "image/svg+xml")
      assert.isTrue(picture.text.startsWith("<svg "))
    }))

  it.live("loads nothing, runs nothing, and is framed by nobody", () =>
    Effect.gen(function*() {
      const { url } = yield* served()
      yield* order(url, "INV-1", "qris", { url: { successUrl: "https://shop.example.co.id/ok?a=1" } })
      const { headers, text } = yield* page(url, "/pay/INV-1")
      const style = /<style>([\s\S]*)<\/style>/u.exec(text)?.[1] ?? ""
      const hash = createHash("sha256").update(style).digest("base64")
      assert.strictEqual(
        headers.get("content-security-policy"),
        `default-src 'none'; style-src 'sha256-${hash}'; form-action 'self' https://shop.example.co.id; ` +
          `base-uri 'none'; frame-ancestors 'none'`
      )
      assert.strictEqual(headers.get("x-content-type-options"), "nosniff")
      assert.strictEqual(headers.get("referrer-policy"), "same-origin")
      assert.strictEqual(headers.get("cache-control"), "no-store")
      assert.notMatch(text, /<script|<link|<img|\son\w+=|url\(/u)
      assert.notMatch(text, /\sstyle=/u)
    }))

  it.live("is paid and declined by its buttons, and leads on to the shop", () =>
    Effect.gen(function*() {
      const { url } = yield* served()
      const links = { url: { successUrl: "https://shop.example.co.id/ok", failUrl: "https://shop.example.co.id/no" } }
      yield* order(url, "INV-1", "vabca", links)
      yield* order(url, "INV-2", "vabca", links)
      yield* order(url, "INV-3", "vabca")
      const press = (path: string, body = "") =>
        send(url, {
          method: "POST",
          path,
          body,
          headers: { "content-type": "application/x-www-form-urlencoded", "origin": url }
        })
      const paid = yield* press("/pay/INV-1/pay")
      assert.deepStrictEqual([paid.status, paid.headers.get("location")], [303, "https://shop.example.co.id/ok"])
      assert.strictEqual(yield* statusOf(url, "INV-1"), "PAID")
      const declined = yield* press("/pay/INV-2/decline")
      assert.deepStrictEqual([declined.status, declined.headers.get("location")], [
        303,
        "https://shop.example.co.id/no"
      ])
      assert.strictEqual(yield* statusOf(url, "INV-2"), "FAILURE")
      const back = yield* press("/pay/INV-3/pay")
      assert.strictEqual(back.headers.get("location"), "/pay/INV-3")
      // A second press, and a press on the other button, change nothing.
      yield* press("/pay/INV-1/pay")
      yield* press("/pay/INV-1/decline")
      assert.strictEqual(yield* statusOf(url, "INV-1"), "PAID")
      const after = (yield* page(url, "/pay/INV-1")).text
      assert.notInclude(after, "<form")
      assert.include(after, "Back to the shop")
      assert.include(after, `>Paid</span>`)
    }))

  it.live("lets the payer of a hosted order choose among the channels that are on", () =>
    Effect.gen(function*() {
      const { simulator, url } = yield* served({ merchants: [merchantWith({ channels: ["vabca", "cc"] })] })
      yield* order(url, "INV-1", undefined)
      const { text } = yield* page(url, "/pay/INV-1")
      assert.deepStrictEqual([...text.matchAll(/<option value="(\w+)">/gu)].map(([, value]) => value), ["cc", "vabca"])
      yield* send(url, { method: "POST", path: "/pay/INV-1/pay", body: "channel=cc" })
      assert.strictEqual((yield* simulator.order("INV-1")).status, "CAPTURED")
    }))

  it.live("shows the number to pay to", () =>
    Effect.gen(function*() {
      const { url } = yield* served()
      const { json } = yield* order(url, "INV-1", "vabca")
      assert.include((yield* page(url, "/pay/INV-1")).text, `<p class="code">${String(json["paymentCode"])}</p>`)
    }))

  it.live("escapes everything that came from outside", () =>
    Effect.gen(function*() {
      const { url } = yield* served()
      const nasty = `"><script>alert('1')</script>&`
      yield* order(url, "INV-1", "vabca", {
        order: { description: nasty },
        url: { backUrl: "https://shop.example.co.id/?a=%22&b='<x>" }
      })
      yield* generated(url, yield* token(url), nasty)
      for (const path of ["/pay/INV-1", `/pay/${encodeURIComponent(nasty)}`, "/", "/pay/%3Cscript%3E"]) {
        const { text } = yield* page(url, path)
        assert.notInclude(text, "<script", path)
        assert.notInclude(text, "'<x>", path)
      }
      assert.include(
        (yield* page(url, "/pay/INV-1")).text,
        "&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;"
      )
    }))

  it.live("tells the orders of two merchants apart", () =>
    Effect.gen(function*() {
      const { url } = yield* served({ merchants: [localMerchant, secondMerchant] })
      const first = yield* order(url, "INV-1", "vabca")
      const second = yield* post(url, "initiate", initiateBody("INV-1", "vabca"), basic("FINPAY002", "second-key"))
      assert.strictEqual(first.json["redirecturl"], `${url}/pay/INV-1?merchantId=FINPAY001`)
      assert.include((yield* page(url, "/pay/INV-1?merchantId=FINPAY002")).text, "TOKO KEDUA")
      assert.strictEqual((yield* page(url, "/pay/INV-1")).status, 404)
      yield* send(url, {
        method: "POST",
        path: `${new URL(String(second.json["redirecturl"])).pathname}/pay?merchantId=FINPAY002`
      })
      assert.strictEqual(yield* statusOf(url, "INV-1"), "REQUEST_INITIATED")
    }))

  it.live("has a first page with the latest orders, and a page for what is not there", () =>
    Effect.gen(function*() {
      const { url } = yield* served()
      assert.include((yield* page(url, "/")).text, "No order yet")
      yield* order(url, "INV-1", "vabca")
      yield* order(url, "INV-2", "qris")
      yield* control(url, "POST", "/orders/INV-2/pay")
      const { text } = yield* page(url, "/")
      assert.deepStrictEqual([...text.matchAll(/<a href="(\/pay\/[^"]+)">/gu)].map(([, href]) => href), [
        "/pay/INV-2",
        "/pay/INV-1"
      ])
      for (const path of ["/pay/NONE", "/pay/", "/pay/INV-1/qr.svg", "/pay/INV-1/other"]) {
        assert.strictEqual((yield* page(url, path)).status, 404, path)
      }
    }))
})
