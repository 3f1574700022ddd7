import { DatabaseSync } from "node:sqlite"

/**
 * The database only holds what is being compared and is thrown away: no journal, no waiting for the disk, one
 * transaction that is never committed. What does not fit into the cache goes to the file.
 */
const settings = `
  PRAGMA journal_mode = OFF;
  PRAGMA synchronous = OFF;
  PRAGMA locking_mode = EXCLUSIVE;
  PRAGMA temp_store = FILE;
  PRAGMA cache_size = -32768;
  BEGIN;
`

/**
 * `line`: the report; an unreadable line has nothing but its problems. `key`: what both sides are ordered by. `known`: our records. `decision`: what each line
 * came to. `missing`: entries the report should have. `asking`: payments to ask Finpay about. `told`: its answers.
 */
const tables = `
  CREATE TABLE line (
    line INTEGER PRIMARY KEY, key INTEGER, reference TEXT, kind TEXT, amount INTEGER, outcome TEXT, status TEXT, date TEXT,
    at INTEGER, id TEXT, problems TEXT
  );
  CREATE INDEX line_of ON line (key) WHERE key IS NOT NULL;
  CREATE TABLE known (
    seq INTEGER PRIMARY KEY, key INTEGER, reference TEXT, kind TEXT, amount INTEGER, outcome TEXT, state TEXT, at INTEGER,
    mutation_id TEXT, optional INTEGER
  );
  CREATE INDEX known_of ON known (key);
  CREATE TABLE decision (line INTEGER PRIMARY KEY, verdict TEXT, seq INTEGER, repeats INTEGER);
  CREATE TABLE missing (seq INTEGER PRIMARY KEY);
  CREATE TABLE asking (reference TEXT PRIMARY KEY, key INTEGER) WITHOUT ROWID;
  CREATE TABLE told (reference TEXT PRIMARY KEY, told TEXT) WITHOUT ROWID;
`

/** Opens an empty database in a file that does not exist yet. */
export const openTemporary = (file: string): DatabaseSync => {
  const database = new DatabaseSync(file)
  database.exec(settings)
  database.exec(tables)
  return database
}
