interface Sleeper {
  readonly at: number
  readonly sequence: number
  /** Emptied when it was cancelled. */
  wake: (() => void) | undefined
}

const isBefore = (a: Sleeper, b: Sleeper): boolean => a.at < b.at || (a.at === b.at && a.sequence < b.sequence)

/** Who waits for a time: the earliest first, and of the same time the one who came first. A binary heap. */
export class Sleepers {
  readonly #heap: Array<Sleeper> = []
  #sequence = 0

  add(at: number, wake: () => void): () => void {
    const sleeper: Sleeper = { at, sequence: this.#sequence++, wake }
    this.#heap.push(sleeper)
    this.#up(this.#heap.length - 1)
    return () => {
      sleeper.wake = undefined
    }
  }

  /** When the next one is to be woken. */
  get nextAt(): number | undefined {
    while (this.#heap[0] !== undefined && this.#heap[0].wake === undefined) this.#removeFirst()
    return this.#heap[0]?.at
  }

  /** All who wait for this time or an earlier one, in their order. */
  takeDue(at: number): ReadonlyArray<() => void> {
    const due: Array<() => void> = []
    for (let first = this.#heap[0]; first !== undefined && first.at <= at; first = this.#heap[0]) {
      const sleeper = first
      this.#removeFirst()
      // Asked when its turn comes: one that is woken before may cancel it.
      due.push(() => sleeper.wake?.())
    }
    return due
  }

  #removeFirst(): void {
    const last = this.#heap.pop()
    if (last === undefined || this.#heap.length === 0) return
    this.#heap[0] = last
    this.#down(0)
  }

  #up(from: number): void {
    for (let index = from; index > 0;) {
      const parent = (index - 1) >> 1
      if (!this.#swapIfBefore(index, parent)) return
      index = parent
    }
  }

  #down(from: number): void {
    for (let index = from;;) {
      const left = 2 * index + 1
      const [one, other] = [this.#heap[left], this.#heap[left + 1]]
      if (one === undefined) return
      const child = other !== undefined && isBefore(other, one) ? left + 1 : left
      if (!this.#swapIfBefore(child, index)) return
      index = child
    }
  }

  #swapIfBefore(child: number, parent: number): boolean {
    const [lower, upper] = [this.#heap[child], this.#heap[parent]]
    if (lower === undefined || upper === undefined || !isBefore(lower, upper)) return false
    this.#heap[child] = upper
    this.#heap[parent] = lower
    return true
  }
}
