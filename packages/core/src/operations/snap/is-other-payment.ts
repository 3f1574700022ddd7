/** The two numbers of a payment: Finpay's and the merchant's. */
export interface References {
  readonly originalReferenceNo?: string | null
  readonly originalPartnerReferenceNo?: string | null
}

const named = ({ originalPartnerReferenceNo, originalReferenceNo }: References): ReadonlyArray<string> =>
  [originalReferenceNo, originalPartnerReferenceNo].flatMap((number) => number ? [number] : [])

/**
 * Whether an answer is about another payment than was asked. Finpay's sample swaps the two numbers, so they are compared
 * in either place; an answer that tells one of two numbers, where the other was asked, proves nothing.
 */
export const isOtherPayment = (told: References, asked: References): boolean => {
  const [toldNumbers, askedNumbers] = [named(told), named(asked)]
  const comparable = toldNumbers.length + askedNumbers.length > 2 && toldNumbers.length > 0
  return comparable && !toldNumbers.some((number) => askedNumbers.includes(number))
}
