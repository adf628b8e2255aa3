/** Vietnamese letters in bulk for the bench of search: words by Zipf's law, one in twenty with a file. */
import type { CommitMessage, EntryRecipient } from '../../src/ports/archive.ts'
import { sha256 } from '../conformance/letters.ts'
import { Random } from '../search/random.ts'
import { makeDocx, makePdf } from '../support/attachments.ts'

const onsets = 'b c ch d đ g gh gi h k kh l m n ng ngh nh p ph q r s t th tr v x'.split(' ')
const rimes =
  'a ai am an ang anh ao au ay ă ăm ăn ăng â âm ân âng âu ây e em en eo ê êm ên ênh êu i iên iêm in inh iu o oa oan oanh oi om on ong ô ôi ôm ôn ông ơ ơi ơm ơn u ui un ung uôn uông uyên ư ưng ươi ươn ương uy uynh'.split(
    ' ',
  )
const tones = ['', '\u0300', '\u0301', '\u0303', '\u0309', '\u0323']

/** Syllables in the order of their frequency. */
export const syllables: readonly string[] = (() => {
  const random = new Random(14)
  const all = onsets.flatMap(onset => rimes.flatMap(rime => tones.map(tone => toned(onset + rime, tone))))
  return all
    .map(word => [random.next(), word] as const)
    .toSorted(([a], [b]) => a - b)
    .map(([, word]) => word)
})()

function toned(syllable: string, tone: string): string {
  return syllable.replace(/[aăâeêioôơuưy](?=[^aăâeêioôơuưy]*$)/u, vowel => vowel + tone).normalize('NFC')
}

const cumulated = (() => {
  let sum = 0
  const sums = Float64Array.from(syllables, (_, rank) => (sum += 1 / (rank + 2)))
  return sums.map(value => value / sum)
})()

export function zipfWord(random: Random): string {
  const value = random.next()
  let [low, high] = [0, cumulated.length - 1]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((cumulated[middle] as number) < value) low = middle + 1
    else high = middle
  }
  return syllables[low] as string
}

function paragraph(random: Random, words: number): string {
  const text = Array.from({ length: words }, () => zipfWord(random)).join(' ')
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}, số ${random.below(100_000)}/BC-${random.below(300)}.\r\n`
}

export interface Kit {
  letter(number: number): CommitMessage
  /** Words of the files. */
  readonly fileWords: readonly string[]
  readonly senders: readonly string[]
}

const paragraphs = 20_000
const filesOfEach = 40
const names = ['Nông Thị Hạnh', 'Hoàng Văn Dũng', 'Lê Thị Hoa', 'Bế Văn Đàn', 'Lý Thị Mai', 'Triệu Văn Sơn']

export async function makeKit(agencyIds: readonly number[], firstMs: number, lastMs: number): Promise<Kit> {
  const random = new Random(15)
  const pool = Array.from({ length: paragraphs }, () => Buffer.from(paragraph(random, 60 + random.below(80))))
  const fileWords = Array.from({ length: filesOfEach }, (_, index) => `tệpsố${index}`)
  const files = await Promise.all(
    fileWords.flatMap(word => {
      const text = `${word} ${Array.from({ length: 30 }, () => paragraph(random, 60)).join('')}`
      return [makePdf(text), Promise.resolve(makeDocx(text.replaceAll('\r', '')))]
    }),
  )
  const encoded = files.map(file => file.toString('base64').replace(/.{76}/g, '$&\r\n'))
  const senders = Array.from(
    { length: 2000 },
    (_, index) => `can.bo${index}@${index % 10 === 0 ? 'gmail.com' : 'caobang.gov.vn'}`,
  )
  return {
    fileWords,
    senders,
    letter(number) {
      const from = senders[Math.floor(random.next() ** 2 * senders.length)] as string
      const to = random.pick(senders)
      const subject = `V/v ${Array.from({ length: 8 }, () => zipfWord(random)).join(' ')}`
      // Many short ones and a few long: 12 KB in the mean, with their files.
      const size = Math.min(56, 1 + Math.floor(-Math.log(1 - random.next()) * 16))
      const body = Buffer.concat(Array.from({ length: size }, () => random.pick(pool)))
      const head = `From: =?UTF-8?B?${Buffer.from(random.pick(names)).toString('base64')}?= <${from}>\r\nTo: <${to}>\r\nSubject: =?UTF-8?B?${Buffer.from(subject).toString('base64')}?=\r\nMessage-ID: <${number}@caobang.gov.vn>\r\nDate: Mon, 23 Nov 2026 08:00:00 +0700\r\nMIME-Version: 1.0\r\n`
      const text = 'Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n'
      const file = random.below(20) === 0 ? random.below(encoded.length) : -1
      const type = file % 2 === 0 ? 'pdf' : 'docx'
      const bytes = Buffer.concat(
        file < 0
          ? [Buffer.from(head + text), body]
          : [
              Buffer.from(`${head}Content-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\n${text}`),
              body,
              Buffer.from(
                `--m\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename="van-ban-${file}.${type}"\r\nContent-Transfer-Encoding: base64\r\n\r\n${encoded[file]}\r\n--m--\r\n`,
              ),
            ],
      )
      const receivedAt = Math.floor(firstMs + random.next() * (lastMs - firstMs))
      return commitOf(number, bytes, { from, to, subject, receivedAt, random, agencyIds })
    },
  }
}

interface Envelope {
  readonly from: string
  readonly to: string
  readonly subject: string
  readonly receivedAt: number
  readonly random: Random
  readonly agencyIds: readonly number[]
}

function commitOf(
  number: number,
  bytes: Buffer,
  { from, to, subject, receivedAt, random, agencyIds }: Envelope,
): CommitMessage {
  const recipient: EntryRecipient = {
    address: to,
    boxId: null,
    agencyId: random.pick(agencyIds),
    outcome: 'queued',
    reason: '',
    blind: false,
  }
  const digest = sha256(bytes)
  return {
    entry: {
      receivedAt,
      channel: 'submission',
      direction: random.pick(['inbound', 'outbound', 'internal']),
      verdict: random.below(20) === 0 ? 'flag' : 'allow',
      accepted: true,
      reply: { code: 250, enhanced: '2.0.0', reason: 'accepted', text: 'Đã nhận' },
      mailFrom: from,
      recipients: [recipient],
      client: { address: '192.0.2.10', helo: 'may-01', tls: 'TLSv1.3' },
      boxId: null,
      senderAgencyId: random.pick(agencyIds),
      messageId: `<${number}@caobang.gov.vn>`,
      headerFrom: from,
      subject,
      sentAt: receivedAt,
      sha256: digest,
      sizeBytes: bytes.length,
      authentication: '',
      judgements: '[]',
    },
    forms: [{ kind: 'received', bytes, sha256: digest }],
    views: [],
    deliveries: [],
    outbox: [],
    held: [],
    violations: [],
    documents:
      number % 3 !== 0
        ? []
        : [
            {
              place: 'subject',
              number: `${random.below(2000)}`,
              notation: random.pick(['QĐ-UBND', 'CT-UBND', 'SKHCN-VP']),
              kind: random.pick(['QĐ', 'CT', '']),
              issuer: null,
              issuedDate: null,
              abstract: null,
              signer: null,
              urgency: null,
              signed: false,
              signature: null,
              confidence: 0.9,
              metadata: '{}',
            },
          ],
    acknowledgeBy: null,
    counts: [],
  }
}
