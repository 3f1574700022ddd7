import { defineConfig } from "vitest/config"

// The first test that needs PostgreSQL may wait for it on a loaded machine; no test waits for a clock.
export default defineConfig({
  test: {
    name: "journal",
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/postgres.ts"],
    testTimeout: 300_000,
    hookTimeout: 120_000
  }
})
