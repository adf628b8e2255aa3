/** A signed letter that somebody changed on the way does not verify, wherever the change is. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { defaultLimits } from '../../src/base/limits.ts'
import { createRandomPool } from '../../src/base/random-pool.ts'
import { type Part, scanMessage } from '../../src/mail/structure.ts'
import type { SignerIdentity } from '../../src/signing/identity.ts'
import { signMessage } from '../../src/signing/smime/sign.ts'
import { randomFrom } from '../support/corpus/random.ts'
import { OpensslAuthority } from '../support/openssl.ts'

const letters = 200
const random = randomFrom(8)
let authority: OpensslAuthority
let signer: SignerIdentity

beforeAll(() => {
  authority = new OpensslAuthority()
  signer = authority.issue('sonoivu@caobang.gov.vn', 'ECDSA P-256')
})
afterAll(() => authority[Symbol.dispose]())

const scan = (bytes: Uint8Array) => scanMessage(bytes, defaultLimits)

/** Two texts and an attachment, none the same in two letters. */
function letter(number: number): Buffer {
  const text = `Kính gửi Sở Nội vụ, văn bản số ${number}/CV-${random.below(1000)}.\r\n`.repeat(
    1 + random.below(20),
  )
  const octets = Buffer.from(random.bytes(20 + random.below(3000)))
    .toString('base64')
    .replace(/.{76}/g, '$&\r\n')
  return Buffer.from(
    [
      'From: <sonoivu@caobang.gov.vn>',
      `Subject: Cong van ${number}`,
      'Content-Type: multipart/mixed; boundary="b"',
      '',
      '--b',
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: 8bit',
      '',
      text,
      '--b',
      `Content-Type: application/pdf; name="cv-${number}.pdf"`,
      'Content-Transfer-Encoding: base64',
      '',
      octets,
      '--b--',
      '',
    ].join('\r\n'),
  )
}

/** The text and the attachment under the signature. */
function partsOf(message: Buffer): readonly [entity: Part, text: Part, attachment: Part] {
  const [entity] = scan(message).children
  const [text, attachment] = entity!.children
  return [entity!, text!, attachment!]
}

function spliced(
  message: Buffer,
  start: number,
  end: number,
  ...pieces: readonly (Uint8Array | string)[]
): Buffer {
  const between = pieces.map(piece => (typeof piece === 'string' ? Buffer.from(piece) : piece))
  return Buffer.concat([message.subarray(0, start), ...between, message.subarray(end)])
}

/** One character of a body that stands for another. */
function otherCharacter(message: Buffer, { bodyStart, bodyEnd }: Part): Buffer {
  let at: number
  do at = bodyStart + random.below(bodyEnd - bodyStart)
  while (!/[A-Za-z0-9]/.test(String.fromCharCode(message[at]!)))
  return spliced(message, at, at + 1, message[at] === 0x41 ? 'B' : 'A')
}

const mutations: readonly (readonly [string, (message: Buffer, another: Buffer) => Buffer])[] = [
  ['a character of the text', message => otherCharacter(message, partsOf(message)[1])],
  ['a character of the attachment', message => otherCharacter(message, partsOf(message)[2])],
  [
    'the parts reordered',
    message => {
      const [, text, attachment] = partsOf(message)
      return spliced(
        message,
        text.headerStart,
        attachment.bodyEnd,
        message.subarray(attachment.headerStart, attachment.bodyEnd),
        message.subarray(text.bodyEnd, attachment.headerStart),
        message.subarray(text.headerStart, text.bodyEnd),
      )
    },
  ],
  [
    'another charset',
    message => {
      const at = message.indexOf('charset=utf-8')
      return spliced(message, at, at + 'charset=utf-8'.length, 'charset=viscii')
    },
  ],
  [
    'text at the end of the text',
    message => {
      const [, { bodyEnd }] = partsOf(message)
      return spliced(message, bodyEnd, bodyEnd, '\r\nThem mot dong.')
    },
  ],
  [
    'a part more',
    message => {
      const [, , { bodyEnd }] = partsOf(message)
      return spliced(message, bodyEnd, bodyEnd, '\r\n--b\r\nContent-Type: text/plain\r\n\r\nThem mot phan.')
    },
  ],
  [
    'the attachment left out',
    message => {
      const [, text, { bodyEnd }] = partsOf(message)
      return spliced(message, text.bodyEnd, bodyEnd)
    },
  ],
  [
    'the signature of another letter',
    (message, another) => {
      const [[, mine], [, other]] = [scan(message).children, scan(another).children]
      return spliced(
        message,
        mine!.bodyStart,
        mine!.bodyEnd,
        another.subarray(other!.bodyStart, other!.bodyEnd),
      )
    },
  ],
]

describe(`${letters} signed letters`, () => {
  it('verify, and do not with any of the changes', async () => {
    const options = { signingTime: Date.UTC(2026, 10, 26), random: createRandomPool() }
    const sign = (form: Buffer) => signMessage(form, scan(form), signer, options)
    let before = await sign(letter(letters))
    for (let number = 0; number < letters; number++) {
      const signed = await sign(letter(number))
      const outcomes = await Promise.all(
        mutations.map(async ([name, mutate]) => {
          const changed = mutate(signed, before)
          return [name, changed.equals(signed), await authority.verify(changed)] as const
        }),
      )
      expect((await authority.verify(signed)).says).toContain('successful')
      for (const [name, unchanged, { valid, says }] of outcomes) {
        expect([name, unchanged, valid]).toEqual([name, false, false])
        expect(says, name).toMatch(/digest failure|verification failure/i)
      }
      before = signed
    }
  }, 240_000)
})
