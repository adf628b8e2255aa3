/**
 * Two officials in the box of their office, each with the own log-in, in Debian's Thunderbird (both accounts in one), mutt,
 * neomutt, mbsync and imapflow: each sees it under `Hộp thư chung`, what one has read is unread for the other, what one
 * with the right to flags and files the other sees so, one without is told so, and a new letter comes to both.
 */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createTransport } from 'nodemailer'
import { congvu } from '../acceptance/auditor.ts'
import { inMutt } from '../support/mutt.ts'
import { startThunderbird } from '../support/thunderbird.ts'
import { certificateFile, Observer, onTheWire, port, sameBytes, workDirectory } from './observer.ts'
import { variable } from './variable.ts'

interface Account {
  readonly address: string
  readonly password: string
}

const office = 'sokhcn@caobang.gov.vn'
const box = 'Hộp thư chung/sokhcn'
const inbox = `${box}/INBOX`
const unique = `${Date.now()}`.slice(-6)
const subjects = ['Phiếu chuyển', 'Giấy mời', 'Báo cáo'].map(each => `${each} ${unique}: đề nghị phối hợp`)
const late = `Công điện ${unique}: đến sau`

const data = join(variable('E2E_WORK'), 'data')
const accounts = JSON.parse(readFileSync(join(data, 'accounts.json'), 'utf8')) as readonly Account[]
function accountOf(address: string): Account {
  const found = accounts.find(each => each.address === address)
  assert(found, `there is no sample account ${address}`)
  return found
}
const an = accountOf('annv.sokhcn@caobang.gov.vn')
const dao = accountOf('daoht.sokhcn@caobang.gov.vn')

await using stack = new AsyncDisposableStack()
const work = workDirectory('shared', stack)
await congvu(data, 'share', 'add', office, an.address, '--rights', 'write')
await congvu(data, 'share', 'add', office, dao.address, '--rights', 'read')
stack.defer(async () => {
  for (const { address } of [an, dao]) await congvu(data, 'share', 'remove', office, address)
})
const byAn = stack.use(await Observer.logIn(an.address, an.password))
const byDao = stack.use(await Observer.logIn(dao.address, dao.password))

const transport = createTransport({
  host: '127.0.0.1',
  port: Number(variable('E2E_SUBMISSIONS')),
  secure: true,
  tls: { rejectUnauthorized: false },
  auth: { user: variable('E2E_OTHER_USER'), pass: variable('E2E_OTHER_PASSWORD') },
})
stack.defer(() => transport.close())

async function send(subject: string): Promise<void> {
  const text = `Kính gửi: Sở Khoa học và Công nghệ.\n\nTrân trọng.\n`
  await transport.sendMail({ from: variable('E2E_OTHER_USER'), to: office, subject, text })
  await byAn.until(subject, async () => (await flagsBy(byAn, subject)) !== undefined)
}

/** What somebody sees of a letter; undefined where it is not in the mailbox. */
async function flagsBy(observer: Observer, subject: string, folder = inbox): Promise<string | undefined> {
  return (await observer.held(folder)).find(each => each.subject === subject)?.flags.join(' ')
}

for (const subject of subjects) await send(subject)

const helpers = `
  const serverOf = user => MailServices.accounts.allServers.find(each => each.type === 'imap' && each.username === user)
  const nameOf = (server, each) => {
    const names = []
    for (let at = each; at && at !== server.rootFolder; at = at.parent) names.unshift(at.name)
    return names.join('/')
  }
  const folderOf = (user, path) => wait('folder ' + path + ' of ' + user, () => {
    const server = serverOf(user)
    return server.rootFolder.descendants.find(each => nameOf(server, each).toLowerCase() === path.toLowerCase())
  })
  const letterOf = async (folder, subject, test = () => true) => {
    let asked = 0
    return await wait('letter ' + subject, () => {
      if (Date.now() - asked > 1000) {
        asked = Date.now()
        folder.updateFolder(null)
      }
      return [...folder.messages].find(each => each.mime2DecodedSubject === subject && test(each))
    })
  }
  const moved = (from, header, to) => new Promise(resolve => MailServices.copy.copyMessages(from, [header], to, true, {
    onStartCopy() {}, onProgress() {}, setMessageKey() {}, getMessageId() { return null },
    onStopCopy: status => resolve(status === 0),
  }, null, false))
`

