import { paymentStatuses } from "../../order/PaymentStatus.ts"
import type { JsonNode } from "../json-scanner.ts"
import type { CallbackMistake } from "./CallbackMistake.ts"
import { type JsonPath, type Place, placesOf, shownPath, valueAt, withValues } from "./json-tree.ts"

/** A document that may have been signed, and what was done to it since. */
export interface Suspect {
  readonly root: JsonNode
  readonly mistakes: ReadonlyArray<CallbackMistake>
}

const decimalForm = /^(0|[1-9][0-9]*)(?:\.([0-9]+))?$/u

/** A number or a text of digits as it is written. */
const spellingOf = (node: JsonNode | undefined): string | undefined => {
  if (node?.kind === "number") return node.text
  return node?.kind === "string" && decimalForm.test(node.value) ? `"${node.value}"` : undefined
}

const nodeOf = (spelling: string): JsonNode =>
  spelling.startsWith("\"")
    ? { kind: "string", value: spelling.slice(1, -1) }
    : { kind: "number", text: spelling }

/** How programs write one number: `22000`, `22000.0`, `22000.00`, and each as a text. */
const spellingsOf = (node: JsonNode | undefined): ReadonlyArray<string> => {
  const found = spellingOf(node)
  const [, whole, fraction = ""] = decimalForm.exec((found ?? "").replaceAll("\"", "")) ?? []
  if (found === undefined || whole === undefined) return []
  const short = fraction.replace(/0+$/u, "")
  const numbers = short === ""
    ? [whole, `${whole}.0`, `${whole}.00`]
    : [`${whole}.${short}`, `${whole}.${short.padEnd(2, "0")}`]
  return [...new Set(numbers.flatMap((number) => [number, `"${number}"`]))].filter((spelling) => spelling !== found)
}

const amountPaths: ReadonlyArray<JsonPath> = [["order", "amount"], ["result", "payment", "amount"]]
const statusPath: JsonPath = ["result", "payment", "status"]

interface Change {
  readonly path: JsonPath
  readonly spelling: string
  readonly mistake: "number-respelled" | "amount-changed"
}

/** No amount is longer. */
const longestShown = 40

const suspectOf = (root: JsonNode, changes: ReadonlyArray<Change>): Suspect => ({
  root: withValues(root, new Map(changes.map(({ path, spelling }) => [shownPath(path), nodeOf(spelling)]))),
  mistakes: changes.map(({ mistake, path, spelling }) => ({
    mistake,
    where: shownPath(path),
    signed: spelling.slice(0, longestShown),
    found: (spellingOf(valueAt(root, path)) ?? "").slice(0, longestShown)
  }))
})

/** The spellings of both amounts, each alone and both at once. */
export function* respelledAmounts(root: JsonNode): Generator<Suspect> {
  const [orders = [], paid = []] = amountPaths.map((path) =>
    spellingsOf(valueAt(root, path)).map((spelling): Change => ({ path, spelling, mistake: "number-respelled" }))
  )
  for (const change of [...orders, ...paid]) yield suspectOf(root, [change])
  for (const one of orders) for (const two of paid) yield suspectOf(root, [one, two])
}

/** Any one number spelled otherwise: text that was a number, a fraction that was lost. */
export function* respelledNumbers(root: JsonNode): Generator<Suspect> {
  for (const { node, path } of placesOf(root)) {
    if (amountPaths.some((known) => shownPath(known) === shownPath(path))) continue
    for (const spelling of spellingsOf(node)) yield suspectOf(root, [{ path, spelling, mistake: "number-respelled" }])
  }
}

/** One amount is not the other, and was: somebody changed one of the two. */
export function* changedAmounts(root: JsonNode): Generator<Suspect> {
  for (const [at, path] of amountPaths.entries()) {
    const other = valueAt(root, amountPaths[1 - at] ?? [])
    const own = spellingsOf(valueAt(root, path))
    for (const spelling of [spellingOf(other) ?? "", ...spellingsOf(other)]) {
      if (spelling === "" || spelling === spellingOf(valueAt(root, path)) || own.includes(spelling)) continue
      yield suspectOf(root, [{ path, spelling, mistake: "amount-changed" }])
    }
  }
}

/** Another status than the one it says: an order that was not paid, made a paid one. */
export function* changedStatuses(root: JsonNode): Generator<Suspect> {
  const found = valueAt(root, statusPath)
  if (found?.kind !== "string") return
  for (const signed of [...Object.keys(paymentStatuses), "PARTIALLY_CAPTURED", "FAILED", "CANCELED"]) {
    if (signed === found.value) continue
    const where = shownPath(statusPath)
    const isKnown = /^[A-Z_]{1,40}$/u.test(found.value)
    yield {
      root: withValues(root, new Map([[where, { kind: "string", value: signed }]])),
      mistakes: [{ mistake: "status-changed", where, signed, ...(isKnown ? { found: found.value } : {}) }]
    }
  }
}

const emptyText: JsonNode = { kind: "string", value: "" }
const nothing: JsonNode = { kind: "literal", value: null }
const emptyObject: JsonNode = { kind: "object", members: [] }

interface Emptied {
  readonly mistake: "null-for-empty-text" | "empty-text-for-null" | "list-for-object"
  readonly isSuch: (node: JsonNode) => boolean
  readonly signed: JsonNode
}

const emptied: ReadonlyArray<Emptied> = [
  {
    mistake: "null-for-empty-text",
    isSuch: (node) => node.kind === "literal" && node.value === null,
    signed: emptyText
  },
  { mistake: "empty-text-for-null", isSuch: (node) => node.kind === "string" && node.value === "", signed: nothing },
  {
    mistake: "list-for-object",
    isSuch: (node) => node.kind === "array" && node.items.length === 0,
    signed: emptyObject
  }
]

/** With more places than this not every choice of them is tried. */
const mostPlaces = 6

/** Every choice of some places; with too many of them all at once, and each alone. */
const choicesOf = (places: ReadonlyArray<Place>): ReadonlyArray<ReadonlyArray<Place>> => {
  if (places.length > mostPlaces) return [places, ...places.map((place) => [place])]
  const choices = Array.from(
    { length: 2 ** places.length },
    (_, bits) => places.filter((_, at) => (bits >> at) % 2 === 1)
  )
  return choices.filter((choice) => choice.length > 0).toSorted((one, two) => one.length - two.length)
}

/** What is empty was empty in another way: frameworks make `null` of an empty text, PHP a list of an empty object. */
export function* emptiedOtherwise(root: JsonNode): Generator<Suspect> {
  for (const { isSuch, mistake, signed } of emptied) {
    for (const choice of choicesOf([...placesOf(root)].filter(({ node }) => isSuch(node)))) {
      yield {
        root: withValues(root, new Map(choice.map(({ path }) => [shownPath(path), signed]))),
        mistakes: choice.map(({ path }) => ({ mistake, where: shownPath(path) }))
      }
    }
  }
}
