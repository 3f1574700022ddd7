/** Reads what came back on a connection, by the letter of HTTP. */

/** One answer. */
export interface Reply {
  readonly status: number
  readonly type: string
  readonly body: string
  /** It is the last one of its connection, and says so. */
  readonly isLast: boolean
}

const bodyOf = (headers: ReadonlyMap<string, string>, rest: Buffer): readonly [body: Buffer, after: Buffer] => {
  if (headers.get("transfer-encoding") === "chunked") {
    const parts: Array<Buffer> = []
    for (let left = rest;;) {
      const end = left.indexOf("\r\n")
      const size = end === -1 ? 0 : Number.parseInt(left.subarray(0, end).toString("latin1"), 16)
      if (!(size > 0)) return [Buffer.concat(parts), end === -1 ? Buffer.alloc(0) : left.subarray(end + 4)]
      parts.push(left.subarray(end + 2, end + 2 + size))
      left = left.subarray(end + 4 + size)
    }
  }
  const length = Number(headers.get("content-length") ?? 0)
  return [rest.subarray(0, length), rest.subarray(length)]
}

/** The answers in the bytes of a connection, in their order. */
export const repliesIn = (bytes: Buffer): ReadonlyArray<Reply> => {
  const replies: Array<Reply> = []
  for (let left = bytes; left.length > 0;) {
    const end = left.indexOf("\r\n\r\n")
    const [line = "", ...fields] = left.subarray(0, end === -1 ? left.length : end).toString("latin1").split("\r\n")
    const status = /^HTTP\/1\.1 (\d{3})/u.exec(line)?.[1]
    if (status === undefined || end === -1) throw new Error(`no answer of HTTP: ${line.slice(0, 200)}`)
    const headers = new Map(fields.map((field) => {
      const colon = field.indexOf(":")
      return [field.slice(0, colon).toLowerCase(), field.slice(colon + 1).trim()] as const
    }))
    const rest = left.subarray(end + 4)
    // The answer to HEAD, and an interim one, have no body; the next answer follows at once.
    const isBare = Number(status) < 200 || status === "204" || rest.subarray(0, 9).toString() === "HTTP/1.1 "
    const [body, after] = isBare ? [Buffer.alloc(0), rest] as const : bodyOf(headers, rest)
    left = after
    if (Number(status) >= 200) {
      replies.push({
        status: Number(status),
        type: headers.get("content-type") ?? "",
        body: body.toString(),
        isLast: headers.get("connection") === "close"
      })
    }
  }
  return replies
}
