/** What the docstring of an export has to say; see rule 8 of AGENTS.md. */
import type { Failing, PlainValue, PublicExport, Surface } from "./public-exports.ts"

interface Quantity {
  /** The words of a name that make a plain number one of these. */
  readonly words: ReadonlySet<string>
  readonly units: RegExp
  readonly isText: boolean
}

const money: Quantity = {
  words: new Set("amount balance captured fee paid price refundable refunded".split(" ")),
  units: /\brupiah\b/iu,
  isText: true
}

const time: Quantity = {
  words: new Set(
    "age at delay due duration expiry from interval lease now since timeout until wait window".split(" ")
  ),
  units: /\b(?:milliseconds?|seconds?|minutes?|hours?|days?)\b/iu,
  isText: false
}

const size: Quantity = {
  words: new Set("length size width".split(" ")),
  units: /\b(?:bytes?|bits?|characters?|digits?|KB|MiB)\b/iu,
  isText: false
}

const nameUnits = new Set("bits bytes days digits hours millis minutes rupiah seconds".split(" "))

const wordsOf = (name: string): ReadonlyArray<string> => name.split(/(?=[A-Z])/u).map((word) => word.toLowerCase())

const lacksUnit = ({ doc, isText, name }: PlainValue, around: string): boolean => {
  const words = wordsOf(name)
  if (words.some((word) => nameUnits.has(word))) return false
  return [money, time, size].some((quantity) =>
    (!isText || quantity.isText) && words.some((word) => quantity.words.has(word)) &&
    !quantity.units.test(`${doc}\n${around}`)
  )
}

const says = (doc: string, name: string): boolean =>
  new RegExp(`(?<![\\w$])${name.replaceAll(/[.*+?^${}()|[\]\\]/gu, "\\$&")}(?![\\w$])`, "u").test(doc)

const failureProblems = (
  { errors, isPromise }: Failing,
  doc: string,
  families: Surface["families"]
): ReadonlyArray<string> => {
  const covered = new Set([...families].flatMap(([family, members]) => says(doc, family) ? members : []))
  const missing = errors.filter((error) => !covered.has(error) && !says(doc, error))
  return [
    ...(missing.length === 0 ? [] : [`does not name its errors: ${missing.join(", ")}`]),
    ...(isPromise && !/\breject/iu.test(doc) ? ["does not say what it rejects with"] : [])
  ]
}

const beginsWithSentence = (doc: string): boolean => /[.?:](?:\s|$)/u.test(doc.split("\n\n")[0] ?? "")

/** What is wrong with the docstring of one export. */
export const docProblems = (
  { doc, examples, failing, hasMethods, methods, name, values }: PublicExport,
  families: Surface["families"]
): ReadonlyArray<string> => [
  ...(beginsWithSentence(doc) ? [] : ["has no sentence that says what it is"]),
  ...((failing !== undefined || hasMethods) &&
      !examples.some((example) => example.includes("```ts\n") && says(example, name))
    ? ["has no @example that uses it"]
    : []),
  ...(failing === undefined ? [] : failureProblems(failing, doc, families)),
  ...methods.flatMap((method) => [
    ...(!method.isAction || beginsWithSentence(method.doc)
      ? []
      : [`${method.name} has no sentence that says what it does`]),
    ...failureProblems(method, `${method.doc}\n${method.around}\n${doc}`, families).map((problem) =>
      `${method.name} ${problem}`
    )
  ]),
  ...values.filter((value) => lacksUnit(value, doc)).map((value) => `${value.name} has no unit`)
]

/** The folders of core that state what Finpay, SNAP and QRIS are like; what explains a refusal is our own. */
const stating = /^src\/(?:callback\/(?!explain\/)|(?:environment|money|operations|order|qris|response|snap|time)\/)/u

/** Files of core that state facts of others and in which no public docstring says where these are from. */
export const sourceProblems = (exports: ReadonlyArray<PublicExport>): ReadonlyArray<string> => {
  const files = Map.groupBy(exports.filter(({ file, isFact }) => isFact && stating.test(file)), ({ file }) => file)
  const sourced = new Set(exports.filter(({ doc }) => /\bSources?:/u.test(doc)).map(({ file }) => file))
  return [...files].filter(([file]) => !sourced.has(file)).map(([file, inFile]) =>
    `${file}: no docstring of ${inFile.map(({ name }) => name).join(", ")} names a source`
  )
}
