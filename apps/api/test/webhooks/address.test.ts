import { assert, describe, it } from "@effect/vitest"
import { isPublicAddress } from "../../src/webhooks/address.ts"
import { targetProblem } from "../../src/webhooks/target.ts"

const hidden = {
  "this machine": ["127.0.0.1", "127.255.255.254", "::1", "0.0.0.0", "::"],
  "private networks": ["10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "fc00::1", "fd12:3456:789a::1"],
  "link-local": ["169.254.0.1", "fe80::1", "fe80::1%eth0", "febf::1"],
  "shared by a provider (CGNAT)": ["100.64.0.1", "100.127.255.255"],
  "a cloud's metadata": ["169.254.169.254", "fd00:ec2::254", "100.100.100.200", "168.63.129.16", "192.0.0.192"],
  "documentation and tests": ["192.0.2.1", "198.51.100.1", "203.0.113.1", "198.18.0.1", "2001:db8::1", "3fff::1"],
  "multicast and reserved": ["224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "ff02::1"],
  "IPv4 in IPv6": [
    "::ffff:127.0.0.1",
    "::ffff:7f00:1",
    "::ffff:8.8.8.8",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::a00:1",
    "2002:7f00:1::",
    "2001:0:7f00:1::"
  ],
  "no address": ["", "localhost", "127.0.0.1.", "1.2.3", "example.com"]
}

const open = ["8.8.8.8", "100.63.255.255", "100.128.0.1", "172.15.0.1", "172.32.0.1", "2606:4700::1", "2400:cb00::1"]

describe("isPublicAddress", () => {
  for (const [what, addresses] of Object.entries(hidden)) {
    it(`refuses ${what}`, () => {
      for (const address of addresses) assert.isFalse(isPublicAddress(address), address)
    })
  }

  it("lets servers on the Internet through", () => {
    for (const address of open) assert.isTrue(isPublicAddress(address), address)
  })
})

describe("targetProblem", () => {
  it("takes https to a name or to an address of the Internet", () => {
    for (
      const url of [
        "https://shop.example/hook?x=1",
        "https://shop.example:8443",
        "https://8.8.8.8/",
        "https://[2606:4700::1]/"
      ]
    ) {
      assert.isUndefined(targetProblem(url, false), url)
    }
  })

  it("refuses everything else, however it is written", () => {
    const wrong = [
      "shop.example",
      "http://shop.example/",
      "ftp://shop.example/",
      "file:///etc/passwd",
      "https://user:secret@shop.example/",
      "https://shop.example/#part",
      "https://localhost/",
      "https://api.localhost./",
      "https://127.0.0.1/",
      "https://127.1/",
      "https://2130706433/",
      "https://0x7f.0.0.1/",
      "https://0177.0.0.1/",
      "https://[::1]/",
      "https://[::ffff:127.0.0.1]/",
      "https://169.254.169.254/latest/meta-data/",
      "https://１２７.0.0.1/"
    ]
    for (const url of wrong) assert.isString(targetProblem(url, false), url)
  })

  it("lets a server that may call its own network do so, over http too", () => {
    for (const url of ["http://127.0.0.1:3000/hook", "http://localhost/", "https://10.0.0.1/"]) {
      assert.isUndefined(targetProblem(url, true), url)
    }
    assert.isString(targetProblem("http://user:secret@127.0.0.1/", true))
    assert.isString(targetProblem("ftp://127.0.0.1/", true))
  })
})
