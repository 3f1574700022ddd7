import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import * as HttpApiSchema from "effect/http-api/HttpApiSchema"
import { annotations } from "effect/http-api/OpenApi"
import * as Schema from "effect/Schema"
import { open, query } from "./document.ts"
import { Authorization } from "./middleware.ts"
import { MerchantRefused, NotReadyProblem, NotThisMachine } from "./problems.ts"
import { ReadinessChecks } from "./readiness.ts"

const Health = Schema.Struct({ status: Schema.Literal("ok") }).annotate({
  identifier: "Health",
  examples: [{ status: "ok" }]
})

const Ready = Schema.Struct({ status: Schema.Literal("ready"), checks: ReadinessChecks }).annotate({
  identifier: "Ready",
  examples: [{
    status: "ready",
    checks: {
      database: { isUsable: true },
      queue: { oldestDueSeconds: null },
      clock: { databaseSkewSeconds: 0.01, finpaySkewSeconds: 0 }
    }
  }]
})

const Metrics = Schema.String.pipe(HttpApiSchema.asText({ contentType: "text/plain; version=0.0.4; charset=utf-8" }))

/** What watches the process: for the load balancer and for Prometheus. */
export class SystemGroup extends HttpApiGroup.make("system")
  .add(
    HttpApiEndpoint.get("health", "/healthz", { success: Health, error: NotThisMachine }).annotateMerge(
      open("Is the process alive?", "Says nothing about its database or Finpay. No API key.")
    ),
    HttpApiEndpoint.get("ready", "/readyz", { success: Ready, error: [NotReadyProblem, NotThisMachine] }).annotateMerge(
      open(
        "Should this process get requests?",
        "Whether its database can be written, the oldest work that is due is not too old, and its clock is the " +
          "database's. While it stops it is not ready either. What is wrong is named. No API key."
      )
    ),
    HttpApiEndpoint.get("metrics", "/metrics", { success: Metrics, error: MerchantRefused })
      .middleware(Authorization)
      .annotateMerge(
        query(
          "Metrics for Prometheus",
          "In Prometheus' text format. An API key that is bound to merchants does not see them, as they are of all " +
            "merchants; with `FINPAY_API_METRICS=open` no key is needed. What is counted in the database is the same " +
            "whichever process is asked."
        )
      )
  )
  .annotateMerge(annotations({ title: "System", description: "The process itself." }))
{}
