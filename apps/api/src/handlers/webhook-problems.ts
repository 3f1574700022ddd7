import * as Effect from "effect/Effect"
import type { ProblemFacts } from "../contract/problem-fields.ts"
import type { ProblemType } from "../contract/problem-types.ts"
import { problemTypes } from "../contract/problem-types.ts"
import {
  WebhookDeliveryNotFoundProblem,
  WebhookEndpointNotFoundProblem,
  WebhookEndpointsFullProblem,
  WebhookWrongStateProblem
} from "../contract/problems.ts"
import { mostEndpoints, mostReplayed } from "../contract/webhook-endpoints.ts"
import { problemFacts } from "../http/occurrence.ts"
import type { DeliveryNotFound, NotReplayable } from "../webhooks/WebhookDeliveries.ts"
import type { EndpointNotFound, UrlRefused } from "../webhooks/WebhookEndpoints.ts"
import { failInvalid } from "./fail-invalid.ts"

const failing = <Problem>(kind: ProblemType, detail: string, problem: (facts: ProblemFacts) => Problem) =>
  Effect.flatMap(problemFacts(kind, detail), (facts) => Effect.fail(problem(facts)))

/** What can be wrong with an endpoint, as problems. */
export const endpointProblems = {
  EndpointNotFound: ({ id }: EndpointNotFound) =>
    failing(
      problemTypes.webhookEndpointNotFound,
      `There is no webhook endpoint ${id}.`,
      (facts) => new WebhookEndpointNotFoundProblem(facts)
    )
}

/** The address of an endpoint cannot be taken. */
export const urlProblems = {
  UrlRefused: ({ problem }: UrlRefused) => failInvalid([{ pointer: "#/url", detail: problem }])
}

/** No room for another endpoint. */
export const roomProblems = {
  EndpointsFull: () =>
    failing(
      problemTypes.webhookEndpointsFull,
      `The merchant has ${mostEndpoints} webhook endpoints, and cannot have more.`,
      (facts) => new WebhookEndpointsFullProblem(facts)
    )
}

/** What can be wrong with a delivery, as problems. */
export const deliveryProblems = {
  DeliveryNotFound: ({ id }: DeliveryNotFound) =>
    failing(
      problemTypes.webhookDeliveryNotFound,
      `There is no webhook delivery ${id}.`,
      (facts) => new WebhookDeliveryNotFoundProblem(facts)
    )
}

/** It cannot be told again as it stands. */
export const replayProblems = {
  NotReplayable: ({ detail }: NotReplayable) =>
    failing(
      problemTypes.webhookWrongState,
      `It cannot be sent again: ${detail}.`,
      (facts) => new WebhookWrongStateProblem(facts)
    )
}

/** The range of a replay holds too much. */
export const rangeProblems = {
  RangeTooLarge: () =>
    failInvalid([{
      pointer: "#/since",
      detail: `there are more than ${mostReplayed} deliveries in that time; take a shorter one`
    }])
}
