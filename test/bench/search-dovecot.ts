/**
 * Debian's Dovecot with fts-xapian over the same letters: what it takes on disk, how long it indexes, how long it
 * searches. One user, no server: doveadm, and an imap process at the end of a pipe.
 */
import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

export function dovecotInstalled(): boolean {
  return existsSync('/usr/lib/dovecot/modules/lib21_fts_xapian_plugin.so') && process.getuid?.() === 0
}

/** A number that no account of the system has. */
const mailUid = 5026

export interface DovecotSizes {
  readonly maildirBytes: number
  readonly mdboxBytes: number
  readonly mdboxZlibBytes: number
  readonly indexBytes: number
  readonly lettersPerSecond: number
}

export interface DovecotSearch extends AsyncDisposable {
  readonly sizes: DovecotSizes
  /** Milliseconds of one IMAP SEARCH, and how many it found. */
  search(criterion: string): Promise<{ readonly ms: number; readonly found: number }>
}

export async function openDovecot(dir: string, letters: Iterable<Buffer>): Promise<DovecotSearch> {
  mkdirSync(dir, { recursive: true })
  chmodSync(dir, 0o755)
  const home = join(dir, 'home')
  const inbox = join(home, 'maildir')
  for (const part of ['new', 'cur', 'tmp']) mkdirSync(join(inbox, part), { recursive: true })
  let number = 0
  for (const bytes of letters)
    writeFileSync(join(inbox, 'cur', `${1_700_000_000 + number}.M${number++}.x:2,S`), bytes)
  execFileSync('chown', ['-R', `${mailUid}:${mailUid}`, home])
  chownSync(home, mailUid, mailUid)
  const configuration = (name: string, location: string, plugins: string, more: string) => {
    const file = join(dir, `${name}.conf`)
    writeFileSync(
      file,
      `base_dir = ${home}/run-${name}
state_dir = ${home}/state
log_path = ${home}/dovecot.log
mail_location = ${location}
mail_plugins = ${plugins}
first_valid_uid = ${mailUid}
mail_uid = ${mailUid}
mail_gid = ${mailUid}
mail_home = ${home}
ssl = no
plugin {
${more}
}
`,
    )
    return file
  }
  const run = (file: string, ...args: string[]) =>
    execFileSync('doveadm', ['-c', file, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: environment(home),
      uid: mailUid,
      gid: mailUid,
    })
  const box = configuration('mdbox', `mdbox:${home}/mdbox`, '', '')
  run(box, 'import', `maildir:${inbox}`, '', 'ALL')
  const packed = configuration('zlib', `mdbox:${home}/mdbox-zlib`, 'zlib', '  zlib_save = zstd')
  run(packed, 'import', `maildir:${inbox}`, '', 'ALL')
  const fts = configuration(
    'fts',
    `mdbox:${home}/mdbox`,
    'fts fts_xapian',
    '  fts = xapian\n  fts_xapian = partial=3 full=20 verbose=0\n  fts_enforced = yes\n  fts_autoindex = no',
  )
  const before = sizeOf(join(home, 'mdbox'))
  const startedAt = performance.now()
  run(fts, 'index', '*')
  const seconds = (performance.now() - startedAt) / 1000
  const sizes = {
    maildirBytes: sizeOf(join(inbox, 'cur')),
    mdboxBytes: before,
    mdboxZlibBytes: sizeOf(join(home, 'mdbox-zlib')),
    indexBytes: sizeOf(join(home, 'mdbox')) - before,
    lettersPerSecond: number / seconds,
  }
  const mailbox =
    run(box, 'mailbox', 'list')
      .toString()
      .split('\n')
      .find(name => name !== '' && name !== 'INBOX') ?? 'INBOX'
  return { sizes, ...(await imapPipe(fts, home, mailbox)) }
}

function environment(home: string): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, USER: 'thu', HOME: home }
}

async function imapPipe(file: string, home: string, mailbox: string) {
  const child = spawn('doveadm', ['-c', file, 'exec', 'imap'], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: environment(home),
    uid: mailUid,
    gid: mailUid,
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  let tag = 0
  const command = async (text: string): Promise<readonly string[]> => {
    const mine = `a${++tag}`
    child.stdin.write(`${mine} ${text}\r\n`)
    const answer: string[] = []
    for (;;) {
      const { value, done } = await lines.next()
      if (done === true) throw new Error(`imap ended after ${text}`)
      if (value.startsWith(`${mine} `)) {
        if (!value.startsWith(`${mine} OK`)) throw new Error(`${text}: ${value}`)
        return answer
      }
      answer.push(value)
    }
  }
  const selected = await command(`SELECT "${mailbox}"`)
  if (selected.length === 0) throw new Error('nothing selected')
  return {
    async search(criterion: string) {
      const literal = Buffer.byteLength(criterion)
      const startedAt = performance.now()
      const answer = await command(`SEARCH CHARSET UTF-8 BODY {${literal}+}\r\n${criterion}`)
      const ms = performance.now() - startedAt
      const found = answer.find(line => line.startsWith('* SEARCH'))?.split(' ').length ?? 2
      return { ms, found: found - 2 }
    },
    async [Symbol.asyncDispose]() {
      child.stdin.end()
      child.kill('SIGTERM')
    },
  }
}

/** What the files take on disk, in blocks. */
export function sizeOf(folder: string): number {
  let bytes = 0
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true }))
    if (entry.isFile()) bytes += statSync(join(entry.parentPath, entry.name)).blocks * 512
  return bytes
}
