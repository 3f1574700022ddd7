/** How many letters have to be changed, added or left out to make one word of the other. */
const distance = (one: string, other: string): number => {
  let above = Array.from({ length: other.length + 1 }, (_, at) => at)
  for (const [row, letter] of Array.from(one).entries()) {
    const line = [row + 1]
    for (const [column, otherLetter] of Array.from(other).entries()) {
      const changed = (above[column] ?? 0) + (letter === otherLetter ? 0 : 1)
      line.push(Math.min(changed, (above[column + 1] ?? 0) + 1, (line[column] ?? 0) + 1))
    }
    above = line
  }
  return above.at(-1) ?? 0
}

/** The known words that were perhaps meant: nearest first, and none that differs in more than a third of its letters. */
export const nearest = (typed: string, known: ReadonlyArray<string>): ReadonlyArray<string> =>
  known
    .map((word) => ({ word, letters: distance(typed.toLowerCase(), word) }))
    .filter(({ letters, word }) => letters <= Math.max(1, Math.floor(word.length / 3)))
    .toSorted((one, other) => one.letters - other.letters)
    .slice(0, 2)
    .map(({ word }) => word)
