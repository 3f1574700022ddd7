import { callMillis } from "./faults.ts"

/**
 * The journal's settings for the simulator: short. *Not applied* is concluded after ten seconds, when no call can be on its way
 * any more, also where Finpay, which is the soak's own process, has had no turn for some seconds; nor is a person asked
 * before that.
 */
export const environmentOf = (
  { databaseUrl, finpayUrl }: { readonly databaseUrl: string; readonly finpayUrl: string }
): Readonly<Record<string, string>> => ({
  FINPAY_BASE_URL: finpayUrl,
  FINPAY_DATABASE_URL: databaseUrl,
  FINPAY_TIMEOUT_MS: String(callMillis),
  FINPAY_API_ACCESS: "keys",
  FINPAY_API_RATE_LIMIT: "1000000",
  FINPAY_API_LOG_LEVEL: "warn",
  FINPAY_JOURNAL_LEASE_SECONDS: "2",
  FINPAY_JOURNAL_POLL_MS: "200",
  FINPAY_JOURNAL_CHECK_DELAYS_SECONDS: "1",
  FINPAY_JOURNAL_NOT_APPLIED_CHECKS: "3",
  FINPAY_JOURNAL_NOT_APPLIED_SECONDS: "10",
  FINPAY_JOURNAL_UNDECIDED_CHECKS: "3",
  FINPAY_JOURNAL_UNDECIDED_SECONDS: "8",
  FINPAY_JOURNAL_GIVE_UP_CHECKS: "100",
  FINPAY_JOURNAL_GIVE_UP_SECONDS: "60"
})
