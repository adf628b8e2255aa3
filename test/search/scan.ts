/**
 * The archive searched without an index: every letter decoded and looked through for every question, by other code
 * than the index has (mailparser for MIME, own reading of Office files, own words), from what the language says.
 */
import { strFromU8, unzipSync } from 'fflate'
import { type ParsedMail, simpleParser } from 'mailparser'
import { extractText, getDocumentProxy } from 'unpdf'
import type { Entry } from '../../src/ports/archive.ts'
import type { Facet, Query, Scope, Side, TextField } from '../../src/ports/search.ts'
import type { MadeLetter } from './corpus.ts'

type Words = readonly string[]

interface Scanned {
  readonly entry: Entry
  readonly letter: MadeLetter
  /** Words of each text of a field, exactly spelled. */
  readonly texts: Readonly<Record<TextField, readonly Words[]>>
  readonly addresses: Readonly<Record<Side, readonly string[]>>
}

export function exactWords(text: string): Words {
  const words: string[] = []
  let word = ''
  for (const char of text.normalize('NFC').toLocaleLowerCase('en')) {
    if (/[\p{Letter}\p{Number}\p{Mark}]/u.test(char)) word += char
    else {
      if (word !== '') words.push(word)
      word = ''
    }
  }
  return (word === '' ? words : [...words, word]).map(oldPlace)
}

/** The tone on the first of the two vowels that a word ends in. */
function oldPlace(word: string): string {
  return word
    .normalize('NFD')
    .replace(/(o(?=[ae])|(?<!q)u(?=y))([aey])([\u0300\u0301\u0309\u0303\u0323])$/u, '$1$3$2')
    .normalize('NFC')
}

const withoutMark = (word: string) =>
  [...word.normalize('NFKD')]
    .filter(char => !/\p{Mark}/u.test(char))
    .join('')
    .replaceAll('đ', 'd')

export async function scanned(entry: Entry, letter: MadeLetter): Promise<Scanned> {
  const mail = letter.bytes === null ? null : await simpleParser(letter.bytes, { skipTextToHtml: true })
  const files = await Promise.all(
    (mail?.attachments ?? []).map(({ filename = '', content }) => readFile(filename, content)),
  )
  const people = peopleOf(entry, mail)
  const texts = {
    subject: [entry.subject],
    // Whole lines of HTML without their tags: the corpus has no entities.
    body: mail === null ? [] : [bodyOf(mail)],
    attachment: files.flatMap(file => file.texts),
    filename: files.flatMap(file => file.names),
    from: people.from.flat(),
    to: people.to.flat(),
    cc: people.cc.flat(),
    bcc: people.bcc.flat(),
  }
  const addresses = (side: Side) => people[side].map(([, address]) => address)
  return {
    entry,
    letter,
    texts: Object.fromEntries(
      Object.entries(texts).map(([field, list]) => [field, list.map(exactWords)]),
    ) as unknown as Scanned['texts'],
    addresses: { from: addresses('from'), to: addresses('to'), cc: addresses('cc'), bcc: addresses('bcc') },
  }
}

function bodyOf(mail: ParsedMail): string {
  // Alternatives say the same here.
  return typeof mail.html !== 'string'
    ? (mail.text ?? '')
    : mail.html.replace(/<\/?p>/g, '\n').replace(/<[^>]*>/g, '')
}

type NameAndAddress = readonly [name: string, address: string]

function peopleOf(entry: Entry, mail: ParsedMail | null): Readonly<Record<Side, readonly NameAndAddress[]>> {
  const named = (field: 'from' | 'to' | 'cc'): readonly NameAndAddress[] =>
    [mail?.[field] ?? []]
      .flat()
      .flatMap(({ value }) => value)
      .map(({ name, address = '' }) => [name, address] as const)
  const envelope = (blind: boolean) =>
    entry.recipients
      .filter(recipient => recipient.blind === blind)
      .map(({ address }) => ['', address] as const)
  return {
    from: [
      ...(mail === null ? [['', entry.headerFrom] as const] : named('from')),
      ...(entry.mailFrom === '' ? [] : [['', entry.mailFrom] as const]),
    ],
    // All of them are named by the letter, except where there is no letter.
    to: mail === null ? envelope(false) : named('to'),
    cc: named('cc'),
    bcc: envelope(true),
  }
}

interface ReadFile {
  readonly names: readonly string[]
  readonly texts: readonly string[]
}

async function readFile(name: string, bytes: Uint8Array): Promise<ReadFile> {
  const names = [name]
  if (name.endsWith('.txt')) return { names, texts: [Buffer.from(bytes).toString('utf8')] }
  if (name.endsWith('.pdf')) {
    const { text } = await extractText(await getDocumentProxy(new Uint8Array(bytes)), { mergePages: true })
    return { names, texts: [text] }
  }
  const parts = Object.entries(unzipSync(bytes))
  if (name.endsWith('.zip')) {
    const inner = await Promise.all(parts.map(([path, content]) => readFile(path, content)))
    return {
      names: [...names, ...inner.flatMap(file => file.names)],
      texts: inner.flatMap(file => file.texts),
    }
  }
  const content = /^(?:word\/document|xl\/sharedStrings|content|ppt\/slides\/slide\d+)\.xml$/
  const xml = parts.filter(([path]) => content.test(path)).map(([, part]) => strFromU8(part))
  return { names, texts: [xml.map(textOfXml).join('\n')] }
}

