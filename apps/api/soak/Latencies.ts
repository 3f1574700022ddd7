/** How long answers took, by what was asked. */
export class Latencies {
  readonly #millis = new Map<string, Array<number>>()

  add(kind: string, millis: number): void {
    const all = this.#millis.get(kind) ?? []
    all.push(millis)
    this.#millis.set(kind, all)
  }

  get count(): number {
    return [...this.#millis.values()].reduce((sum, all) => sum + all.length, 0)
  }

  /** One line for each kind: how many, and within how long half and 99 of 100 of them were answered. */
  lines(): ReadonlyArray<string> {
    return [...this.#millis].toSorted(([a], [b]) => a.localeCompare(b)).map(([kind, all]) => {
      const sorted = all.toSorted((a, b) => a - b)
      const at = (part: number) =>
        Math.round(sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0)
      return `${kind.padEnd(8)} ${String(all.length).padStart(6)} answers   p50 ${at(0.5)} ms   p99 ${at(0.99)} ms`
    })
  }
}