async function byThunderbird(): Promise<void> {
  await using thunderbird = await startThunderbird()
  const run = <T>(body: string, ...args: readonly unknown[]) => thunderbird.run<T>(helpers + body, ...args)
  const pem = readFileSync(certificateFile, 'utf8')
  const seen = await run<{ read: boolean[]; may: boolean[][]; text: string }>(
    `
    const [port, pem, users, path, subjects] = args
    for (const { address, password } of users) signIn(port, address, password, pem)
    const folders = []
    for (const { address } of users) folders.push(await folderOf(address, path))
    for (const folder of folders) for (const subject of subjects) await letterOf(folder, subject)
    const { header, window, within } = await openLetter(folders[0], subjects[0])
    const text = await within(shown => {
      const read = shown.getMessagePaneBrowser().contentDocument?.body?.textContent
      return read?.includes('Trân trọng') && read
    })
    await wait('the letter to be read', () => header.isRead)
    window.close()
    const other = await letterOf(folders[1], subjects[0])
    return {
      text,
      read: [header.isRead, other.isRead],
      may: folders.map(each => [each.canDeleteMessages, each.canFileMessages]),
    }
  `,
    ...[port, pem, [an, dao], inbox, subjects],
  )
  assert.match(seen.text, /Kính gửi: Sở Khoa học và Công nghệ\./)
  assert.deepEqual(seen.read, [true, false])
  // By MYRIGHTS it knows who may file and delete there, and offers nothing else.
  assert.deepEqual(seen.may, [
    [true, true],
    [false, false],
  ])
  await byAn.until('the letter as read', async () => (await flagsBy(byAn, subjects[0]!)) === '\\Seen')
  assert.equal(await flagsBy(byDao, subjects[0]!), '')
  console.log('Thunderbird: both officials see the office’s letters; one that An has read is unread for Đào')

  const filed = await run<boolean>(
    `
    const [an, dao, path, archive, flagged, toMove] = args
    const from = await folderOf(an, path)
    from.markMessagesFlagged([await letterOf(from, flagged)], true)
    const isMoved = await moved(from, await letterOf(from, toMove), await folderOf(an, archive))
    const read = await folderOf(dao, path)
    await letterOf(read, flagged, each => each.isFlagged)
    await wait('the letter to leave', () => {
      read.updateFolder(null)
      return ![...read.messages].some(each => each.mime2DecodedSubject === toMove)
    })
    await letterOf(await folderOf(dao, archive), toMove)
    return isMoved
  `,
    ...[an.address, dao.address, inbox, `${box}/Archive`, subjects[1], subjects[2]],
  )
  assert.equal(filed, true)
  assert.equal(await flagsBy(byDao, subjects[1]!), '\\Flagged')
  console.log('Thunderbird: what An flags and files, Đào sees flagged and filed')

  const isMoved = await run<boolean>(
    `
    const [dao, path, archive, subject] = args
    const from = await folderOf(dao, path)
    const header = await letterOf(from, subject)
    from.markMessagesFlagged([header], true)
    return await moved(from, header, await folderOf(dao, archive))
  `,
    ...[dao.address, inbox, `${box}/Archive`, subjects[0]],
  )
  assert.equal(isMoved, false)
  assert.equal(await flagsBy(byAn, subjects[0]!), '\\Seen')
  console.log('Thunderbird: Đào, who may only read, flags and files nothing')

  await send(late)
  await run(
    `
    const [users, path, subject] = args
    for (const user of users) await letterOf(await folderOf(user, path), subject, each => !each.isRead)
  `,
    ...[[an.address, dao.address], inbox, late],
  )
  console.log('Thunderbird: a new letter comes to both')
}

async function byImapflow(): Promise<void> {
  const listed = await byDao.imap.list()
  assert(listed.some(({ path }) => path === inbox))
  const lock = await byDao.imap.getMailboxLock(inbox)
  try {
    assert.equal(await byDao.imap.messageFlagsAdd('1:*', ['\\Flagged']), false)
    assert.equal(await byDao.imap.messageMove('1:*', `${box}/Archive`), false)
    await assert.rejects(byDao.imap.append(inbox, Buffer.from('Subject: a\r\n\r\nb\r\n')), error => {
      const { serverResponseCode, responseText } = error as {
        serverResponseCode?: string
        responseText?: string
      }
      return serverResponseCode === 'NOPERM' && responseText === 'You have no right to do that'
    })
  } finally {
    lock.release()
    await byDao.imap.mailboxClose()
  }
  console.log('imapflow: Đào is refused, and told why')
}

