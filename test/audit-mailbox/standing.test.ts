/** How long a mailbox stays open, and to whom. */
import { createHash, createHmac, pbkdf2Sync } from 'node:crypto'
import { connect } from 'node:tls'
import { expect, it } from 'vitest'
import { wholeProvince } from '../../src/ports/search.ts'
import type { ImapClient } from '../acceptance/imap-client.ts'
import { Place } from './place.ts'

const hourMs = 3_600_000

/** Resolves when the server has said goodbye. */
async function loggedOut(client: ImapClient): Promise<void> {
  await expect(client.command('IDLE')).rejects.toThrow('closed the connection')
}

it('ends when its time is over, and opens to nobody after', async () => {
  await using place = await Place.make()
  const password = await place.open('thanhtra', { hours: 2 })
  using client = await place.logIn('thanhtra', password)
  place.clock.ms += 2 * hourMs - 1
  await client.command('LIST "" *')
  place.clock.ms += 1
  await loggedOut(client)
  await expect(place.logIn('thanhtra', password)).rejects.toThrow('NO [EXPIRED]')
  await expect(place.open('thanhtra', { hours: 73 })).rejects.toThrow('72 hours at most')
})

it('ends when it is closed, and leaves the others alone', async () => {
  await using place = await Place.make({ auditFolderRefreshMs: 60_000 })
  await place.enrol('kiemtra', wholeProvince)
  const password = await place.open('thanhtra')
  using first = await place.logIn('thanhtra', password)
  using second = await place.client('thanhtra')
  using other = await place.client('kiemtra')
  const { id } = (await place.store.read.directory.operator('thanhtra'))!
  const [oldest] = await place.store.read.auditMailboxes.mailboxesOf(id)
  await place.store.write.closeAuditMailbox(id, oldest!.id)
  await loggedOut(first)
  await expect(place.logIn('thanhtra', password)).rejects.toThrow('NO [AUTHENTICATIONFAILED]')
  await second.command('LIST "" *')
  await other.command('LIST "" *')
  const acts = await place.acts()
  expect(acts.map(({ operator, detail }) => `${operator} ${detail.mailbox}`)).toEqual([
    'thanhtra 1',
    'thanhtra 2',
    'kiemtra 3',
    'thanhtra 2',
    'kiemtra 3',
  ])
})

it('ends when the operator is dismissed, or may see less or more', async () => {
  await using place = await Place.make()
  await place.enrol('kiemtra', wholeProvince)
  using dismissed = await place.client('kiemtra')
  await place.store.write.removeOperator('kiemtra')
  await loggedOut(dismissed)

  const password = await place.open('thanhtra')
  using narrowed = await place.logIn('thanhtra', password)
  place.scopes.set('thanhtra', { ...wholeProvince, agencies: [place.agency('sokhcn')] })
  await loggedOut(narrowed)
  // With what is left of the scope it may be opened again.
  using again = await place.logIn('thanhtra', password)
  place.scopes.delete('thanhtra')
  await loggedOut(again)
  await expect(place.logIn('thanhtra', password)).rejects.toThrow('NO [EXPIRED]')
})

it('shows nothing at the first command after the end, however rarely it is looked at', async () => {
  await using place = await Place.make({ auditFolderRefreshMs: 60_000 })
  using client = await place.client()
  place.scopes.delete('thanhtra')
  await expect(client.command('LIST "" *')).rejects.toThrow('NO [NOPERM] The account was closed')
})

it('slows guesses down, without stopping who is right', async () => {
  await using place = await Place.make({ failedLoginsPerAccount: 3 })
  const password = await place.open('thanhtra')
  for (let i = 0; i < 3; i++) {
    await expect(place.logIn('thanhtra', `sai ${i}`)).rejects.toThrow('NO [AUTHENTICATIONFAILED]')
  }
  await expect(place.logIn('thanhtra', 'sai nua')).rejects.toThrow('NO [LIMIT]')
  await expect(place.logIn('khongcoai', 'sai')).rejects.toThrow('NO [AUTHENTICATIONFAILED]')
  using client = await place.logIn('THANHTRA', password)
  await client.command('LIST "" *')
})

it('opens by SCRAM-SHA-256', async () => {
  await using place = await Place.make()
  await place.open('thanhtra')
  const password = await place.open('thanhtra')
  const socket = connect({ host: '127.0.0.1', port: place.port, rejectUnauthorized: false })
  const lines = socket.setEncoding('latin1')[Symbol.asyncIterator]()
  const next = async () => String((await lines.next()).value)
  const encode = (text: string) => Buffer.from(text).toString('base64')
  await next()
  const bare = 'n=thanhtra,r=so-ngau-nhien'
  socket.write(`a AUTHENTICATE SCRAM-SHA-256 ${encode(`n,,${bare}`)}\r\n`)
  const serverFirst = Buffer.from((await next()).slice(2), 'base64').toString()
  const [nonce = '', salt = '', iterations = ''] = serverFirst.split(',').map(part => part.slice(2))
  const salted = pbkdf2Sync(password, Buffer.from(salt, 'base64'), Number(iterations), 32, 'sha256')
  const hmac = (key: Uint8Array, text: string) => createHmac('sha256', key).update(text).digest()
  const clientKey = hmac(salted, 'Client Key')
  const withoutProof = `c=biws,r=${nonce}`
  const signature = hmac(
    createHash('sha256').update(clientKey).digest(),
    `${bare},${serverFirst},${withoutProof}`,
  )
  const proof = clientKey.map((byte, i) => byte ^ signature[i]!)
  socket.write(`${encode(`${withoutProof},p=${Buffer.from(proof).toString('base64')}`)}\r\n`)
  expect(await next()).toMatch(/^\+ /)
  expect((await place.acts()).at(-1)?.operation).toBe('archive.mailbox.login')
  socket.write('\r\n')
  expect(await next()).toMatch(/^a OK/)
  socket.destroy()
})
