import { defineConfig } from "vitest/config"

// Some tests need PostgreSQL, which starts once for all of them, and may be waited for on a loaded machine.
export default defineConfig({
  test: {
    name: "api",
    include: ["test/**/*.test.ts"],
    globalSetup: ["../../packages/journal/test/postgres.ts"],
    testTimeout: 30_000,
    hookTimeout: 60_000
  }
})
