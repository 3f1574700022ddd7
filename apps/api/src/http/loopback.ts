/** Whether a host to listen on is reached from this machine only. */
export const isLoopback = (host: string): boolean =>
  host === "localhost" || host === "::1" || /^127(?:\.\d{1,3}){3}$/u.test(host)

const authority = String.raw`(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?`
const authorityForm = new RegExp(`^${authority}$`, "iu")
const originForm = new RegExp(`^https?://${authority}$`, "iu")

/** Whether the header `Host` names this machine, with or without a port. */
export const isLoopbackHost = (host: string | undefined): boolean => host !== undefined && authorityForm.test(host)

/** Whether the header `Origin` names a page of this machine. */
export const isLoopbackOrigin = (origin: string): boolean => originForm.test(origin)
