/** What the sealed secrets of an endpoint are bound to. */
export const sealedFor = (endpointId: string): string => `webhook endpoint ${endpointId}`
