import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { baseUrls } from "../src/environment/Environment.ts"
import { catalog } from "../src/operation/catalog.ts"
import { decodeAnswer, prepare } from "../src/operation/Operation.ts"
import type { Operation } from "../src/operation/Operation.ts"
import { cancel } from "../src/operations/pg/cancel.ts"
import { refund } from "../src/operations/pg/refund.ts"
import { qrisQuery } from "../src/operations/snap/qris-query.ts"
import { qrisRefund } from "../src/operations/snap/qris-refund.ts"
import { cancelPage, documented, samples, servers, standardResponseExample } from "./seeds/facts.ts"
import type { DocumentedOperation, Field } from "./seeds/facts.ts"

type Json = { readonly [name: string]: unknown }

const inCatalog = ({ method, name, path }: DocumentedOperation): Operation => {
  const found = catalog.find((one) => one.name === name && one.method === method && one.path === path)
  if (found === undefined) throw new Error(`${method} ${path} is not in the catalog`)
  return found
}

/** A right request of each operation, with every documented field. */
const requests: Readonly<Record<DocumentedOperation["name"], Json>> = {
  checkStatus: { orderId: "INV-1" },
  refund: { order: { id: "INV-1", amount: 22000 } },
  void: { order: { id: "INV-1", amount: 22000 } },
  cancel: { orderId: "INV-1" },
  qrisQuery: {
    originalReferenceNo: "ref-1",
    originalPartnerReferenceNo: "INV-1",
    serviceCode: "47",
    merchantId: "FM1",
    subMerchantId: "FM2"
  },
  qrisRefund: {
    merchantId: "FM1",
    subMerchantId: "FM2",
    originalPartnerReferenceNo: "INV-1",
    originalReferenceNo: "ref-1",
    partnerRefundNo: "R-1",
    refundAmount: 10000,
    reason: "returned"
  }
}

/** What the documents write for the two members of ours that are not plain text. */
const wireOf = (name: string, value: unknown): unknown =>
  name === "amount"
    ? String(value)
    : name === "refundAmount"
    ? { value: `${String(value)}.00`, currency: "IDR" }
    : value

/** Ours is stricter than the OpenAPI, which marks nothing as required: money is not moved without saying how much. */
const requiredByUs = new Set(["order", "order.id", "order.amount"])

const nameOf = (field: Field): string => field.spelling ?? field.name

interface Leaf {
  readonly field: Field
  readonly path: ReadonlyArray<string>
}

/** Every field with its path, objects and lists included. */
const walk = (fields: ReadonlyArray<Field>, above: ReadonlyArray<string> = []): ReadonlyArray<Leaf> =>
  fields.flatMap((field) => {
    const path = [...above, nameOf(field)]
    const members = walk(field.members ?? [], field.kind === "array" ? [...path, "0"] : path)
    return [{ field, path }, ...members]
  })

const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null

const valueAt = (value: unknown, path: ReadonlyArray<string>): unknown =>
  path.reduce<unknown>((inner, key) => isObject(inner) ? inner[key] : undefined, value)

/** A copy of `value` in which the member at `path` is replaced, or left out when `change` gives nothing. */
const changed = (
  value: unknown,
  [key, ...rest]: ReadonlyArray<string>,
  change: (old: unknown) => readonly [unknown] | readonly []
): unknown => {
  if (key === undefined) return value
  if (Array.isArray(value)) return value.map((element) => changed(element, rest, change))
  if (!isObject(value)) throw new Error(`nothing at ${key}`)
  const inner = rest.length === 0 ? change(value[key]) : [changed(value[key], rest, change)] as const
  const others = Object.entries(value).filter(([name]) => name !== key)
  return Object.fromEntries(inner.length === 0 ? others : [...others, [key, inner[0]]])
}
const without = (value: unknown, path: ReadonlyArray<string>) => changed(value, path, () => [])
const replaced = (value: unknown, path: ReadonlyArray<string>, by: unknown) => changed(value, path, () => [by])

