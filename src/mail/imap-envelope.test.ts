import fc from 'fast-check'
import { expect, it } from 'vitest'
import { defaultLimits } from '../base/limits.ts'
import { firstAddresses } from './imap-envelope.ts'
import { renderEnvelope } from './imap-text.ts'
import { scanMessage } from './structure.ts'

function addressesOf(header: string) {
  const bytes = Buffer.from(`${header}\r\n\r\n`, 'latin1')
  return firstAddresses(renderEnvelope(scanMessage(bytes, defaultLimits)), ['from', 'to', 'cc'])
}

it('reads the first address of each field', () => {
  const header = [
    'Date: x',
    'Subject: "a" \\ (b',
    'From: "Nong \\"Hanh\\"" <hanh@caobang.gov.vn>, b@x',
    'To: Cac so: vanthu@sokhcn.caobang.gov.vn;',
    'Message-ID: <1@x>',
  ].join('\r\n')
  expect(addressesOf(header)).toEqual([
    { name: 'Nong "Hanh"', mailbox: 'hanh', host: 'caobang.gov.vn' },
    { name: null, mailbox: 'Cac so', host: null },
    null,
  ])
})

it('reads back what was written, literals with it', () => {
  const word = fc.string({
    unit: fc.constantFrom('a', 'ê', '"', '(', ')', '{3}', '\\', ' ', 'NIL'),
    minLength: 1,
    maxLength: 8,
  })
  fc.assert(
    fc.property(word, word, (name, subject) => {
      const quoted = `"${name.replace(/["\\]/g, '\\$&')}"`
      const [from] = addressesOf(`Subject: ${subject}\r\nFrom: ${quoted} <an@x>`)
      expect(from).toMatchObject({ mailbox: 'an', host: 'x' })
      expect(from?.name?.trim() ?? '').toBe(name.trim())
    }),
  )
})

it('takes anything', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), bytes => void firstAddresses(bytes, ['from', 'bcc'])),
  )
})
