/** A line of the input: its bytes without the line end, or that it is too long to be looked at. */
export interface Line {
  /** Counted from 1. */
  readonly number: number
  /** `undefined` for a line over the limit; its bytes were not kept. */
  readonly bytes: Uint8Array | undefined
}

const lineFeed = 0x0a

/**
 * Cuts a stream of bytes into lines, holding at most one line in memory.
 *
 * Works on bytes, because text decoded piece by piece would break characters at the edges of the pieces.
 */
export class LineSplitter {
  readonly #limitBytes: number
  #parts: Array<Uint8Array> = []
  #held = 0
  #tooLong = false
  #number = 0

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes
  }

  /** The lines that end in this piece of the input. */
  push(piece: Uint8Array): ReadonlyArray<Line> {
    const lines: Array<Line> = []
    let from = 0
    for (let end = piece.indexOf(lineFeed); end >= 0; end = piece.indexOf(lineFeed, from)) {
      this.#keep(piece.subarray(from, end))
      lines.push(this.#take())
      from = end + 1
    }
    this.#keep(piece.subarray(from))
    return lines
  }

  /** The last line, when the input does not end in a line end. */
  end(): ReadonlyArray<Line> {
    return this.#held === 0 && !this.#tooLong ? [] : [this.#take()]
  }

  #keep(part: Uint8Array): void {
    if (part.length === 0) return
    if (this.#tooLong || this.#held + part.length > this.#limitBytes) {
      this.#tooLong = true
      this.#parts = []
      return
    }
    // A copy: the piece it is part of belongs to the stream, which may use the memory again.
    this.#parts.push(part.slice())
    this.#held += part.length
  }

  #take(): Line {
    const bytes = this.#tooLong ? undefined : Buffer.concat(this.#parts)
    this.#parts = []
    this.#held = 0
    this.#tooLong = false
    this.#number += 1
    return { number: this.#number, bytes }
  }
}
