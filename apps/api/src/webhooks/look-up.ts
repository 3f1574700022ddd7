import { lookup, Resolver } from "node:dns"
import type { LookupAddress } from "node:dns"

/** Finds all addresses of a name. */
export type LookUp = (
  hostname: string,
  done: (error: NodeJS.ErrnoException | null, addresses: ReadonlyArray<LookupAddress>) => void
) => void

/** As every program of this machine finds names: those of its own network too. */
export const lookUpHere: LookUp = (hostname, done) => lookup(hostname, { all: true }, done)

/**
 * By asking the name servers, and nobody else. The system's own way keeps one of the process's few threads for as long as
 * a name server takes, so that some that never answer would keep everybody from finding names; this one keeps none.
 */
export const lookUpBy = (resolver: Resolver): LookUp => (hostname, done) => {
  const found: Array<LookupAddress> = []
  let failure: NodeJS.ErrnoException | null = null
  let left = 2
  const take = (family: 4 | 6) => (error: NodeJS.ErrnoException | null, addresses: ReadonlyArray<string>) => {
    if (error === null) found.push(...addresses.map((address) => ({ address, family })))
    else failure = error
    left--
    // A name may well have addresses of one family only.
    if (left === 0) done(found.length > 0 ? null : failure, found)
  }
  resolver.resolve4(hostname, take(4))
  resolver.resolve6(hostname, take(6))
}

/** By the name servers of this machine, which may be others by the next time. */
export const lookUpPublic: LookUp = (hostname, done) =>
  lookUpBy(new Resolver({ timeout: 3_000, tries: 2 }))(hostname, done)
