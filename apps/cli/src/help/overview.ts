/** What `finpay` alone shows: its commands, by what a person wants. */
import type * as Command from "effect/cli/Command"
import * as Completions from "effect/cli/Completions"
import { say } from "../language.ts"
import { placeholder } from "./command-page.ts"
import { examples, type Page, type Row, rows, section, text } from "./page.ts"
import { topics } from "./topics.ts"

/** Something a person wants, and the commands for it, by their paths. */
interface Wish {
  readonly heading: string
  readonly commands: ReadonlyArray<string>
}

/** Every command stands here, or its group does; one that is not there yet is passed over. */
export const wishes: ReadonlyArray<Wish> = [
  { heading: say("Ask", "Menanyakan"), commands: ["check", "qris query"] },
  {
    heading: say("Give money back", "Mengembalikan dana"),
    commands: ["refund", "void", "cancel", "qris refund", "refund-batch"]
  },
  {
    heading: say("Find out what happened", "Mencari tahu yang terjadi"),
    commands: ["mutations list", "mutations show", "mutations resolve", "mutations close", "audit"]
  },
  { heading: say("Compare with a report", "Mencocokkan dengan laporan"), commands: ["reconcile"] },
  { heading: say("Take payments", "Menerima pembayaran"), commands: ["initiate", "qris generate", "qris parse"] },
  { heading: say("Try it safely", "Mencoba dengan aman"), commands: ["simulate", "simulator"] },
  { heading: say("Set up", "Mengatur"), commands: ["config", "doctor", "help"] },
  { heading: say("For developers", "Untuk pengembang"), commands: ["callback", "snap"] }
]

type Described = Completions.CommandDescriptor

const found = (root: Described, path: string): Described | undefined =>
  path.split(" ").reduce<Described | undefined>(
    (command, name) => command?.subcommands.find((sub) => sub.name === name),
    root
  )

const argumentOf = ({ name, required, variadic }: Completions.ArgumentDescriptor): string => {
  const word = placeholder(name.toUpperCase())
  return required && !variadic ? ` ${word}` : ` [${word}]`
}

const argumentsOf = (command: Described): string =>
  command.subcommands.length > 0 ? ` ${say("COMMAND", "PERINTAH")}` : command.arguments.map(argumentOf).join("")

const rowOf = (root: Described, path: string): ReadonlyArray<Row> => {
  const command = found(root, path)
  return command === undefined ? [] : [[`${path}${argumentsOf(command)}`, command.description ?? ""]]
}

/** What finpay says of itself, each in one line. */
const terms: ReadonlyArray<Row> = [
  [
    say("journal", "jurnal"),
    say("where every change is written down before it is sent", "tempat setiap perubahan dicatat sebelum dikirim")
  ],
  [
    say("mutation", "mutasi"),
    say(
      "a change of a payment in the journal: a refund, void or cancel; its id begins with mut_",
      "perubahan pembayaran dalam jurnal: refund, void, atau cancel; id-nya diawali mut_"
    )
  ],
  [
    say("key", "kunci"),
    say(
      "your own name for one change (idempotency key): it is done once, however often it is asked for",
      "nama dari Anda untuk satu perubahan (kunci idempotensi): dikerjakan satu kali, walau diminta berkali-kali"
    )
  ],
  [
    "callback",
    say("the message Finpay sends when a payment changes", "pesan dari Finpay bila sebuah pembayaran berubah")
  ],
  ["trace id", say("Finpay's number of one call, for their support", "nomor satu panggilan, untuk dukungan Finpay")]
]

/** The first page of help. */
export const overview = (tree: Command.Command.Any): Page => {
  const root = Completions.fromCommand(tree)
  return {
    title: "finpay",
    isAligned: true,
    sections: [
      ...section(
        undefined,
        text(say(
          "Look up payments that went through Finpay, and give money back: never twice, and you always know where the " +
            "money is.",
          "Periksa pembayaran yang lewat Finpay, dan kembalikan dana: tidak pernah dua kali, dan Anda selalu tahu di mana " +
            "uangnya."
        ))
      ),
      ...section(
        say("For example", "Contoh"),
        examples([
          { command: "finpay check INV-1", description: say("Has INV-1 been paid?", "Apakah INV-1 sudah dibayar?") },
          {
            command: "finpay refund INV-1 --amount 10000 --key return-77",
            description: say(
              "Give back Rp 10.000 of INV-1: the refund you call return-77, done once",
              "Kembalikan Rp 10.000 dari INV-1: pengembalian yang Anda namai return-77, satu kali saja"
            )
          }
        ])
      ),
      ...wishes.flatMap(({ commands, heading }) => {
        const all = commands.flatMap((path) => rowOf(root, path))
        return all.length === 0 ? [] : section(heading, rows(all))
      }),
      ...section(say("Words you meet", "Istilah"), rows(terms)),
      ...section(
        say("To read (finpay help ...)", "Untuk dibaca (finpay help ...)"),
        rows(topics.map(({ about, name }): Row => [name, about]))
      ),
      ...section(
        undefined,
        text(say(
          "Words in capitals stand for your own, such as ORDER for INV-1; what is in brackets can be left out. Examples " +
            "for each command: `finpay help COMMAND`, such as `finpay help refund`. Dalam bahasa Indonesia: " +
            "`finpay --lang id`.",
          "Kata berhuruf besar diganti dengan milik Anda, misalnya ORDER dengan INV-1; yang di dalam kurung boleh tidak " +
            "diisi. Contoh setiap perintah: `finpay help PERINTAH`, misalnya `finpay help refund`. In English: " +
            "`finpay --lang en`."
        )),
        text(say("New here? `finpay help first-steps`", "Baru pertama kali? `finpay help first-steps`"))
      )
    ]
  }
}
