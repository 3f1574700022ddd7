/** A request as it came over the wire. */
export interface SimulatedRequest {
  /** In capital letters. */
  readonly method: string
  /** The path with its query, exactly as on the request line: SNAP signs these characters. */
  readonly path: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** The bytes as received; empty without a body. */
  readonly body: Uint8Array
  /** The body was larger than is ever taken, and was thrown away. */
  readonly isTooLarge?: boolean
}

/** The path without its query. */
export const pathname = (request: SimulatedRequest): string => {
  const end = request.path.search(/[?#]/u)
  return end < 0 ? request.path : request.path.slice(0, end)
}

/** The query's parameters. */
export const query = (request: SimulatedRequest): URLSearchParams => {
  const start = request.path.indexOf("?")
  return new URLSearchParams(start < 0 ? "" : request.path.slice(start + 1))
}
