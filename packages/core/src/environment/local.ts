/**
 * The credentials of the simulator, so that a first try needs no configuration.
 *
 * They are public on purpose and open nothing but a simulator on this machine. Real credentials come from the
 * environment or a profile and are never written into code. Source: ours; Finpay knows none of them.
 */
export const localCredentials = {
  merchantId: "FINPAY001",
  merchantKey: "local-merchant-key",
  snap: {
    clientId: "local-client",
    clientSecret: "local-client-secret",
    partnerId: "FINPAY001",
    channelId: "95221",
    origin: "www.example.co.id",
    merchantId: "FM2007160001",
    subMerchantId: "FM2007160001",
    privateKeyPem: `-----BEGIN PRIVATE KEY-----
MIIEvAIBADANBgkqhkiG9w0BAQEFAASCBKYwggSiAgEAAoIBAQC6YnvjfLuAfKmv
12go+D1K/5U8vNqDCBXFbI4a1oKBaDeS258E9/8s68tcsxu7ZcFqeluz79H9aLlp
5xgTMBbjkKbIsGDLIoJUu+GjQJr0QYfDbHgZw+QzEDUjyh/Z19vwHS6reGE+4D9u
8pph/9W9mdx6p2mjt+md3OtYU4kX+i9lcAGay4LUmpeaAIZjW7zADrTvwZFRPl6S
uwIQXC7RkyKxNbV5qlxq7jSX3bOvwoxfkKu+9LNGW85K8MCgQh2JJ7swD+XsuS6Y
BTXeyWgRnpn51URCHRNk8QVe9o8cG7zoUMGl4pciptvXKo85KIKv5zOmxndrdWf5
PDxsOsONAgMBAAECggEABo9BwfNZW//HLw+bNFnsOk/9bhpNbHAj6ANWiv5CsJA8
6He/RHr/6ZJQ4W3SS4mcwYUV5iLKFquRXvdJox89pvunywdeGLgZsya7nbW/3lnS
D+Ao5+s7hEqNPDm4Xj/ZFz3HrzQ44/Abe2mhYlKRMK+SEWUD9EWcPLiSNdUWzZeq
iINr9+bVroD7u7WCx3vg7H9pE+CnsSWVNwrI6HeotgIzbLYPNmRdnxKa3MCtI9hc
uLeAO6efUN29mYuviTA9B4+7EzVVdknatgqrhumwmuXByzZK5eG/pPvx//1WPtft
z0rHVv8tw++mOj4/wf8oo7bk2NN9LO3BpEPLD8CV5wKBgQD18raKQPMxU1+6HhTR
UnX3Cg9gVJ6YwDb0vyHNCaw9X5OA/6us1ueVctpwsHz4FzSKK1noGa8PfgV7B5a7
2fFbG0e1dKelUtgYUL/M9XHfEHiFvA7aKpuX7YXSMfF90pBNf14NLXa+TQkTB1BM
6yU+Yb8DRordBPtEilRhJL7SAwKBgQDCAJNXyzA2t+4Wu+E4UCUMF7454XqXI4GS
70poxnjCz4SbGW2g654X41oyMFmV97qelMBJid+WTGjrgrIUqQn6jqTZZeYnARDB
7+ERDZyf+Ejork9dXTERDlsp3CAtvIL7n0SoLOPatWINo1kQ1MPD2QCrYniJbYhW
YCayUZFnLwKBgCOEQUgFyRi+aXx/C5KOzeo20bGfhqeYWldNopvxYaYbPznJsgjr
n9W9GD5dvi41a6joSbtyug0Krc/ucJ4AAxKdBeX2Sp9dL0eToZ7/cso7nqvxVFO9
A2sVKdYI0E7TMXN/iR1uC0+/4CeXTslMy7wOcX8PmM4CAicLstO0crnxAoGAbB7/
/0UJyOU3d0ocmlLoYtX0ubN1rDgopehhEwXSFdir8fj5BV9ri6q1ARW7R/557pm+
lP2XM9+/9cmwUB1pp0/KhjLpU0GfwkZbrDJm4SzyDWPgbYtbpkLXAfxhnrvaUDwS
epwSHTlLvYgVQnEh7cvKOLo3rXfzLRiHWIhnPhcCgYBJcm9SINeqb1C2zYkElXjW
+S59Pyd6Bu4VSySGe7JEXVnnZZTf+VV/52x9vrjo/aHYa9EtoI+TXPlr2Yn7/Dyr
TP2t/6UyckzkHgdIATtYQ4iBc/MgyQ/V5eueheF0vsdii1MonxdqBI55tZSCKJ3O
ekfBkR/WiBbsxavttSjCYg==
-----END PRIVATE KEY-----
`
  }
} as const

/**
 * The public keys that belong to the simulator, apart from {@link localCredentials} so that a program that only calls
 * does not carry them: of the key that signs a merchant's SNAP calls, and of the one that signs QRIS notifications,
 * whose private half is the simulator's own.
 */
export const localPublicKeys = {
  snapPem: `-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAumJ743y7gHypr9doKPg9
Sv+VPLzagwgVxWyOGtaCgWg3ktufBPf/LOvLXLMbu2XBanpbs+/R/Wi5aecYEzAW
45CmyLBgyyKCVLvho0Ca9EGHw2x4GcPkMxA1I8of2dfb8B0uq3hhPuA/bvKaYf/V
vZnceqdpo7fpndzrWFOJF/ovZXABmsuC1JqXmgCGY1u8wA6078GRUT5ekrsCEFwu
0ZMisTW1eapcau40l92zr8KMX5CrvvSzRlvOSvDAoEIdiSe7MA/l7LkumAU13slo
EZ6Z+dVEQh0TZPEFXvaPHBu86FDBpeKXIqbb1yqPOSiCr+czpsZ3a3Vn+Tw8bDrD
jQIDAQAB
-----END PUBLIC KEY-----
`,
  notificationPem: `-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA7a8TzQfkPR/BeC0phe4s
B1pAidHUVy5PeK4VCJlpxRXZ7HbtPaQIA30VlXfVLHuUyULdOXh4pTrwBmwv9hHu
idt/qlKrr3+VDYGM+DIbOJPzZQ9EhOG83nGgUkWa+HJI2RSyuszK4jLEJLeSeHWK
fP2xSsbpQ6Rlp5WlYuJOQWbO5Xddbelz3FcYnICpyYyS+CK4wZhUjPaSIJUiXNTt
QQtoqH24pMgB8ZhSGjBzmfecOfWkom4nhkyXA2eJcsgYJU5O0mDkWdHxff3bBrDP
KyVudjNjC5WFFodVAsNutQO1cMP8K59v7NSXoh7tfjdZ5nWmJV8Ifiq3V2IuMrmf
VwIDAQAB
-----END PUBLIC KEY-----
`
} as const
