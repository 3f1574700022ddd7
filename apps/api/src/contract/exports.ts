import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import { annotations } from "effect/http-api/OpenApi"
import { auditFilters } from "./audit.ts"
import { CsvFile, csvWords } from "./csv.ts"
import { query } from "./document.ts"
import { paymentFilters } from "./known-payment.ts"
import { merchantHeader } from "./merchant-header.ts"
import { mutationFilters } from "./mutations.ts"
import { JournalUnavailableProblem } from "./problems.ts"
import { deliveryFilters } from "./webhook-deliveries.ts"

/** Lists as files: the address of the list with `.csv` behind it, and the same filters. */
export class ExportsGroup extends HttpApiGroup.make("exports").add(
  HttpApiEndpoint.get("mutations", "/mutations.csv", {
    headers: merchantHeader,
    query: mutationFilters,
    success: CsvFile,
    error: JournalUnavailableProblem
  }).annotateMerge(query("Mutations as CSV", csvWords)),
  HttpApiEndpoint.get("payments", "/payments.csv", {
    headers: merchantHeader,
    query: paymentFilters,
    success: CsvFile,
    error: JournalUnavailableProblem
  }).annotateMerge(query("Payments seen as CSV", csvWords)),
  HttpApiEndpoint.get("webhookDeliveries", "/webhook-deliveries.csv", {
    headers: merchantHeader,
    query: deliveryFilters,
    success: CsvFile,
    error: JournalUnavailableProblem
  }).annotateMerge(query("Webhook deliveries as CSV", csvWords)),
  HttpApiEndpoint.get("audit", "/audit.csv", {
    headers: merchantHeader,
    query: auditFilters,
    success: CsvFile,
    error: JournalUnavailableProblem
  }).annotateMerge(query("The audit log as CSV", csvWords))
).annotateMerge(annotations({ title: "Exports", description: "Lists as CSV files." })) {}
