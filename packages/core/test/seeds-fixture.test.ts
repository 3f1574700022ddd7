import { assert, describe, it } from "@effect/vitest"
import {
  cancelPage,
  documented,
  latestTransactionStatuses,
  samples,
  servers,
  standardResponse,
  standardResponseExample
} from "./seeds/facts.ts"
import type { DocumentedOperation, Field } from "./seeds/facts.ts"
import { fences, readAddresses, readFields, readOpenApi, readSeed, seedsExist, tables } from "./seeds/read-seeds.ts"

const printed = ({ spelling: _, ...field }: Field): Field => field

const named = (name: DocumentedOperation["name"]): DocumentedOperation => {
  const found = documented.find((operation) => operation.name === name)
  if (found === undefined) throw new Error(`no ${name}`)
  return found
}

const addressesOf = (method: string, path: string) => [
  { environment: "Development", method, url: `${servers.sandbox}${path}` },
  { environment: "Production", method, url: `${servers.production}${path}` }
]

/** Every member's path with its type, for samples whose values are our own. */
const shapeOf = (value: object): ReadonlyArray<string> =>
  Object.entries(value).map(([key, member]) => `${key}: ${typeof member}`)

describe("the fixture is equal to the documents", () => {
  it.skipIf(!seedsExist)("OpenAPI: four calls, their fields, both servers, Basic auth", () => {
    const blocks = fences(readSeed("000_")).filter(({ language }) => language === "json").map(({ body }) =>
      readOpenApi(body)
    )
    const expected = documented.filter(({ source }) => source === "openapi")
    assert.deepStrictEqual(
      blocks,
      expected.map(({ method, operationId, path, pathParameters, request, response }) => ({
        servers: Object.values(servers),
        operationId,
        method,
        path,
        security: ["BasicAuth"],
        pathParameters,
        request,
        response
      }))
    )
  })

  it.skipIf(!seedsExist)("the rendered page: the same four calls and the example values", () => {
    const lines = readSeed("001_").split("\n")
    const calls = lines.flatMap((line, index) =>
      line === "get" || line === "post" ? [`${line.toUpperCase()} ${lines[index + 1]}`] : []
    )
    const expected = documented.filter(({ source }) => source === "openapi").map(({ method, path }) =>
      `${method} ${path}`
    )
    assert.deepStrictEqual([...new Set(calls)], expected)

    const fields = lines.flatMap((line, index) => {
      const match = /^(\w+?)(string|number)Optional$/u.exec(line)
      const example = lines.slice(index).find((later) => later.startsWith("Example: "))
      return match === null ? [] : [{ name: match[1], kind: match[2], example: example?.slice("Example: ".length) }]
    })
    const once = standardResponse.map(({ kind, name }) => ({
      name,
      kind,
      example: String(Object.entries(standardResponseExample).find(([key]) => key === name)?.[1])
    }))
    assert.deepStrictEqual(fields, expected.flatMap(() => once))
  })

  it.skipIf(!seedsExist)("the cancel page: addresses, table and samples", () => {
    const text = readSeed("002_")
    const [addresses = [], request = []] = tables(text)
    assert.deepStrictEqual(readAddresses(addresses), addressesOf(cancelPage.method, cancelPage.path))
    assert.deepStrictEqual(readFields(request), cancelPage.request.map(printed))
    const [sampleRequest, sampleResponse] = fences(text).map(({ body }) => body)
    assert.strictEqual(JSON.stringify(JSON.parse(sampleRequest ?? "")), JSON.stringify(cancelPage.sampleRequest))
    assert.strictEqual(JSON.stringify(JSON.parse(sampleResponse ?? "")), JSON.stringify(cancelPage.sampleResponse))
  })

  for (const [prefix, name] of [["003_", "qrisQuery"], ["004_", "qrisRefund"]] as const) {
    it.skipIf(!seedsExist)(`the ${name} page: addresses, tables and samples`, () => {
      const text = readSeed(prefix)
      const operation = named(name)
      const [addresses = [], request = [], response = []] = tables(text)
      assert.deepStrictEqual(readAddresses(addresses), addressesOf(operation.method, operation.path))
      assert.deepStrictEqual(readFields(request), operation.request.map(printed))
      assert.deepStrictEqual(readFields(response), operation.response.map(printed))

      const [sampleRequest, sampleResponse] = fences(text).map(({ body }) => body)
      assert.strictEqual(JSON.stringify(JSON.parse(sampleRequest ?? "")), JSON.stringify(samples[name].request))
      const { additionalInfo, ...answer } = JSON.parse(sampleResponse ?? "")
      const { additionalInfo: ours, ...ourAnswer } = { additionalInfo: {}, ...samples[name].response }
      assert.strictEqual(JSON.stringify(answer), JSON.stringify(ourAnswer))
      assert.deepStrictEqual(shapeOf(additionalInfo ?? {}), shapeOf(ours))
    })
  }

  it.skipIf(!seedsExist)("the query page: the meanings of latestTransactionStatus", () => {
    const [, , response = []] = tables(readSeed("003_"))
    const text = response.find((row) => row["Name"] === "latestTransactionStatus")?.["Description"] ?? ""
    const meanings = [...text.matchAll(/(\d\d) - ([A-Za-z ]+?)(?= \d\d|$)/gu)].map(([, code, word = ""]) => [
      code,
      word.toLowerCase()
    ])
    assert.deepStrictEqual(Object.fromEntries(meanings), latestTransactionStatuses)
  })
})
