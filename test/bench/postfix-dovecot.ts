/**
 * Debian's Postfix and Dovecot as a mail exchanger: smtpd → queue → LMTP → mailbox, each with its default
 * durability (Postfix syncs the queue file before 250, Dovecot's mail_fsync is `optimized`). Limits that would
 * refuse the bench's hundred connections from one address are raised; nothing else is tuned. Everything lives in
 * one directory, on high loopback ports, and is stopped by pid.
 */
import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Account, Contestant } from './contestant.ts'
import { freePorts, start, stop, waitForPort } from './spawn.ts'

export type MailboxFormat = 'sdbox' | 'maildir'

const domain = 'caobang.gov.vn'
const startMs = 15_000
/** From SIGHUP until new sessions have the new configuration. */
const reloadMs = 1000
/** Owner of the mailboxes: a number that no account of the system has. */
const mailUid = 5025

const postfixMaster = '/usr/lib/postfix/sbin/master'
const dovecotMaster = '/usr/sbin/dovecot'

export function peersInstalled(): boolean {
  return existsSync(postfixMaster) && existsSync(dovecotMaster) && existsSync('/usr/lib/dovecot/lmtp')
}

function userId(name: string): number {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find(l => l.startsWith(`${name}:`))
  if (line === undefined) throw new Error(`no user ${name}: run scripts/bench-peers.sh`)
  return Number(line.split(':')[2])
}

function postfixMain(dir: string, lmtpSocket: string): string {
  return `compatibility_level = 3.6
queue_directory = ${dir}/queue
data_directory = ${dir}/lib
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
myhostname = mx.${domain}
mydomain = ${domain}
mydestination =
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
virtual_mailbox_domains = ${domain}
virtual_mailbox_maps = texthash:${dir}/boxes
virtual_transport = lmtp:unix:${lmtpSocket}
message_size_limit = 52428800
mailbox_size_limit = 0
virtual_mailbox_limit = 0
default_process_limit = 200
alias_maps =
alias_database =
maillog_file = ${dir}/postfix.log
maillog_file_prefixes = ${dir}
`
}

/** Debian's master.cf without chroot, and with smtpd on the bench's port. */
function postfixServices(port: number): string {
  return `127.0.0.1:${port} inet n - n - - smtpd
pickup    unix  n - n 60    1 pickup
cleanup   unix  n - n -     0 cleanup
qmgr      unix  n - n 300   1 qmgr
tlsmgr    unix  - - n 1000? 1 tlsmgr
rewrite   unix  - - n -     - trivial-rewrite
bounce    unix  - - n -     0 bounce
defer     unix  - - n -     0 bounce
trace     unix  - - n -     0 bounce
verify    unix  - - n -     1 verify
flush     unix  n - n 1000? 0 flush
proxymap  unix  - - n -     - proxymap
error     unix  - - n -     - error
retry     unix  - - n -     - error
discard   unix  - - n -     - discard
lmtp      unix  - - n -     - lmtp
anvil     unix  - - n -     1 anvil
scache    unix  - - n -     1 scache
postlog   unix-dgram n - n - 1 postlogd
`
}

function dovecotConfiguration(dir: string, port: number, format: MailboxFormat, syncs: boolean): string {
  return `base_dir = ${dir}/run
state_dir = ${dir}/state
log_path = ${dir}/dovecot.log
listen = 127.0.0.1
protocols = imap lmtp
ssl = yes
ssl_cert = <${dir}/cert.pem
ssl_key = <${dir}/key.pem
mail_location = ${format}:~/mail
mail_fsync = ${syncs ? 'optimized' : 'never'}
first_valid_uid = ${mailUid}
passdb {
  driver = passwd-file
  args = scheme=PLAIN username_format=%u ${dir}/users
}
userdb {
  driver = static
  args = uid=${mailUid} gid=${mailUid} home=${dir}/home/%u allow_all_users=yes
}
mail_max_userip_connections = 200
service imap-login {
  inet_listener imap {
    port = 0
  }
  inet_listener imaps {
    port = ${port}
    ssl = yes
  }
}
service lmtp {
  unix_listener lmtp {
    user = postfix
    mode = 0600
  }
}
protocol imap {
  mail_max_userip_connections = 200
}
`
}

