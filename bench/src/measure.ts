/**
 * Compares candidates with the first of them, in one run. Each round lets every one of them do a batch of calls, in an
 * order that changes, so that whatever else the machine does falls on all alike; the ratio is taken round by round.
 */
import process from "node:process"

/** Something that is measured. */
export interface Candidate {
  readonly name: string
  /** One call. A promise is waited for. */
  readonly call: () => unknown
}

/** What came of a candidate. Times are microseconds a call. */
export interface Measured {
  readonly name: string
  readonly micros: number
  readonly cpuMicros: number
  /** Against the first candidate: the median of the rounds, and between what the middle 80 % of them lie. */
  readonly ratio: Spread
}

/** A median and the range of the middle 80 %. */
export interface Spread {
  readonly median: number
  readonly low: number
  readonly high: number
}

/** How a comparison is run. */
export interface Options {
  /** Calls at a time; 1 unless given. */
  readonly atOnce?: number
  readonly rounds?: number
  /** How long a batch lasts, in milliseconds. */
  readonly batchMillis?: number
  /** How long each candidate runs before anything is measured, in milliseconds; until its code is compiled. */
  readonly warmMillis?: number
}

interface Batch {
  readonly micros: number
  readonly cpuMicros: number
}

/** The median and the middle 80 % of some values. */
export const spreadOf = (values: ReadonlyArray<number>): Spread => {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
  return { median: at(0.5), low: at(0.1), high: at(0.9) }
}

const callOften = async ({ call }: Candidate, calls: number, atOnce: number): Promise<Batch> => {
  let left = calls
  const worker = async () => {
    while (left > 0) {
      left--
      const result = call()
      if (result instanceof Promise) await result
    }
  }
  const cpu = process.cpuUsage()
  const began = process.hrtime.bigint()
  await Promise.all(Array.from({ length: atOnce }, worker))
  const micros = Number(process.hrtime.bigint() - began) / 1000
  const { system, user } = process.cpuUsage(cpu)
  return { micros: micros / calls, cpuMicros: (user + system) / calls }
}

/** Lets a candidate run as a server would have that is up for a while. */
const warmUp = async (candidate: Candidate, atOnce: number, warmMillis: number): Promise<void> => {
  const until = performance.now() + warmMillis
  while (performance.now() < until) await callOften(candidate, atOnce * 20, atOnce)
}

/** How many calls take about as long as a batch shall last. */
const calibrate = async (candidate: Candidate, atOnce: number, batchMillis: number): Promise<number> => {
  let calls = atOnce
  for (;;) {
    const { micros } = await callOften(candidate, calls, atOnce)
    const wanted = Math.ceil(batchMillis * 1000 / micros)
    if (wanted <= calls * 2) return Math.max(wanted, atOnce)
    calls = Math.min(wanted, calls * 8)
  }
}

const rotated = <A>(values: ReadonlyArray<A>, by: number): ReadonlyArray<A> => [
  ...values.slice(by % values.length),
  ...values.slice(0, by % values.length)
]

/** Measures the candidates against the first of them. */
export const compare = async (
  candidates: ReadonlyArray<Candidate>,
  { atOnce = 1, batchMillis = 80, rounds = 15, warmMillis = 1_500 }: Options = {}
): Promise<ReadonlyArray<Measured>> => {
  const runs: Array<{ readonly candidate: Candidate; readonly calls: number; readonly batches: Array<Batch> }> = []
  for (const candidate of candidates) {
    await warmUp(candidate, atOnce, warmMillis)
    runs.push({ candidate, calls: await calibrate(candidate, atOnce, batchMillis), batches: [] })
  }
  for (let round = 0; round < rounds; round++) {
    for (const { batches, calls, candidate } of rotated(runs, round)) {
      batches.push(await callOften(candidate, calls, atOnce))
    }
  }
  const base = runs[0]?.batches ?? []
  return runs.map(({ batches, candidate }) => ({
    name: candidate.name,
    micros: spreadOf(batches.map(({ micros }) => micros)).median,
    cpuMicros: spreadOf(batches.map(({ cpuMicros }) => cpuMicros)).median,
    ratio: spreadOf(batches.map(({ micros }, round) => micros / (base[round]?.micros ?? Number.NaN)))
  }))
}
