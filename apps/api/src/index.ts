export { defaultPort } from "./configuration/ApiOptions.ts"
export type { ApiOptions, DatabaseOption } from "./configuration/ApiOptions.ts"
export { optionsFromEnv } from "./configuration/options-from-env.ts"
export { serveApi } from "./serve-api.ts"
