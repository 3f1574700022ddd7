/** Files of refunds and what is to come of them, whoever reads them: the command line, the API, or a program. */
import { Stream } from "effect"
import { bytesOf } from "./bytes.ts"
import { workbookOf } from "./workbook.ts"

/** Order, amount and key of a line. */
type Refund = readonly [order: string, amount: number, key?: string]

/** What comes of a file: refunds; or the lines that are wrong, as `line: column words`; or no file of refunds. */
export type RefundFileOutcome =
  | { readonly refunds: ReadonlyArray<Refund> }
  | { readonly problems: ReadonlyArray<string> }
  | { readonly refused: string }

/** A file of refunds and what is to come of it. */
export interface RefundFileCase {
  readonly name: string
  readonly bytes: Stream.Stream<Uint8Array>
  /** Problems of a line beside the others are in the second list: they are found by who has all lines. */
  readonly outcome: RefundFileOutcome
  readonly beside?: ReadonlyArray<string>
}

type Rows = ReadonlyArray<ReadonlyArray<string | number>>

const sheet = (header: ReadonlyArray<string>, rows: Rows, name = "Refunds") => ({
  name,
  header,
  rows: Stream.fromIterable(rows)
})

const csv = (name: string, text: string, outcome: RefundFileOutcome, beside?: ReadonlyArray<string>) => ({
  name,
  bytes: bytesOf(text),
  outcome,
  ...(beside === undefined ? {} : { beside })
})

const xlsx = (name: string, sheets: ReadonlyArray<ReturnType<typeof sheet>>, outcome: RefundFileOutcome) => ({
  name,
  bytes: workbookOf(sheets),
  outcome
})

const raw = (name: string, bytes: ReadonlyArray<number>, refused: string) => ({
  name,
  bytes: Stream.make(Uint8Array.from(bytes)),
  outcome: { refused }
})

const two: RefundFileOutcome = { refunds: [["INV-1", 22_000], ["INV-2", 5_000]] }

const apart = (line: number, amount: string, next: string): string =>
  `${line}: amount "${amount}" has "${next}" behind it: if a comma broke the amount, write it in digits, such as 22000; ` +
  "if that is a cell of its own, make amount the last column"

const ambiguous = (line: number, amount: string): string =>
  `${line}: amount "${amount}" may be thousands or a fraction: write it in digits, such as 22000`

const shortened = (line: number, column: string, cell: string): string =>
  `${line}: ${column} "${cell}" was shortened by a spreadsheet: show the column as text and export it again`

const same = (line: number, first: number): string =>
  `${line}: gives back the same amount of the same order as line ${first}: if both are meant, give each a key of its ` +
  "own in a column key, or say AGAIN"

const named = "name the columns order and amount in the first line, and perhaps key"

