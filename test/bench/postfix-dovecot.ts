/**
 * Debian's Postfix and Dovecot as a mail exchanger: smtpd → queue → LMTP → mailbox, each with its default
 * durability (Postfix syncs the queue file before 250, Dovecot's mail_fsync is `optimized`). Limits that would
 * refuse the bench's hundred connections from one address are raised; nothing else is tuned. Everything lives in
 * one directory, on high loopback ports, and is stopped by pid.
 */
import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { postfixInstalled, startPostfix } from '../support/postfix.ts'
import { freePorts, start, stop, waitForPort } from '../support/spawn.ts'
import type { Account, Contestant } from './contestant.ts'

export type MailboxFormat = 'sdbox' | 'maildir'

const domain = 'caobang.gov.vn'
const startMs = 15_000
/** From SIGHUP until new sessions have the new configuration. */
const reloadMs = 1000
/** Owner of the mailboxes: a number that no account of the system has. */
const mailUid = 5025

const dovecotMaster = '/usr/sbin/dovecot'

export function peersInstalled(): boolean {
  return postfixInstalled() && existsSync(dovecotMaster) && existsSync('/usr/lib/dovecot/lmtp')
}

function postfixSettings(dir: string, lmtpSocket: string): string {
  return `mydestination =
virtual_mailbox_domains = ${domain}
virtual_mailbox_maps = texthash:${dir}/boxes
virtual_transport = lmtp:unix:${lmtpSocket}
mailbox_size_limit = 0
virtual_mailbox_limit = 0
default_process_limit = 200
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
  process_limit = 700
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
  const [imapsPort = 0] = await freePorts(1)
  const postfixDir = join(dir, 'postfix')
  const dovecotDir = join(dir, 'dovecot')
  for (const each of [dir, dovecotDir]) {
    mkdirSync(each, { recursive: true })
    chmodSync(each, 0o755)
  }
  writeDovecot(dovecotDir, accounts, imapsPort, format)

  const startDovecot = async () => {
    const child = start(dovecotMaster, ['-F', '-c', join(dovecotDir, 'dovecot.conf')], { stdio: 'inherit' })
    await waitForPort(imapsPort, startMs)
    return child
  }
  let dovecot = await startDovecot()
  const postfix = await startPostfix(postfixDir, {
    hostname: `mx.${domain}`,
    settings: postfixSettings(postfixDir, join(dovecotDir, 'run', 'lmtp')),
    tables: new Map([['boxes', accounts.map(a => `${a.address} 1\n`).join('')]]),
  })
  return {
    name: `Postfix + Dovecot (${format})`,
    mxPort: postfix.port,
    imapsPort,
    accounts,
    get pids() {
      return [postfix.pid, dovecot.pid ?? 0]
    },
    async restart() {
      await stop(dovecot, 'SIGTERM')
      dovecot = await startDovecot()
    },
    async setSyncs(on) {
      const file = join(dovecotDir, 'dovecot.conf')
      writeFileSync(file, dovecotConfiguration(dovecotDir, imapsPort, format, on))
      dovecot.kill('SIGHUP')
      await delay(reloadMs)
    },
    async [Symbol.asyncDispose]() {
      await postfix[Symbol.asyncDispose]()
      await stop(dovecot, 'SIGTERM')
    },
  }
}