function writePostfix(dir: string, accounts: readonly Account[], port: number, lmtpSocket: string): void {
  const owner = userId('postfix')
  mkdirSync(join(dir, 'etc'), { recursive: true })
  mkdirSync(join(dir, 'lib'))
  chownSync(join(dir, 'lib'), owner, 0)
  mkdirSync(join(dir, 'queue', 'pid'), { recursive: true })
  // The mail owner's directories of postfix-files(5).
  const queues = ['active', 'bounce', 'corrupt', 'defer', 'deferred', 'flush', 'hold', 'incoming', 'private']
  for (const name of [...queues, 'maildrop', 'public', 'saved', 'trace']) {
    mkdirSync(join(dir, 'queue', name), { mode: 0o700 })
    chownSync(join(dir, 'queue', name), owner, 0)
  }
  writeFileSync(join(dir, 'boxes'), accounts.map(a => `${a.address} 1\n`).join(''))
  writeFileSync(join(dir, 'etc', 'main.cf'), postfixMain(dir, lmtpSocket))
  writeFileSync(join(dir, 'etc', 'master.cf'), postfixServices(port))
}

function writeDovecot(dir: string, accounts: readonly Account[], port: number, format: MailboxFormat): void {
  mkdirSync(join(dir, 'home'), { recursive: true })
  chownSync(join(dir, 'home'), mailUid, mailUid)
  writeFileSync(join(dir, 'users'), accounts.map(a => `${a.address}:${a.password}\n`).join(''))
  writeFileSync(join(dir, 'dovecot.conf'), dovecotConfiguration(dir, port, format, true))
  execFileSync(
    'openssl',
    // biome-ignore format: one argument list
    ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', `/CN=mx.${domain}`, '-addext', 'subjectAltName=DNS:localhost',
     '-keyout', join(dir, 'key.pem'), '-out', join(dir, 'cert.pem')],
    { stdio: 'ignore' },
  )
}

export interface PeerOptions {
  readonly dir: string
  readonly accounts: readonly Account[]
  readonly format: MailboxFormat
}

/** `dir` must be traversable by other users. */
export async function startPostfixDovecot({ dir, accounts, format }: PeerOptions): Promise<Contestant> {
  const [mxPort = 0, imapsPort = 0] = await freePorts(2)
  const postfixDir = join(dir, 'postfix')
  const dovecotDir = join(dir, 'dovecot')
  for (const each of [dir, postfixDir, dovecotDir]) {
    mkdirSync(each, { recursive: true })
    chmodSync(each, 0o755)
  }
  writePostfix(postfixDir, accounts, mxPort, join(dovecotDir, 'run', 'lmtp'))
  writeDovecot(dovecotDir, accounts, imapsPort, format)

  const dovecot = start(dovecotMaster, ['-F', '-c', join(dovecotDir, 'dovecot.conf')], { stdio: 'inherit' })
  await waitForPort(imapsPort, startMs)
  // -d: stay in the foreground, so that this is the pid to stop. MAIL_CONFIG is what `postfix start` would set.
  const postfix = start(postfixMaster, ['-d', '-c', join(postfixDir, 'etc')], {
    stdio: 'inherit',
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', MAIL_CONFIG: join(postfixDir, 'etc') },
  })
  await waitForPort(mxPort, startMs)
  return {
    name: `Postfix + Dovecot (${format})`,
    mxPort,
    imapsPort,
    accounts,
    pids: [postfix.pid ?? 0, dovecot.pid ?? 0],
    async setSyncs(on) {
      const file = join(dovecotDir, 'dovecot.conf')
      writeFileSync(file, dovecotConfiguration(dovecotDir, imapsPort, format, on))
      dovecot.kill('SIGHUP')
      await delay(reloadMs)
    },
    async [Symbol.asyncDispose]() {
      await stop(postfix, 'SIGTERM')
      await stop(dovecot, 'SIGTERM')
    },
  }
}
