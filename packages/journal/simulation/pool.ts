import { availableParallelism } from "node:os"
import { Worker } from "node:worker_threads"
import { makeFolder } from "./folder.ts"
import type { Outcome } from "./run-seed.ts"

/** A piece of work for a worker: so many seeds from one on. */
export interface Piece {
  readonly from: number
  readonly count: number
}

/** What the workers are to do. */
export interface PoolOptions extends Piece {
  /** A known bug to switch in. */
  readonly breakName?: string | undefined
  /** Whether nothing after the first seed that goes wrong is of interest. */
  readonly stopAtFirst: boolean
  /** Called in the order of the seeds, whichever worker was faster. */
  readonly onOutcome: (outcome: Outcome) => void
}

/** Small enough that no worker waits long for another at the end. */
const pieceSize = 10

const piecesOf = ({ count, from }: Piece): Array<Piece> =>
  Array.from({ length: Math.ceil(count / pieceSize) }, (_, index) => ({
    from: from + index * pieceSize,
    count: Math.min(pieceSize, count - index * pieceSize)
  }))

const startWorker = (breakName: string | undefined, within: string): Worker =>
  new Worker(new URL("./worker.ts", import.meta.url), {
    workerData: { breakName, within },
    // Most of what a world needs lives as long as the world: room for a whole one saves the collector its trouble.
    resourceLimits: { maxYoungGenerationSizeMb: 96 }
  })

/** Runs seeds on all processors of the machine. What comes out does not depend on how many there are. */
export const runSeeds = async (options: PoolOptions): Promise<void> => {
  const { breakName, from, onOutcome, stopAtFirst } = options
  const pieces = piecesOf(options)
  const done = new Map<number, Outcome>()
  let next = from
  let isStopped = false

  const flush = () => {
    for (let outcome = done.get(next); outcome !== undefined && !isStopped; outcome = done.get(next)) {
      done.delete(next++)
      onOutcome(outcome)
      isStopped = stopAtFirst && outcome.violations.length > 0
    }
  }

  const work = (worker: Worker): Promise<void> =>
    new Promise((resolve, reject) => {
      const hand = () => {
        const piece = isStopped ? undefined : pieces.shift()
        if (piece === undefined) resolve()
        else worker.postMessage(piece, [])
      }
      worker.on("error", reject)
      worker.on("message", (outcomes: ReadonlyArray<Outcome>) => {
        for (const outcome of outcomes) done.set(outcome.seed, outcome)
        flush()
        hand()
      })
      hand()
    })

  const folder = makeFolder()
  const processors = Math.min(availableParallelism(), pieces.length)
  const workers = Array.from({ length: processors }, () => startWorker(breakName, folder.path))
  try {
    await Promise.all(workers.map(work))
  } finally {
    await Promise.all(workers.map((worker) => {
      worker.postMessage("end", [])
      return new Promise((resolve) => worker.once("exit", resolve))
    }))
    folder.removeAll()
  }
}
