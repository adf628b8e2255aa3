import { readdirSync, readFileSync } from 'node:fs'
import { describe, it } from 'vitest'
import { accounts, startImap } from './fixtures.ts'
import { letters } from './letters.ts'
import { searchLetters } from './search-letters.ts'
import { makeMemoryStore, makeSqliteStore } from './stores.ts'
import { parseTranscript, runTranscript } from './transcript.ts'

const directory = new URL('../transcripts/imap/', import.meta.url)
const values = new Map([...letters, ...searchLetters, ['210 octets', 'x'.repeat(210)]])
for (const [i, { address, password }] of accounts.entries()) {
  values.set(`address${i + 1}`, address).set(`password${i + 1}`, password)
  values.set(`plain${i + 1}`, Buffer.from(`\0${address}\0${password}`).toString('base64'))
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
