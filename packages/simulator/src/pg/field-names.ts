/**
 * A field as Finpay's messages name it: `customer.mobilePhone` is written `customer.mobile phone`.
 *
 * That one was seen live; the rule is that of Laravel, which makes the attribute snake case and then writes blanks.
 */
export const displayName = (path: string): string => path.replace(/([a-z0-9])([A-Z])/gu, "$1 $2").toLowerCase()
