/** The HTTP client tried to send a mutation a second time by itself. What became of the first is not known. */
export class SentTwice extends Error {
  override readonly name = "SentTwice"
}
