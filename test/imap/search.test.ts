/** What transcripts of SEARCH, SORT and THREAD cannot tell: other charsets, older rows, results kept current at length. */
import { readFileSync } from 'node:fs'
import iconv from 'iconv-lite'
import { expect, it } from 'vitest'
import { defaultLimits } from '../../src/base/limits.ts'
import { accounts, startImap } from './fixtures.ts'
import { letters } from './letters.ts'
import { MemoryStore } from './memory-store.ts'
import { searchLetters } from './search-letters.ts'
import { Talk } from './talk.ts'
import { parseTranscript, runTranscript } from './transcript.ts'

const [{ address, password }] = accounts

function newStore(): MemoryStore {
  const store = new MemoryStore(defaultLimits.keywords)
  store.addBox(1)
  return store
}

it.each(['windows-1258', 'TCVN', 'VISCII'])('takes search texts in %s', async charset => {
  await using running = await startImap(newStore())
  using talk = await Talk.logIn(running.port, address, password)
  for (const letter of searchLetters.values()) await talk.append(letter)
  await talk.run('SELECT INBOX')
  // windows-1258 writes tones as marks of their own.
  const [word, subject] =
    charset === 'windows-1258'
      ? ['đôn đốc'.normalize('NFD').replaceAll('o\u0302', 'ô'), 'đôn đốc']
      : ['đôn đốc', 'đôn đốc']
  const bytes = iconv.encode(word, charset)
  expect(iconv.decode(bytes, charset).normalize('NFC')).toBe(subject)
  const found = await talk.run(`SEARCH CHARSET ${charset} SUBJECT {${bytes.length}+}\r\n`, bytes)
  expect(found).toContain('* SEARCH 4 6')
  const quoted = await talk.run(
    'SORT (REVERSE DATE) ',
    Buffer.concat([Buffer.from(`${charset} SUBJECT "`), bytes, Buffer.from('"')]),
  )
  expect(quoted).toContain('* SORT 6 4')
})

it('threads letters that were stored before their ancestors were, and stores what it read', async () => {
  const store = newStore()
  const { append } = store.write
  store.write.append = async messages =>
    await append(
      messages.map(message => {
        const structure = { ...message.view.structure, ancestors: null }
        return { ...message, view: { ...message.view, structure } }
      }),
    )
  await using running = await startImap(store)
  const values = new Map([...letters, ...searchLetters, ['address1', address], ['password1', password]])
  const source = readFileSync(new URL('../transcripts/imap/thread.txt', import.meta.url), 'utf8')
  await runTranscript(parseTranscript(source, values), running.port)
  const { mailboxes } = store.read
  const inbox = (await mailboxes.byName(1, 'INBOX'))!
  const { views } = await mailboxes.snapshot(inbox.id)
  expect((await mailboxes.threadTexts([...views])).map(({ ancestors }) => ancestors)).toEqual([
    '',
    'hop-1@caobang.gov.vn',
    'hop-2@caobang.gov.vn',
    '',
    'don-0@caobang.gov.vn',
    'don-0@caobang.gov.vn',
    'hop-1@caobang.gov.vn',
  ])
})

it('results that are kept current are what a new search finds, whatever happens', async () => {
  const store = newStore()
  await using running = await startImap(store)
  using one = await Talk.logIn(running.port, address, password)
  using other = await Talk.logIn(running.port, address, password)
  const all = [...searchLetters.values()]
  for (const letter of all) await one.append(letter)
  await one.run('SELECT INBOX')
  await other.run('SELECT INBOX')
  const searches = [
    { plain: 'UID SEARCH UNSEEN', current: 'UID SEARCH RETURN (UPDATE ALL) UNSEEN', tag: '' },
    {
      plain: 'UID SORT (SUBJECT REVERSE DATE) UTF-8 UNFLAGGED',
      current: 'UID SORT RETURN (UPDATE ALL) (SUBJECT REVERSE DATE) UTF-8 UNFLAGGED',
      tag: '',
    },
  ]
  const known = new Map<string, number[]>()
  for (const search of searches) {
    const answer = await one.run(search.current)
    search.tag = one.tag
    known.set(search.tag, expand(/ ALL ([\d:,]+)/.exec(answer)?.[1] ?? ''))
  }
  let seed = 7
  const random = (below: number) => {
    seed = (seed * 1103515245 + 12345) % 2147483648
    return Math.floor((seed / 2147483648) * below)
  }
  for (let step = 0; step < 60; step++) {
    const who = random(2) === 0 ? one : other
    const sign = random(2) === 0 ? '+' : '-'
    const flag = ['\\Seen', '\\Flagged'][random(2)]
    const told = [
      await [
        () => who.append(all[random(all.length)]!),
        () => who.run(`UID STORE ${1 + random(40)}:${1 + random(40)} ${sign}FLAGS.SILENT (${flag})`),
        () => who.run(`UID STORE ${1 + random(40)} +FLAGS.SILENT (\\Deleted)`),
        () => who.run('EXPUNGE'),
      ][random(4)]!(),
      await one.run('NOOP'),
    ]
    if (who !== one) told.shift()
    for (const text of told) take(known, text)
    for (const { tag, plain } of searches) {
      const fresh = /\* (?:SEARCH|SORT)([ \d]*)/.exec(await one.run(plain))?.[1] ?? ''
      expect(known.get(tag), `step ${step}: ${plain}`).toEqual(fresh.split(' ').filter(Boolean).map(Number))
    }
  }
})

/** What a client does with ADDTO and REMOVEFROM. */
function take(known: Map<string, number[]>, text: string): void {
  for (const [, tag = '', what, pairs = ''] of text.matchAll(
    /ESEARCH \(TAG "(\w+)"\) UID (ADDTO|REMOVEFROM) \(([^)]*)\)/g,
  )) {
    const uids = known.get(tag)!
    const fields = pairs.split(' ')
    for (let i = 0; i < fields.length; i += 2) {
      const position = Number(fields[i])
      const changed = expand(fields[i + 1]!)
      if (what === 'ADDTO' && position > 0) uids.splice(position - 1, 0, ...changed)
      else if (what === 'ADDTO') {
        uids.push(...changed)
        uids.sort((a, b) => a - b)
      } else if (position > 0) {
        expect(uids.splice(position - 1, changed.length)).toEqual(changed)
      } else for (const uid of changed) uids.splice(uids.indexOf(uid), 1)
    }
  }
}

function expand(set: string): number[] {
  return set.split(',').flatMap(range => {
    if (range === '') return []
    const [first = 0, last = first] = range.split(':').map(Number)
    return Array.from({ length: last - first + 1 }, (_, i) => first + i)
  })
}
