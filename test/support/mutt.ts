/** mutt over IMAP, at a terminal of its own. */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface MuttOptions {
  /** Where it may leave files. */
  readonly work: string
  readonly port: number
  readonly user: string
  readonly pass: string
  /** As its URL has it. */
  readonly folder: string
  /** The keys that lead to the letter, as mutt names them. */
  readonly keys: string
  /** Lines of configuration before the usual ones, and further settings. */
  readonly lines?: readonly string[]
  readonly settings?: Readonly<Record<string, string>>
}

/** What it shows of a letter, header and text. */
export function inMutt({ work, port, user, pass, folder, keys, lines = [], settings }: MuttOptions): string {
  const shown = join(work, 'shown by mutt')
  const all = {
    ...settings,
    // It would ask about the development certificate.
    tunnel: `openssl s_client -quiet -connect 127.0.0.1:${port} 2>/dev/null`,
    imap_user: user,
    imap_pass: pass,
    // SCRAM is for the passwords of devices.
    imap_authenticators: 'plain',
    // It would ask whether to make one.
    folder: work,
    pager: `cp %s '${shown}'`,
    sort: 'mailbox-order',
    prompt_after: 'no',
    wait_key: 'no',
    tmpdir: work,
  }
  const configuration = join(work, 'muttrc')
  const set = Object.entries(all).map(([name, value]) => `set ${name}="${value}"`)
  writeFileSync(configuration, [...lines, ...set, ''].join('\n'))
  const url = `imap://127.0.0.1/${folder}`
  const mutt = `mutt -n -F ${configuration} -R -e 'push "${keys}<display-message><quit>"' -f '${url}'`
  // mutt wants a terminal; script(1) gives it one.
  execFileSync('script', ['-qec', mutt, '/dev/null'], {
    env: { ...process.env, HOME: work, TERM: 'xterm', LC_ALL: 'C.UTF-8', COLUMNS: '120', LINES: '60' },
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: 40_000,
  })
  return readFileSync(shown, 'utf8')
}
