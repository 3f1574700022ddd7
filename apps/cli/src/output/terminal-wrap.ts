/** Breaks text into lines at blanks, and nowhere else. */
import { displayWidth } from "effect/cli/CliOutput"

const ascii = /^[\x20-\x7e]*$/u

/** How many columns of a terminal a text takes: wide characters take two, combining ones none. */
export const widthOf = (text: string): number => (ascii.test(text) ? text.length : displayWidth(text))

/**
 * What stays in one piece: an amount, a time, a command to its end, and every word. An id that is broken cannot be
 * copied, and half of a command that is pasted is another command.
 */
const pieces = /(?:[A-Z_]+=\S+ )*\bfinpay [a-z].*$|Rp [\d.]+|\d\d:\d\d:\d\d WIB|\S+/gu

/** How wide the widest piece of a text is: in fewer columns it cannot be shown well. */
export const leastWidthOf = (text: string): number =>
  [...text.matchAll(pieces)].reduce((widest, [piece]) => Math.max(widest, widthOf(piece)), 0)

/**
 * The lines of a text, each as wide as `columns` at most. A piece that is wider has a line of its own and is left whole:
 * the terminal breaks it on the screen, and it is still one when it is copied. Nothing is ever left out.
 */
export const wrap = (text: string, columns: number): ReadonlyArray<string> => {
  if (widthOf(text) <= columns) return [text]
  const lines: Array<string> = []
  let line = ""
  let end = 0
  for (const { 0: piece, index } of text.matchAll(pieces)) {
    const longer = `${line}${text.slice(end, index)}${piece}`
    if (line !== "" && widthOf(longer) > columns) {
      lines.push(line)
      line = piece
    } else {
      line = line === "" ? piece : longer
    }
    end = index + piece.length
  }
  return [...lines, line]
}
