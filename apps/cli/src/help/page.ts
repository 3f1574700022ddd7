/** A page of help as it is written, before it is known how wide the screen is. */

/** Something to type, and what it is for. */
export interface Example {
  readonly command: string
  readonly description?: string | undefined
}

/** A word, a flag or a command, and what it means. */
export type Row = readonly [term: string, meaning: string]

/** Something that stands below a heading. In texts and meanings what is between backquotes is never broken. */
export type Item =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "usage"; readonly parts: ReadonlyArray<string> }
  | { readonly kind: "rows"; readonly rows: ReadonlyArray<Row>; readonly isSpaced: boolean }
  | { readonly kind: "examples"; readonly examples: ReadonlyArray<Example> }

/** A part of a page. */
export interface Section {
  readonly heading?: string | undefined
  readonly items: ReadonlyArray<Item>
}

/** What one help request shows. */
export interface Page {
  readonly title: string
  /** The meanings of all sections stand below each other. */
  readonly isAligned?: boolean
  readonly sections: ReadonlyArray<Section>
}

/** A command line in short: its parts are never broken, and its further lines are set in. */
export const usage = (parts: ReadonlyArray<string>): Item => ({ kind: "usage", parts })
export const text = (paragraph: string): Item => ({ kind: "text", text: paragraph })
/** `spaced`: with a blank line between two rows, where meanings are long. */
export const rows = (all: ReadonlyArray<Row>, how?: "spaced"): Item => ({
  kind: "rows",
  rows: all,
  isSpaced: how === "spaced"
})

export const examples = (all: ReadonlyArray<Example>): Item => ({ kind: "examples", examples: all })

/** A section with a heading; without items there is no section. */
export const section = (heading: string | undefined, ...items: ReadonlyArray<Item>): ReadonlyArray<Section> =>
  items.length === 0 ? [] : [{ heading, items }]
