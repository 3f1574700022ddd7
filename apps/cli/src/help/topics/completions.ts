import { say } from "../../language.ts"
import { examples, section, text } from "../page.ts"
import type { Topic } from "../topic.ts"

const script = "~/.finpay-completions.bash"

/** How a shell learns to complete what is typed. */
export const completions: Topic = {
  name: "completions",
  about: say("Let the Tab key complete commands and flags", "Melengkapi perintah dan flag dengan tombol Tab"),
  page: () => ({
    title: say("Completions", "Pelengkapan otomatis"),
    sections: [
      ...section(
        undefined,
        text(say(
          "With this set up once, the Tab key completes commands, flags, their choices and file names. Run the lines of " +
            "your shell, then open a new window. After an update of finpay run the first line again.",
          "Setelah diatur satu kali, tombol Tab melengkapi perintah, flag, pilihannya, dan nama berkas. Jalankan baris " +
            "untuk shell Anda, lalu buka jendela baru. Setelah finpay diperbarui, jalankan lagi baris pertamanya."
        ))
      ),
      ...section(
        "bash",
        examples([
          { command: `finpay --completions bash > ${script}` },
          { command: `echo '. ${script}' >> ~/.bashrc` }
        ])
      ),
      ...section(
        "zsh",
        examples([
          { command: "mkdir -p ~/.zfunc && finpay --completions zsh > ~/.zfunc/_finpay" },
          { command: "echo 'fpath=(~/.zfunc $fpath); autoload -Uz compinit; compinit' >> ~/.zshrc" }
        ])
      ),
      ...section(
        "fish",
        examples([
          { command: "mkdir -p ~/.config/fish/completions" },
          { command: "finpay --completions fish > ~/.config/fish/completions/finpay.fish" }
        ])
      ),
      ...section(
        "PowerShell",
        examples([
          { command: "finpay --completions powershell > $HOME\\finpay-completions.ps1" },
          { command: "Add-Content $PROFILE '. $HOME\\finpay-completions.ps1'" }
        ])
      )
    ]
  })
}
