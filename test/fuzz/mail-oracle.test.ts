/** The structure scanner and the decoders against mailparser, on the sane letters of the corpus. */
import { createHash } from 'node:crypto'
import { simpleParser } from 'mailparser'
import { expect, test } from 'vitest'
import { defaultLimits } from '../../src/base/limits.ts'
import { mailboxesOf } from '../../src/mail/address.ts'
import { decodeHeaderText } from '../../src/mail/encoded-word.ts'
import { type Part, scanMessage } from '../../src/mail/structure.ts'
import { parameterText } from '../../src/mail/structured.ts'
import { plainTextOf } from '../../src/mail/text.ts'
import { decodeTransfer } from '../../src/mail/transfer.ts'
import { variedMessages } from '../support/corpus.ts'

const mebibyte = 1024 * 1024

/** What mailparser cannot be asked: it guesses no raw 8-bit charset, knows no TCVN, and does not compose to NFC. */
const letters = [...variedMessages(400, 15)].filter(
  ({ name }) => /^utf-8, (?!raw)/.test(name) && !name.includes('unlabelled'),
)

function leaves(part: Part): readonly Part[] {
  return part.children.length > 0 ? part.children.flatMap(leaves) : [part]
}

test('the corpus has letters to compare', () => {
  expect(letters.length).toBeGreaterThan(20)
})

test.each(letters)('$name', async ({ bytes }) => {
  const root = scanMessage(bytes, defaultLimits)
  const parsed = await simpleParser(Buffer.from(bytes))
  expect(decodeHeaderText(root.envelope?.subject ?? '')).toBe(parsed.subject)
  expect(
    mailboxesOf(root.envelope?.from ?? []).map(({ name, local, domain }) => [
      decodeHeaderText(name),
      `${local}@${domain}`,
    ]),
  ).toEqual(parsed.from?.value.map(({ name, address }) => [name, address]))
  expect(plainTextOf(bytes, root, mebibyte).replaceAll('\r\n', '\n').trimEnd()).toBe(parsed.text?.trimEnd())
  const attachments = leaves(root).filter(({ disposition }) => disposition?.type === 'attachment')
  expect(
    attachments.map(({ bodyStart, bodyEnd, encoding, disposition }) => ({
      filename: parameterText(disposition?.params ?? [], 'filename'),
      sha256: sha256(decodeTransfer(bytes.subarray(bodyStart, bodyEnd), encoding, mebibyte)),
    })),
  ).toEqual(parsed.attachments.map(({ filename, content }) => ({ filename, sha256: sha256(content) })))
})

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
