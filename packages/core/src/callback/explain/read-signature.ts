import { fromBase64, type HashName, toHex } from "../../crypto/WebCrypto.ts"
import type { JsonNode, JsonObjectNode } from "../json-scanner.ts"
import type { CallbackMistake } from "./CallbackMistake.ts"
import { type JsonPath, mapJson, type Place, placesOf, shownPath } from "./json-tree.ts"

/** A signature that could be read, and what had to be undone for that. */
export interface ReadSignature {
  /** In lower-case hexadecimal. */
  readonly mac: string
  /** Told by its length; `undefined` for one no function of ours makes. */
  readonly hash: HashName | undefined
  /** Where it stands. */
  readonly path: JsonPath
  readonly mistakes: ReadonlyArray<CallbackMistake>
}

const hashes: ReadonlyMap<number, HashName> = new Map([[128, "SHA-512"], [96, "SHA-384"], [64, "SHA-256"], [
  40,
  "SHA-1"
]])

/** Finpay's own is 128 digits; a shorter one can be an MD5, and is then found out by nobody here. */
const hexForm = /^(?:[0-9a-f]{2}){16,64}$/iu

const macOf = (
  text: string
): { readonly mac: string; readonly mistakes: ReadonlyArray<CallbackMistake> } | undefined => {
  if (hexForm.test(text)) {
    return { mac: text.toLowerCase(), mistakes: /[A-F]/u.test(text) ? [{ mistake: "upper-case-signature" }] : [] }
  }
  const bytes = fromBase64(text)
  const mac = bytes === undefined ? "" : toHex(bytes)
  return hashes.has(mac.length) ? { mac, mistakes: [{ mistake: "base64-signature" }] } : undefined
}

const isSignatureName = (name: string): boolean => name.trim().toLowerCase() === "signature"

/** Where the signature stands: in its place, under a name spelled otherwise, or deeper. */
const placeOf = (root: JsonObjectNode): Place | undefined => {
  const places = [...placesOf(root)].filter(({ path }) => isSignatureName(path.at(-1) ?? ""))
  const inPlace = places.find(({ path }) => shownPath(path) === "signature")
  return inPlace ?? places.find(({ node }) => node.kind === "string" && macOf(node.value.trim()) !== undefined)
}

const isEmpty = (node: JsonNode): boolean =>
  (node.kind === "string" && node.value.trim() === "") || (node.kind === "literal" && node.value === null)

/** The signature of a document; what is wrong with it where it cannot be read. */
export const readSignature = (root: JsonObjectNode): ReadSignature | ReadonlyArray<CallbackMistake> => {
  const place = placeOf(root)
  if (place === undefined) return []
  if (isEmpty(place.node)) return [{ mistake: "empty-signature" }]
  if (place.node.kind !== "string") return []
  const { path } = place
  const text = place.node.value
  const read = macOf(text.trim())
  if (read === undefined) return []
  const mistakes: Array<CallbackMistake> = []
  if (shownPath(path) !== "signature") mistakes.push({ mistake: "signature-elsewhere", where: shownPath(path) })
  if (text !== text.trim()) mistakes.push({ mistake: "blanks-around-signature" })
  return { mac: read.mac, hash: hashes.get(read.mac.length), path, mistakes: [...mistakes, ...read.mistakes] }
}

/** The document without the member at a path. */
export const withoutMember = (root: JsonObjectNode, path: JsonPath): JsonObjectNode => {
  const parent = shownPath(path.slice(0, -1))
  const changed = mapJson(root, (place) =>
    place.node.kind === "object" && shownPath(place.path) === parent
      ? { ...place.node, members: place.node.members.filter(({ key }) => key !== path.at(-1)) }
      : place.node)
  return changed.kind === "object" ? changed : root
}
