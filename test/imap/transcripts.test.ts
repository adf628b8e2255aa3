import { readdirSync, readFileSync } from 'node:fs'
import { describe, it } from 'vitest'
import { contentLetters, contentValues } from './content-letters.ts'
import { accounts, startImap } from './fixtures.ts'
import { letters } from './letters.ts'
import { searchLetters } from './search-letters.ts'
import { makeMemoryStore, makeSqliteStore } from './stores.ts'
import { parseTranscript, runTranscript } from './transcript.ts'

const directory = new URL('../transcripts/imap/', import.meta.url)
const values = new Map([
  ...letters,
  ...contentLetters,
  ...searchLetters,
  ...contentValues,
  ['210 octets', 'x'.repeat(210)],
  ['decomposed', 'Đến'.normalize('NFD')],
  ['5000 octets', 'x'.repeat(5000)],
  ['binary', 'a\0b'],
])
for (const [i, { address, password }] of accounts.entries()) {
  values.set(`address${i + 1}`, address).set(`password${i + 1}`, password)
  values.set(`plain${i + 1}`, Buffer.from(`\0${address}\0${password}`).toString('base64'))
  const oauth = (token: string) =>
    Buffer.from(`n,a=${address},\x01auth=Bearer ${token}\x01\x01`).toString('base64')
  const xoauth2 = Buffer.from(`user=${address}\x01auth=Bearer token-${i + 1}\x01\x01`).toString('base64')
  values.set(`oauth${i + 1}`, oauth(`token-${i + 1}`)).set(`forged${i + 1}`, oauth('token-9'))
  values.set(`xoauth${i + 1}`, xoauth2)
  values.set(`address${i + 1}.base64`, Buffer.from(address).toString('base64'))
  values.set(`password${i + 1}.base64`, Buffer.from(password).toString('base64'))
}

describe.each([
  ['memory', makeMemoryStore],
  ['sqlite', makeSqliteStore],
] as const)('IMAP transcripts over %s', (_, makeStore) => {
  for (const file of readdirSync(directory).filter(name => name.endsWith('.txt'))) {
    it(file.replace('.txt', ''), async () => {
      const transcript = parseTranscript(readFileSync(new URL(file, directory), 'utf8'), values)
      await using made = await makeStore(transcript.limits)
      await using running = await startImap(made.store, transcript)
      await runTranscript(transcript, running.port)
    })
  }
})
