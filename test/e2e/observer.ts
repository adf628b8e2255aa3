/**
 * The second client: what a program under test did is asked of the server by another one. Folders are made for one
 * script and deleted with all that is in them when the `await using` ends.
 */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { ImapFlow } from 'imapflow'
import { variable } from './variable.ts'

export const port = Number(variable('E2E_IMAPS'))
export const user = variable('E2E_USER')
export const password = variable('E2E_PASSWORD')
/** PEM of the development certificate, which is its own authority and is made out to localhost. */
export const certificateFile = join(variable('E2E_WORK'), 'data/tls/cert.pem')

export interface Held {
  readonly uid: number
  readonly subject: string
  /** Sorted, without \Recent. */
  readonly flags: readonly string[]
  readonly bytes: Buffer
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** A directory of its own, gone at the end. */
export function workDirectory(name: string, stack: AsyncDisposableStack): string {
  const work = mkdtempSync(join(tmpdir(), `congvu-${name}-`))
  stack.defer(() => rmSync(work, { recursive: true, force: true, maxRetries: 3 }))
  return work
}

/** A letter of an office, CRLF lines, text in UTF-8. */
export function letter(subject: string, text = 'Kính gửi: Văn phòng.\n\nTrân trọng.\n'): Buffer {
  const lines = [
    `From: =?UTF-8?B?${Buffer.from('Văn thư').toString('base64')}?= <${user}>`,
    `To: <${user}>`,
    `Subject: =?UTF-8?B?${Buffer.from(subject).toString('base64')}?=`,
    'Date: Mon, 02 Nov 2026 08:15:00 +0700',
    `Message-ID: <${sha256(Buffer.from(subject)).slice(0, 24)}@caobang.gov.vn>`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: 8bit',
    '',
    ...text.split('\n'),
  ]
  return Buffer.from(lines.join('\r\n'))
}

export class Observer implements AsyncDisposable {
  readonly imap: ImapFlow
  readonly #folders: string[] = []

  static async logIn(address = user, pass = password): Promise<Observer> {
    const imap = new ImapFlow({
      host: '127.0.0.1',
      port,
      secure: true,
      tls: { rejectUnauthorized: false },
      auth: { user: address, pass },
      logger: false,
    })
    await imap.connect()
    return new Observer(imap)
  }

  private constructor(imap: ImapFlow) {
    this.imap = imap
  }

  /** Makes a folder with letters in it; what stood there before goes. */
  async fill(folder: string, letters: readonly Buffer[], flags: readonly string[] = []): Promise<void> {
    await this.expectFolder(folder)
    await this.imap.mailboxDelete(folder).catch(() => {})
    await this.imap.mailboxCreate(folder)
    for (const each of letters) await this.imap.append(folder, each, [...flags])
  }

  /** The folder is deleted at the end, whoever makes it. */
  async expectFolder(folder: string): Promise<void> {
    if (!this.#folders.includes(folder)) this.#folders.push(folder)
  }

  async folders(): Promise<string[]> {
    return (await this.imap.list()).map(({ path }) => path)
  }

  /** What the server holds, in the order of UIDs. Opened anew, so that nothing comes from this client's memory. */
  async held(folder: string): Promise<Held[]> {
    const lock = await this.imap.getMailboxLock(folder, { readOnly: true })
    try {
      const found: Held[] = []
      const wanted = { uid: true, flags: true, envelope: true, source: true }
      for await (const each of this.imap.fetch('1:*', wanted)) {
        const flags = [...(each.flags ?? [])].filter(flag => flag !== '\\Recent').sort()
        found.push({
          uid: each.uid,
          subject: each.envelope?.subject ?? '',
          flags,
          bytes: each.source ?? Buffer.alloc(0),
        })
      }
      return found.sort((a, b) => a.uid - b.uid)
    } finally {
      lock.release()
      await this.imap.mailboxClose()
    }
  }

  /** Waits until the server holds what `test` looks for: programs go on after they said that they are done. */
  async until<T>(what: string, test: () => Promise<T | undefined | false>): Promise<T> {
    for (const endsAt = Date.now() + 15_000; Date.now() < endsAt; await delay(100)) {
      const found = await test()
      if (found !== undefined && found !== false) return found
    }
    throw new Error(`the server does not hold ${what}`)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const folder of this.#folders) await this.imap.mailboxDelete(folder).catch(() => {})
    await this.imap.logout()
  }
}

/** Subjects with their flags, as one assertion reads them. */
export function summary(held: readonly Held[]): string[] {
  return held.map(({ subject, flags }) => [subject, ...flags].join(' ')).sort()
}

/** What a program wrote to a file with LF lines, as the wire has it. */
export function onTheWire(file: string): Buffer {
  return Buffer.from(readFileSync(file, 'latin1').replace(/\r?\n/g, '\r\n'), 'latin1')
}

export function sameBytes(found: readonly Uint8Array[], wanted: readonly Uint8Array[]): void {
  assert.deepEqual(found.map(sha256).sort(), wanted.map(sha256).sort())
}