const refusedFields = (operation: Operation, input: unknown) =>
  prepare(operation, input).pipe(
    Effect.flip,
    Effect.map(({ problems }) => problems.map(({ field }) => field))
  )

const bodyOf = (operation: Operation, input: unknown) =>
  Effect.map(prepare(operation, input), ({ body }): unknown => body === undefined ? undefined : JSON.parse(body))

/** A value of the documented kind for each field of an answer. */
const example = (field: Field): unknown => {
  switch (field.name) {
    case "responseCode":
      return "2000000"
    case "additionalInfo":
      return samples.qrisQuery.response.additionalInfo
    case "refundTime":
      return samples.qrisRefund.response.refundTime
    default:
      break
  }
  switch (field.kind) {
    case "number":
      return 0.25
    case "integer":
      return 22000
    case "array":
      return [exampleOf(field.members ?? [])]
    case "object":
      return field.members === undefined
        ? field.nullable === true ? { any: "thing" } : { value: "22000.00", currency: "IDR" }
        : exampleOf(field.members)
    case "string":
    case "enum":
      return field.name === "amount" ? "22000" : `a ${field.name}`
  }
}
const exampleOf = (fields: ReadonlyArray<Field>): Json =>
  Object.fromEntries(fields.map((field) => [nameOf(field), example(field)]))

/** Without these an answer says nothing; every other field may be missing, whatever its document says. */
const essential = new Set(["responseCode", "latestTransactionStatus"])

