import { Effect } from "effect"
import { createServer } from "node:http"
import { listening } from "./listening.ts"

/** One value of OTLP in JSON. */
interface Value {
  readonly stringValue?: string
  readonly intValue?: number | string
}

/** A span as it was received. */
export interface ReceivedSpan {
  readonly name: string
  readonly traceId: string
  readonly kind: number
  readonly attributes: Readonly<Record<string, string>>
  readonly service: string | undefined
}

interface Attribute {
  readonly key: string
  readonly value: Value
}

interface Traces {
  readonly resourceSpans: ReadonlyArray<{
    readonly resource: { readonly attributes: ReadonlyArray<Attribute> }
    readonly scopeSpans: ReadonlyArray<{
      readonly spans: ReadonlyArray<{
        readonly name: string
        readonly traceId: string
        readonly kind: number
        readonly attributes: ReadonlyArray<Attribute>
      }>
    }>
  }>
}

const flat = (attributes: ReadonlyArray<Attribute>): Readonly<Record<string, string>> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, String(value.stringValue ?? value.intValue ?? "")]))

const spansOf = (body: string): ReadonlyArray<ReceivedSpan> =>
  (JSON.parse(body) as Traces).resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) =>
      spans.map(({ attributes, kind, name, traceId }) => ({
        name,
        traceId,
        kind,
        attributes: flat(attributes),
        service: flat(resource.attributes)["service.name"]
      }))
    )
  )

/** A receiver of OTLP over HTTP and JSON, until the test ends. `bodies` is all that came, as it came. */
export const otlpReceiver = Effect.gen(function*() {
  const bodies: Array<string> = []
  const headers: Array<Readonly<Record<string, unknown>>> = []
  const server = createServer((request, response) => {
    const chunks: Array<Buffer> = []
    request.on("data", (chunk: Buffer) => chunks.push(chunk))
    request.on("end", () => {
      headers.push({ ...request.headers, url: request.url })
      bodies.push(Buffer.concat(chunks).toString())
      response.writeHead(200, { "content-type": "application/json" }).end("{}")
    })
  })
  const port = yield* listening(server)
  return { url: `http://127.0.0.1:${port}`, bodies, headers, spans: () => bodies.flatMap(spansOf) }
})
