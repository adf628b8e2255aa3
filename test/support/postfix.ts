/**
 * Debian's Postfix in a directory of its own, on a loopback port, with its defaults but for what is given; stopped by
 * its pid. Needs root, as Postfix does.
 */
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePorts, start, stop, waitForPort } from './spawn.ts'

const master = '/usr/lib/postfix/sbin/master'
const startMs = 15_000

export function postfixInstalled(): boolean {
  return existsSync(master)
}

export interface PostfixOptions {
  readonly hostname: string
  /** Lines of main.cf. */
  readonly settings: string
  /** Files beside its queue, by name. */
  readonly tables?: ReadonlyMap<string, string>
}

export interface Postfix extends AsyncDisposable {
  readonly port: number
  readonly pid: number
  /** What it logged so far. */
  log(): string
}

/** The folders above `dir` must be traversable by other users. */
export async function startPostfix(dir: string, options: PostfixOptions): Promise<Postfix> {
  const [port = 0] = await freePorts(1)
  write(dir, port, options)
  const configuration = join(dir, 'etc')
  // -d: stay in the foreground, so that this is the pid to stop. MAIL_CONFIG is what `postfix start` would set.
  const child = start(master, ['-d', '-c', configuration], {
    stdio: 'inherit',
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', MAIL_CONFIG: configuration },
  })
  await waitForPort(port, startMs)
  return {
    port,
    pid: child.pid ?? 0,
    log: () => readFileSync(join(dir, 'postfix.log'), 'utf8'),
    [Symbol.asyncDispose]: () => stop(child, 'SIGTERM'),
  }
}

function write(dir: string, port: number, { hostname, settings, tables = new Map() }: PostfixOptions): void {
  const owner = userId('postfix')
  mkdirSync(join(dir, 'etc'), { recursive: true })
  chmodSync(dir, 0o755)
  mkdirSync(join(dir, 'lib'))
  chownSync(join(dir, 'lib'), owner, 0)
  mkdirSync(join(dir, 'queue', 'pid'), { recursive: true })
  // The mail owner's directories of postfix-files(5).
  const queues = ['active', 'bounce', 'corrupt', 'defer', 'deferred', 'flush', 'hold', 'incoming', 'private']
  for (const name of [...queues, 'maildrop', 'public', 'saved', 'trace']) {
    mkdirSync(join(dir, 'queue', name), { mode: 0o700 })
    chownSync(join(dir, 'queue', name), owner, 0)
  }
  for (const [name, text] of tables) writeFileSync(join(dir, name), text)
  writeFileSync(join(dir, 'etc', 'main.cf'), mainConfiguration(dir, hostname) + settings)
  writeFileSync(join(dir, 'etc', 'master.cf'), services(port))
}

function userId(name: string): number {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find(each => each.startsWith(`${name}:`))
  if (line === undefined) throw new Error(`no user ${name}: run scripts/bench-peers.sh`)
  return Number(line.split(':')[2])
}

function mainConfiguration(dir: string, hostname: string): string {
  return `compatibility_level = 3.6
queue_directory = ${dir}/queue
data_directory = ${dir}/lib
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
myhostname = ${hostname}
mydomain = ${hostname.slice(hostname.indexOf('.') + 1)}
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
message_size_limit = 52428800
alias_maps =
alias_database =
maillog_file = ${dir}/postfix.log
maillog_file_prefixes = ${dir}
`
}

/** Debian's master.cf without chroot, and with smtpd on the port. */
function services(port: number): string {
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
smtp      unix  - - n -     - smtp
lmtp      unix  - - n -     - lmtp
anvil     unix  - - n -     1 anvil
scache    unix  - - n -     1 scache
postlog   unix-dgram n - n - 1 postlogd
`
}
