/**
 * A whole number of 52 bits for a reference, the same for the same text: the order in which both sides are walked.
 *
 * An index of numbers is a third of one of texts and stays in memory, where one of texts would be read and written page
 * by page. Two references may have the same number; whoever walks compares the texts too. Two rounds of FNV-1a, the
 * second over the first, because 32 bits alone are shared by a hundred of a million references.
 */
export const keyOf = (reference: string): number => {
  let low = 0x811c9dc5
  let high = 0x01000193
  for (let at = 0; at < reference.length; at += 1) {
    const code = reference.charCodeAt(at)
    low = Math.imul(low ^ code, 0x01000193)
    high = Math.imul(high ^ code ^ (low >>> 15), 0x85ebca6b)
  }
  return (high >>> 0) % 0x100000 * 0x100000000 + (low >>> 0)
}