describe("core against the documents", () => {
  it("has the documents' base address of both environments", () => {
    assert.strictEqual(baseUrls.sandbox, servers.sandbox)
    assert.strictEqual(baseUrls.production, servers.production)
    assert.match(baseUrls.local, /^http:\/\/127\.0\.0\.1:\d+$/u)
  })

  for (const page of documented) {
    const operation = inCatalog(page)
    const request = requests[page.name]

    describe(page.name, () => {
      it("has the documents' operationId, method and path", () => {
        assert.strictEqual(operation.operationId, page.operationId)
        assert.strictEqual(operation.family, page.source === "openapi" ? "pg" : "snap")
        const parameters = [...operation.path.matchAll(/\{(\w+)\}/gu)].map(([, name]) => name)
        assert.deepStrictEqual(parameters, [...page.pathParameters])
      })

      it.effect("sends exactly the documented fields, in their documented form", () =>
        Effect.gen(function*() {
          const { body, method, path } = yield* prepare(operation, request)
          assert.strictEqual(method, page.method)
          assert.strictEqual(path, page.path.replace("{orderId}", "INV-1"))
          if (page.request.length === 0) {
            assert.isUndefined(body)
            return
          }
          const json: unknown = JSON.parse(body ?? "")
          for (const { field, path } of walk(page.request)) {
            const wire = valueAt(json, path)
            assert.strictEqual(typeof wire, field.kind, path.join("."))
            if (field.members === undefined) {
              assert.deepStrictEqual(wire, wireOf(field.name, valueAt(request, path)), path.join("."))
            }
          }
          const top = page.request.map(nameOf)
          assert.deepStrictEqual(Object.keys(isObject(json) ? json : {}).toSorted(), top.toSorted())
        }))

      it.effect("reads back the request it sends, as a server would", () =>
        Effect.gen(function*() {
          const { body, request: made } = yield* prepare(operation, request)
          const json: unknown = body === undefined ? request : JSON.parse(body)
          assert.deepStrictEqual(yield* Schema.decodeUnknownEffect(operation.request)(json), made)
        }))

      for (const parameter of page.pathParameters) {
        it.effect(`${parameter}: required, a text, 1 to 30 characters`, () =>
          Effect.gen(function*() {
            for (const bad of [undefined, null, 5, "", "x".repeat(31), "../x", "a/b"]) {
              assert.deepStrictEqual(yield* refusedFields(operation, { [parameter]: bad }), [parameter])
            }
            assert.deepStrictEqual(yield* refusedFields(operation, {}), [parameter])
          }))
      }

      for (const { field, path } of walk(page.request)) {
        const name = path.join(".")
        it.effect(`${name}: ${field.mandatory || requiredByUs.has(name) ? "required" : "optional"}`, () =>
          Effect.gen(function*() {
            const less = without(request, path)
            if (name === "serviceCode") {
              // Mandatory, and always 47: filled in for the caller.
              assert.strictEqual(valueAt(yield* bodyOf(operation, less), path), "47")
            } else if (field.mandatory || requiredByUs.has(name)) {
              assert.deepStrictEqual(yield* refusedFields(operation, less), [name])
            } else {
              assert.isUndefined(valueAt(yield* bodyOf(operation, less), path))
            }
          }))

        it.effect(`${name}: another type is refused by name`, () =>
          Effect.gen(function*() {
            for (const bad of [null, true, [], [1], () => 1, Symbol("x"), -1.5, NaN]) {
              assert.deepStrictEqual(yield* refusedFields(operation, replaced(request, path, bad)), [name])
            }
          }))

        const { maximum, minimum } = field
        if (field.kind === "string" && maximum !== undefined && minimum !== undefined) {
          it.effect(`${name}: ${minimum} to ${maximum} characters`, () =>
            Effect.gen(function*() {
              for (const length of [minimum - 1, maximum + 1, maximum * 100]) {
                const bad = replaced(request, path, "x".repeat(length))
                assert.deepStrictEqual(yield* refusedFields(operation, bad), [name])
              }
              const limits = name === "serviceCode" ? ["47"] : ["x".repeat(minimum), "x".repeat(maximum)]
              for (const good of limits) {
                assert.strictEqual(valueAt(yield* bodyOf(operation, replaced(request, path, good)), path), good)
              }
            }))
        }
      }

      it.effect("a field nobody documents is refused by name", () =>
        Effect.gen(function*() {
          assert.deepStrictEqual(yield* refusedFields(operation, { ...request, extra: 1 }), ["extra"])
        }))

      it.effect("reads every documented field of an answer and writes it again as documented", () =>
        Effect.gen(function*() {
          const answer = exampleOf(page.response)
          const decoded = yield* decodeAnswer(operation, answer)
          for (const { field, path } of walk(page.response)) {
            const value = valueAt(decoded, path)
            assert.isDefined(value, path.join("."))
            if (field.kind === "enum" || field.kind === "number" || field.kind === "integer") {
              assert.strictEqual(value, valueAt(answer, path), path.join("."))
            }
          }
          assert.strictEqual(decoded.raw, answer)
          const { raw: _, ...response } = decoded
          assert.deepStrictEqual(yield* Schema.encodeUnknownEffect(operation.response)(response), answer)
        }))

      for (const { field, path } of walk(page.response)) {
        const name = path.join(".")
        it.effect(`answer, ${name}: ${essential.has(name) ? "insisted on" : "may be missing"}`, () =>
          Effect.gen(function*() {
            const less = without(exampleOf(page.response), path)
            if (essential.has(name)) {
              const error = yield* Effect.flip(decodeAnswer(operation, less))
              assert.include(error.message, name)
            } else {
              assert.isUndefined(valueAt(yield* decodeAnswer(operation, less), path))
            }
          }))

        if (field.nullable === true) {
          it.effect(`answer, ${name}: may be null`, () =>
            Effect.gen(function*() {
              const decoded = yield* decodeAnswer(operation, replaced(exampleOf(page.response), path, null))
              assert.isNull(valueAt(decoded, path))
            }))
        }
      }
    })
  }

  it.effect("every payment-gateway call reads the example of the rendered page", () =>
    Effect.gen(function*() {
      for (const page of documented.filter(({ source }) => source === "openapi")) {
        const { raw: _, ...decoded } = yield* decodeAnswer(inCatalog(page), standardResponseExample)
        assert.deepStrictEqual(decoded, standardResponseExample)
      }
    }))
})

