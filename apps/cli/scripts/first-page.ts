/** Prints the first page of help as JSON, in the language of the environment; `build.ts` puts it into the package. */
import { finpayFor } from "../src/finpay.ts"
import { overview } from "../src/help/overview.ts"

process.stdout.write(JSON.stringify(overview(await finpayFor([]))))
