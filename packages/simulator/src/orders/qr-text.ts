import type { QrisRefused } from "@openfinpay/finpay-core"
import { generateDynamicQris } from "@openfinpay/finpay-core"
import type * as Result from "effect/Result"
import type { Merchant } from "../merchants/Merchant.ts"
import { merchantPanInQr } from "../snap/additional-info.ts"

/** The text of a QR for one sale of the merchant. Fails for an amount of more than 13 digits, or a text not in ASCII. */
export const qrText = (
  merchant: Omit<Merchant, "snap">,
  amount: number,
  billNumber: string
): Result.Result<string, QrisRefused> =>
  generateDynamicQris(
    {
      acquirer: "ID.CO.FINPAY.WWW",
      pan: merchantPanInQr(merchant),
      merchantId: merchant.id.slice(0, 15),
      criteria: "UME",
      nmid: merchant.nmid,
      mcc: merchant.mcc,
      name: merchant.name,
      city: merchant.city,
      postalCode: merchant.postalCode
    },
    // A bill number has room for 25 characters; the end of a longer one tells more than its beginning.
    { amount: String(amount), billNumber: billNumber.slice(-25) }
  )
