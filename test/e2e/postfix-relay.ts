/**
 * Signed letters on their way through somebody else's server: 60 varied ones are submitted, leave through a Postfix, and
 * reach two next hops. What arrives is Postfix's trace and then, octet for octet, the form that the archive holds;
 * openssl and mailauth accept its signatures. One of the hops announces no 8BITMIME, so that the relay rewrites
 * what is not 7-bit: letters made of proper parts are 7-bit once they are signed.
 *
 * Starts its own server, for the one of the other scripts lets nothing out.
 */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { dkimVerify } from 'mailauth/lib/dkim/verify.js'
import { createTransport } from 'nodemailer'
import { SMTPServer } from 'smtp-server'
import { headerFields } from '../../src/mail/header.ts'
import { auditorOf, congvu } from '../acceptance/auditor.ts'
import { variedMessages } from '../support/corpus.ts'
import { inNameOf } from '../support/in-name-of.ts'
import { signedPart, verifyMessage } from '../support/openssl.ts'
import { startPostfix } from '../support/postfix.ts'
import { startServer } from '../support/server-process.ts'

const letters = 60
const outside = ['vanthu@langson.gov.vn', 'vanthu@thainguyen.gov.vn']
const arrivalMs = 60_000

await using cleanUp = new AsyncDisposableStack()
const work = mkdtempSync(join(tmpdir(), 'congvu-relay-'))
cleanUp.defer(() => rmSync(work, { recursive: true, force: true }))
chmodSync(work, 0o755)

/** A server that keeps what it is sent. */
async function startNextHop(hide8BITMIME: boolean) {
  const letters: Buffer[] = []
  const server = new SMTPServer({
    hide8BITMIME,
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    onData(stream, _session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        letters.push(Buffer.concat(chunks))
        done()
      })
    },
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  cleanUp.defer(() => new Promise<void>(resolve => server.close(() => resolve())))
  const address = server.server.address()
  assert(address !== null && typeof address === 'object')
  return { name: hide8BITMIME ? 'without 8BITMIME' : 'with 8BITMIME', port: address.port, letters }
}

const today = await startNextHop(false)
const sevenBit = await startNextHop(true)

const certificate = join(work, 'cert.pem')
execFileSync(
  'openssl',
  // biome-ignore format: one argument list
  ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=relay', '-addext', 'subjectAltName=IP:127.0.0.1',
   '-keyout', join(work, 'key.pem'), '-out', certificate],
  { stdio: 'ignore' },
)
const postfix = cleanUp.use(
  await startPostfix(join(work, 'postfix'), {
    hostname: 'relay.langson.gov.vn',
    // We are a stranger to it, not its own client whose headers it completes.
    settings: `mydestination =
local_header_rewrite_clients =
smtp_dns_support_level = disabled
smtp_tls_security_level = none
transport_maps = inline:{ { langson.gov.vn = smtp:[127.0.0.1]:${today.port} }, { thainguyen.gov.vn = smtp:[127.0.0.1]:${sevenBit.port} } }
default_transport = discard
smtpd_tls_cert_file = ${certificate}
smtpd_tls_key_file = ${join(work, 'key.pem')}
smtpd_tls_security_level = encrypt
`,
  }),
)
const server = cleanUp.use(
  await startServer({
    env: {
      CONGVU_RELAY__MODE: 'smarthost',
      CONGVU_RELAY__HOST: '127.0.0.1',
      CONGVU_RELAY__PORT: `${postfix.port}`,
      NODE_EXTRA_CA_CERTS: certificate,
    },
  }),
)
const auditor = await auditorOf(server.data)
const sender = server.accounts.find(account => account.address.split('@')[0]?.includes('.'))
assert(sender !== undefined)
await congvu(server.data, 'cert', 'issue', sender.address)
await congvu(server.data, 'mailbox', 'set', sender.address, '--sign', 'always', '--sign-required', 'yes')
const [root] = JSON.parse(
  (await congvu(server.data, 'cert', 'list', '--kind', 'ca-root', '--json')).toString(),
) as { id: number }[]
const trusted = join(work, 'root.pem')
writeFileSync(trusted, await congvu(server.data, 'cert', 'show', `${root?.id}`, '--pem'))

