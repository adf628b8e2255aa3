/**
 * neomutt at a terminal of its own, over its own TLS: shows a letter, flags one, saves one to a folder that it makes,
 * deletes one. What the server then holds is asked by another client.
 */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  certificateFile,
  letter,
  Observer,
  password,
  port,
  summary,
  user,
  workDirectory,
} from './observer.ts'

await using stack = new AsyncDisposableStack()
const work = workDirectory('neomutt', stack)
const observer = stack.use(await Observer.logIn())
const folder = 'Neomutt đến'
// A space would complete what is typed.
const saved = 'Neomutt-lưu-trữ'
const shown = join(work, 'shown')
const keep = join(work, 'keep')
writeFileSync(keep, `#!/bin/sh\nexec cp "$1" ${shown}\n`, { mode: 0o755 })
mkdirSync(join(work, 'cache'))

const settings = new Map([
  ['certificate_file', certificateFile],
  ['imap_user', user],
  ['imap_pass', password],
  // SCRAM is for the passwords of devices.
  ['imap_authenticators', 'plain'],
  ['folder', `imaps://localhost:${port}/`],
  ['header_cache', join(work, 'cache')],
  ['message_cachedir', join(work, 'cache')],
  ['pager', keep],
  ['sort', 'mailbox-order'],
  ['tmpdir', work],
  ['charset', 'utf-8'],
])
const no = [
  'confirm_append',
  'confirm_create',
  'mark_old',
  'prompt_after',
  'wait_key',
  'collapse_unread',
  'beep',
]

function neomutt(keys: string): void {
  const lines = [
    ...[...settings].map(([name, value]) => `set ${name}="${value}"`),
    ...no.map(name => `set ${name}=no`),
    'set delete=yes',
    `push "${keys}"`,
    '',
  ]
  const configuration = join(work, 'neomuttrc')
  writeFileSync(configuration, lines.join('\n'))
  // It wants a terminal; script(1) gives it one.
  execFileSync(
    'script',
    ['-qec', `neomutt -n -F ${configuration} -f '=${folder}'`, join(work, 'typescript')],
    {
      env: { ...process.env, HOME: work, TERM: 'xterm', LC_ALL: 'C.UTF-8', COLUMNS: '120', LINES: '60' },
      stdio: ['ignore', 'ignore', 'inherit'],
      timeout: 40_000,
    },
  )
}

await observer.expectFolder(saved)
await observer.fill(folder, [
  letter('Báo cáo quý IV', 'Kính gửi: Ủy ban nhân dân tỉnh.\n'),
  letter('Giấy mời họp'),
  letter('Công điện số 07'),
  letter('Thư rác'),
])
neomutt(
  `<first-entry><display-message><flag-message><jump>2<enter><save-message><kill-line>=${saved}<enter>` +
    '<last-entry><delete-message><quit>',
)
assert(existsSync(shown), readFileSync(join(work, 'typescript'), 'latin1'))
const text = readFileSync(shown, 'utf8')
assert.match(text, /^Subject: Báo cáo quý IV$/m)
assert.match(text, /Kính gửi: Ủy ban nhân dân tỉnh\./)
assert.deepEqual(summary(await observer.held(folder)), ['Báo cáo quý IV \\Flagged \\Seen', 'Công điện số 07'])
// What is saved counts as read, as the moved original did.
assert.deepEqual(
  (await observer.held(saved)).map(({ subject }) => subject),
  ['Giấy mời họp'],
)
console.log('neomutt shows, flags, saves and deletes')
