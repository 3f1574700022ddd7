import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import {
  Declined,
  errorToJson,
  FinpayError,
  InvalidRequest,
  isFinpayError,
  NotAuthenticated,
  NotFound,
  NotPermitted,
  OutcomeUnknown,
  RateLimited,
  ResponseNotUnderstood,
  Unavailable,
  WrongState
} from "../../src/errors/FinpayError.ts"

const facts = {
  operation: "refund",
  reference: "INV-1",
  detail: "what happened",
  nextStep: "Do this next.",
  responseCode: "4040100",
  responseMessage: "Invalid Transaction Status",
  traceId: "93a76615-a2c2-44fd-9dd3-1c0a22a6fe23",
  httpStatus: 404
} as const
const safe = { ...facts, safeToRetry: true } as const

const one: Readonly<Record<FinpayError["_tag"], FinpayError>> = {
  InvalidRequest: new InvalidRequest({ ...safe, problems: [{ field: "order.amount", problem: "is required" }] }),
  NotAuthenticated: new NotAuthenticated(safe),
  NotPermitted: new NotPermitted(safe),
  NotFound: new NotFound(safe),
  WrongState: new WrongState(safe),
  Declined: new Declined(safe),
  RateLimited: new RateLimited({ ...safe, retryAfterSeconds: 5 }),
  Unavailable: new Unavailable({ ...safe, reason: "timeout" }),
  OutcomeUnknown: new OutcomeUnknown({ ...facts, safeToRetry: false, reason: "timeout" }),
  ResponseNotUnderstood: new ResponseNotUnderstood(safe)
}

/** Compiles only as long as the list of errors is complete. */
const mayHaveMoved = (error: FinpayError): boolean => {
  switch (error._tag) {
    case "OutcomeUnknown":
      return true
    case "InvalidRequest":
    case "NotAuthenticated":
    case "NotPermitted":
    case "NotFound":
    case "WrongState":
    case "Declined":
    case "RateLimited":
    case "Unavailable":
    case "ResponseNotUnderstood":
      return false
    default:
      return error satisfies never
  }
}

describe("FinpayError", () => {
  it("is closed, and only an unknown outcome may have moved money", () => {
    for (const [tag, error] of Object.entries(one)) {
      assert.strictEqual(error._tag, tag)
      assert.isTrue(isFinpayError(error))
      assert.strictEqual(mayHaveMoved(error), tag === "OutcomeUnknown")
      assert.strictEqual(error.safeToRetry, !mayHaveMoved(error))
    }
  })

  it("says operation, reference, detail, code and next step in one line", () => {
    for (const error of Object.values(one)) {
      assert.match(error.message, /^[A-Z][a-z ]+: refund of INV-1: what happened \(4040100\)\. Do this next\.$/u)
    }
    const bare = new NotFound({
      operation: "snapToken",
      detail: "it ended in a dot.",
      nextStep: "Go on.",
      safeToRetry: true
    })
    assert.strictEqual(bare.message, "Not found: snapToken: it ended in a dot. Go on.")
  })

  it("is an Error with a name, a stack and the message in it", () => {
    for (const [tag, error] of Object.entries(one)) {
      assert.instanceOf(error, Error)
      assert.strictEqual(error.name, tag)
      assert.include(String(error), error.message)
      assert.include(error.stack, error.message)
    }
  })

  it.effect("goes through JSON and back", () =>
    Effect.gen(function*() {
      for (const error of Object.values(one)) {
        const json = errorToJson(error)
        assert.deepInclude(json, { _tag: error._tag, message: error.message, operation: "refund" })
        const back = yield* Schema.decodeUnknownEffect(FinpayError)(JSON.parse(JSON.stringify(json)))
        assert.strictEqual(back._tag, error._tag)
        assert.deepStrictEqual(errorToJson(back), json)
        assert.isTrue(isFinpayError(back))
      }
    }))

  it("does not take another error for one of the family", () => {
    for (
      const value of [new Error("x"), { _tag: "NotFound" }, errorToJson(one.NotFound), null, undefined, "NotFound"]
    ) {
      assert.isFalse(isFinpayError(value))
    }
  })
})
