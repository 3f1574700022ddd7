/** So many worker processes, each replaced as soon as it ends. */
import { Deferred, Effect, Exit, Scope } from "effect"
import type { Draws } from "../../simulation/draws.ts"
import type { Ending, Worker, Workers } from "./workers.ts"

/** Worker processes that are kept at a number. */
export interface Fleet {
  /** One of those whose journal is open. */
  readonly anyWorker: (draws: Draws) => Worker | undefined
  /**
   * Kills one of those whose journal is open, as soon as there are enough of them: work has to go on. Those that have a
   * refund on its way are hit more often.
   */
  readonly killOne: (draws: Draws) => Effect.Effect<void>
  /** Lets all end in good order. */
  readonly close: Effect.Effect<ReadonlyArray<Ending>>
  /**
   * Dies when a process ends though nobody killed it. Only one that cannot reach its database when it starts may: it is
   * started again, as whoever looks after processes would do.
   */
  readonly watch: Effect.Effect<never>
}

const pauseMillis = 100

const fell = ({ code, log, signal }: Ending) => new Error(`a worker ended by itself with ${code ?? signal}: ${log}`)

/** Keeps `size` workers running. */
export const runFleet = Effect.fnUntraced(function*(workers: Workers, size: number) {
  const alive = new Set<Worker>()
  const fallen = yield* Deferred.make<never>()

  const keepOne = Effect.gen(function*() {
    for (;;) {
      const worker = workers.start()
      alive.add(worker)
      worker.open()
      const ending = yield* worker.ended
      alive.delete(worker)
      if (ending.signal === "SIGKILL") continue
      if (worker.wasReady() || !ending.log.includes("its database cannot be reached")) {
        yield* Deferred.die(fallen, fell(ending))
      }
      yield* Effect.sleep(pauseMillis)
    }
  })

  const keeping = yield* Scope.fork(yield* Effect.scope)
  yield* Effect.forEach(Array.from({ length: size }), () => Effect.forkIn(keepOne, keeping), { discard: true })

  const ready = () => [...alive].filter(({ isReady }) => isReady())

  const fleet: Fleet = {
    watch: Deferred.await(fallen),
    anyWorker: (draws) => {
      const among = ready()
      return among.length === 0 ? undefined : draws.pick(among)
    },
    killOne: Effect.fnUntraced(function*(draws) {
      while (ready().length < size / 2) yield* Effect.sleep(pauseMillis)
      const among = ready()
      const sending = among.filter(({ isSending }) => isSending())
      yield* draws.pick(sending.length > 0 && draws.chance(0.8) ? sending : among).kill
    }),
    close: Effect.gen(function*() {
      yield* Scope.close(keeping, Exit.void)
      return yield* Effect.forEach([...alive], ({ close, ended }) => Effect.andThen(close, ended), {
        concurrency: "unbounded"
      })
    })
  }
  return fleet
})
