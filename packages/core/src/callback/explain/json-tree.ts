import type { JsonNode } from "../json-scanner.ts"

/** The names that lead to a value; those of lists are their numbers. */
export type JsonPath = ReadonlyArray<string>

/** A value of a document, and where it stands. */
export interface Place {
  readonly path: JsonPath
  readonly node: JsonNode
}

/** A path as a person writes it: `result.payment.amount`. */
export const shownPath = (path: JsonPath): string => path.join(".")

/** Every value of a document, each before those inside it. */
export function* placesOf(node: JsonNode, path: JsonPath = []): Generator<Place> {
  yield { path, node }
  if (node.kind === "object") { for (const { key, value } of node.members) yield* placesOf(value, [...path, key]) }
  if (node.kind === "array") {
    for (const [index, item] of node.items.entries()) yield* placesOf(item, [...path, `${index}`])
  }
}

/** The document with each value replaced by what `change` makes of it, from the inside out. */
export const mapJson = (
  node: JsonNode,
  change: (place: Place) => JsonNode,
  path: JsonPath = []
): JsonNode => {
  switch (node.kind) {
    case "object":
      return change({
        path,
        node: {
          ...node,
          members: node.members.map((member) => ({
            ...member,
            value: mapJson(member.value, change, [...path, member.key])
          }))
        }
      })
    case "array":
      return change({
        path,
        node: { ...node, items: node.items.map((item, index) => mapJson(item, change, [...path, `${index}`])) }
      })
    default:
      return change({ path, node })
  }
}

/** The document with other values at some places. */
export const withValues = (root: JsonNode, values: ReadonlyMap<string, JsonNode>): JsonNode =>
  mapJson(root, ({ node, path }) => values.get(shownPath(path)) ?? node)

/** The value at a path. */
export const valueAt = (root: JsonNode, [name, ...rest]: JsonPath): JsonNode | undefined => {
  if (name === undefined) return root
  const member = root.kind === "object" ? root.members.find(({ key }) => key === name) : undefined
  return member === undefined ? undefined : valueAt(member.value, rest)
}
