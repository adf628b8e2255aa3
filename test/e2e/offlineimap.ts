/**
 * offlineimap3 between the server and a maildir: letters, flags, deletions and folders both ways; and a run without
 * changes changes nothing.
 */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  certificateFile,
  letter,
  Observer,
  onTheWire,
  password,
  port,
  sameBytes,
  summary,
  user,
  workDirectory,
} from './observer.ts'

await using stack = new AsyncDisposableStack()
const work = workDirectory('offlineimap', stack)
const observer = stack.use(await Observer.logIn())
const folder = 'Offline đến'
const fresh = 'Offline mới'
const maildir = join(work, 'mail')
const fingerprint = new X509Certificate(readFileSync(certificateFile)).fingerprint.replaceAll(':', '')

writeFileSync(
  join(work, 'offlineimaprc'),
  `[general]
accounts = tinh
metadata = ${work}/metadata
socktimeout = 20
ui = quiet

[Account tinh]
localrepository = may
remoterepository = maychu
utf8foldernames = yes

[Repository may]
type = Maildir
localfolders = ${maildir}
folderfilter = lambda name: name.startswith('Offline')

[Repository maychu]
type = IMAP
remotehost = 127.0.0.1
remoteport = ${port}
remoteuser = ${user}
remotepass = ${password}
ssl = yes
cert_fingerprint = ${fingerprint.toLowerCase()}
auth_mechanisms = PLAIN
folderfilter = lambda name: name.startswith('Offline')
`,
)

function sync(): void {
  execFileSync('offlineimap', ['-o', '-c', join(work, 'offlineimaprc')], {
    env: { ...process.env, HOME: work, LC_ALL: 'C.UTF-8' },
    stdio: ['ignore', 'inherit', 'inherit'],
    timeout: 60_000,
  })
}

/** Files of a folder, by path. */
function files(name: string): string[] {
  return ['cur', 'new'].flatMap(part =>
    readdirSync(join(maildir, name, part)).map(file => join(maildir, name, part, file)),
  )
}

function fileOf(bytes: Buffer): string {
  const found = files(folder).find(file => onTheWire(file).equals(bytes))
  assert(found !== undefined, `none of ${files(folder).join(' ')} is the letter`)
  return found
}

const flagged = letter('Báo cáo quý IV của Sở')
const deleted = letter('Giấy mời họp giao ban')
const kept = letter('V/v góp ý dự thảo')
await observer.fill(folder, [flagged, deleted, kept])
await observer.expectFolder(fresh)
sync()
sameBytes(files(folder).map(onTheWire), [flagged, deleted, kept])

// In the maildir: one is flagged, one deleted, one written, and a folder made.
const file = fileOf(flagged)
renameSync(
  file,
  join(
    maildir,
    folder,
    'cur',
    `${file
      .split('/')
      .at(-1)
      ?.replace(/:2,.*$/, '')}:2,FS`,
  ),
)
rmSync(fileOf(deleted))
const written = letter('Dự thảo viết ngoại tuyến', 'Viết trên tàu.\n')
const asMaildir = Buffer.from(written.toString('latin1').replaceAll('\r\n', '\n'), 'latin1')
for (const part of ['cur', 'new', 'tmp']) mkdirSync(join(maildir, fresh, part), { recursive: true })
writeFileSync(join(maildir, folder, 'new', '1793581200.M1P1.may-tram'), asMaildir)
writeFileSync(join(maildir, fresh, 'new', '1793581201.M2P1.may-tram'), asMaildir)
sync()
const held = await observer.held(folder)
assert.deepEqual(summary(held), [
  'Báo cáo quý IV của Sở \\Flagged \\Seen',
  'Dự thảo viết ngoại tuyến',
  'V/v góp ý dự thảo',
])
sameBytes(
  held.map(({ bytes }) => bytes),
  [flagged, kept, written],
)
assert.deepEqual(summary(await observer.held(fresh)), ['Dự thảo viết ngoại tuyến'])

// At the server: another client deletes one, marks one, and stores one.
const late = letter('Công điện số 07')
await observer.imap.mailboxOpen(folder)
const gone = held.find(({ subject }) => subject.startsWith('V/v'))?.uid
const answered = held.find(({ subject }) => subject.startsWith('Dự'))?.uid
assert(await observer.imap.messageDelete(`${gone}`, { uid: true }))
assert(await observer.imap.messageFlagsAdd(`${answered}`, ['\\Answered', '\\Seen'], { uid: true }))
await observer.imap.append(folder, late)
sync()
sameBytes(files(folder).map(onTheWire), [flagged, written, late])
assert.match(fileOf(written), /:2,RS$/)

const before = await observer.held(folder)
sync()
assert.deepEqual(await observer.held(folder), before)
console.log('letters, flags, deletions and a folder both ways; then nothing')
