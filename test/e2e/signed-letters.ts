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
import { OpensslAuthority } from '../support/openssl.ts'
import { startThunderbird } from '../support/thunderbird.ts'

function variable(name: string): string {
  const value = process.env[name]
  if (value === undefined) throw new Error(`${name} is not set: run test/e2e/run.sh`)
  return value
}

const from = variable('E2E_USER')
const to = { user: variable('E2E_OTHER_USER'), pass: variable('E2E_OTHER_PASSWORD') }
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
    port: Number(variable('E2E_IMAPS')),
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
  return Cc['@mozilla.org/security/x509certdb;1'].getService(Ci.nsIX509CertDB).importPKCS12File(file, passphrase)
`

const showMessage = `
  const [port, user, pass, rootPem, serverPem, wanted] = args
  const { MailServices } = ChromeUtils.importESModule('resource:///modules/MailServices.sys.mjs')
  const { MailUtils } = ChromeUtils.importESModule('resource:///modules/MailUtils.sys.mjs')
  const body = pem => pem.replace(/-----[^-]+-----|\\s/g, '')
  const certificates = Cc['@mozilla.org/security/x509certdb;1'].getService(Ci.nsIX509CertDB)
  const wait = (what, look) => new Promise((resolve, reject) => {
    const endsAt = Date.now() + 30000
    const again = () => {
      const found = look()
      if (found) resolve(found)
      else if (Date.now() > endsAt) reject(new Error('no ' + what))
      else setTimeout(again, 100)
    }
    again()
  })
  let server = MailServices.accounts.allServers.find(each => each.username === user)
  if (!server) {
    certificates.addCertFromBase64(body(rootPem), 'CT,CT,CT')
    const overrides = Cc['@mozilla.org/security/certoverride;1'].getService(Ci.nsICertOverrideService)
    overrides.rememberValidityOverride('127.0.0.1', port, {}, certificates.constructX509FromBase64(body(serverPem)), false)
    server = MailServices.accounts.createIncomingServer(user, '127.0.0.1', 'imap')
    server.port = port
    server.socketType = Ci.nsMsgSocketType.SSL
    server.authMethod = Ci.nsMsgAuthMethod.passwordCleartext
    server.password = pass
    const identity = MailServices.accounts.createIdentity()
    identity.email = user
    const account = MailServices.accounts.createAccount()
    account.addIdentity(identity)
    account.incomingServer = server
    server.performExpand(null)
  }
  const inbox = await wait('inbox', () => server.rootFolder.getFolderWithFlags(Ci.nsMsgFolderFlags.Inbox))
  inbox.updateFolder(null)
  const header = await wait('letter ' + wanted, () => [...inbox.messages].find(each => each.mime2DecodedSubject === wanted))
  MailUtils.openMessageInNewWindow(header)
  const window = await wait('window', () => [...Services.wm.getEnumerator('mail:messageWindow')].find(each => !each.closed))
  const shown = await wait('message', () => {
    const { contentWindow } = window.messageBrowser ?? {}
    return contentWindow?.gMessage === header && contentWindow.document.getElementById('expandedsubjectBox')?.textContent.includes(wanted) && contentWindow
  })
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

/** What mutt shows over IMAP of the letter that came last, or of the one before it. */
function inMutt(which: 'last' | 'one before'): string {
  const shown = join(work, 'shown by mutt')
  const settings = {
    crypt_use_gpgme: 'no',
    smime_ca_location: root,
    crypt_verify_sig: 'yes',
    // It would ask about the development certificate.
    tunnel: `openssl s_client -quiet -connect 127.0.0.1:${variable('E2E_IMAPS')} 2>/dev/null`,
    imap_user: to.user,
    imap_pass: to.pass,
    // SCRAM is for the passwords of devices.
    imap_authenticators: 'plain',
    // It would ask whether to make one.
    folder: work,
    pager: `cp %s '${shown}'`,
    sort: 'mailbox-order',
    prompt_after: 'no',
    wait_key: 'no',
    tmpdir: work,
  }
  const configuration = join(work, 'muttrc')
  const lines = Object.entries(settings).map(([name, value]) => `set ${name}="${value}"`)
  writeFileSync(configuration, ['source /etc/Muttrc.d/smime.rc', ...lines, ''].join('\n'))
  const place = which === 'last' ? '<last-entry>' : '<last-entry><previous-entry>'
  const keys = `${place}<display-message><quit>`
  const mutt = `mutt -n -F ${configuration} -R -e 'push "${keys}"' -f imap://127.0.0.1/INBOX`
  // mutt wants a terminal; script(1) gives it one.
  execFileSync('script', ['-qec', mutt, '/dev/null'], {
    env: { ...process.env, HOME: work, TERM: 'xterm', LC_ALL: 'C.UTF-8', COLUMNS: '120', LINES: '60' },
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: 40_000,
  })
  return readFileSync(shown, 'utf8')
}

await send(to.user, subject)
await addAltered()

const thunderbird = cleanUp.use(await startThunderbird())
const certificate = readFileSync(join(data, 'tls/cert.pem'), 'utf8')
const inThunderbird = (wanted: string) =>
  thunderbird.run<Shown>(
    showMessage,
    Number(variable('E2E_IMAPS')),
    to.user,
    to.pass,
    readFileSync(root, 'utf8'),
    certificate,
    wanted,
  )

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

const read = inMutt('one before')
assert.match(read, /^Verification successful$/m)
assert.match(read, /1\.250 triệu/)
const readAltered = inMutt('last')
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