/** Files of refunds and what is to come of them. `AGAIN` stands for how one says that a repeated refund is meant. */
export const refundFileCases: ReadonlyArray<RefundFileCase> = [
  csv("commas", "order,amount\nINV-1,22000\nINV-2,5000\n", two),
  csv("semicolons", "order;amount\nINV-1;22.000,00\nINV-2;Rp 5.000,-\n", two),
  csv("tabs", "order\tamount\nINV-1\t22000\nINV-2\t5,000.00\n", two),
  csv("a byte order mark, CRLF, and blank lines", "\uFEFFOrder,AMOUNT\r\n\r\nINV-1,22000\r\n , \r\nINV-2,5000", two),
  csv("old line ends", "order,amount\rINV-1,22000\rINV-2,5000\r", two),
  csv("names in quotes", "\"order\";\"amount\"\n\"INV-1\";\"22000\"\nINV-2;5000\n", two),
  csv("empty cells at the end", "order,amount,,\nINV-1,22000,,,\nINV-2,5000\n", two),
  csv("a line break in a cell", "why,order,amount\n\"a\nb\",INV-1,22000\n,INV-2,5000\n", two),
  csv("keys", "key,amount,order\na,1,INV-1\n b ,1,INV-1\n", { refunds: [["INV-1", 1, "a"], ["INV-1", 1, "b"]] }),
  csv("a first column that begins as a ZIP does", "PK,order,amount,why\nx,INV-1,22,000\n", {
    problems: [apart(2, "22", "000")]
  }),
  csv("amounts that fell apart", "order,amount,why,ticket\nA,22,000\nB,1,250,000\nC,Rp 22,000.00\nD,IDR 22,000\n", {
    problems: [apart(2, "22", "000"), apart(3, "1", "250"), apart(4, "Rp 22", "000.00"), apart(5, "IDR 22", "000")]
  }),
  csv("amounts that fell apart before their side", "order,amount,why\nA,22,000 CR\nB,22, 000\nC,+22,\"000,-\"\n", {
    problems: [apart(2, "22", "000 CR"), apart(3, "22", "000"), apart(4, "+22", "000,-")]
  }),
  csv("amounts that fell apart into their key", "order,amount,key\nA,22,000\n", { problems: [apart(2, "22", "000")] }),
  csv("amounts that fell apart before their order", "amount,order,why\n22,000,INV-1\n", {
    problems: [apart(2, "22", "000")]
  }),
  csv("amounts that did not fall apart", "order,amount,ticket\nINV-1,22000,001\nINV-2,5000,0001\n", two),
  csv("semicolons, which break no amount", "order;amount;branch\nINV-1;500;001\n", { refunds: [["INV-1", 500]] }),
  csv("rows that are too wide", "order,amount\nINV-1,22,000\nINV-2,5000,\n", {
    problems: ["2: has 3 cells and the first line 2: write an amount without commas, or in quotes"]
  }),
  csv("amounts that are none", "order,amount\nA,\"22,000\"\nB,22.000\nC,22000.50\nD,0\nE,-5\nF,2.2E+04\nG,x\nH,\n", {
    problems: [
      ambiguous(2, "22,000"),
      ambiguous(3, "22.000"),
      "4: amount \"22000.50\" has a fraction of a rupiah",
      "5: amount must be at least 1 rupiah",
      "6: amount \"-5\" is negative",
      "7: amount \"2.2E+04\" was shortened by a spreadsheet: show the column as a number and export it again",
      "8: amount \"x\" is not an amount in rupiah, such as 22000",
      "9: amount is empty"
    ]
  }),
  csv("an amount of more digits than Finpay takes", "order,amount\nA,100000000000000\n", {
    problems: ["2: amount \"100000000000000\" has more than 14 digits"]
  }),
  csv("orders and keys that are none", `order,amount,key\n,1,a\na b,1,b\nA,1,\nA,1,=1\nA,1,${"k".repeat(256)}\n`, {
    problems: [
      "2: order is empty",
      "3: order \"a b\" is not 1 to 30 letters, digits, dashes or underscores",
      "4: key is empty: give each line a key, or leave the column out",
      "5: key \"=1\" begins like a formula, and a spreadsheet would change it",
      "6: key has more than 255 characters"
    ]
  }, [same(5, 4), same(6, 4)]),
  csv("names that a spreadsheet has shortened", "order,amount,key\n1.23E+15,1,a\nA,1,\"1,2E+9\"\n", {
    problems: [shortened(2, "order", "1.23E+15"), shortened(3, "key", "1,2E+9")]
  }),
  csv("a key on two lines", "order,amount,key\nA,1,a\nB,1,b\nC,1,a\n", {
    refunds: [["A", 1, "a"], ["B", 1, "b"], ["C", 1, "a"]]
  }, ["4: key is the same as in line 2"]),
  csv("a refund on two lines", "order,amount\nA,1\nB,1\nA,1\nA,1\n", {
    refunds: [["A", 1], ["B", 1], ["A", 1], ["A", 1]]
  }, [same(4, 2), same(5, 2)]),
  csv(
    "more columns than are kept",
    `order,amount,${Array.from({ length: 101 }, (_, at) => `c${at}`).join(",")}\nA,1\n`,
    {
      refunds: [["A", 1]]
    },
    ["2: brings the file to more than 100 different columns"]
  ),
  csv("nothing", "", { refused: "the file is empty" }),
  csv("no column of orders", "nomor,amount\nA,1\n", {
    refused: `there is no column order, but "nomor", "amount"; ${named}`
  }),
  csv("no column of amounts", "order,nominal\nA,1\n", {
    refused: `there is no column amount, but "order", "nominal"; ${named}`
  }),
  csv("a blank first line", "\norder,amount\nA,1\n", { refused: `there is no column order; ${named}` }),
  csv("two columns of keys", "order,amount,key,Key\nA,1,a,b\n", { refused: "there are two columns key" }),
  csv("a quote that is not closed", "order,amount\nA,\"1\n", {
    refused: "unterminated quoted field, in column 2; mend that line, or save the file as CSV anew"
  }),
  raw(
    "another encoding",
    [...Buffer.from("order,amount\nA,1\n"), 0xe9, 0x0a],
    "there is a character that is not UTF-8; save the file as CSV UTF-8"
  ),
  raw(
    "an old sheet",
    [0xd0, 0xcf, 0x11, 0xe0, 0x0a],
    "it is an old Excel file (.xls) or one that is locked with a password; save it as CSV UTF-8, or as XLSX without a " +
      "password"
  ),
  xlsx("a sheet", [sheet(["Order", "Amount", "key"], [["INV-1", 22_000, 7], ["INV-2", "Rp 5.000,00", "b"]])], {
    refunds: [["INV-1", 22_000, "7"], ["INV-2", 5_000, "b"]]
  }),
  xlsx("a sheet, which breaks no amount", [sheet(["order", "amount", "branch"], [["INV-1", 500, "001"]])], {
    refunds: [["INV-1", 500]]
  }),
  xlsx(
    "numbers of a sheet that lost their end",
    [sheet(["order", "amount", "key"], [[2_026_010_112_345_678, 1, "a"], ["A", 1.5, "b"], ["A", 1, 1e21]])],
    {
      problems: [
        shortened(2, "order", "2026010112345678"),
        "3: amount \"1.5\" has a fraction of a rupiah",
        shortened(4, "key", "1e+21")
      ]
    }
  ),
  xlsx("two sheets", [sheet(["order", "amount"], [["A", 1]], "One"), sheet(["order", "amount"], [["B", 1]], "Two")], {
    refused: "the workbook shows 2 sheets: \"One\", \"Two\"; save the sheet with the refunds as a file of its own"
  })
]
