import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { isFinpayError } from "../../src/errors/FinpayError.ts"
import type { FinpayError } from "../../src/errors/FinpayError.ts"
import { errorFromAnswer, notProcessed, notUnderstood, perhapsProcessed } from "../../src/errors/from-answer.ts"
import type { AnswerFacts } from "../../src/errors/from-answer.ts"
import { isCertainlyNotProcessed, standardRows } from "../response/standard-codes.ts"

const mutation = { operation: "refund", kind: "mutation", reference: "INV-1" } as const
const query = { operation: "checkStatus", kind: "query", reference: "INV-1" } as const

/** What the same code becomes when the call only reads. */
const asQuery = (tag: FinpayError["_tag"] | undefined): FinpayError["_tag"] | undefined =>
  tag === "OutcomeUnknown" ? "Unavailable" : tag

const pad = (value: number, width: number): string => String(value).padStart(width, "0")

const SevenDigits = Schema.String.check(Schema.isPattern(/^\d{7}$/u))
const HttpStatus = Schema.Int.check(Schema.isBetween({ minimum: 100, maximum: 599 }))

describe("errorFromAnswer", () => {
  for (const row of standardRows) {
    it(`${row.http}xx${row.case} is ${row.error ?? "success"}`, () => {
      for (const service of ["00", "01", "47", "51", "53", "73", "78"]) {
        const answer = { httpStatus: row.http, responseCode: `${row.http}${service}${row.case}` }
        const onMutation = errorFromAnswer(mutation, answer)
        assert.strictEqual(onMutation?._tag, row.error)
        if (onMutation !== undefined) {
          assert.strictEqual(onMutation.safeToRetry, row.class === "safe" || row.class === "final")
        }
        const onQuery = errorFromAnswer(query, answer)
        assert.strictEqual(onQuery?._tag, asQuery(row.error))
        if (onQuery !== undefined) assert.isTrue(onQuery.safeToRetry)
      }
    })
  }

  it("never calls a mutation safe to send again unless the code says it was not processed: every code there is", () => {
    for (let http = 0; http < 1000; http++) {
      for (let one = 0; one < 100; one++) {
        const caseCode = pad(one, 2)
        const responseCode = `${pad(http, 3)}00${caseCode}`
        const error = errorFromAnswer(mutation, { httpStatus: http, responseCode })
        if (responseCode === "2000000") {
          assert.isUndefined(error)
        } else if (isCertainlyNotProcessed(http, caseCode)) {
          assert.isTrue(error?.safeToRetry, responseCode)
        } else {
          assert.strictEqual(error?._tag, "OutcomeUnknown", responseCode)
          assert.isFalse(error?.safeToRetry, responseCode)
        }
      }
    }
  })

  it.prop("believes no answer whose code contradicts its HTTP status", [SevenDigits, HttpStatus], (
    [responseCode, httpStatus]
  ) => {
    const agree = responseCode.startsWith(String(httpStatus))
    const onMutation = errorFromAnswer(mutation, { httpStatus, responseCode })
    const onQuery = errorFromAnswer(query, { httpStatus, responseCode })
    if (agree) return
    assert.strictEqual(onMutation?._tag, "OutcomeUnknown")
    assert.include(["ResponseNotUnderstood", "Unavailable"], onQuery?._tag)
  })

  it("takes HTTP 200 with an error code, and an error status with a success code, for neither", () => {
    for (
      const [httpStatus, responseCode] of [[200, "4040100"], [404, "2000000"], [500, "2000000"], [
        200,
        "5000000"
      ]] as const
    ) {
      const error = errorFromAnswer(mutation, { httpStatus, responseCode })
      assert.strictEqual(error?._tag, "OutcomeUnknown")
      assert.strictEqual(error?._tag === "OutcomeUnknown" ? error.reason : "", "contradiction")
      assert.strictEqual(errorFromAnswer(query, { httpStatus, responseCode })?._tag, "ResponseNotUnderstood")
    }
  })

  it("without a readable code a mutation's outcome is unknown, whatever the HTTP status", () => {
    for (const responseCode of [undefined, "", "OK", "20000000", "0000000", "2000000 "]) {
      for (const httpStatus of [200, 201, 204, 302, 400, 401, 404, 413, 429, 500, 502, 503, 504]) {
        const error = errorFromAnswer(mutation, { httpStatus, responseCode })
        assert.strictEqual(error?._tag, "OutcomeUnknown", `${httpStatus} ${responseCode}`)
        const asked = errorFromAnswer(query, { httpStatus, responseCode })
        assert.strictEqual(asked?._tag, httpStatus >= 500 ? "Unavailable" : "ResponseNotUnderstood")
      }
    }
  })

  it("carries everything Finpay said, and says what to do next", () => {
    const answer = {
      httpStatus: 403,
      responseCode: "4030015",
      responseMessage: "Transaction Not Permitted",
      traceId: "93a76615-a2c2-44fd-9dd3-1c0a22a6fe23"
    } as const
    const error = errorFromAnswer({ ...mutation, operation: "void" }, answer)
    assert.deepInclude(error, { ...answer, operation: "void", reference: "INV-1" })
    assert.strictEqual(
      error?.message,
      "Wrong state: void of INV-1: Transaction Not Permitted (4030015). " +
        "Check the payment's status: it does not allow this operation."
    )
  })

  it("every error names operation and reference and ends in a next step", () => {
    const answers: ReadonlyArray<AnswerFacts> = [
      ...standardRows.map((row) => ({ httpStatus: row.http, responseCode: `${row.http}00${row.case}` })),
      { httpStatus: 502 },
      { httpStatus: 200 },
      { httpStatus: 200, responseCode: "4040100" }
    ]
    for (const call of [mutation, query]) {
      const errors = answers.flatMap((answer) => errorFromAnswer(call, answer) ?? [])
      for (const error of [...errors, notProcessed(call, "refused", "the connection was refused")]) {
        assert.isTrue(isFinpayError(error))
        assert.include(error.message, call.operation)
        assert.include(error.message, "INV-1")
        assert.match(error.nextStep, /^[A-Z].{10,}\.$/u)
        assert.isTrue(error.message.endsWith(error.nextStep))
        assert.notInclude(error.message, "..")
        assert.notInclude(error.message, "undefined")
      }
    }
  })

  it("uses the standard's words where Finpay has none, and bounds Finpay's", () => {
    const code = { httpStatus: 400, responseCode: "4000000" }
    assert.strictEqual(errorFromAnswer(query, code)?.detail, "Bad Request")
    assert.strictEqual(errorFromAnswer(query, { ...code, responseMessage: "" })?.detail, "Bad Request")
    assert.strictEqual(errorFromAnswer(query, { ...code, responseMessage: " \n" })?.detail, "Bad Request")
    const long = errorFromAnswer(query, { ...code, responseMessage: "x".repeat(100_000) })
    assert.isBelow(long?.message.length ?? 0, 1000)
    const unreadable = errorFromAnswer(query, { httpStatus: 200, responseCode: "9".repeat(100_000) })
    assert.isBelow(unreadable?.detail.length ?? 0, 200)
  })

  it("names the field that Finpay's message names, in Finpay's words", () => {
    const problems = (responseMessage: string) => {
      const error = errorFromAnswer(mutation, { httpStatus: 400, responseCode: "4000002", responseMessage })
      return error?._tag === "InvalidRequest" ? error.problems : "no InvalidRequest"
    }
    const named = [
      ["Invalid Mandatory Field customer.mobile phone", "customer.mobilePhone"],
      ["Invalid Mandatory Field order.item.0.category", "order.item.0.category"],
      ["Invalid Field Format. The customer.mobile phone format is invalid", "customer.mobilePhone"],
      ["Invalid Field Format. The order.description must not be greater than 127 characters", "order.description"],
      ["Invalid Field Format amount", "amount"],
      ["Invalid Mandatory Field {X-TIMESTAMP}", "X-TIMESTAMP"],
      ["invalid field format [clientId/clientSecret/grantType].", "clientId/clientSecret/grantType"],
      ["Invalid Field Format id", "id"]
    ] as const
    for (const [message, field] of named) {
      assert.deepStrictEqual(problems(message), [{ field, problem: message }])
      assert.deepStrictEqual(problems(` ${message}\n`), [{ field, problem: message }])
    }
    const silent = [
      "Bad Request",
      "Invalid Mandatory Field",
      "Invalid Field Format.",
      "Invalid Field Format {}",
      "Invalid Mandatory Field \u001b[31mred",
      "Invalid Mandatory Field <b>",
      `Invalid Mandatory Field ${"x".repeat(101)}`,
      `Invalid Field Format. The ${"x ".repeat(100_000)}`
    ]
    for (const message of silent) assert.deepStrictEqual(problems(message), [], message.slice(0, 80))
  })

  it.prop("names at most one field, of bounded length, for any message at all", [Schema.String, Schema.String], (
    [one, two]
  ) => {
    for (const begin of ["", "Invalid Mandatory Field ", "Invalid Field Format. The "]) {
      const responseMessage = `${begin}${one} format ${two}`
      const error = errorFromAnswer(query, { httpStatus: 400, responseCode: "4000001", responseMessage })
      if (error?._tag !== "InvalidRequest") assert.fail("the code says what it is, whatever the message")
      assert.isAtMost(error.problems.length, 1)
      for (const { field } of error.problems) assert.match(field, /^[\w ./-]{1,100}$/u)
    }
  })

  it("a wrong base address is NotPermitted and says to check the address", () => {
    for (const service of ["00", "53"]) {
      const error = errorFromAnswer(mutation, { httpStatus: 404, responseCode: `404${service}02` })
      assert.strictEqual(error?._tag, "NotPermitted")
      assert.match(error?.nextStep ?? "", /base address and the path/u)
    }
  })

  it("keeps foreign text on one line without control characters", () => {
    const error = errorFromAnswer(query, {
      httpStatus: 400,
      responseCode: "4000000",
      responseMessage: "first\r\nsecond\u001b[31m\u0000\u2028third"
    })
    assert.notMatch(error?.message ?? "", /[\p{Cc}\u2028\u2029]/u)
    assert.include(error?.message, "first second")
  })

  it("passes on how long to wait, when that is a number of seconds", () => {
    const wait = (retryAfterSeconds: number) => {
      const error = errorFromAnswer(query, { httpStatus: 429, responseCode: "4290000", retryAfterSeconds })
      return error?._tag === "RateLimited" ? error.retryAfterSeconds : "not rate limited"
    }
    assert.strictEqual(wait(30), 30)
    assert.strictEqual(wait(0), 0)
    for (const nonsense of [NaN, Infinity, -1]) assert.isUndefined(wait(nonsense))
  })
})

describe("the errors of a call without an answer", () => {
  it("perhapsProcessed: unknown for a mutation, unavailable for a query", () => {
    for (const reason of ["timeout", "connection-lost", "server-error", "in-progress"] as const) {
      const lost = perhapsProcessed(mutation, reason, "no answer came")
      assert.deepInclude(lost, { _tag: "OutcomeUnknown", reason, safeToRetry: false })
      assert.deepInclude(perhapsProcessed(query, reason, "no answer came"), {
        _tag: "Unavailable",
        reason,
        safeToRetry: true
      })
    }
  })

  it("notProcessed: unavailable and safe for both", () => {
    for (const call of [mutation, query]) {
      assert.deepInclude(notProcessed(call, "tls", "no certificate"), {
        _tag: "Unavailable",
        reason: "tls",
        safeToRetry: true
      })
    }
  })

  it("notUnderstood: unknown for a mutation, not understood for a query", () => {
    const answer = { httpStatus: 200 }
    assert.strictEqual(notUnderstood(mutation, "unreadable-answer", "HTML", answer)._tag, "OutcomeUnknown")
    assert.strictEqual(notUnderstood(query, "unreadable-answer", "HTML", answer)._tag, "ResponseNotUnderstood")
  })
})
