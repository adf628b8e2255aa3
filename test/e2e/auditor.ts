/**
 * An auditor's mailbox in programs that know nothing of it: mbsync pulls a folder octet by octet, mutt and Thunderbird
 * show a letter of it, Python's imaplib and imapflow read it, and after it was closed none of them gets in.
 */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ImapFlow } from 'imapflow'
import { createTransport } from 'nodemailer'
import { congvu } from '../acceptance/auditor.ts'
import { inMutt } from '../support/mutt.ts'
import { startThunderbird } from '../support/thunderbird.ts'
import { variable } from './variable.ts'

interface Opened {
  readonly id: number
  readonly user: string
  readonly password: string
}

interface Found {
  readonly id: number
  readonly sha256: string
}

const data = join(variable('E2E_WORK'), 'data')
const port = Number(variable('E2E_IMAPS'))
const from = variable('E2E_USER')
const subject = 'Về việc kiểm tra công tác văn thư, lưu trữ'
const agency = /\.([a-z]+)@/.exec(from)?.[1] ?? 'sokhcn'
const certificate = readFileSync(join(data, 'tls/cert.pem'), 'utf8')

await using cleanUp = new AsyncDisposableStack()
const work = mkdtempSync(join(tmpdir(), 'congvu-auditor-'))
cleanUp.defer(() => rmSync(work, { recursive: true, force: true }))

async function json<T>(...command: readonly string[]): Promise<T> {
  return JSON.parse((await congvu(data, ...command, '--json')).toString()) as T
}

const transport = createTransport({
  host: '127.0.0.1',
  port: Number(variable('E2E_SUBMISSIONS')),
  secure: true,
  tls: { rejectUnauthorized: false },
  auth: { user: from, pass: variable('E2E_PASSWORD') },
})
await transport.sendMail({
  from,
  to: variable('E2E_OTHER_USER'),
  subject,
  text: 'Kính gửi: Văn phòng.\n\nĐề nghị chuẩn bị hồ sơ.\n\nTrân trọng.\n',
  attachments: [{ filename: 'Kế hoạch.docx', content: Buffer.alloc(300_000, 'Cao Bằng') }],
})
transport.close()

const reason = 'Kiểm tra theo Quyết định 12/QĐ-TTr'
await congvu(data, 'archive', 'query', 'add', 'Văn thư', 'subject:"văn thư"')
cleanUp.defer(async () => void (await congvu(data, 'archive', 'query', 'remove', 'Văn thư')))
const opened = await json<Opened>('archive', 'mailbox', 'open', '--reason', reason, '--agency', agency)
const found = await json<Found[]>('archive', 'search', '--agency', agency, '--limit', '1000')
const entries = found.toSorted((a, b) => a.id - b.id)
const letters: Found[] = []
for (const entry of entries) {
  const { forms } = await json<{ forms: unknown[] }>('archive', 'show', `${entry.id}`)
  if (forms.length > 0) letters.push(entry)
}
assert(letters.length > 1, 'the archive holds too few letters')
const month = new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 'yyyy-mm'.length)
const folder = `Cơ quan/${agency}/${month}`
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/** mbsync marks what it copies with a line of its own. */
const withoutMark = (bytes: Buffer) =>
  Buffer.from(bytes.toString('latin1').replace(/^X-TUID: [^\n]*\n/m, ''), 'latin1')

function byMbsync(): void {
  const maildir = join(work, 'maildir')
  const configuration = join(work, 'mbsyncrc')
  const pem = join(work, 'server.pem')
  writeFileSync(pem, certificate)
  const lines = [
    'IMAPAccount audit',
    'Host localhost',
    `Port ${port}`,
    `User ${opened.user}`,
    `Pass ${opened.password}`,
    'SSLType IMAPS',
    'SystemCertificates no',
    `CertificateFile ${pem}`,
    'AuthMechs LOGIN',
    '',
    'IMAPStore archive',
    'Account audit',
    '',
    'MaildirStore copy',
    `Path ${maildir}/`,
    `Inbox ${maildir}/INBOX`,
    'SubFolders Verbatim',
    '',
    'Channel audit',
    `Far ":archive:${folder}"`,
    'Near :copy:thang',
    'Create Near',
    'Sync Pull',
    `SyncState ${work}/state-`,
    '',
  ]
  writeFileSync(configuration, lines.join('\n'))
  execFileSync('mkdir', ['-p', maildir])
  for (let run = 0; run < 2; run++) execFileSync('mbsync', ['--quiet', '--config', configuration, 'audit'])
  const pulled = ['new', 'cur'].flatMap(part =>
    readdirSync(join(maildir, 'thang', part)).map(file =>
      // Lines of a maildir end as Unix has them; on the wire they did not.
      sha256(
        Buffer.from(
          withoutMark(readFileSync(join(maildir, 'thang', part, file)))
            .toString('latin1')
            .replaceAll('\n', '\r\n'),
          'latin1',
        ),
      ),
    ),
  )
  assert.deepEqual(pulled.sort(), letters.map(letter => letter.sha256).sort())
  console.log(`mbsync pulled ${pulled.length} letters as the wire carried them`)
}

