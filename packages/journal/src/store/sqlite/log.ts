/**
 * SQLite's write-ahead log: a header, and a frame for each page that was changed. What was written is chained: a frame's
 * sums go on from those of the frame before. Source: sqlite.org, "WAL-mode File Format".
 */

/** Reads a part of the log; less than asked for where the log ends. */
export type ReadLog = (offset: number, length: number) => Buffer

/** The log is not as it was written. */
export interface LogDamage {
  /** The number of the first frame that is not, from 1; 0 where it is the header. */
  readonly frame: number
  /** The header as it is, in hexadecimal: it is another one each time that SQLite begins the log anew. */
  readonly header: string
}

/** How long the header is, in bytes. A log that is no longer holds nothing. */
export const logHeaderBytes = 32
const frameHeaderBytes = 24

const littleEndian = 0x377f0682
const bigEndian = 0x377f0683
const knownFormat = 3007000
const pageSizes = { min: 512, max: 65536 }

/** What a disk writes in one piece, or not at all. */
const sectorBytes = 512

type Sums = readonly [number, number]

const isSame = (one: Sums, other: Sums): boolean => one[0] === other[0] && one[1] === other[1]

const sumsAt = (bytes: Buffer, offset: number): Sums => [bytes.readUInt32BE(offset), bytes.readUInt32BE(offset + 4)]

interface Header {
  readonly pageSize: number
  readonly salts: Buffer
  readonly sums: Sums
  /** The sums that go on from others over some bytes. */
  readonly sumsAfter: (sums: Sums, bytes: Buffer) => Sums
}

const summing = (isLittle: boolean) => (sums: Sums, bytes: Buffer): Sums => {
  let [first, second] = sums
  for (let at = 0; at < bytes.length; at += 8) {
    first = (first + (isLittle ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at)) + second) >>> 0
    second = (second + (isLittle ? bytes.readUInt32LE(at + 4) : bytes.readUInt32BE(at + 4)) + first) >>> 0
  }
  return [first, second]
}

const isPageSize = (size: number): boolean =>
  size >= pageSizes.min && size <= pageSizes.max && (size & (size - 1)) === 0

/** The header; nothing where it is not as it was written. */
const readHeader = (bytes: Buffer): Header | undefined => {
  const magic = bytes.readUInt32BE(0)
  const pageSize = bytes.readUInt32BE(8)
  const sumsAfter = summing(magic === littleEndian)
  const sums = sumsAt(bytes, 24)
  const isWhole = (magic === littleEndian || magic === bigEndian) && bytes.readUInt32BE(4) === knownFormat &&
    isPageSize(pageSize) && isSame(sumsAfter([0, 0], bytes.subarray(0, 24)), sums)
  return isWhole ? { pageSize, salts: bytes.subarray(16, 24), sums, sumsAfter } : undefined
}

interface Frame {
  readonly isOfThisLog: boolean
  /** It is the last one of its transaction. */
  readonly isCommit: boolean
  /** Its header lies in two sectors, of which a power cut may have left one as it was. */
  readonly isSplit: boolean
  readonly sums: Sums
  /** What its sums must be after those of the frame before it. */
  readonly sumsFrom: (sums: Sums) => Sums
}

/** The frame of a number, from 1; nothing where the log ends. */
const readFrame = (read: ReadLog, { pageSize, salts, sumsAfter }: Header, number: number): Frame | undefined => {
  const length = frameHeaderBytes + pageSize
  const offset = logHeaderBytes + (number - 1) * length
  const bytes = read(offset, length)
  if (bytes.length < length) return undefined
  return {
    isOfThisLog: bytes.subarray(8, 16).equals(salts),
    isCommit: bytes.readUInt32BE(4) !== 0,
    isSplit: offset % sectorBytes > sectorBytes - frameHeaderBytes,
    sums: sumsAt(bytes, 16),
    sumsFrom: (sums) => sumsAfter(sumsAfter(sums, bytes.subarray(0, 8)), bytes.subarray(frameHeaderBytes))
  }
}

/** A frame as the next one may have known it. */
interface Before {
  readonly sums: Sums
  readonly isCommit: boolean
}

/**
 * Whether a transaction after a wrong frame was begun by one that had ended: somewhere a frame follows the last one of a
 * transaction, and its sums go on from there. Then these sums are what was written, and so is all of a header in one
 * sector.
 *
 * The sums of the wrong frame itself may be what is wrong with it; then the next one goes on from those it must have had.
 */
const isFollowed = (read: ReadLog, header: Header, number: number, wrong: Frame, right: Sums): boolean => {
  const asItIs = ({ isCommit, isSplit, sums }: Frame): Before => ({ sums, isCommit: isCommit && !isSplit })
  let before: ReadonlyArray<Before> = [asItIs(wrong), { sums: right, isCommit: wrong.isCommit }]
  for (let next = number + 1;; next++) {
    const frame = readFrame(read, header, next)
    if (frame === undefined) return false
    const known = before.find(({ sums }) => frame.isOfThisLog && isSame(frame.sumsFrom(sums), frame.sums))
    if (known?.isCommit === true) return true
    before = [known === undefined ? asItIs(frame) : frame]
  }
}

/**
 * Looks whether SQLite would leave out, without a word, what it had confirmed: it reads a log up to the first frame that
 * is wrong, and takes all after it for the rest of something that was never finished.
 *
 * A crash can leave such a rest: of the transaction that was being written, any sectors may be there and any not; and of
 * one that was rolled back, what the next one did not write over. But no transaction is begun before the last one is on
 * the disk (`synchronous = FULL`), and the header is there before the first. So it was no crash where the header is
 * wrong, or where a finished transaction and the next one lie after the wrong frame. In the last transaction a wrong
 * frame cannot be told from a rest.
 */
export const findLogDamage = (read: ReadLog): LogDamage | undefined => {
  const headerBytes = read(0, logHeaderBytes + 1)
  if (headerBytes.length <= logHeaderBytes) return undefined
  const header = readHeader(headerBytes)
  const hex = headerBytes.toString("hex", 0, logHeaderBytes)
  if (header === undefined) return { frame: 0, header: hex }
  let { sums } = header
  for (let number = 1;; number++) {
    const frame = readFrame(read, header, number)
    if (frame === undefined) return undefined
    const right = frame.sumsFrom(sums)
    if (!frame.isOfThisLog || !isSame(right, frame.sums)) {
      return isFollowed(read, header, number, frame, right) ? { frame: number, header: hex } : undefined
    }
    sums = right
  }
}
