/** The SNAP operations the simulator answers. `qrisCancel` is SNAP's; Finpay's pages do not print it. */
export type SnapOperation = "snapToken" | "qrisGenerate" | "qrisQuery" | "qrisCancel" | "qrisRefund"

/** Digits four and five of the codes. Finpay prints 53 for query and refund, where SNAP BI has 51 and 78. */
const services: Readonly<Record<"finpay" | "standard", Readonly<Record<SnapOperation, string>>>> = {
  finpay: { snapToken: "73", qrisGenerate: "47", qrisQuery: "53", qrisCancel: "77", qrisRefund: "53" },
  standard: { snapToken: "73", qrisGenerate: "47", qrisQuery: "51", qrisCancel: "77", qrisRefund: "78" }
}

/** The service digits of an operation. */
export const serviceOf = (profile: "finpay" | "standard", operation: SnapOperation): string =>
  services[profile][operation]

/** What a success is called. */
export const successMessage = (profile: "finpay" | "standard"): string =>
  profile === "finpay" ? "Request has been processed successfully" : "Successful"
