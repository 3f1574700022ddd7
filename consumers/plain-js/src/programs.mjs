import assert from "node:assert"
import { spawn, spawnSync } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

const home = mkdtempSync(join(tmpdir(), "consumer-"))
const env = { PATH: process.env.PATH, HOME: home, XDG_DATA_HOME: home, XDG_CONFIG_HOME: home }
const bin = (name) => join("node_modules", ".bin", name)

/** Starts a program and waits for the first line it prints. */
const start = (name, args, more = {}) => {
  const child = spawn(bin(name), args, { env: { ...env, ...more }, stdio: ["ignore", "pipe", "inherit"] })
  let out = ""
  const line = new Promise((resolve, reject) => {
    child.stdout.on("data", (chunk) => {
      out += chunk
      if (out.includes("\n")) resolve(out.split("\n", 1)[0])
    })
    child.on("exit", () => reject(new Error(`${name} ended: ${out}`)))
  })
  return { child, line, ended: new Promise((resolve) => child.on("exit", resolve)) }
}

const version = spawnSync(bin("finpay"), ["--version"], { env, encoding: "utf8" })
assert.match(version.stdout, /\d+\.\d+\.\d+/)

const simulator = start("finpay", ["simulate", "--port", "0", "--json"])
try {
  const url = JSON.stringify(JSON.parse(await simulator.line)).match(/http:\/\/127\.0\.0\.1:\d+/)?.[0]
  assert.ok(url)
  const finpay = (...args) =>
    spawnSync(bin("finpay"), [...args, "--json", "--no-input"], {
      env: { ...env, FINPAY_BASE_URL: url },
      encoding: "utf8"
    })
  const done = (...args) => {
    const { status, stderr, stdout } = finpay(...args)
    assert.equal(status, 0, stderr)
    return JSON.parse(stdout)
  }
  done("initiate", "INV-1", "--amount", "22000", "--source", "vabca", "--phone", "+6281234567890")
  done("simulator", "pay", "INV-1")
  done("refund", "INV-1", "--amount", "22000")
  assert.match(JSON.stringify(done("check", "INV-1")), /REFUNDED/)

  const api = start("finpay-api", [], { FINPAY_API_PORT: "0", FINPAY_BASE_URL: url })
  try {
    const ready = JSON.parse(await api.line)
    const health = await fetch(`${ready.url}/healthz`)
    assert.equal(health.status, 200)
    const payment = await fetch(`${ready.url}/v1/payments/INV-1`)
    assert.equal((await payment.json()).status, "REFUNDED")
  } finally {
    api.child.kill("SIGTERM")
    await api.ended
  }
} finally {
  simulator.child.kill("SIGTERM")
  await simulator.ended
  rmSync(home, { recursive: true, force: true })
}
console.log("plain-js, programs: ok")
