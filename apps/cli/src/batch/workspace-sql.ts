import { refundProblem } from "@openfinpay/finpay-reconcile"
import { tell } from "./Line.ts"

/** The tables of a workspace. They need to survive nothing: what they hold is in the input and in the journal. */
export const tables = `
  PRAGMA journal_mode = OFF;
  PRAGMA synchronous = OFF;
  PRAGMA temp_store = FILE;
  PRAGMA cache_size = -8192;
  CREATE TABLE line (line INTEGER PRIMARY KEY, reference TEXT, amount INTEGER, key TEXT, extra TEXT NOT NULL);
  CREATE TABLE problem (place INTEGER PRIMARY KEY, line INTEGER NOT NULL, field TEXT, problem TEXT NOT NULL);
  CREATE TABLE repetition (line INTEGER, mutation TEXT, key TEXT, state TEXT, PRIMARY KEY (line, mutation)) WITHOUT ROWID;
  CREATE TABLE result (
    line INTEGER PRIMARY KEY, outcome TEXT NOT NULL, final INTEGER NOT NULL, mutation TEXT, message TEXT NOT NULL,
    trace_id TEXT
  );
`

/** Made once all lines are there: without it, each page of orders is found by reading and sorting every line. */
export const byOrder = "CREATE INDEX by_order ON line (reference, amount, line, key)"

/** What is said of a key that stands above already; `{line}` is where. */
export const sameKey = tell(refundProblem("key", "same-key", "{line}"))

/** What is said of a refund that stands above already; `{line}` is where. */
export const sameRefund = tell(refundProblem(undefined, "same-refund", "{line}", "--again"))

/** Finds keys that stand above already. */
export const repeatedKeys = `
  INSERT INTO problem (line, field, problem)
  SELECT line, 'key', replace(?, '{line}', first)
  FROM (SELECT line, min(line) OVER (PARTITION BY key) AS first FROM line WHERE key IS NOT NULL) WHERE line > first
`

/** Finds refunds that stand above already, where one of the two has no key that says that it is another one. */
export const repeatedRefunds = `
  INSERT INTO problem (line, field, problem)
  SELECT line, NULL, replace(?, '{line}', first)
  FROM (
    SELECT line, key, first_value(line) OVER same AS first, first_value(key) OVER same AS first_key FROM line
    WHERE reference IS NOT NULL AND amount IS NOT NULL
    WINDOW same AS (PARTITION BY reference, amount ORDER BY line)
  ) WHERE line > first AND (key IS NULL OR first_key IS NULL)
`

/** Some lines, each with its result where there is one. */
export const selectResults = `
  SELECT line.line, reference, amount, line.key, extra, outcome, final, mutation, message, trace_id
  FROM line LEFT JOIN result ON result.line = line.line WHERE line.line > ? ORDER BY line.line LIMIT ?
`
