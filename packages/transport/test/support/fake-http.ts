import { Deferred, Effect, Layer } from "effect"
import { HttpClient, HttpClientError, HttpClientResponse } from "effect/http"
import type { HttpClientRequest } from "effect/http"

/** What the fake does with a request: an answer, an error of the platform with this code, or nothing ever. */
export type FakeReply =
  | { readonly status: number; readonly body: unknown; readonly headers?: Record<string, string> }
  | { readonly code: string; readonly syscall?: string }
  | "silence"

/** Errors as the platforms give them: an outer one without a code, and the cause with it. */
const failure = (request: HttpClientRequest.HttpClientRequest, error: { code: string; syscall?: string }) =>
  new HttpClientError.HttpClientError({
    reason: new HttpClientError.TransportError({
      request,
      cause: new TypeError("fetch failed", { cause: Object.assign(new Error("inner"), error) })
    })
  })

/** An HTTP client without a network: the nth request gets the nth reply, the last goes on. */
export const fakeHttp = (...replies: ReadonlyArray<FakeReply>) => {
  const requests: Array<HttpClientRequest.HttpClientRequest> = []
  const first = Deferred.makeUnsafe<void>()
  const client = HttpClient.make((request) =>
    Effect.suspend(() => {
      requests.push(request)
      Deferred.doneUnsafe(first, Effect.void)
      const reply = replies[Math.min(requests.length, replies.length) - 1]
      if (reply === undefined || reply === "silence") return Effect.never
      if ("code" in reply) return Effect.fail(failure(request, reply))
      const { body, headers = {}, status } = reply
      return Effect.succeed(
        HttpClientResponse.fromWeb(request, new Response(JSON.stringify(body), { status, headers }))
      )
    })
  )
  return { requests, client, first: Deferred.await(first), layer: Layer.succeed(HttpClient.HttpClient, client) }
}

/** An answer with a code, under the HTTP status that belongs to it. */
export const answered = (responseCode: string, headers: Record<string, string> = {}): FakeReply => ({
  status: Number(responseCode.slice(0, 3)),
  body: { responseCode },
  headers
})

export const refused: FakeReply = { code: "ECONNREFUSED", syscall: "connect" }
export const reset: FakeReply = { code: "ECONNRESET", syscall: "read" }
