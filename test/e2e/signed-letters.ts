/**
 * Signed letters as people see them: an official's letter, signed by the server, is shown as valid by Thunderbird and
 * by mutt once the province's authority is trusted, and one with a word changed in it is not. The letter that the
 * server encrypted for somebody outside is opened by a Thunderbird that has that person's key, signature and all.
 */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ImapFlow } from 'imapflow'
import { createTransport } from 'nodemailer'
import { toPem } from '../../src/signing/certificates/certificates.ts'
import { congvu } from '../acceptance/auditor.ts'
import { inMutt } from '../support/mutt.ts'
import { OpensslAuthority } from '../support/openssl.ts'
import { startThunderbird } from '../support/thunderbird.ts'
import { variable } from './variable.ts'

const from = variable('E2E_USER')
const to = { user: variable('E2E_OTHER_USER'), pass: variable('E2E_OTHER_PASSWORD') }
const port = Number(variable('E2E_IMAPS'))
const data = join(variable('E2E_WORK'), 'data')
const subject = 'Thư ký số của Sở Khoa học và Công nghệ'
const altered = 'Thư bị sửa trên đường đi'
const encrypted = 'Thư mã hóa gửi tỉnh bạn'
const outside = 'vanthu@langson.gov.vn'
const passphrase = 'Ải Chi Lăng 1427'
const amount = '1.250'
const tls = { rejectUnauthorized: false }

await using cleanUp = new AsyncDisposableStack()
const work = mkdtempSync(join(tmpdir(), 'congvu-signed-'))
cleanUp.defer(() => rmSync(work, { recursive: true, force: true }))

const authority = cleanUp.use(new OpensslAuthority())
const correspondent = authority.pair(outside)
const correspondentPem = join(work, 'correspondent.pem')
writeFileSync(correspondentPem, toPem(correspondent.certificate))
await congvu(data, 'cert', 'known', 'add', outside, correspondentPem)
cleanUp.defer(async () => void (await congvu(data, 'cert', 'known', 'remove', outside)))

await congvu(data, 'cert', 'issue', from)
const settings = (sign: string, required: string, encrypt: string) =>
  congvu(data, 'mailbox', 'set', from, '--sign', sign, '--sign-required', required, '--encrypt', encrypt)
await settings('always', 'yes', 'possible')
cleanUp.defer(async () => void (await settings('never', 'no', 'never')))
const authorities = JSON.parse(
  (await congvu(data, 'cert', 'list', '--kind', 'ca-root', '--json')).toString(),
) as {
  id: number
}[]
const root = join(work, 'root.pem')
writeFileSync(root, await congvu(data, 'cert', 'show', `${authorities[0]?.id}`, '--pem'))

async function send(recipient: string, title: string): Promise<void> {
  const transport = createTransport({
    host: '127.0.0.1',
    port: Number(variable('E2E_SUBMISSIONS')),
    secure: true,
    tls,
    auth: { user: from, pass: variable('E2E_PASSWORD') },
  })
  await transport.sendMail({
    from: { name: 'Hoàng Thị Bích', address: from },
    to: recipient,
    subject: title,
    text: `Kính gửi: Văn phòng.\n\nĐề nghị cấp bổ sung ${amount} triệu.\n\nTrân trọng.\n`,
    textEncoding: 'quoted-printable',
    attachments: [{ filename: 'Dự thảo.docx', content: Buffer.alloc(20_000, 'Cao Bằng') }],
  })
  transport.close()
}

/** Does something with the recipient's INBOX. */
async function inInbox(act: (imap: ImapFlow) => Promise<void>): Promise<void> {
  const imap = new ImapFlow({
    host: '127.0.0.1',
    port,
    secure: true,
    tls,
    auth: to,
    logger: false,
  })
  await imap.connect()
  const lock = await imap.getMailboxLock('INBOX')
  try {
    await act(imap)
  } finally {
    lock.release()
    await imap.logout()
  }
}

/** Puts beside the letter one whose text and subject somebody changed. */
async function addAltered(): Promise<void> {
  await inInbox(async imap => {
    const [newest] = (await imap.search({ header: { subject } }, { uid: true })) || []
    assert(newest !== undefined, 'the letter did not arrive')
    const letter = await imap.fetchOne(`${newest}`, { source: true }, { uid: true })
    assert(letter && letter.source !== undefined)
    const text = letter.source.toString('latin1')
    assert(text.includes(amount), text)
    const subjectLine = /^Subject:.*\r\n(?:[ \t].*\r\n)*/m
    const encoded = `Subject: =?utf-8?b?${Buffer.from(altered).toString('base64')}?=\r\n`
    const changed = text.replace(amount, '9.500').replace(subjectLine, encoded)
    await imap.append('INBOX', Buffer.from(changed, 'latin1'))
  })
}

