import { assert, describe, it } from "@effect/vitest"
import { listenerOf } from "../../../src/store/postgres/socket.ts"

// libpq's rules: PostgreSQL manual, "Connection URIs".
describe("where the server listens", () => {
  it.each(
    [
      ["postgres://user:secret@db.example:6000/finpay", { host: "db.example", port: 6000, noDelay: true }],
      ["postgresql://db.example/finpay?sslmode=require", { host: "db.example", port: 5432, noDelay: true }],
      ["postgres://user@[::1]:6000/finpay", { host: "::1", port: 6000, noDelay: true }],
      ["postgres:///finpay", { host: "localhost", port: 5432, noDelay: true }],
      ["postgres:///finpay?host=other&port=7000", { host: "other", port: 7000, noDelay: true }],
      ["postgres:///finpay?host=/run/postgresql", { path: "/run/postgresql/.s.PGSQL.5432" }],
      ["postgres://%2Frun%2Fpostgresql:6000/finpay", { path: "/run/postgresql/.s.PGSQL.6000" }]
    ] as const
  )("of %s", (address, listener) => {
    assert.deepStrictEqual(listenerOf(address), listener)
  })
})
