import * as Effect from "effect/Effect"
import type { CallerOptions, Reply } from "./Caller.ts"
import type { Machine } from "./Machine.ts"
import type { News } from "./merchant-endpoint.ts"
import type { Scene } from "./Scene.ts"

const saidOf = ({ key, outcome }: Reply): string => {
  switch (outcome.kind) {
    case "mutation":
      return `is told that ${key} is ${outcome.mutation.state}${outcome.replayed ? " (known already)" : ""}`
    case "refused":
      return `is refused ${key}: ${outcome.error}`
    case "gone":
      return `gets no answer about ${key}`
  }
}

/** What callers find in this world. */
export const callersIn = (scene: Scene, machine: Machine): CallerOptions => {
  const { bugs, plan, references, replies, story, time } = scene
  return {
    now: () => time.now,
    process: (index) => machine.process(index),
    reference: (order) => references.get(order) ?? order,
    keyOf: bugs.keyOf ?? (({ name }) => name),
    onAsk: ({ amount, caller, operation, order }, key, process) =>
      story.tell(
        caller,
        `asks ${process?.name ?? "nobody, all is down"}: ${operation} ${amount} of ${order}, key ${key}`
      ),
    onReply: (reply) => {
      replies.push(reply)
      const caller = plan.intents.find(({ name }) => name === reply.intent)?.caller
      story.tell(caller ?? "caller", saidOf(reply))
    }
  }
}

/** News goes to any process that is up. */
export const takeNews =
  (scene: Scene, machine: Machine) => ({ detail, reference }: News): Effect.Effect<void, unknown> =>
    Effect.suspend((): Effect.Effect<void, unknown> => {
      const { draws, news, plan, story } = scene
      const process = machine.process(draws.between(0, plan.processes - 1)) ?? machine.anyUp()
      if (process === undefined) return Effect.fail("nobody is there")
      news.taken++
      story.tell(process.name, `hears that ${scene.orderName(reference)} is ${detail}`)
      return process.ask((journal) => journal.news(reference, detail))
    })

/** Somebody who is impatient: whatever is unknown is asked about now, and while a worker may be at it too. */
export const clerk = (scene: Scene, machine: Machine): Effect.Effect<never> =>
  Effect.forever(Effect.gen(function*() {
    yield* Effect.sleep(7_000)
    const unknown = scene.books?.mutations().find(({ state }) => state === "unknown")
    const process = machine.anyUp()
    if (unknown === undefined || process === undefined) return
    scene.story.tell("clerk", `asks ${process.name} to find out about ${unknown.key}`)
    yield* Effect.ignore(process.ask((journal) => journal.resolve(unknown.id, { actor: "clerk" })))
  }))
