/**
 * mbsync with two maildirs that meet at the server only: 10,000 letters, then flags, deletions and new ones from both
 * sides at once, then a folder that another client renames. Afterwards all three hold the same.
 */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { certificateFile, letter, Observer, password, port, sha256, user, workDirectory } from './observer.ts'

const count = Number(process.env.E2E_MBSYNC_MANY ?? 10_000)
const changed = count / 10
const folder = 'VanBan'
const renamed = 'VanBan-2026'

await using stack = new AsyncDisposableStack()
const work = workDirectory('mbsync', stack)
const observer = stack.use(await Observer.logIn())
await observer.expectFolder(folder)
await observer.expectFolder(renamed)

/** mbsync would make the files durable one by one; who reads them here is gone with them. */
const configuration = (name: string) => `FSync no

IMAPAccount congvu
Host localhost
Port ${port}
User ${user}
Pass ${password}
SSLType IMAPS
SystemCertificates no
CertificateFile ${certificateFile}
AuthMechs LOGIN

IMAPStore server
Account congvu

${['first', 'second'].map(side => channel(side, name)).join('\n')}`

const channel = (side: string, name: string) => `MaildirStore ${side}
Path ${work}/${side}/
Inbox ${work}/${side}-inbox
SubFolders Verbatim

Channel ${side}
Far :server:${name}
Near :${side}:${name}
Create Both
Expunge Both
Sync All
SyncState ${work}/state-${side}/
`

const rc = join(work, 'mbsyncrc')

function sync(name: string, ...sides: readonly Side[]): void {
  writeFileSync(rc, configuration(name))
  for (const side of sides) {
    execFileSync('mbsync', ['--quiet', '--config', rc, side], {
      stdio: ['ignore', 'inherit', 'inherit'],
      timeout: 120_000,
    })
  }
}

type Side = 'first' | 'second'

interface File {
  readonly path: string
  readonly name: string
  readonly flags: string
  /** Of the letter without the line that mbsync adds to what it copies. */
  readonly hash: string
}

function files(side: Side, name: string): File[] {
  return ['cur', 'new'].flatMap(part => {
    const directory = join(work, side, name, part)
    return readdirSync(directory).map(file => {
      const path = join(directory, file)
      const text = readFileSync(path, 'latin1').replace(/^X-TUID: [^\n]*\n/m, '')
      return {
        path,
        name: file,
        flags: /:2,(.*)$/.exec(file)?.[1] ?? '',
        hash: sha256(Buffer.from(text, 'latin1')),
      }
    })
  })
}

/** One line a letter: hash and flags. */
function listing(side: Side, name: string): string[] {
  return files(side, name)
    .map(({ hash, flags }) => `${hash} ${flags}`)
    .sort()
}

const letters = new Map([
  ['\\Answered', 'R'],
  ['\\Draft', 'D'],
  ['\\Flagged', 'F'],
  ['\\Seen', 'S'],
])

async function atServer(name: string): Promise<string[]> {
  const held = await observer.held(name)
  return held
    .map(({ bytes, flags }) => {
      const text = bytes.toString('latin1').replace(/^X-TUID: [^\r]*\r\n/m, '')
      const hash = sha256(Buffer.from(text.replaceAll('\r\n', '\n'), 'latin1'))
      return `${hash} ${flags
        .map(flag => letters.get(flag) ?? flag)
        .sort()
        .join('')}`
    })
    .sort()
}

async function allHoldTheSame(name: string, wanted: number): Promise<void> {
  const first = listing('first', name)
  assert.equal(first.length, wanted)
  assert.deepEqual(listing('second', name), first)
  assert.deepEqual(await atServer(name), first)
}

function write(side: Side, name: string, number: number): void {
  const bytes = letter(`Văn bản số ${number}/VP`).toString('latin1').replaceAll('\r\n', '\n')
  const information = ['S', '', 'FS', 'RS'][number % 4] ?? ''
  const path = join(
    work,
    side,
    name,
    'cur',
    `${1_793_581_200 + number}.M${number}P1.${side}:2,${information}`,
  )
  writeFileSync(path, bytes, 'latin1')
}

function reflag(file: File, flags: string): void {
  renameSync(file.path, join(file.path, '../../cur', `${file.name.replace(/:2,.*$/, '')}:2,${flags}`))
}

const began = performance.now()
for (const side of ['first', 'second']) mkdirSync(join(work, `state-${side}`), { recursive: true })
mkdirSync(join(work, 'second'))
for (const part of ['cur', 'new', 'tmp']) mkdirSync(join(work, 'first', folder, part), { recursive: true })
for (let number = 0; number < count; number++) write('first', folder, number)
sync(folder, 'first', 'second')
await allHoldTheSame(folder, count)
console.log(`${count} letters up and down: ${Math.round(performance.now() - began)} ms`)

// Both sides change something else before either is synchronized.
const mine = files('first', folder).sort((a, b) => a.hash.localeCompare(b.hash))
const theirs = files('second', folder).sort((a, b) => a.hash.localeCompare(b.hash))
for (let i = 0; i < changed; i++) {
  reflag(mine[i]!, 'FRS')
  rmSync(mine[changed + i]!.path)
  reflag(theirs[2 * changed + i]!, '')
  // T is what mail programs set for \\Deleted.
  reflag(theirs[3 * changed + i]!, `${theirs[3 * changed + i]!.flags}T`)
  if (i < 50) {
    write('first', folder, count + i)
    write('second', folder, count + 50 + i)
  }
}
sync(folder, 'first', 'second', 'first')
await allHoldTheSame(folder, count - 2 * changed + 100)
const after = listing('first', folder)
for (let i = 0; i < changed; i++) {
  assert(after.includes(`${mine[i]!.hash} FRS`))
  assert(after.includes(`${theirs[2 * changed + i]!.hash} `))
}

// Another client renames the folder: under its new name it holds the same letters, and no other has the old name.
await observer.imap.mailboxRename(folder, renamed)
assert(!(await observer.folders()).includes(folder))
sync(renamed, 'first', 'second')
await allHoldTheSame(renamed, count - 2 * changed + 100)
assert.deepEqual(listing('first', renamed), after)
console.log(`all: ${Math.round(performance.now() - began)} ms`)