async function byImapflow(): Promise<void> {
  const imap = new ImapFlow({
    host: '127.0.0.1',
    port,
    secure: true,
    tls: { rejectUnauthorized: false },
    auth: { user: opened.user, pass: opened.password },
    logger: false,
  })
  await imap.connect()
  const mailbox = await imap.mailboxOpen(folder)
  assert.equal(mailbox.readOnly, true)
  const found: Found[] = []
  for await (const { uid, source } of imap.fetch('1:*', { uid: true, source: true })) {
    found.push({ id: uid, sha256: sha256(source ?? Buffer.alloc(0)) })
  }
  assert.deepEqual(
    found,
    letters.map(letter => ({ id: letter.id, sha256: letter.sha256 })),
  )
  assert.equal(await imap.messageFlagsAdd('1', ['\\Seen']), false)
  await imap.mailboxOpen('Truy vấn/Văn thư')
  const sent = await imap.fetchOne('*', { uid: true, envelope: true })
  assert(sent !== false, 'the query finds nothing')
  assert.equal(sent.envelope?.subject, subject)
  await imap.logout()
  console.log(
    'imapflow reads each letter under the number of its entry, finds one by a query, and can mark none',
  )
}

function byPython(): void {
  const script = `
import imaplib, ssl, sys
context = ssl.create_default_context()
context.check_hostname = False
context.verify_mode = ssl.CERT_NONE
client = imaplib.IMAP4_SSL("127.0.0.1", int(sys.argv[1]), ssl_context=context)
client.login(sys.argv[2], sys.argv[3])
status, data = client.select(sys.argv[4], readonly=False)
print(status, data)
`
  const name = `"C&AaE- quan/${agency}/${month}"`
  const run = () =>
    execFileSync('python3', ['-c', script, `${port}`, opened.user, opened.password, name], { stdio: 'pipe' })
  // It looks at READ-ONLY itself, and raises.
  assert.throws(run, /is not writable/)
  console.log("Python's imaplib sees that the folder is for reading only")
}

function byMutt(): void {
  const path = folder.split('/').map(encodeURIComponent).join('/')
  const account = { port, user: opened.user, pass: opened.password }
  const read = inMutt({ work, ...account, folder: path, keys: '<last-entry>' })
  assert.match(read, new RegExp(`Subject: ${subject}`))
  assert.match(read, /Đề nghị chuẩn bị hồ sơ\./)
  console.log('mutt shows a letter of it')
}

const showLetter = `
  const [port, user, pass, serverPem, path, wanted] = args
  const server = signIn(port, user, pass, serverPem)
  const nameOf = each => {
    const names = []
    for (let at = each; at && at !== server.rootFolder; at = at.parent) names.unshift(at.name)
    return names.join('/')
  }
  const folder = await wait('folder ' + path, () => server.rootFolder.descendants.find(each => nameOf(each) === path))
  const { header, window, within } = await openLetter(folder, wanted)
  const text = await within(shown => {
    const read = shown.getMessagePaneBrowser().contentDocument?.body?.textContent
    return read?.includes('Trân trọng') && read
  })
  const found = { text, letters: [...folder.messages].length, key: header.messageKey }
  window.close()
  return found
`

async function byThunderbird(): Promise<void> {
  const thunderbird = cleanUp.use(await startThunderbird())
  const shown = await thunderbird.run<{ text: string; letters: number; key: number }>(
    showLetter,
    port,
    opened.user,
    opened.password,
    certificate,
    folder,
    subject,
  )
  assert.match(shown.text, /Đề nghị chuẩn bị hồ sơ\./)
  assert.equal(shown.letters, letters.length)
  assert.equal(shown.key, letters.at(-1)?.id)
  console.log(`Thunderbird shows a letter among ${shown.letters}`)
}

byMbsync()
await byImapflow()
byPython()
byMutt()
await byThunderbird()

const trail = await json<{ operation: string; detail: { reason?: string; uids?: string } }[]>(
  'audit',
  'log',
  '--limit',
  '1000',
)
const fetches = trail.filter(({ operation }) => operation === 'archive.mailbox.fetch')
assert(fetches.length > 5 && fetches.every(({ detail }) => detail.reason === reason))
await congvu(data, 'archive', 'mailbox', 'close', `${opened.id}`)
await assert.rejects(byImapflow())
console.log(`${fetches.length} fetches are on the trail; the mailbox is closed`)
