import * as Effect from "effect/Effect"
import { HttpServerRequest } from "effect/http/HttpServerRequest"
import * as HttpServerRespondable from "effect/http/HttpServerRespondable"
import type { HttpServerResponse } from "effect/http/HttpServerResponse"
import { problemTypes } from "../contract/problem-types.ts"
import { NotThisMachine } from "../contract/problems.ts"
import { isLoopbackHost, isLoopbackOrigin } from "./loopback.ts"
import { problemFacts } from "./occurrence.ts"

const refuse = (header: string) =>
  Effect.flatMap(
    problemFacts(problemTypes.notThisMachine, `The header ${header} does not name this machine.`),
    (facts) => HttpServerRespondable.toResponse(new NotThisMachine(facts))
  )

/**
 * Guards a server without a key. It listens on this machine only, but a web page reaches it too: one whose name was
 * pointed at 127.0.0.1 (DNS rebinding; the browser then takes it for the page's own server), or one that just posts.
 */
export const onlyLocal = <E, R>(app: Effect.Effect<HttpServerResponse, E, R>) =>
  Effect.flatMap(HttpServerRequest, ({ headers: { host, origin } }) =>
    !isLoopbackHost(host)
      ? refuse("Host")
      : origin !== undefined && !isLoopbackOrigin(origin)
      ? refuse("Origin")
      : app)
