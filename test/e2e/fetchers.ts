/**
 * fetchmail and getmail6, which empty a folder into another place: once with the letters left there and marked read,
 * then fetched once only, then taken away. What they hand on is the letter octet by octet, but for line ends.
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
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
const work = workDirectory('fetchers', stack)
const observer = stack.use(await Observer.logIn())
const letters = [
  letter('Công văn số 15'),
  letter('Tờ trình số 16', '.\n..\nFrom đầu dòng\n'),
  letter('Quyết định số 17'),
]

/** Exit codes that are no failure are named: fetchmail ends with 1 when there was nothing. */
function run(command: string, args: readonly string[], allowed: readonly number[]): void {
  const { status, stdout, stderr } = spawnSync(command, args, {
    env: { ...process.env, HOME: work, LC_ALL: 'C.UTF-8' },
    encoding: 'utf8',
    timeout: 60_000,
  })
  assert(status !== null && allowed.includes(status), `${command} ended with ${status}:\n${stdout}${stderr}`)
}

function filesIn(directory: string): string[] {
  return readdirSync(directory).map(name => join(directory, name))
}

/** A program that leaves each letter in a file of its own, and where. */
function delivery(name: string): { readonly got: string; readonly deliver: string } {
  const got = join(work, name)
  mkdirSync(got)
  const deliver = join(work, `${name}-deliver`)
  writeFileSync(deliver, `#!/bin/sh\nexec cat >"$(mktemp ${got}/XXXXXX)"\n`, { mode: 0o755 })
  return { got, deliver }
}

async function byFetchmail(): Promise<void> {
  const folder = 'Fetchmail'
  const { got, deliver } = delivery('fetchmail')
  const configuration = join(work, 'fetchmailrc')
  const text = [
    // It writes its own trace lines above the letter unless told to be invisible.
    'set invisible',
    `poll localhost protocol imap service ${port} auth password`,
    `  user "${user}" password "${password}"`,
    `  ssl sslproto "TLS1.2+" sslcertck sslcertfile "${certificateFile}"`,
    `  folder "${folder}" no rewrite mda "${deliver}"`,
  ]
  writeFileSync(configuration, `${text.join('\n')}\n`, { mode: 0o600 })
  const fetchmail = (...more: string[]) =>
    run('fetchmail', ['-f', configuration, '--pidfile', join(work, 'pid'), '--nosyslog', ...more], [0, 1])
  const arrived = () => filesIn(got).map(onTheWire)

  await observer.fill(folder, letters)
  fetchmail('--keep')
  sameBytes(arrived(), letters)
  const seen = summary(await observer.held(folder))
  assert(seen.length === 3 && seen.every(line => line.endsWith(' \\Seen')), seen.join())
  fetchmail('--keep')
  assert.equal(arrived().length, 3, 'what was seen is not fetched again')
  const late = letter('Thông báo số 18')
  await observer.imap.append(folder, late)
  fetchmail('--all', '--nokeep')
  sameBytes(arrived(), [...letters, ...letters, late])
  assert.deepEqual(await observer.held(folder), [])
  console.log('fetchmail leaves, skips and takes away')
}

async function byGetmail(): Promise<void> {
  const folder = 'Getmail đi'
  const { got, deliver } = delivery('getmail')
  const getmail = (deletes: boolean) => {
    const configuration = `[retriever]
type = SimpleIMAPSSLRetriever
server = localhost
port = ${port}
username = ${user}
password = ${password}
ca_certs = ${certificateFile}
mailboxes = ("${folder}",)

[destination]
type = MDA_external
path = ${deliver}
allow_root_commands = true

[options]
read_all = false
delete = ${deletes}
delivered_to = false
received = false
`
    writeFileSync(join(work, 'getmailrc'), configuration, { mode: 0o600 })
    run('getmail', ['--quiet', `--getmaildir=${work}`, '--rcfile=getmailrc'], [0])
  }
  // It adds two fields of its own, whatever it is told.
  const arrived = () =>
    filesIn(got).map(file => {
      const text = onTheWire(file).toString('latin1')
      return Buffer.from(text.replace(/^(?:Return-Path|X-getmail-[\w-]+): .*\r\n/gm, ''), 'latin1')
    })

  await observer.fill(folder, letters)
  getmail(false)
  sameBytes(arrived(), letters)
  assert.equal((await observer.held(folder)).length, 3)
  getmail(false)
  assert.equal(arrived().length, 3, 'it knows by UIDVALIDITY and UID what it has')
  getmail(true)
  assert.deepEqual(await observer.held(folder), [])
  console.log('getmail6 leaves, skips and takes away')
}

await byFetchmail()
await byGetmail()