using transport = Object.assign(
  createTransport({
    host: '127.0.0.1',
    port: server.port('submissions'),
    secure: true,
    tls: { rejectUnauthorized: false },
    auth: { user: sender.address, pass: sender.password },
    pool: true,
    maxConnections: 1,
  }),
  { [Symbol.dispose]: () => transport.close() },
)
/** Every line of its header is a field's (RFC 5322 §2.2) and of a length that may travel (§2.1.1): relays repair others. */
function hasProperHeader(bytes: Uint8Array): boolean {
  const text = Buffer.from(bytes).toString('latin1')
  const fields = headerFields(bytes).map(({ start, end }) => text.slice(start, end))
  return fields.every(
    field => /^[!-9;-~]+:/.test(field) && field.split('\r\n').every(line => line.length <= 998),
  )
}

let submitted = 0
for (const { name, bytes, large } of variedMessages(3 * letters, 52)) {
  if (submitted === letters) break
  if (large || name === 'PGP signed' || !hasProperHeader(bytes)) continue
  const envelope = { from: sender.address, to: outside }
  // What the policy or the protocol refuses is other tests' business.
  const refused = await transport
    .sendMail({ envelope, raw: inNameOf(sender.address, bytes) })
    .then(() => false)
    .catch((error: { responseCode?: number }) => {
      if (error.responseCode === undefined) throw error
      return true
    })
  if (!refused) submitted++
}
assert.equal(submitted, letters)

for (const endsAt = Date.now() + arrivalMs; Date.now() < endsAt; await delay(50))
  if (today.letters.length >= letters && sevenBit.letters.length >= letters) break
for (const hop of [today, sevenBit]) assert.equal(hop.letters.length, letters, postfix.log().slice(-3000))

const { entries } = await auditor.call('archive.search', { limit: 500 })
const sent = new Map<string, string>()
for (const { id, mailFrom } of entries) {
  if (mailFrom !== sender.address) continue
  const form = Buffer.from(await auditor.call('archive.raw', { id, form: 'sent' }))
  sent.set(form.toString('latin1'), `entry ${id}`)
}

// As the zone file has them: a name with its final dot, a text of several strings.
const records = new Map(
  (await auditor.call('dkim.list', {})).map(({ record }) => [
    record.name.slice(0, -1),
    [...record.value.matchAll(/"([^"]*)"/g)].map(([, text]) => text).join(''),
  ]),
)
const resolver = async (name: string) => [[records.get(name) ?? '']] as unknown as string[]

/** Whether the letter came as it left; its signatures hold then, which is not taken on trust. */
async function cameUnchanged(message: Buffer): Promise<boolean> {
  const ours = message.indexOf('DKIM-Signature:')
  const form = message.subarray(ours)
  const entry = sent.get(form.toString('latin1'))
  if (entry === undefined) return false
  const trace = message.toString('latin1', 0, ours)
  assert.match(
    trace,
    /^Received: from mail\.caobang\.gov\.vn [^\0]*by relay\.langson\.gov\.vn \(Postfix\)(?:[^\n]*\n[ \t])*[^\n]*\n$/,
  )
  assert.match((await verifyMessage(signedPart(form), trusted)).says, /successful/, entry)
  const { results } = await dkimVerify(message, { resolver })
  const found = results.map(({ status }) => status.result)
  assert.deepEqual(found, ['pass', 'pass'], entry)
  return true
}

for (const { letters: arrived, name } of [today, sevenBit]) {
  let unchanged = 0
  for (const message of arrived) if (await cameUnchanged(message)) unchanged++
  console.log(`through Postfix to a hop ${name}: ${unchanged} of ${letters} unchanged`)
  assert.equal(unchanged, letters)
}
