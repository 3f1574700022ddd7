/**
 * A text of somebody else as both databases keep it: PostgreSQL takes no NUL, and neither takes half a character. What
 * cannot be written down would be lost.
 */
export const storable = (text: string): string => text.toWellFormed().replaceAll("\u0000", "\uFFFD")
