/** Flags that take no value. */
const switches: ReadonlySet<string> = new Set([
  "--all",
  "--again",
  "--allow-non-loopback",
  "--callbacks-anywhere",
  "--clear",
  "--correct",
  "--forward-anywhere",
  "--dry-run",
  "--inspect",
  "--json",
  "--jsonl",
  "--log",
  "--no-callbacks",
  "--no-input",
  "--once",
  "--open",
  "--quiet",
  "--quirks",
  "--to-anywhere",
  "--show-token",
  "--watch",
  "--yes",
  "--zero-fraction"
])

/** The arguments before `--`. */
export const beforeOperands = (args: ReadonlyArray<string>): ReadonlyArray<string> => {
  const end = args.indexOf("--")
  return end < 0 ? args : args.slice(0, end)
}

/**
 * Was JSON asked for? Looked up before anything is parsed, so that a mistake in the arguments is told in JSON too.
 */
export const isJsonAsked = (args: ReadonlyArray<string>): boolean =>
  beforeOperands(args).some((arg) => arg === "--json" || arg === "--jsonl")

/**
 * Ties every switch to its own value. The parser takes a following `1`, `yes` or `on` for the switch's value, and all of
 * these can be order ids: in `finpay check --json 1`, 1 is the order.
 */
export const withSwitchesTied = (args: ReadonlyArray<string>): ReadonlyArray<string> => {
  const options = beforeOperands(args)
  return [...options.map((arg) => (switches.has(arg) ? `${arg}=true` : arg)), ...args.slice(options.length)]
}
