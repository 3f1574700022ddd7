/** Vitest starts this once for the journal's tests: a PostgreSQL of their own, or the one they are told to use. */
import process from "node:process"
import type { TestProject } from "vitest/node"
import { startPostgres } from "./support/postgres/server.ts"

export { startPostgres } from "./support/postgres/server.ts"
export type { PostgresServer, ServerOptions, StopMode } from "./support/postgres/server.ts"

declare module "vitest" {
  export interface ProvidedContext {
    /** A server in which the tests may create databases. */
    readonly postgresUrl: string
  }
}

// Each test makes a database, which costs many seconds of waiting for the disk in all. What is tested here does not
// depend on it; the tests that end processes start a server of their own, with it.
const options = { fsync: false }

const setup = async (project: TestProject): Promise<(() => Promise<void>) | undefined> => {
  const given = process.env["FINPAY_TEST_DATABASE_URL"]
  if (given !== undefined && given !== "") {
    project.provide("postgresUrl", given)
    return undefined
  }
  const server = await startPostgres(options)
  project.provide("postgresUrl", server.url)
  return server.remove
}

// oxlint-disable-next-line import/no-default-export -- vitest asks for it
export default setup
