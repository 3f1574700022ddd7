import type { initiate, RequestInput } from "@openfinpay/finpay-core"
import type { NewPayment } from "../contract/payments.ts"

type NewItem = NonNullable<NewPayment["order"]["item"]>[number]

const asText = <Members extends Readonly<Record<string, number | undefined>>>(
  members: Members
): { readonly [Name in keyof Members]?: string } =>
  Object.fromEntries(
    Object.entries(members).flatMap(([name, value]) => value === undefined ? [] : [[name, String(value)]])
  ) as { readonly [Name in keyof Members]?: string }

const itemOf = ({ quantity, unitDiscountAmount, unitPrice, unitTaxAmount, ...texts }: NewItem) => ({
  ...texts,
  ...asText({ quantity, unitDiscountAmount, unitPrice, unitTaxAmount })
})

/** The request to Finpay: the same members, where numbers that Finpay takes as text become text. */
export const initiateRequest = ({ order, ...members }: NewPayment): RequestInput<typeof initiate> => {
  const { item, surchargeAmount, timeout, ...rest } = order
  return {
    ...members,
    order: {
      ...rest,
      ...asText({ surchargeAmount, timeout }),
      ...(item === undefined ? {} : { item: item.map(itemOf) })
    }
  }
}
