import { say } from "../../language.ts"
import { examples, rows, section, text } from "../page.ts"
import type { Topic } from "../topic.ts"

/** Where settings come from, and which there are. */
export const settingsTopic: Topic = {
  name: "settings",
  otherWords: ["profile", "profil", "pengaturan", "secrets", "rahasia"],
  about: say(
    "Profiles, environment variables, and keys that stay secret",
    "Profil, variabel lingkungan, dan kunci yang tetap rahasia"
  ),
  page: () => ({
    title: say("Settings", "Pengaturan"),
    sections: [
      ...section(
        undefined,
        text(say(
          "Without any settings finpay speaks to the simulated Finpay on this computer (`finpay simulate`). For the " +
            "real one it needs your merchant's id and key. Save them once in a profile:",
          "Tanpa pengaturan, finpay berbicara dengan simulator Finpay di komputer ini (`finpay simulate`). Untuk Finpay " +
            "sungguhan diperlukan id dan kunci merchant Anda. Simpan satu kali dalam sebuah profil:"
        )),
        examples([
          { command: "finpay config --help", description: say("How profiles are made", "Cara membuat profil") },
          {
            command: "finpay check INV-1 --profile shop",
            description: say("With the profile shop", "Dengan profil shop")
          },
          {
            command: "finpay doctor --profile shop",
            description: say("Does all of it work?", "Apakah semuanya berfungsi?")
          }
        ])
      ),
      ...section(
        say("What counts", "Urutannya"),
        text(say(
          "A flag such as --env comes first, then the profile that was named (--profile or FINPAY_PROFILE), then the " +
            "environment variables below. No profile is used unless it is named.",
          "Flag seperti --env didahulukan, lalu profil yang disebut (--profile atau FINPAY_PROFILE), lalu variabel " +
            "lingkungan di bawah ini. Profil hanya dipakai bila disebut."
        ))
      ),
      ...section(
        say("Secrets", "Rahasia"),
        text(say(
          "A key is never typed as part of a command: other users of the computer could read it there, and the shell " +
            "keeps what was typed. It stays in a profile or in a variable, and finpay never prints it.",
          "Kunci tidak pernah diketik sebagai bagian perintah: pengguna lain di komputer itu bisa membacanya, dan shell " +
            "menyimpan yang diketik. Kunci disimpan dalam profil atau variabel, dan finpay tidak pernah mencetaknya."
        ))
      ),
      ...section(
        say("Environment variables", "Variabel lingkungan"),
        rows([
          [
            "FINPAY_ENV",
            say(
              "local: the simulator; sandbox: Finpay's place to try; production: real money",
              "local: simulator; sandbox: tempat mencoba dari Finpay; production: uang sungguhan"
            )
          ],
          ["FINPAY_MERCHANT_ID", say("the merchant id that Finpay gave you", "merchant id yang diberikan Finpay")],
          ["FINPAY_MERCHANT_KEY", say("the key that belongs to it (secret)", "kunci pasangannya (rahasia)")],
          ["FINPAY_PROFILE", say("the profile to use", "profil yang dipakai")],
          [
            "FINPAY_DATABASE_URL",
            say(
              "where the journal is: postgres://..., or sqlite: and the whole path of a file. All who work for one " +
                "merchant should share it (secret when it holds a password)",
              "letak jurnal: postgres://..., atau sqlite: dan jalur lengkap sebuah berkas. Semua yang bekerja untuk satu " +
                "merchant sebaiknya memakainya bersama (rahasia bila memuat kata sandi)"
            )
          ],
          [
            "FINPAY_BASE_URL",
            say("another address, such as a simulator on another port", "alamat lain, misalnya simulator di port lain")
          ],
          [
            "FINPAY_REFUND_LIMIT",
            say(
              "the most that one refund may give back, in rupiah; a larger one is refused",
              "jumlah terbesar untuk satu pengembalian dana, dalam rupiah; yang lebih besar ditolak"
            )
          ],
          ["FINPAY_TIMEOUT_MS", say("the longest a call may take: 30000", "waktu terlama satu panggilan: 30000")],
          ["FINPAY_VOID_STYLE", say("how a void is sent: post, or get", "cara void dikirim: post, atau get")],
          [
            "FINPAY_SNAP_...",
            say(
              "for QRIS: CLIENT_ID, CLIENT_SECRET (secret), PARTNER_ID, CHANNEL_ID, ORIGIN, MERCHANT_ID, " +
                "SUB_MERCHANT_ID, and PRIVATE_KEY_FILE or PRIVATE_KEY (secret)",
              "untuk QRIS: CLIENT_ID, CLIENT_SECRET (rahasia), PARTNER_ID, CHANNEL_ID, ORIGIN, MERCHANT_ID, " +
                "SUB_MERCHANT_ID, dan PRIVATE_KEY_FILE atau PRIVATE_KEY (rahasia)"
            )
          ],
          [
            "FINPAY_JOURNAL_...",
            say(
              "how the journal works, such as LEASE_SECONDS (6) and WORKERS (2)",
              "cara kerja jurnal, misalnya LEASE_SECONDS (6) dan WORKERS (2)"
            )
          ],
          ["NO_COLOR", say("set to anything: no colours", "diisi apa saja: tanpa warna")],
          [
            "FINPAY_DEBUG",
            say(
              "1: what happens behind the scenes, for whoever looks for a mistake",
              "1: yang terjadi di balik layar, untuk mencari kesalahan"
            )
          ]
        ])
      )
    ]
  })
}
