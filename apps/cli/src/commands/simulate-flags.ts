import { localPort } from "@openfinpay/finpay-core"
import type * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import { httpAddress } from "../input/http-address.ts"
import { toggle } from "../input/toggle.ts"
import { say } from "../language.ts"

/** What `finpay simulate` can be told. */
export const simulateFlags = {
  port: Flag.Int("port").pipe(
    Flag.filter(
      (port) => port >= 0 && port <= 65_535,
      () => say("Expected a port from 0 to 65535", "Harus port dari 0 sampai 65535")
    ),
    Flag.withDefault(localPort),
    Flag.withDescription(
      say(
        `Where it listens; 0 takes any free port (default: ${localPort})`,
        `Tempat mendengarkan; 0 memakai port bebas mana pun (bawaan: ${localPort})`
      )
    )
  ),
  host: Flag.String("host").pipe(
    Flag.withMetavar("TEXT"),
    Flag.withDefault("127.0.0.1"),
    Flag.withDescription(
      say("The address it listens on (default: 127.0.0.1)", "Alamat untuk mendengarkan (bawaan: 127.0.0.1)")
    )
  ),
  allowNonLoopback: toggle(
    "allow-non-loopback",
    say(
      "Let --host be an address that other machines reach; everything in the simulator is open to them then",
      "Izinkan --host berupa alamat yang dijangkau mesin lain; seluruh isi simulator lalu terbuka bagi mereka"
    )
  ),
  profile: Flag.Literals("profile", ["finpay", "standard"]).pipe(
    Flag.withDefault("finpay"),
    Flag.withDescription(
      say(
        "Answer as Finpay's pages print (finpay) or as SNAP BI prints (standard)",
        "Menjawab seperti tertulis di halaman Finpay (finpay) atau SNAP BI (standard)"
      )
    )
  ),
  seed: Flag.Int("seed").pipe(
    Flag.withDescription(
      say("Decides every number that is drawn (default: 1)", "Menentukan setiap angka yang diundi (bawaan: 1)")
    ),
    Flag.optional
  ),
  quirks: toggle(
    "quirks",
    say(
      "With the slips of Finpay's samples: stray blanks, swapped references",
      "Dengan kekeliruan pada contoh Finpay: spasi tersesat, referensi tertukar"
    )
  ),
  faults: Flag.String("faults").pipe(
    Flag.withMetavar("FILE"),
    Flag.withDescription(
      say("Faults to begin with: see finpay help faults", "Gangguan sebagai awal: lihat finpay help faults")
    ),
    Flag.optional
  ),
  state: Flag.String("state").pipe(
    Flag.withMetavar("FILE"),
    Flag.withDescription(
      say(
        "Begin with the orders of this file, and save them there at the end",
        "Mulai dengan pesanan dari berkas ini, dan simpan kembali ke sana di akhir"
      )
    ),
    Flag.optional
  ),
  callbackUrl: Flag.String("callback-url").pipe(
    Flag.withMetavar("URL"),
    Flag.withDescription(
      say(
        "Where callbacks and QRIS notifications go when an order names no address",
        "Tujuan callback dan notifikasi QRIS bila pesanan tidak menyebut alamat"
      )
    ),
    Flag.mapEffect(httpAddress("callback-url")),
    Flag.optional
  ),
  noCallbacks: toggle(
    "no-callbacks",
    say("Send no callbacks and no QRIS notifications", "Jangan kirim callback dan notifikasi QRIS")
  ),
  callbacksAnywhere: toggle(
    "callbacks-anywhere",
    say(
      "Send callbacks to other machines too, not only to this one",
      "Kirim callback juga ke mesin lain, tidak hanya ke mesin ini"
    )
  ),
  log: toggle(
    "log",
    say(
      "Show requests and callbacks as they come: one line each (on a terminal without being asked), JSON with --json",
      "Tampilkan permintaan dan callback saat terjadi: satu baris masing-masing (di terminal tanpa diminta), JSON dengan --json"
    )
  )
} as const

/** What it was told. */
export type SimulateInput = Command.Command.Config.Infer<typeof simulateFlags>
