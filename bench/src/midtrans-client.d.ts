// The package has no types of its own; what the bench uses of it.
declare module "midtrans-client" {
  interface Transaction {
    status(id: string): Promise<unknown>
    refund(id: string, parameter: { readonly amount: number }): Promise<unknown>
  }
  class CoreApi {
    constructor(options: { readonly isProduction: boolean; readonly serverKey: string; readonly clientKey: string })
    readonly transaction: Transaction
    readonly apiConfig: { getCoreApiBaseUrl: () => string }
  }
  const midtrans: { readonly CoreApi: typeof CoreApi }
  export default midtrans
}
