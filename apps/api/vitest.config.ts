import { defineConfig } from "vitest/config"

// Many tests start processes, and some need PostgreSQL, which starts once for all of them: a loaded machine takes its time.
export default defineConfig({
  test: {
    name: "api",
    include: ["test/**/*.test.ts"],
    globalSetup: ["../../packages/journal/test/postgres.ts"],
    testTimeout: 120_000,
    hookTimeout: 120_000
  }
})