describe("the printed samples", () => {
  it.effect("cancel: the printed body is that of a refund; the call itself is a GET that carries none", () =>
    Effect.gen(function*() {
      const { id } = cancelPage.sampleRequest.order
      const sent = yield* prepare(cancel, { orderId: id })
      assert.deepInclude(sent, { method: "GET", path: cancelPage.path.replace("{orderId}", id), body: undefined })
      const { body } = yield* prepare(refund, { order: { id, amount: 22000 } })
      assert.strictEqual(body, JSON.stringify(cancelPage.sampleRequest))
    }))

  it.effect("cancel: the answer, traceId included", () =>
    Effect.gen(function*() {
      const { raw, ...decoded } = yield* decodeAnswer(cancel, cancelPage.sampleResponse)
      assert.deepStrictEqual(decoded, cancelPage.sampleResponse)
      assert.strictEqual(raw, cancelPage.sampleResponse)
      assert.deepStrictEqual(yield* Schema.encodeEffect(cancel.response)(decoded), cancelPage.sampleResponse)
    }))

  it.effect("QRIS query: the request, to the byte", () =>
    Effect.gen(function*() {
      const { merchantId, originalPartnerReferenceNo, originalReferenceNo, subMerchantId } = samples.qrisQuery.request
      const { body } = yield* prepare(qrisQuery, {
        subMerchantId,
        merchantId,
        originalReferenceNo,
        originalPartnerReferenceNo
      })
      assert.strictEqual(body, JSON.stringify(samples.qrisQuery.request))
    }))

  it.effect("QRIS query: the answer, its swapped references left as they are", () =>
    Effect.gen(function*() {
      const { request, response } = samples.qrisQuery
      const { raw, ...decoded } = yield* decodeAnswer(qrisQuery, response)
      assert.strictEqual(raw, response)
      assert.strictEqual(decoded.originalReferenceNo, request.originalPartnerReferenceNo)
      assert.strictEqual(decoded.originalPartnerReferenceNo, request.originalReferenceNo)
      assert.strictEqual(decoded.amount, 12345678)
      assert.strictEqual(decoded.FeeAmount, 1234)
      assert.strictEqual(decoded.latestTransactionStatus, "00")
      assert.strictEqual(decoded.additionalInfo?.paidTime?.instant?.epochMilliseconds, Date.UTC(2024, 5, 7, 3, 3, 54))
      assert.deepStrictEqual(Object.keys(decoded.additionalInfo ?? {}).length, 14)
      assert.deepStrictEqual(yield* Schema.encodeEffect(qrisQuery.response)(decoded), response)
    }))

  it.effect("QRIS refund: the request, to the byte", () =>
    Effect.gen(function*() {
      const { refundAmount: _, ...sample } = samples.qrisRefund.request
      const { body } = yield* prepare(qrisRefund, { refundAmount: 10000, ...sample })
      assert.strictEqual(body, JSON.stringify(samples.qrisRefund.request))
    }))

  it.effect("QRIS refund: the answer with its stray blanks, and written again without them", () =>
    Effect.gen(function*() {
      const { request, response } = samples.qrisRefund
      const { raw, ...decoded } = yield* decodeAnswer(qrisRefund, response)
      assert.strictEqual(raw, response)
      assert.strictEqual(decoded.originalReferenceNo, request.originalReferenceNo)
      assert.strictEqual(decoded.referenceNo, request.originalReferenceNo)
      assert.strictEqual(decoded.refundAmount, 10000)
      assert.strictEqual(decoded.refundTime?.instant?.epochMilliseconds, Date.UTC(2020, 11, 21, 10, 21, 41))
      const { "refundAmount ": refundAmount, ...others } = response
      assert.deepStrictEqual(yield* Schema.encodeEffect(qrisRefund.response)(decoded), {
        ...others,
        originalReferenceNo: request.originalReferenceNo,
        referenceNo: request.originalReferenceNo,
        refundAmount
      })
    }))
})
