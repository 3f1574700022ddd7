/** A merchant's day: a line for every verb, in the order in which somebody would need them. */

/** A line of the story. */
export interface Step {
  /** What is typed, without `finpay`; `$ID` is the mutation that was named last, `$QR` the QRIS payment, `$TEXT` what its code says. */
  readonly line: string
  /** It runs until it has printed this, and is stopped then. */
  readonly stopAt?: string
}

const step = (line: string, stopAt?: string): Step => (stopAt === undefined ? { line } : { line, stopAt })

export const story: ReadonlyArray<Step> = [
  "initiate INV-1 --amount 22000 --source vabca --phone +6281234567890",
  "check INV-1",
  "simulator pay INV-1",
  "check INV-1",
  "check INV-1 INV-9",
  "check INV-1 --watch",
  "refund INV-1 --amount 10000 --key return-77 --actor till-7",
  "refund INV-1 --amount 10000 --key return-77 --actor till-7",
  "refund INV-1 --amount 10001 --key return-77 --actor till-7",
  "refund INV-1 --amount 99000 --key too-much --actor till-7",
  "refund INV-9 --amount 1000 --key nothing --actor till-7",
  "initiate INV-2 --amount 50000 --source vabca --phone +6281234567890",
  "cancel INV-2 --key away --actor till-7",
  "initiate INV-3 --amount 70000 --source cc --phone +6281234567890",
  "simulator authorize INV-3",
  "simulator capture INV-3",
  "void INV-3 --amount 70000 --key void-3 --actor till-7",
  "initiate INV-4 --amount 80000 --source vabca --phone +6281234567890",
  "simulator pend INV-4",
  "simulator decline INV-4",
  "initiate INV-5 --amount 90000 --source vabca --phone +6281234567890",
  "simulator expire INV-5",
  "initiate INV-6 --amount 60000 --source vabca --phone +6281234567890",
  "simulator pay INV-6",
  "simulator settle INV-6",
  "simulator faults --set ./faults.json",
  "refund INV-6 --amount 5000 --key lost --actor till-7 --wait 3",
  "refund INV-6 --amount 5000 --actor till-8 --wait 1",
  "mutations resolve $ID --wait 1 --actor till-7",
  "mutations close $ID --as applied --reason dashboard --yes --actor anna",
  "mutations show --key lost",
  "mutations show mut_0000000000000000000000",
  "mutations list",
  "mutations list --limit 1",
  "audit verify",
  "qris generate SALE-1 --amount 25000",
  "simulator pay SALE-1",
  "qris query $QR",
  "qris refund $QR --amount 25000 --refund-no R-1 --reason returned --key r-1 --actor till-7",
  "qris parse $TEXT",
  "qris parse 000201",
  "refund-batch ./refunds.csv --dry-run",
  "refund-batch ./refunds.csv --actor till-7",
  "refund-batch ./wrong.csv",
  "reconcile ./report.csv --inspect",
  "reconcile ./report.csv --reference order --amount amount --kind refund",
  "callback sign ./callback.json",
  "callback verify ./signed.json",
  "callback verify ./forged.json",
  "snap token",
  "snap sign ./call.json",
  "snap verify ./signed-call.json",
  "snap verify ./wrong-call.json",
  "config set shop --env local --merchant FINPAY001 --refund-limit 5000",
  "config secret shop merchant-key --from-file ./key.txt --keep-in file",
  "config list",
  "config show shop",
  "config path",
  "refund INV-1 --amount 6000 --profile shop",
  "config remove shop --yes",
  "config show shop",
  "doctor",
  "simulator orders",
  "simulator requests --order INV-3",
  "simulator callbacks",
  "simulator faults",
  "simulator faults --clear",
  "simulator advance 3600",
  "simulator reset"
].map((line) => step(line)).concat([
  step("simulate --port 0 --no-callbacks", "http://127.0.0.1"),
  step("callback listen --port 0", "http://127.0.0.1")
])