function textOfXml(xml: string): string {
  return xml
    .replace(/<\/(?:w:p|si|text:p|a:p|text:h)>/g, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
}

/** What the language says a query finds. `agencies` are ids by code. */
export function finds(query: Query, letter: Scanned, agencies: ReadonlyMap<string, number>): boolean {
  const { entry } = letter
  const { documents, violations } = letter.letter
  switch (query.kind) {
    case 'and':
      return query.of.every(part => finds(part, letter, agencies))
    case 'or':
      return query.of.some(part => finds(part, letter, agencies))
    case 'not':
      return !finds(query.of, letter, agencies)
    case 'words': {
      const fields = query.field === null ? Object.values(letter.texts) : [letter.texts[query.field]]
      return fields.flat().some(words => standsIn(words, query))
    }
    case 'address':
      return letter.addresses[query.side].includes(query.address)
    case 'domain':
      return letter.addresses[query.side].some(address => address.endsWith(`@${query.domain}`))
    case 'agency': {
      const id = agencies.get(query.code)
      return id !== undefined && agenciesOf(entry).has(id)
    }
    case 'direction':
      return entry.direction === query.direction
    case 'verdict':
      return query.verdict === 'refused' ? !entry.accepted : entry.verdict === query.verdict
    case 'rule':
      return violations.some(({ rule, reason }) => [rule.toLowerCase(), reason].includes(query.rule))
    case 'document-kind':
      return documents.some(({ kind }) => kind === query.abbreviation)
    case 'document-number':
      return documents.some(
        ({ number, notation }) =>
          (query.number === null || (number !== null && Number(number) === Number(query.number))) &&
          (query.notation === null ||
            (notation !== null && withoutMark(notation.toLowerCase()) === query.notation)),
      )
    case 'signed':
      return signed(letter).includes(query.signed)
    case 'message-id':
      return entry.messageId.toLowerCase() === query.messageId.toLowerCase()
    case 'received':
      return entry.receivedAt >= (query.fromMs ?? 0) && entry.receivedAt < (query.beforeMs ?? Infinity)
    case 'size':
      return entry.sizeBytes >= (query.leastBytes ?? 0) && entry.sizeBytes <= (query.mostBytes ?? Infinity)
    case 'ids':
      return entry.id >= query.first && entry.id <= query.last
    case 'partly':
      throw new Error('the scan reads every letter of its corpus')
  }
}

function standsIn(text: Words, { words, exact, prefix }: Extract<Query, { kind: 'words' }>): boolean {
  const shown = exact ? text : text.map(withoutMark)
  return shown.some((_, start) =>
    words.every((word, index) => {
      const found = shown[start + index]
      if (found === undefined) return false
      const begins = found.startsWith(word) || (exact && oldPlace(found.slice(0, word.length)) === word)
      return prefix && index === words.length - 1 ? begins : found === word
    }),
  )
}

function agenciesOf({ senderAgencyId, recipients }: Entry): ReadonlySet<number | null> {
  return new Set([senderAgencyId, ...recipients.map(({ agencyId }) => agencyId)])
}

function signed({ entry, letter }: Scanned): readonly string[] {
  const ofLetter = entry.authentication === '' ? [] : JSON.parse(entry.authentication).signatures
  const worth = { pass: 'valid', fail: 'invalid', policy: 'unknown' } as const
  const worths = [
    ...ofLetter.map(({ result }: { result: keyof typeof worth }) => worth[result]),
    ...letter.documents.flatMap(({ signature }) => signature ?? []),
  ]
  return worths.length === 0 ? ['no'] : ['yes', ...worths]
}

export function within({ agencies, fromMs, beforeMs }: Scope, { entry }: Scanned): boolean {
  const time = entry.receivedAt >= (fromMs ?? 0) && entry.receivedAt < (beforeMs ?? Infinity)
  return time && (agencies === null || agencies.some(id => agenciesOf(entry).has(id)))
}

export function facetKeys(
  by: Facet,
  { entry, letter }: Scanned,
  codes: ReadonlyMap<number, string>,
): readonly string[] {
  switch (by) {
    case 'agency':
      return [...agenciesOf(entry)].flatMap(id => (id === null ? [] : (codes.get(id) ?? [])))
    case 'month':
      return [new Date(entry.receivedAt + 7 * 3_600_000).toISOString().slice(0, 7)]
    case 'kind':
      return [...new Set(letter.documents.flatMap(({ kind }) => (kind === null ? [] : [kind || 'CV'])))]
    case 'verdict':
      return [entry.verdict]
  }
}
