/** A row as a database gave it. */
export type Row = Readonly<Record<string, unknown>>

/** Whether a column holds something. */
export const isThere = (value: unknown): boolean => value !== null && value !== undefined

const readOf = <A>(read: (value: unknown) => A) => (row: Row, names: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(names).flatMap(([name, column]) => isThere(row[column]) ? [[name, read(row[column])]] : [])
  )

/** The texts of a row by the names they are to have; what is not there is left out. */
export const textsOf = readOf(String)

/** The numbers of a row by the names they are to have; what is not there is left out. PostgreSQL gives some as text. */
export const numbersOf = readOf(Number)

const memberOf = (column: string): string => column.replace(/_(\w)/gu, (_, letter: string) => letter.toUpperCase())

/** A row as an object: `order_amount` is `orderAmount`, read as its column is; what is not there is left out. */
export const objectOf = (row: Row, readers: Readonly<Record<string, (value: unknown) => unknown>>) =>
  Object.fromEntries(
    Object.entries(row).flatMap(([column, value]) =>
      isThere(value) ? [[memberOf(column), readers[column]?.(value) ?? value]] : []
    )
  )
