import type { JsonNode, JsonObjectNode } from "../json-scanner.ts"
import { phpEncode } from "../php-json.ts"
import type { CallbackMistake } from "./CallbackMistake.ts"
import {
  changedAmounts,
  changedStatuses,
  emptiedOtherwise,
  respelledAmounts,
  respelledNumbers,
  type Suspect
} from "./changed-values.ts"
import { type JsonPath, mapJson, shownPath } from "./json-tree.ts"
import { inFinpaysOrders, sortedByName } from "./reorder.ts"
import type { Candidate } from "./search.ts"
import { writers, writtenBy } from "./written-by.ts"

/** The spellings Finpay and its merchants sign: PHP's by default and with its flags, which is also `JSON.stringify`'s. */
const phpTexts = (root: JsonNode): ReadonlyArray<string> =>
  [false, true].flatMap((unescaped) =>
    (["object", "array"] as const).flatMap((objects) =>
      (["kept", "decoded"] as const).flatMap((numbers) => phpEncode(root, { objects, numbers, unescaped }) ?? [])
    )
  )

function* written(suspects: Iterable<Suspect>): Generator<Candidate> {
  for (const { mistakes, root } of suspects) {
    for (const text of phpTexts(root)) yield { text, mistakes }
  }
}

/** What a body must be if it was changed on its way, the harmless changes before the others. */
export function* changedBodies(unsigned: JsonObjectNode): Generator<Candidate> {
  const reordered = inFinpaysOrders(unsigned)
  const mistake: CallbackMistake = { mistake: "members-reordered" }
  yield* written(reordered.map((root) => ({ root, mistakes: [mistake] })))
  yield* written(respelledAmounts(unsigned))
  yield* written(emptiedOtherwise(unsigned))
  yield* written(respelledNumbers(unsigned))
  yield* written(changedAmounts(unsigned))
  yield* written(changedStatuses(unsigned))
  // What sorts members is often a program that reads and writes numbers too.
  for (const root of reordered) {
    for (const suspect of respelledAmounts(root)) {
      yield* written([{ root: suspect.root, mistakes: [mistake, ...suspect.mistakes] }])
    }
  }
}

interface Signer {
  readonly root: JsonNode
  readonly mistakes: ReadonlyArray<CallbackMistake>
}

/** The document as some signers have it when they sign: with an empty signature in it, or with sorted members. */
const signers = (root: JsonObjectNode, unsigned: JsonObjectNode, path: JsonPath): ReadonlyArray<Signer> => {
  const holding = (as: string, value: JsonNode): Signer => ({
    root: mapJson(root, (place) => shownPath(place.path) === shownPath(path) ? value : place.node),
    mistakes: [{ mistake: "signature-not-left-out", as }]
  })
  const all = [
    { root: unsigned, mistakes: [] },
    holding("\"\"", { kind: "string", value: "" }),
    holding("null", { kind: "literal", value: null })
  ]
  return [
    ...all,
    ...all.map(({ mistakes, root }): Signer => ({
      root: sortedByName(root),
      mistakes: [...mistakes, { mistake: "members-sorted" }]
    }))
  ]
}

/** The texts a signer may have signed who does not do as Finpay does. */
export function* signedOtherwise(root: JsonObjectNode, unsigned: JsonObjectNode, path: JsonPath): Generator<Candidate> {
  for (const ending of ["", "\n", "\r\n"]) {
    const ended: ReadonlyArray<CallbackMistake> = ending === "" ? [] : [{ mistake: "line-end-signed" }]
    for (const signer of signers(root, unsigned, path)) {
      const mistakes = [...signer.mistakes, ...ended]
      for (const text of phpTexts(signer.root)) yield { text: text + ending, mistakes }
      for (const writer of writers) {
        const asWritten: CallbackMistake = { mistake: "written-otherwise", as: writer.name }
        yield { text: writtenBy(writer, signer.root) + ending, mistakes: [...mistakes, asWritten] }
      }
    }
  }
}
