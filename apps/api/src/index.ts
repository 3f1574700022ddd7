export { defaultPort, optionsFromEnv } from "./configuration.ts"
export type { ApiOptions } from "./configuration.ts"
export { serveApi } from "./serve-api.ts"
