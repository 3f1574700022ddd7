import { assert, describe, it } from "@effect/vitest"
import { catalog } from "../../src/operation/catalog.ts"
import type { Operation } from "../../src/operation/Operation.ts"

const operations: ReadonlyArray<Operation> = catalog

describe("the catalog", () => {
  it("names every operation, each method and path once", () => {
    const expected = [
      ["checkStatus", "GET", "/pg/payment/card/check/{orderId}", "query"],
      ["refund", "POST", "/pg/payment/card/refund", "mutation"],
      ["void", "POST", "/pg/payment/card/void", "mutation"],
      ["void", "GET", "/pg/payment/card/void/{orderId}", "mutation"],
      ["cancel", "GET", "/pg/payment/card/cancel/{orderId}", "mutation"],
      ["initiate", "POST", "/pg/payment/card/initiate", "mutation"],
      ["qrisGenerate", "POST", "/pg/payment/card/v1.0/qr/qr-mpm-generate", "mutation"],
      ["qrisQuery", "POST", "/pg/payment/card/v1.0/qr/qr-mpm-query", "query"],
      ["qrisRefund", "POST", "/pg/payment/card/v1.0/qr/qr-mpm-refund", "mutation"],
      ["snapToken", "POST", "/pg/snap/oauth/v1.0/access-token/b2b", "query"]
    ]
    assert.deepStrictEqual(operations.map(({ kind, method, name, path }) => [name, method, path, kind]), expected)
    const routes = operations.flatMap(({ method, otherPaths = [], path }) =>
      [path, ...otherPaths].map((one) => method + one)
    )
    assert.strictEqual(new Set(routes).size, routes.length)
  })

  it("calls only what reads a query, whatever its HTTP method", () => {
    const queries = operations.filter(({ kind }) => kind === "query").map(({ name }) => name)
    assert.deepStrictEqual(queries, ["checkStatus", "qrisQuery", "snapToken"])
  })

  it("signs what SNAP covers and nothing else", () => {
    for (const { family, name } of operations) {
      const expected = name === "snapToken" ? "snap-token" : name.startsWith("qris") ? "snap" : "pg"
      assert.strictEqual(family, expected, name)
    }
  })

  it("says where each operation is described", () => {
    for (const { source, summary } of operations) {
      assert.match(source.document, /^Finpay /u)
      assert.match(summary, /^[A-Z].*[^.]$/u)
    }
  })
})
