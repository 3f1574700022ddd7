import type { JsonMember, JsonNode } from "../json-scanner.ts"
import { mapJson, placesOf, shownPath } from "./json-tree.ts"

/**
 * The orders in which Finpay was seen to send members: the sample of its page, the form of public integrations, and
 * that of the simulator. Keys are paths.
 */
const roots = [
  ["merchant", "customer", "order", "transaction", "sourceOfFunds", "meta", "result", "card"],
  ["merchant", "customer", "order", "transaction", "sourceOfFunds", "card", "meta", "result"],
  ["customer", "order", "card", "meta", "result", "sourceOfFunds", "merchant", "transaction"]
]
const payments = [
  ["status", "statusDesc", "userDesc", "datetime", "reference", "channel", "amount"],
  ["amount", "status", "statusDesc", "userDesc", "datetime", "channel", "reference"]
]
const inner: ReadonlyMap<string, ReadonlyArray<string>> = new Map([
  ["order", ["id", "reference", "amount", "currency"]],
  ["sourceOfFunds", ["type", "channel", "paymentCode"]],
  ["card", ["mask", "info"]],
  ["card.info", ["brand", "issuing", "type", "subType", "country"]]
])

const arranged = (members: ReadonlyArray<JsonMember>, order: ReadonlyArray<string>): ReadonlyArray<JsonMember> => {
  const rank = ({ key }: JsonMember): number => order.includes(key) ? order.indexOf(key) : order.length
  return members.toSorted((one, two) => rank(one) - rank(two))
}

/** The document with its members in each of Finpay's orders. Members nobody knows stay in theirs, behind the others. */
export const inFinpaysOrders = (root: JsonNode): ReadonlyArray<JsonNode> =>
  roots.flatMap((rootOrder) =>
    payments.map((paymentOrder) =>
      mapJson(root, ({ node, path }) => {
        if (node.kind !== "object") return node
        const place = shownPath(path)
        const order = place === "" ? rootOrder : place === "result.payment" ? paymentOrder : inner.get(place)
        return order === undefined ? node : { ...node, members: arranged(node.members, order) }
      })
    )
  )

const byName = (one: string, two: string): number => (one < two ? -1 : one > two ? 1 : 0)

/** How PostgreSQL's `jsonb` keeps members: short names first. */
const byLength = (one: string, two: string): number => one.length - two.length || byName(one, two)

const isSorted = (root: JsonNode, compare: (one: string, two: string) => number): boolean =>
  [...placesOf(root)].every(({ node }) =>
    node.kind !== "object" || node.members.every(({ key }, at) => {
      const next = node.members[at + 1]
      return next === undefined || compare(key, next.key) <= 0
    })
  )

/** Fewer members than this can be sorted by chance. */
const leastMembers = 3

/** Whether somebody sorted the members: Finpay's own order is none of these. */
export const looksSorted = (root: JsonNode): boolean =>
  root.kind === "object" && root.members.length >= leastMembers && (isSorted(root, byName) || isSorted(root, byLength))

/** The document with the members of every object sorted by name. */
export const sortedByName = (root: JsonNode): JsonNode =>
  mapJson(
    root,
    ({ node }) =>
      node.kind === "object"
        ? { ...node, members: node.members.toSorted((one, two) => byName(one.key, two.key)) }
        : node
  )
