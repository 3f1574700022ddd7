import * as Argument from "effect/cli/Argument"
import type { Place, Profile } from "../config/Profile.ts"
import { plainNames, secretNames } from "../config/setting-names.ts"
import { say } from "../language.ts"
import type { Screen } from "../output/terminal.ts"
import { type Field, fields } from "../output/text.ts"

/** NAME: a profile. */
export const profileArgument = Argument.String("name").pipe(
  Argument.withDescription(say("The name of the profile", "Nama profil"))
)

/** What a script is told of a profile; of a secret, where it is kept. */
export const profileJson = ({ name, secrets, settings }: Profile) => ({ name, settings, secrets })

/** Where a secret is kept, in words that follow its name. */
export const placeText = (place: Place, secretsFile: string): string =>
  place === "keyring"
    ? say("kept in the keyring", "disimpan di keyring")
    : say(`kept in ${secretsFile}`, `disimpan di ${secretsFile}`)

/** What is done next with a profile: the key it needs and cannot be given in a flag, else whether all of it works. */
export const nextStep = ({ name, secrets, settings }: Profile): string =>
  settings.env === "local" || secrets["merchant-key"] !== undefined
    ? say(`Next, does it work? finpay doctor --profile ${name}`, `Berikutnya, periksa: finpay doctor --profile ${name}`)
    : say(
      `Next, its Merchant Key: finpay config secret ${name} merchant-key`,
      `Berikutnya, simpan Merchant Key-nya: finpay config secret ${name} merchant-key`
    )

/** A profile as a person reads it, by the names of its flags. */
export const profileText = ({ name, secrets, settings }: Profile, secretsFile: string, screen?: Screen): string =>
  fields([
    [say("Profile", "Profil"), name],
    ...plainNames.map((setting): Field => [setting, settings[setting]]),
    ...secretNames.map((secret): Field => {
      const place = secrets[secret]
      return [secret, place === undefined ? undefined : placeText(place, secretsFile)]
    })
  ], screen)
