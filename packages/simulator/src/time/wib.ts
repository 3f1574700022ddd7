/** Western Indonesian time (WIB, UTC+7, no summer time), in the forms Finpay writes. All take epoch milliseconds. */

const shifted = (epochMillis: number): string => new Date(epochMillis + 7 * 3_600_000).toISOString()

/** `2023-05-16 20:22:23`: Finpay's form without a zone. */
export const wibNaive = (epochMillis: number): string => shifted(epochMillis).slice(0, 19).replace("T", " ")

/** `2023-05-16T20:22:23+07:00`: the form of SNAP. */
export const wibIso = (epochMillis: number): string => `${shifted(epochMillis).slice(0, 19)}+07:00`

/** `2023-05-16`: the calendar day, which X-EXTERNAL-ID is unique in. */
export const wibDay = (epochMillis: number): string => shifted(epochMillis).slice(0, 10)
