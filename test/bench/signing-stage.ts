/**
 * What signing a letter that leaves costs as a whole: S/MIME (RSA-2048), then DKIM with both keys, 30 KB letters a
 * second, by how the keys are held; beside them openssl started for each letter, which makes the S/MIME signature alone,
 * and opendkim (where it is installed), which makes one DKIM signature alone. Then the longest stall of the event loop
 * that letters of 25 MB cause. Run on demand:
 *
 *     node test/bench/signing-stage.ts [--seconds 5]
 */
import { execFile } from 'node:child_process'
import { createPrivateKey, randomFillSync } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { defaultLimits } from '../../src/base/limits.ts'
import { createRandomPool } from '../../src/base/random-pool.ts'
import { scanMessage } from '../../src/mail/structure.ts'
import type { Keys } from '../../src/ports/keys.ts'
import { type DkimSigner, signDkim } from '../../src/signing/dkim/sign.ts'
import type { SignerIdentity } from '../../src/signing/identity.ts'
import { openKeyFiles } from '../../src/signing/key-files.ts'
import { createFileKeys } from '../../src/signing/keys/file-keys.ts'
import { openSigningThread } from '../../src/signing/keys/signing-thread.ts'
import { openTokenKeys, type TokenKeys } from '../../src/signing/keys/token/token-keys.ts'
import { signMessage } from '../../src/signing/smime/sign.ts'
import { OpensslAuthority } from '../support/openssl.ts'
import { SoftHsm, softHsmModule } from '../support/softhsm.ts'
import { buildLetter } from './letters.ts'
import { median } from './measurement.ts'
import { opendkimInstalled, startOpendkim } from './opendkim.ts'

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '5' } } })
const roundMs = (Number(values.seconds) * 1000) / 3
const domain = 'caobang.gov.vn'
const random = createRandomPool()
using authority = new OpensslAuthority()
const issued = authority.issue(`sonoivu@${domain}`)
const folder = mkdtempSync(join(tmpdir(), 'congvu-stage-'))
const place = { folder, sealingKey: randomFillSync(Buffer.alloc(32)) }
const { head, body } = buildLetter(30 * 1024, { to: 'vanthu@langson.gov.vn', subject: 'Báo cáo' })
const letter = Buffer.concat([head, body])

/** The letter by another author. */
function letterFrom(address: string): Buffer {
  return Buffer.from(letter.toString('latin1').replace(/^From:.*$/m, `From: <${address}>`), 'latin1')
}

interface Signers {
  readonly identity: SignerIdentity
  readonly dkim: readonly DkimSigner[]
}

const held = createFileKeys(openKeyFiles(place))
await held.put('office', createPrivateKey(readFileSync(authority.paths().key)))
await held.generate('rsa-2048', 'dkim-rsa')
await held.generate('ed25519', 'dkim-ed25519')

async function signersOf(keys: Keys): Promise<Signers> {
  const key = async (name: string) => (await keys.get(name))!
  return {
    identity: { ...issued, key: await key('office') },
    dkim: [
      { domain, selector: 'rsa', algorithm: 'rsa-sha256', key: await key('dkim-rsa') },
      { domain, selector: 'ed25519', algorithm: 'ed25519-sha256', key: await key('dkim-ed25519') },
    ],
  }
}

async function sign({ identity, dkim }: Signers, form = letter): Promise<Buffer> {
  const signedAt = Date.now()
  const root = scanMessage(form, defaultLimits)
  const signed = await signMessage(form, root, identity, { signingTime: signedAt, random })
  const fields = await signDkim(signed, dkim, { signedAt, expiresAt: signedAt + 86_400_000 })
  return Buffer.concat([fields, signed])
}

function withOpenssl(): Promise<void> {
  const { certificate, key, folder: cwd } = authority.paths()
  const command = ['cms', '-sign', '-binary', '-md', 'sha256', '-signer', certificate, '-inkey', key]
  return new Promise((resolve, reject) => {
    const child = execFile('openssl', command, { cwd, maxBuffer: 1024 * 1024 }, error =>
      error === null ? resolve() : reject(error),
    )
    child.stdin?.end(letter)
  })
}

/** A letter is signed by each of so many at once, again and again. */
interface Contestant {
  readonly name: string
  readonly callers: number
  once(caller: number): Promise<unknown>
}

