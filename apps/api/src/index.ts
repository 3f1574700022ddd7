export { defaultPort, optionsFromEnv } from "./configuration.ts"
export type { ApiOptions, DatabaseOption } from "./configuration.ts"
export { serveApi } from "./serve-api.ts"
