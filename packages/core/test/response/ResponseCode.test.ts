import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { readFileSync } from "node:fs"
import { cases } from "../../src/response/cases.ts"
import { adviceOn, parseResponseCode } from "../../src/response/ResponseCode.ts"
import { certainStatuses, standardRows } from "./standard-codes.ts"

interface Vector {
  readonly code: string
  readonly error?: boolean
  readonly http?: number
  readonly service?: string
  readonly case?: string
  readonly class?: string
}

const vectors: ReadonlyArray<Vector> = JSON.parse(
  readFileSync(new URL("../vectors/snap-vectors.json", import.meta.url), "utf8")
).responseCodes

/** The vectors' own words for a class, and ours. */
const classes: Readonly<Record<string, ReadonlyArray<string>>> = {
  success: ["ok"],
  pending: ["pending"],
  // "Final" there means: settled that nothing was processed. Ours tells a refusal from something that can be mended.
  "final-not-processed": ["final", "safe"],
  "retry-later": ["safe"],
  "duplicate-external-id": ["unknown"],
  "duplicate-reference": ["unknown"],
  ambiguous: ["unknown"]
}

const pad = (value: number, width: number): string => String(value).padStart(width, "0")

describe("parseResponseCode", () => {
  for (const vector of vectors) {
    it(`agrees with the vector ${JSON.stringify(vector.code)}`, () => {
      const parsed = parseResponseCode(vector.code)
      if (vector.error === true) {
        assert.isUndefined(parsed)
        return
      }
      assert.strictEqual(parsed?.code, vector.code)
      assert.strictEqual(parsed?.httpStatus, vector.http)
      assert.strictEqual(parsed?.service, vector.service)
      assert.strictEqual(parsed?.case, vector.case)
      assert.include(classes[vector.class ?? ""] ?? [], parsed?.class ?? "no code")
    })
  }

  it("classes every row of the standard, whatever the service", () => {
    for (const row of standardRows) {
      for (let service = 0; service < 100; service++) {
        const code = `${row.http}${pad(service, 2)}${row.case}`
        assert.strictEqual(parseResponseCode(code)?.class, row.class, code)
      }
    }
  })

  it("lists the rows of the standard and no others", () => {
    assert.deepStrictEqual(
      Object.keys(cases).toSorted(),
      standardRows.map((row) => `${row.http}/${row.case}`).toSorted()
    )
  })

  it("judges a case that nobody lists by its HTTP status, and only 200/00 as success", () => {
    for (let http = 100; http < 600; http++) {
      for (let one = 0; one < 100; one++) {
        const caseCode = pad(one, 2)
        if (Object.hasOwn(cases, `${http}/${caseCode}`)) continue
        const parsed = parseResponseCode(`${http}00${caseCode}`)
        const expected = certainStatuses.has(http) ? ["safe", "final"] : ["unknown"]
        assert.include(expected, parsed?.class, parsed?.code)
      }
    }
  })

  it("takes apart the codes Finpay was seen to send", () => {
    assert.deepInclude(parseResponseCode("2000000"), { class: "ok", service: "00" })
    assert.deepInclude(parseResponseCode("2005300"), { class: "ok", service: "53" })
    assert.deepInclude(parseResponseCode("4040100"), { class: "final", subject: "state", service: "01", case: "00" })
    assert.deepInclude(parseResponseCode("4030015"), { class: "final", subject: "state" })
    assert.deepInclude(parseResponseCode("4017300"), { class: "safe", subject: "credentials" })
  })

  it("reads seven digits that begin with an HTTP status, and nothing else", () => {
    const bad = [
      "0000000",
      "0990000",
      "6000000",
      "9999999",
      "200000",
      "20000000",
      " 2000000",
      "2000000 ",
      "2000000\n",
      "200000O",
      "-200000",
      "2e00000",
      "２０００００0",
      "success",
      "__proto__"
    ]
    for (const text of bad) assert.isUndefined(parseResponseCode(text), text)
  })

  it.prop("never throws, and never takes other text for a code", [Schema.String], ([text]) => {
    assert.strictEqual(parseResponseCode(text) !== undefined, /^[1-5]\d{6}$/u.test(text))
  })

  it("has advice for every subject", () => {
    const subjects = new Set(Object.values(cases).map(({ subject }) => subject))
    for (const subject of subjects) assert.match(adviceOn[subject], /^[A-Z].*\.$/u)
    assert.deepStrictEqual(subjects, new Set(Object.keys(adviceOn)))
  })
})
