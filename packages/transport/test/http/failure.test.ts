import { assert, describe, it } from "@effect/vitest"
import { HttpClientError, HttpClientRequest } from "effect/http"
import { failureOf, NotConnected, sendFailure } from "../../src/http/failure.ts"

const system = (code: string, syscall?: string): Error =>
  Object.assign(new Error(`${syscall} ${code}`), { code, ...(syscall === undefined ? {} : { syscall }) })

const fetchFailed = (cause: unknown): Error => new TypeError("fetch failed", { cause })

const several = (...errors: ReadonlyArray<Error>): Error =>
  Object.assign(new AggregateError(errors), { code: "ECONNREFUSED" })

const told = (cause: unknown): string => {
  const { certainlyNotSent, reason } = failureOf(cause)
  return certainlyNotSent ? reason : `perhaps: ${reason}`
}

describe("why a request got no answer", () => {
  const cases: ReadonlyArray<readonly [name: string, cause: unknown, expected: string]> = [
    ["refused", system("ECONNREFUSED", "connect"), "refused"],
    ["refused, below fetch", fetchFailed(system("ECONNREFUSED", "connect")), "refused"],
    ["no such name", fetchFailed(system("ENOTFOUND", "getaddrinfo")), "name-not-found"],
    ["no name service", fetchFailed(system("EAI_AGAIN", "getaddrinfo")), "name-not-found"],
    ["undici's connect time-out", fetchFailed(system("UND_ERR_CONNECT_TIMEOUT")), "connect-timeout"],
    ["a connect time-out of the system", system("ETIMEDOUT", "connect"), "connect-timeout"],
    ["no route", system("EHOSTUNREACH", "connect"), "refused"],
    ["no network", system("ENETUNREACH", "connect"), "refused"],
    ["reset while connecting", system("ECONNRESET", "connect"), "refused"],
    [
      "both addresses refused",
      several(system("ECONNREFUSED", "connect"), system("ECONNREFUSED", "connect")),
      "refused"
    ],
    [
      "one refused, one not reachable",
      fetchFailed(several(system("ENETUNREACH", "connect"), system("ETIMEDOUT", "connect"))),
      "connect-timeout"
    ],
    ["a certificate signed by itself", fetchFailed(system("DEPTH_ZERO_SELF_SIGNED_CERT")), "tls"],
    ["a certificate of another host", fetchFailed(system("ERR_TLS_CERT_ALTNAME_INVALID")), "tls"],
    ["a certificate that is over", fetchFailed(system("CERT_HAS_EXPIRED")), "tls"],
    ["a connection that our client could not make", new NotConnected(system("ECONNRESET"), false), "refused"],
    ["the same with TLS", fetchFailed(new NotConnected(system("ECONNRESET"), true)), "tls"],
    ["a refusal our client met", new NotConnected(system("ECONNREFUSED", "connect"), true), "refused"],
    ["a handshake that took too long", new NotConnected(system("UND_ERR_CONNECT_TIMEOUT"), true), "connect-timeout"],
    ["a port that fetch does not connect to", fetchFailed(new Error("bad port")), "refused"],
    // From here on the connection may have been in use.
    ["the same words from elsewhere", new Error("bad port"), "perhaps: connection-lost"],
    [
      "the same words after a used connection",
      Object.assign(fetchFailed(new Error("bad port")), { code: "ECONNRESET" }),
      "perhaps: connection-lost"
    ],
    [
      "the same words with a code",
      fetchFailed(Object.assign(system("EPIPE"), { message: "bad port" })),
      "perhaps: connection-lost"
    ],
    ["reset", fetchFailed(system("ECONNRESET", "read")), "perhaps: connection-lost"],
    ["reset, not said where", system("ECONNRESET"), "perhaps: connection-lost"],
    ["a broken pipe", system("EPIPE", "write"), "perhaps: connection-lost"],
    ["closed by the other side", fetchFailed(system("UND_ERR_SOCKET")), "perhaps: connection-lost"],
    ["a time-out while reading", system("ETIMEDOUT", "read"), "perhaps: connection-lost"],
    ["no route while writing", system("EHOSTUNREACH", "write"), "perhaps: connection-lost"],
    ["headers that took too long", system("UND_ERR_HEADERS_TIMEOUT"), "perhaps: connection-lost"],
    ["a TLS alert", system("ERR_SSL_SSL/TLS_ALERT_BAD_RECORD_MAC"), "perhaps: connection-lost"],
    ["TLS of another version", system("ERR_SSL_WRONG_VERSION_NUMBER"), "perhaps: connection-lost"],
    ["no HTTP", fetchFailed(system("HPE_INVALID_CONSTANT")), "perhaps: connection-lost"],
    ["an abort", new DOMException("aborted", "AbortError"), "perhaps: connection-lost"],
    ["a code nobody knows", system("ENEWERROR", "connect"), "perhaps: connection-lost"],
    ["words only", new TypeError("Load failed"), "perhaps: connection-lost"],
    ["nothing", undefined, "perhaps: connection-lost"],
    ["a text", "ECONNREFUSED", "perhaps: connection-lost"],
    ["a code that is an object's own method", system("toString"), "perhaps: connection-lost"],
    [
      "one address refused, the other lost later",
      several(system("ECONNREFUSED", "connect"), system("ECONNRESET", "read")),
      "perhaps: connection-lost"
    ],
    [
      "an address that failed without a code",
      several(system("ECONNREFUSED", "connect"), new Error("?")),
      "perhaps: connection-lost"
    ],
    [
      "refused on a second try, after the first was lost",
      Object.assign(system("ECONNREFUSED", "connect"), { cause: system("ECONNRESET", "read") }),
      "perhaps: connection-lost"
    ]
  ]

  for (const [name, cause, expected] of cases) {
    it(`${name}: ${expected}`, () => {
      assert.strictEqual(told(cause), expected)
      assert.notMatch(failureOf(cause).detail, /[^ -~]|undefined/u)
    })
  }

  it("Node's own fetch says so of such a port, and nothing listens there to say anything else", async () => {
    const cause: unknown = await fetch("http://127.0.0.1:6000/", { method: "POST" }).catch((error: unknown) => error)
    assert.deepInclude(failureOf(cause), { certainlyNotSent: true, reason: "refused" })
    assert.include(failureOf(cause).detail, "port")
  })

  it("a chain of causes that goes round is read once", () => {
    const error = new Error("round")
    error.cause = error
    assert.strictEqual(told(error), "perhaps: connection-lost")
  })

  it("a request that could not be built was not sent", () => {
    const request = HttpClientRequest.get("http://127.0.0.1")
    for (const Reason of [HttpClientError.InvalidUrlError, HttpClientError.EncodeError]) {
      const reason = new Reason({ request, cause: system("ECONNRESET", "read") })
      assert.isTrue(sendFailure(new HttpClientError.HttpClientError({ reason })).certainlyNotSent)
    }
  })
})
