/** What each exit code says. A script may rely on them. */
export const exitCodes = {
  /** Done. */
  done: 0,
  /** A mistake in finpay itself. */
  bug: 1,
  /** Wrong use or bad input; nothing was sent. */
  usage: 2,
  /** Finpay said no, or a signature is not valid. */
  refused: 3,
  /** Perhaps processed, or not yet decided: find out, do not repeat. */
  unknown: 4,
  /** Credentials or settings. */
  configuration: 5,
  /** No answer of Finpay could be had, and certainly nothing was processed. */
  unreachable: 6
} as const
