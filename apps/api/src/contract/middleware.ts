import type { Journal } from "@openfinpay/finpay-journal"
import type { Finpay } from "@openfinpay/finpay-transport"
import * as HttpApiMiddleware from "effect/http-api/HttpApiMiddleware"
import * as HttpApiSecurity from "effect/http-api/HttpApiSecurity"
import { annotations } from "effect/http-api/OpenApi"
import type { Caller } from "../access/Caller.ts"
import type { CurrentMerchant } from "../merchants/Merchant.ts"
import {
  ApiKeyRefused,
  BodyTooLarge,
  IdempotencyKeyMissing,
  InternalFault,
  InvalidRequestProblem,
  JournalUnavailableProblem,
  MalformedBody,
  MerchantRefused,
  MerchantUnnamed,
  PermissionMissing,
  TooManyRequests,
  UnsupportedMediaType
} from "./problems.ts"

const apiKey = HttpApiSecurity.annotateMerge(
  HttpApiSecurity.bearer,
  annotations({ description: "An API key, such as the first one that `finpay-api init` makes." })
)

/**
 * Who may call: `Authorization: Bearer <API key>`, with a role that the endpoint asks for (`Needs`). A client has to say
 * how it gets the key, see `client.ts`.
 *
 * A server that is open (only on this machine and only for the simulator) lets everyone in.
 */
export class Authorization extends HttpApiMiddleware.Service<Authorization, { provides: Caller }>()(
  "@openfinpay/finpay-api/contract/Authorization",
  {
    requiredForClient: true,
    security: { apiKey },
    error: [ApiKeyRefused, PermissionMissing, TooManyRequests, JournalUnavailableProblem]
  }
) {}

/** Which merchant the request is for: the header `Finpay-Merchant`, where the API key is for several. */
export class OfMerchant extends HttpApiMiddleware.Service<OfMerchant, {
  requires: Caller
  provides: CurrentMerchant | Finpay | Journal
}>()("@openfinpay/finpay-api/contract/OfMerchant", { error: [MerchantUnnamed, MerchantRefused] }) {}

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

/** The body is a file: declared as one that is taken, and not encoded. Its reader bounds it. */
export class FileBody extends HttpApiMiddleware.Service<FileBody>()(
  "@openfinpay/finpay-api/contract/FileBody",
  { error: [MalformedBody, BodyTooLarge, UnsupportedMediaType, InvalidRequestProblem] }
) {}
