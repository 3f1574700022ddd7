import { say } from "../language.ts"

const names: Readonly<Record<string, string>> = {
  checkStatus: say("the status check", "pengecekan status"),
  initiate: say("the new order", "pembuatan pesanan"),
  refund: say("the refund", "pengembalian dana"),
  void: say("the void", "void"),
  cancel: say("the cancel", "pembatalan"),
  qrisGenerate: say("the new QRIS code", "pembuatan kode QRIS"),
  qrisQuery: say("the QRIS status check", "pengecekan status QRIS"),
  qrisRefund: say("the QRIS refund", "pengembalian dana QRIS"),
  mutation: say("the mutation", "mutasi"),
  close: say("closing the mutation", "penutupan mutasi")
}

/** What somebody asked for, in a sentence: `pengembalian dana INV-1`. */
export const operationText = (operation: string, reference: string | undefined): string => {
  const name = names[operation] ?? operation
  return reference === undefined ? name : say(`${name} of ${reference}`, `${name} ${reference}`)
}

/** An operation by the name that flags and JSON know, and what it is about. */
export const operationOf = ({ operation, reference }: { readonly operation: string; readonly reference: string }) =>
  say(`${operation} of ${reference}`, `${operation} untuk ${reference}`)
