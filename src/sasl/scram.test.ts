import { createHash, createHmac, pbkdf2Sync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { ScramVerifier } from '../ports/credentials.ts'
import { deriveVerifier, ScramExchange, serverNonce } from './scram.ts'

const bytes = (text: string) => Buffer.from(text, 'utf8')
const text = (message: Uint8Array) => Buffer.from(message).toString('utf8')

// RFC 7677 §3
const salt = Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64')
const clientNonce = 'rOprNGfwEbeRWgbNEkqO'
const ownNonce = '%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0'
const clientFirst = `n,,n=user,r=${clientNonce}`
const clientFinal = `c=biws,r=${clientNonce}${ownNonce},p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=`

function proofFor(password: string, verifier: ScramVerifier, authMessage: string): string {
  const salted = pbkdf2Sync(password, verifier.salt, verifier.iterations, 32, 'sha256')
  const clientKey = createHmac('sha256', salted).update('Client Key').digest()
  const storedKey = createHash('sha256').update(clientKey).digest()
  const signature = createHmac('sha256', storedKey).update(authMessage).digest()
  return Buffer.from(clientKey.map((b, i) => b ^ signature[i]!)).toString('base64')
}

describe('SCRAM-SHA-256', () => {
  it('passes the exchange of RFC 7677', async () => {
    const verifier = await deriveVerifier('pencil', salt)
    const exchange = new ScramExchange(ownNonce)
    expect(exchange.clientFirst(bytes(clientFirst))).toEqual({
      ok: true,
      value: { username: 'user', authorizationId: '' },
    })
    expect(text(exchange.serverFirst([verifier]))).toBe(
      `r=${clientNonce}${ownNonce},s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096`,
    )
    const final = exchange.clientFinal(bytes(clientFinal))
    expect(final.ok && text(final.value.serverFinal)).toBe('v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=')
    expect(final.ok && final.value.verifier).toBe(verifier)
  })

  it('finds the matching one of several app passwords that share a salt', async () => {
    const phone = await deriveVerifier('điện thoại', salt)
    const laptop = await deriveVerifier('pencil', salt)
    const exchange = new ScramExchange(ownNonce)
    exchange.clientFirst(bytes(clientFirst))
    exchange.serverFirst([phone, laptop])
    const final = exchange.clientFinal(bytes(clientFinal))
    expect(final.ok && final.value.verifier).toBe(laptop)
  })

  it('prepares composed and decomposed Vietnamese alike', async () => {
    const composed = await deriveVerifier('Cao Bằng'.normalize('NFC'), salt)
    const decomposed = await deriveVerifier('Cao Bằng'.normalize('NFD'), salt)
    expect(decomposed).toEqual(composed)
    const exchange = new ScramExchange(ownNonce)
    const first = exchange.clientFirst(bytes(`n,a=h=3Da,n=v=2Ca${'\u0300'},r=abc`))
    expect(first).toEqual({ ok: true, value: { username: 'v,à', authorizationId: 'h=a' } })
  })

  it('accepts a client that supports channel binding when the server does not', async () => {
    const verifier = await deriveVerifier('pencil', salt)
    const exchange = new ScramExchange(ownNonce)
    exchange.clientFirst(bytes(`y,,n=user,r=${clientNonce}`))
    const serverFirst = text(exchange.serverFirst([verifier]))
    const withoutProof = `c=${Buffer.from('y,,').toString('base64')},r=${clientNonce}${ownNonce}`
    const proof = proofFor('pencil', verifier, `n=user,r=${clientNonce},${serverFirst},${withoutProof}`)
    expect(exchange.clientFinal(bytes(`${withoutProof},p=${proof}`)).ok).toBe(true)
  })

  it.each([
    ['another nonce', clientFinal.replace(ownNonce, 'x'), 'wrong-nonce'],
    ['another channel binding', clientFinal.replace('c=biws', 'c=eSws'), 'channel-binding'],
    ['another proof', clientFinal.replace('p=dHzb', 'p=eHzb'), 'wrong-proof'],
    ['a short proof', clientFinal.replace(/p=.*/, 'p=dHzb'), 'wrong-proof'],
    ['no proof', clientFinal.replace(/,p=.*/, ''), 'malformed'],
  ])('refuses a final message with %s', async (_, message, error) => {
    const exchange = new ScramExchange(ownNonce)
    exchange.clientFirst(bytes(clientFirst))
    exchange.serverFirst([await deriveVerifier('pencil', salt)])
    expect(exchange.clientFinal(bytes(message))).toEqual({ ok: false, error })
  })

  it.each([
    ['p=tls-exporter,,n=user,r=abc', 'channel-binding'],
    ['n,,m=future,n=user,r=abc', 'extension'],
    ['n,,n=us=er,r=abc', 'malformed'],
    ['n,,n=user', 'malformed'],
    ['n,,n=user,r=', 'malformed'],
    ['x,,n=user,r=abc', 'malformed'],
    ['', 'malformed'],
  ])('refuses the first message %j', (message, error) => {
    expect(new ScramExchange(ownNonce).clientFirst(bytes(message))).toEqual({ ok: false, error })
  })

  it('makes nonces without commas that differ', () => {
    const nonces = new Set(Array.from({ length: 100 }, serverNonce))
    expect(nonces.size).toBe(100)
    for (const nonce of nonces) expect(nonce).toMatch(/^[^,]{24}$/)
  })
})

describe('channel binding', () => {
  const data = Buffer.from('of this connection')
  const bound = () => new ScramExchange(ownNonce, { kind: 'bound', name: 'tls-exporter', data })

  async function exchange(channel: Uint8Array) {
    const verifier = await deriveVerifier('pencil', salt)
    const steps = bound()
    const header = 'p=tls-exporter,,'
    expect(steps.clientFirst(bytes(`${header}n=user,r=${clientNonce}`)).ok).toBe(true)
    const serverFirst = text(steps.serverFirst([verifier]))
    const input = Buffer.concat([bytes(header), channel]).toString('base64')
    const withoutProof = `c=${input},r=${clientNonce}${ownNonce}`
    const authMessage = `n=user,r=${clientNonce},${serverFirst},${withoutProof}`
    return steps.clientFinal(bytes(`${withoutProof},p=${proofFor('pencil', verifier, authMessage)}`))
  }

  it('takes a proof for the same channel and no other', async () => {
    expect((await exchange(data)).ok).toBe(true)
    expect(await exchange(bytes('of another'))).toEqual({ ok: false, error: 'channel-binding' })
    expect(await exchange(bytes(''))).toEqual({ ok: false, error: 'channel-binding' })
  })

  it.each([
    ['bound', 'n', 'channel-binding'],
    ['bound', 'y', 'channel-binding'],
    ['bound', 'p=tls-unique', 'channel-binding'],
    ['declined', 'y', 'downgrade'],
    ['declined', 'p=tls-exporter', 'channel-binding'],
    ['none', 'p=tls-exporter', 'channel-binding'],
    ['declined', 'x', 'malformed'],
  ] as const)('%s: refuses the flag %s', (kind, flag, error) => {
    const binding = kind === 'bound' ? { kind, name: 'tls-exporter', data } : { kind }
    const first = new ScramExchange(ownNonce, binding).clientFirst(bytes(`${flag},,n=user,r=abc`))
    expect(first).toEqual({ ok: false, error })
  })
})