/** Lays what would leave for the outside into the box: the same Thunderbird is the other person's as well. */
async function addEncrypted(): Promise<void> {
  await send(outside, encrypted)
  const terms = ['--sender', from, '--recipient', outside, '--limit', '1', '--json']
  const [entry] = JSON.parse((await congvu(data, 'archive', 'search', ...terms)).toString()) as {
    id: number
  }[]
  const bytes = await congvu(data, 'archive', 'raw', `${entry?.id}`, '--form', 'encrypted')
  assert(!bytes.includes('multipart/signed'), 'the letter is not encrypted')
  await inInbox(async imap => void (await imap.append('INBOX', bytes)))
}

/** The other person's key and certificate as PKCS#12, in a file. */
function correspondentFile(): string {
  const key = join(work, 'correspondent.key')
  const file = join(work, 'correspondent.p12')
  writeFileSync(key, correspondent.privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 })
  const made = ['-in', correspondentPem, '-inkey', key, '-passout', `pass:${passphrase}`, '-out', file]
  execFileSync('openssl', ['pkcs12', '-export', ...made])
  return file
}

const importKey = `
  const [path, passphrase] = args
  const file = Cc['@mozilla.org/file/local;1'].createInstance(Ci.nsIFile)
  file.initWithPath(path)
  return certificates.importPKCS12File(file, passphrase)
`

const showMessage = `
  const [port, user, pass, rootPem, serverPem, wanted] = args
  let server = MailServices.accounts.allServers.find(each => each.username === user)
  if (!server) {
    certificates.addCertFromBase64(base64Of(rootPem), 'CT,CT,CT')
    server = signIn(port, user, pass, serverPem, user)
  }
  const inbox = await wait('inbox', () => server.rootFolder.getFolderWithFlags(Ci.nsMsgFolderFlags.Inbox))
  const { window, within } = await openLetter(inbox, wanted)
  const shown = await within(shown => shown.document.getElementById('expandedsubjectBox')?.textContent.includes(wanted) && shown)
  const read = () => ({
    tech: shown.document.getElementById('cryptoBox').getAttribute('tech') ?? '',
    signed: shown.document.getElementById('signedHdrIcon').getAttribute('src') ?? '',
    encrypted: shown.document.getElementById('encryptedHdrIcon').getAttribute('src') ?? '',
    expected: shown.gExpectedSignatureCount,
    status: shown.gSignatureStatus,
    text: shown.getMessagePaneBrowser().contentDocument?.body?.textContent ?? '',
  })
  // The signature is looked at after the text is there; one that is wrong shows nothing at all.
  await wait('verdict', () => shown.gSignatureStatus !== undefined && shown.gSignatureStatus !== -1 && read().text.includes('Trân trọng')).catch(() => {})
  const found = read()
  window.close()
  return found
`

interface Shown {
  readonly tech: string
  readonly signed: string
  readonly encrypted: string
  readonly status: number
  readonly text: string
}

/** What mutt shows of the letter that came last, or of the one before it. */
function read(which: 'last' | 'one before'): string {
  return inMutt({
    ...{ work, port, ...to },
    folder: 'INBOX',
    keys: which === 'last' ? '<last-entry>' : '<last-entry><previous-entry>',
    lines: ['source /etc/Muttrc.d/smime.rc'],
    settings: { crypt_use_gpgme: 'no', smime_ca_location: root, crypt_verify_sig: 'yes' },
  })
}

await send(to.user, subject)
await addAltered()

const thunderbird = cleanUp.use(await startThunderbird())
const certificate = readFileSync(join(data, 'tls/cert.pem'), 'utf8')
const inThunderbird = (wanted: string) =>
  thunderbird.run<Shown>(showMessage, port, to.user, to.pass, readFileSync(root, 'utf8'), certificate, wanted)

const whole = await inThunderbird(subject)
assert.match(whole.text, /Đề nghị cấp bổ sung 1\.250 triệu\./)
assert.equal(whole.tech, 'S/MIME')
assert.match(whole.signed, /message-signed-ok\.svg$/)
const broken = await inThunderbird(altered)
assert.match(broken.text, /Đề nghị cấp bổ sung 9\.500 triệu\./)
// It shows no sign for a signature that is wrong, and knows that it is.
assert.equal(broken.signed, '')
assert(broken.status > 0, JSON.stringify(broken))
console.log('Thunderbird shows the signature, and none on the letter that was changed')

const readWhole = read('one before')
assert.match(readWhole, /^Verification successful$/m)
assert.match(readWhole, /1\.250 triệu/)
const readAltered = read('last')
assert.match(readAltered, /^Verification failure$/m)
assert.match(readAltered, /9\.500 triệu/)
console.log('mutt verifies the signature, and not that of the letter that was changed')

await addEncrypted()
// 0 is success (nsIX509CertDB.Success).
assert.equal(await thunderbird.run<number>(importKey, correspondentFile(), passphrase), 0)
const opened = await inThunderbird(encrypted)
assert.match(opened.text, /Đề nghị cấp bổ sung 1\.250 triệu\./, JSON.stringify(opened))
assert.match(opened.encrypted, /message-encrypted-ok\.svg$/)
assert.match(opened.signed, /message-signed-ok\.svg$/)
console.log('Thunderbird opens the letter that was encrypted for it, and shows its signature')