function byMutt(): void {
  const folder = inbox.split('/').map(encodeURIComponent).join('/')
  const shown = inMutt({ work, port, user: dao.address, pass: dao.password, folder, keys: '<last-entry>' })
  assert.match(shown, new RegExp(`^Subject: ${late}$`, 'm'))
  console.log('mutt: Đào reads the newest letter of the office')
}

/** What it said at its terminal. */
function neomutt(account: Account, keys: string): string {
  const settings = {
    certificate_file: certificateFile,
    imap_user: account.address,
    imap_pass: account.password,
    // SCRAM is for the passwords of devices.
    imap_authenticators: 'plain',
    folder: `imaps://localhost:${port}/`,
    sort: 'mailbox-order',
    tmpdir: work,
    charset: 'utf-8',
    delete: 'yes',
    confirm_append: 'no',
    mark_old: 'no',
    wait_key: 'no',
  }
  const lines = Object.entries(settings).map(([name, value]) => `set ${name}="${value}"`)
  const configuration = join(work, 'neomuttrc')
  writeFileSync(configuration, [...lines, `push "${keys}"`, ''].join('\n'))
  const script = join(work, 'typescript')
  execFileSync('script', ['-qec', `neomutt -n -F ${configuration} -f '=${inbox}'`, script], {
    env: { ...process.env, HOME: work, TERM: 'xterm', LC_ALL: 'C.UTF-8', COLUMNS: '120', LINES: '60' },
    stdio: ['ignore', 'ignore', 'inherit'],
    timeout: 40_000,
  })
  return readFileSync(script, 'utf8')
}

async function byNeomutt(): Promise<void> {
  const said = neomutt(dao, '<last-entry><delete-message><quit>')
  assert.match(said, /Can't delete message: Operation not permitted by ACL/)
  assert.notEqual(await flagsBy(byAn, late), undefined)
  neomutt(an, '<last-entry><flag-message><quit>')
  await byDao.until('the flag', async () => (await flagsBy(byDao, late))?.includes('\\Flagged'))
  console.log('neomutt: Đào cannot delete and is told why; An flags for both')
}

async function byMbsync(): Promise<void> {
  const maildir = join(work, 'maildir')
  mkdirSync(maildir)
  const lines = [
    ...['IMAPAccount an', 'Host localhost', `Port ${port}`, `User ${an.address}`, `Pass ${an.password}`],
    ...[
      'SSLType IMAPS',
      'SystemCertificates no',
      `CertificateFile ${certificateFile}`,
      'AuthMechs LOGIN',
      '',
    ],
    ...['IMAPStore office', 'Account an', ''],
    ...['MaildirStore copy', `Path ${maildir}/`, `Inbox ${maildir}/INBOX`, 'SubFolders Verbatim', ''],
    ...['Channel an', `Far ":office:${inbox}"`, 'Near :copy:chung', 'Create Near', 'Sync All'],
    ...[`SyncState ${work}/state-`, ''],
  ]
  const configuration = join(work, 'mbsyncrc')
  writeFileSync(configuration, lines.join('\n'))
  const sync = () => execFileSync('mbsync', ['--quiet', '--config', configuration, 'an'])
  sync()
  const files = ['new', 'cur'].flatMap(part =>
    readdirSync(join(maildir, 'chung', part)).map(file => join(maildir, 'chung', part, file)),
  )
  const pulled = files.map(file =>
    Buffer.from(
      onTheWire(file)
        .toString('latin1')
        .replace(/^X-TUID: [^\r]*\r\n/m, ''),
      'latin1',
    ),
  )
  sameBytes(
    pulled,
    (await byAn.held(inbox)).map(({ bytes }) => bytes),
  )
  sync()
  console.log(`mbsync: An pulls the office’s ${files.length} letters as they are`)
}

await byThunderbird()
await byImapflow()
byMutt()
await byNeomutt()
await byMbsync()

const [found] = JSON.parse(
  (await congvu(data, 'archive', 'search', `subject:"Giấy mời ${unique}"`, '--json')).toString(),
) as { id: number }[]
const trail = (await congvu(data, 'archive', 'trail', `${found?.id}`)).toString()
assert.match(trail, /flags changed in the box of an office +annv\.sokhcn@.* flags \+\\Flagged/)
console.log('the custody of a letter has by name who flagged it')
