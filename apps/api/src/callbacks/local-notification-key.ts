/**
 * The public key the simulator's QRIS notifications are checked with, so that a first try needs no configuration. It is
 * used for the environment `local` only.
 */
export const localNotificationKeyPem = `-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA7a8TzQfkPR/BeC0phe4s
B1pAidHUVy5PeK4VCJlpxRXZ7HbtPaQIA30VlXfVLHuUyULdOXh4pTrwBmwv9hHu
idt/qlKrr3+VDYGM+DIbOJPzZQ9EhOG83nGgUkWa+HJI2RSyuszK4jLEJLeSeHWK
fP2xSsbpQ6Rlp5WlYuJOQWbO5Xddbelz3FcYnICpyYyS+CK4wZhUjPaSIJUiXNTt
QQtoqH24pMgB8ZhSGjBzmfecOfWkom4nhkyXA2eJcsgYJU5O0mDkWdHxff3bBrDP
KyVudjNjC5WFFodVAsNutQO1cMP8K59v7NSXoh7tfjdZ5nWmJV8Ifiq3V2IuMrmf
VwIDAQAB
-----END PUBLIC KEY-----
`
