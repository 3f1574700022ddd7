import { Journal } from "@openfinpay/finpay-journal"
import type { MutationNotFound, NotInState } from "@openfinpay/finpay-journal"
import * as Effect from "effect/Effect"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import { Caller } from "../access/Caller.ts"
import { Api } from "../contract/Api.ts"
import { problemTypes } from "../contract/problem-types.ts"
import { MutationNotFoundProblem, MutationWrongStateProblem } from "../contract/problems.ts"
import { problemFacts } from "../http/occurrence.ts"
import { present } from "./finpay-answer.ts"
import { failNotRead, failNotWritten } from "./journal-problems.ts"
import { eventOf, mutationFilterOf, recordOf } from "./mutation-record.ts"
import { preferredWait } from "./preferred-wait.ts"

const notFound = ({ message }: MutationNotFound) =>
  Effect.flatMap(
    problemFacts(problemTypes.mutationNotFound, message),
    (facts) => Effect.fail(new MutationNotFoundProblem(facts))
  )

const wrongState = ({ id, message, state }: NotInState) =>
  Effect.flatMap(
    problemFacts(problemTypes.mutationWrongState, message),
    (facts) => Effect.fail(new MutationWrongStateProblem({ ...facts, mutationId: id, mutationState: state }))
  )

const ofReading = { MutationNotFound: notFound, JournalUnavailable: failNotRead }

const ofChanging = { MutationNotFound: notFound, NotInState: wrongState, JournalUnavailable: failNotWritten }

/** The endpoints under `/v1/mutations`. */
export const mutations = HttpApiBuilder.group(
  Api,
  "mutations",
  (handlers) =>
    handlers.handleAll({
      list: ({ query: { after, limit, ...filter } }) =>
        Effect.gen(function*() {
          const journal = yield* Journal
          const page = yield* journal.list({ ...mutationFilterOf(filter), ...present({ after, limit }) })
          return { mutations: yield* Effect.forEach(page.mutations, recordOf), ...present({ next: page.next }) }
        }).pipe(Effect.catchTag("JournalUnavailable", failNotRead)),

      get: ({ headers: { prefer }, params: { mutationId } }) =>
        Effect.gen(function*() {
          const journal = yield* Journal
          const seconds = yield* preferredWait(prefer, 0)
          return yield* recordOf(yield* journal.wait(mutationId, seconds * 1000))
        }).pipe(Effect.catchTags(ofReading)),

      history: ({ params: { mutationId } }) =>
        Effect.flatMap(Journal, (journal) => journal.history(mutationId)).pipe(
          Effect.map((events) => ({ events: events.map(eventOf) })),
          Effect.catchTags(ofReading)
        ),

      resolve: ({ params: { mutationId } }) =>
        Effect.gen(function*() {
          const journal = yield* Journal
          const { actor } = yield* Caller
          return yield* recordOf(yield* journal.resolve(mutationId, { actor }))
        }).pipe(Effect.catchTags(ofChanging)),

      close: ({ params: { mutationId }, payload: { as, correct = false, reason } }) =>
        Effect.gen(function*() {
          const journal = yield* Journal
          const { actor } = yield* Caller
          return yield* recordOf(yield* journal.close(mutationId, { as, reason, actor, correcting: correct }))
        }).pipe(
          // The contract has refused a blank reason, which is all the journal asks for.
          Effect.catchTags({ ...ofChanging, InvalidRequest: Effect.die })
        )
    })
)
