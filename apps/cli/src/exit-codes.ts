/** What each exit code says. A script may rely on them. */
export const exitCodes = {
  /** Done. */
  done: 0,
  /** A mistake in finpay itself. */
  bug: 1,
  /** Wrong use or bad input, or a key that belongs to another request; nothing was sent. */
  usage: 2,
  /** Finpay or the journal said no, a change was certainly not made, or a signature is not valid. */
  refused: 3,
  /** Perhaps processed, or not yet decided or told, or the same change is under way: find out, do not repeat. */
  unknown: 4,
  /** Credentials or settings, or a journal that cannot be used; nothing was sent. */
  configuration: 5,
  /** No answer of Finpay could be had, or the journal was held by others, and certainly nothing was processed. */
  unreachable: 6,
  /** Stopped by a signal while nothing was on its way, by the custom of shells. */
  stopped: 130
} as const
