import { utf8 } from "../crypto/WebCrypto.ts"

/** CRC-16/CCITT-FALSE: polynomial 1021, start FFFF, nothing reflected, nothing flipped at the end. */
export const crc16 = (data: Uint8Array): number => {
  let crc = 0xffff
  for (const byte of data) {
    crc ^= byte << 8
    for (let bit = 0; bit < 8; bit++) crc = (crc & 0x8000) === 0 ? crc << 1 : (crc << 1) ^ 0x1021
    crc &= 0xffff
  }
  return crc
}

/** The four upper-case hex digits of tag 63, for the payload up to and including `6304`. */
export const qrisCrc = (upTo6304: string): string => crc16(utf8(upTo6304)).toString(16).toUpperCase().padStart(4, "0")