async function rate({ callers, once }: Contestant) {
  const start = performance.now()
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  const cpu = process.threadCpuUsage()
  let letters = 0
  await Promise.all(
    Array.from({ length: callers }, async (_, caller) => {
      while (performance.now() - start < roundMs) {
        await once(caller)
        letters++
        await nextTurn()
      }
    }),
  )
  const { user, system } = process.threadCpuUsage(cpu)
  delay.disable()
  return {
    perSecond: (letters * 1000) / (performance.now() - start),
    mainMs: (user + system) / 1000 / letters,
    stallMs: delay.max / 1e6,
  }
}

/** The same kinds of keys on a token, where SoftHSM is installed. */
async function onToken(tokens: TokenKeys, hsm: SoftHsm): Promise<Signers> {
  hsm.add('rsa', 'office', '01')
  hsm.add('rsa', 'dkim-rsa', '02')
  hsm.add('ed25519', 'dkim-ed25519', '03')
  return signersOf({ ...held, get: name => tokens.get(`pkcs11:object=${name}`) })
}

await using thread = openSigningThread(place)
using hsm = softHsmModule === undefined ? undefined : new SoftHsm()
process.env.SOFTHSM2_CONF = hsm?.environment.SOFTHSM2_CONF
await using tokens = openTokenKeys({
  module: softHsmModule ?? '',
  pinFile: hsm?.pinFile ?? null,
  label: null,
  clock: { now: () => Date.now() },
  limits: defaultLimits,
  trouble: failure => console.error(failure),
})
const ofAuthor = letterFrom(`sonoivu@${domain}`)
await using opendkim = opendkimInstalled()
  ? await startOpendkim(folder, domain, createPrivateKey(readFileSync(authority.paths().key)))
  : undefined
const milters = opendkim === undefined ? [] : await Promise.all([1, 2, 3, 4].map(() => opendkim.connect()))

const inThread = await signersOf(thread)
const ways: readonly (readonly [string, Signers])[] = [
  ['keys on the main thread', await signersOf(held)],
  ['keys in the signing thread', inThread],
  ...(hsm === undefined ? [] : [['keys on a token', await onToken(tokens, hsm)] as const]),
]
const contestants: readonly Contestant[] = [
  ...[1, 20].flatMap(callers =>
    ways.map(([name, signers]) => ({
      name: `${name}, ${callers} at once`,
      callers,
      once: () => sign(signers),
    })),
  ),
  { name: 'openssl, S/MIME alone, 4 at once', callers: 4, once: withOpenssl },
  ...(milters.length === 0
    ? []
    : [
        {
          name: 'opendkim, RSA alone, 4 at once',
          callers: milters.length,
          once: (caller: number) => milters[caller]!.sign(ofAuthor),
        },
      ]),
]
const measured = new Map<string, Awaited<ReturnType<typeof rate>>[]>()
// The first round warms up.
for (let round = 0; round <= 3; round++)
  for (const contestant of contestants) {
    const one = await rate(contestant)
    if (round > 0) measured.set(contestant.name, [...(measured.get(contestant.name) ?? []), one])
  }
const rows: Record<string, unknown> = {}
for (const [name, all] of measured)
  rows[name] = {
    'letters/s': Math.round(median(all.map(each => each.perSecond))),
    'main ms/letter': median(all.map(each => each.mainMs)).toFixed(3),
    'longest stall ms': Math.max(...all.map(each => each.stallMs)).toFixed(1),
  }
console.log('30 KB, S/MIME RSA-2048, then DKIM RSA-2048 and Ed25519')
console.table(rows)
for (const milter of milters) milter[Symbol.dispose]()

const large = Buffer.from(
  `From: <sonoivu@${domain}>\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\r\n` +
    `${randomFillSync(Buffer.alloc(18 * 1024 * 1024))
      .toString('base64')
      .replace(/.{76}/g, '$&\r\n')}\r\n`,
)
const stalls: number[] = []
const took: number[] = []
for (let i = 0; i < 7; i++) {
  const delay = monitorEventLoopDelay({ resolution: 1 })
  const start = performance.now()
  delay.enable()
  await sign(inThread, large)
  await nextTurn()
  delay.disable()
  took.push(performance.now() - start)
  stalls.push(delay.max / 1e6)
}
console.log(
  `25 MB in the signing thread: ${median(took).toFixed(0)} ms a letter; longest stall ${median(stalls).toFixed(1)} ms, worst ${Math.max(...stalls).toFixed(1)} ms`,
)
rmSync(folder, { recursive: true })
