/**
 * What an S/MIME signature costs: 30 KB letters a second with RSA-2048, beside node-forge and openssl started for each
 * letter, and the longest stall of the event loop while letters of 25 MB are signed. Run on demand:
 *
 *     node test/bench/smime.ts [--seconds 5]
 */
import { execFile } from 'node:child_process'
import { randomFillSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import forge from 'node-forge'
import { defaultLimits } from '../../src/base/limits.ts'
import { createRandomPool } from '../../src/base/random-pool.ts'
import { scanMessage } from '../../src/mail/structure.ts'
import { signMessage } from '../../src/signing/smime/sign.ts'
import { type KeyAlgorithm, keyAlgorithms, OpensslAuthority } from '../support/openssl.ts'
import { buildLetter } from './letters.ts'
import { median } from './measurement.ts'

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '5' } } })
const seconds = Number(values.seconds)
/** Rounds of each contestant by turns, so that a slow minute of the machine is everybody's. */
const rounds = 3
const address = 'sonoivu@caobang.gov.vn'
const random = createRandomPool()
using authority = new OpensslAuthority()
const identity = authority.issue(address)

function letterOf(sizeBytes: number): Buffer {
  const { head, body } = buildLetter(sizeBytes, { to: 'vanthu@langson.gov.vn', subject: 'Báo cáo' })
  return Buffer.concat([head, body])
}

function sign(form: Buffer, signer = identity): Promise<Buffer> {
  return signMessage(form, scanMessage(form, defaultLimits), signer, { signingTime: Date.now(), random })
}

/** Several at once, as a server has them: the pool's threads are what does the work. */
async function rate(callers: number, once: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  const end = start + (seconds * 1000) / rounds
  let letters = 0
  await Promise.all(
    Array.from({ length: callers }, async () => {
      while (performance.now() < end) {
        await once()
        letters++
        await nextTurn()
      }
    }),
  )
  return (letters * 1000) / (performance.now() - start)
}

const letter = letterOf(30 * 1024)
const { certificate, key, folder } = authority.paths()

function withOpenssl(): Promise<void> {
  const command = ['cms', '-sign', '-binary', '-md', 'sha256', '-signer', certificate, '-inkey', key]
  return new Promise((resolve, reject) => {
    const child = execFile('openssl', command, { cwd: folder, maxBuffer: 1024 * 1024 }, error =>
      error === null ? resolve() : reject(error),
    )
    child.stdin?.end(letter)
  })
}

const forgeKey = forge.pki.privateKeyFromPem(readFileSync(key, 'utf8'))
const forgeCertificate = forge.pki.certificateFromAsn1(
  forge.asn1.fromDer(identity.certificate.toString('latin1')),
)

async function withForge(): Promise<void> {
  const { contentType, data, messageDigest, signingTime } = forge.pki.oids as Record<string, string>
  const message = forge.pkcs7.createSignedData()
  message.content = forge.util.createBuffer(letter.toString('latin1'))
  message.addCertificate(forgeCertificate)
  message.addSigner({
    key: forgeKey,
    certificate: forgeCertificate,
    digestAlgorithm: forge.pki.oids.sha256!,
    authenticatedAttributes: [
      { type: contentType!, value: data! },
      { type: messageDigest! },
      { type: signingTime! },
    ],
  })
  message.sign({ detached: true })
  forge.asn1.toDer(message.toAsn1()).getBytes()
}

const contestants = [
  { name: 'congvu, one at a time', callers: 1, once: () => sign(letter) },
  { name: 'congvu, 20 at once', callers: 20, once: () => sign(letter) },
  { name: 'openssl, one started for each, 4 at once', callers: 4, once: withOpenssl },
  { name: 'node-forge', callers: 1, once: withForge },
]
const rates = new Map<string, number[]>()
for (let round = 0; round <= rounds; round++)
  for (const { name, callers, once } of contestants) {
    const measured = await rate(callers, once)
    // The first round warms up.
    if (round > 0) rates.set(name, [...(rates.get(name) ?? []), measured])
  }
console.log('30 KB, RSA-2048, letters/s')
console.table(
  Object.fromEntries([...rates].map(([name, all]) => [name, { 'letters/s': Math.round(median(all)) }])),
)

const byAlgorithm: Record<string, unknown> = {}
for (const algorithm of Object.keys(keyAlgorithms) as KeyAlgorithm[]) {
  const signer = authority.issue(address, algorithm)
  byAlgorithm[algorithm] = { 'letters/s': Math.round(await rate(20, () => sign(letter, signer))) }
}
console.log('30 KB, 20 at once, by key')
console.table(byAlgorithm)

/** The longest time between two turns of the event loop while `work` goes on. */
async function longestStall(work: () => Promise<unknown>): Promise<number> {
  let working = true
  let longest = 0
  const watch = (async () => {
    for (let before = performance.now(); working; ) {
      await nextTurn()
      const now = performance.now()
      longest = Math.max(longest, now - before)
      before = now
    }
  })()
  await work()
  working = false
  await watch
  return longest
}

const octets = randomFillSync(Buffer.alloc(18 * 1024 * 1024))
const head = 'From: a@caobang.gov.vn\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: '
const large = {
  base64: Buffer.from(`${head}base64\r\n\r\n${octets.toString('base64').replace(/.{76}/g, '$&\r\n')}\r\n`),
  '8-bit octets': Buffer.concat([Buffer.from(`${head}binary\r\n\r\n`), octets, octets.subarray(0, 7e6)]),
  '8-bit text': Buffer.from(
    `From: a@caobang.gov.vn\r\n\r\n${'Thông báo gửi Sở Nội vụ abc def\r\n'.repeat(7e5)}`,
  ),
}
const stalls: Record<string, unknown> = {}
for (const [name, form] of Object.entries(large)) {
  const root = scanMessage(form, defaultLimits)
  const options = { signingTime: Date.now(), random }
  const longest: number[] = []
  const took: number[] = []
  for (let i = 0; i < 7; i++) {
    const start = performance.now()
    longest.push(await longestStall(() => signMessage(form, root, identity, options)))
    took.push(performance.now() - start)
  }
  stalls[name] = {
    MB: (form.length / 1e6).toFixed(0),
    'ms for one': median(took).toFixed(0),
    'longest stall ms, median': median(longest).toFixed(1),
    worst: Math.max(...longest).toFixed(1),
  }
}
console.log('25 MB')
console.table(stalls)
