/** Writes `openapi.json`, the document of the API as its server gives it. */
import * as OpenApi from "effect/http-api/OpenApi"
import { writeFileSync } from "node:fs"
import { Api } from "../src/contract/Api.ts"

writeFileSync(new URL("../openapi.json", import.meta.url), `${JSON.stringify(OpenApi.fromApi(Api), null, 2)}\n`)
