import * as HttpApiMiddleware from "effect/http-api/HttpApiMiddleware"
import * as HttpApiSecurity from "effect/http-api/HttpApiSecurity"
import { annotations } from "effect/http-api/OpenApi"
import {
  ApiKeyRefused,
  BodyTooLarge,
  IdempotencyKeyMissing,
  InternalFault,
  InvalidRequestProblem,
  MalformedBody,
  UnsupportedMediaType
} from "./problems.ts"

const apiKey = HttpApiSecurity.annotateMerge(
  HttpApiSecurity.bearer,
  annotations({ description: "The API key this server was started with (FINPAY_API_KEY)." })
)

/**
 * Who may call: `Authorization: Bearer <API key>`. A client has to say how it gets the key, see `client.ts`.
 *
 * A server that was started without a key (only on this machine and only for the simulator) lets everyone in.
 */
export class Authorization extends HttpApiMiddleware.Service<Authorization>()(
  "@openfinpay/finpay-api/contract/Authorization",
  {
    requiredForClient: true,
    security: { apiKey },
    error: ApiKeyRefused
  }
) {}

/** What is wrong with the path, query, headers or members of a request, all of it at once. */
export class RequestChecks extends HttpApiMiddleware.Service<RequestChecks>()(
  "@openfinpay/finpay-api/contract/RequestChecks",
  { error: [IdempotencyKeyMissing, InvalidRequestProblem, InternalFault] }
) {}

/** The body is bounded before it is read, declared as JSON, and JSON by the letter. */
export class JsonBody extends HttpApiMiddleware.Service<JsonBody>()(
  "@openfinpay/finpay-api/contract/JsonBody",
  { error: [MalformedBody, BodyTooLarge, UnsupportedMediaType, InvalidRequestProblem] }
) {}
