const dayMillis = 86_400_000

/** A day that was not: spreadsheets count 29 February 1900, so days before March 1900 are one off. */
const firstSoundSerial = 61

const epoch1900 = Date.UTC(1899, 11, 30)
const epoch1904 = Date.UTC(1904, 0, 1)

/** The last second of the year 9999, the last that spreadsheets know. */
const lastMillis = Date.UTC(9999, 11, 31, 23, 59, 59)

/**
 * A sheet's number for a day and time as text, `2026-11-21` or `2026-11-21 10:00:00`; a sheet's times have no zone.
 *
 * `undefined` for what is no such day: a time alone, or one before March 1900.
 */
export const serialDate = (serial: number, from1904: boolean): string | undefined => {
  if (!from1904 && !(serial >= firstSoundSerial)) return undefined
  if (from1904 && !(serial >= 1)) return undefined
  const millis = (from1904 ? epoch1904 : epoch1900) + Math.round(serial * (dayMillis / 1000)) * 1000
  if (!(millis <= lastMillis)) return undefined
  const [day = "", time = ""] = new Date(millis).toISOString().slice(0, 19).split("T")
  return Number.isInteger(serial) ? day : `${day} ${time}`
}
