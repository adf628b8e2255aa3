/** Letters around files, and their reading with detectors that see only what is plain. */
import { readFileSync } from 'node:fs'
import { defaultLimits, type Limits } from '../../src/base/limits.ts'
import { parseDangerousTypes } from '../../src/documents/attachments/names.ts'
import type { AttachmentFacts, LetterFindings, OfficialDocument } from '../../src/documents/facts.ts'
import { joinFindings } from '../../src/documents/findings.ts'
import { type Letter, readLetter } from '../../src/documents/letter.ts'
import type { TextReading } from '../../src/documents/text-reading.ts'
import { decodeHeaderText } from '../../src/mail/encoded-word.ts'
import { scanMessage } from '../../src/mail/structure.ts'
import { noTrust, openTrust } from '../../src/signing/verify/trust.ts'

const dangerous = parseDangerousTypes(
  readFileSync(new URL('../../config/dangerous-types.csv', import.meta.url), 'utf8'),
)
if (!dangerous.ok) throw new Error(dangerous.error.join('\n'))
export const runnableSuffixes = dangerous.value.map(type => type.suffix)

const levels = new Map([
  ['MẬT', 'mat'],
  ['TỐI MẬT', 'toi-mat'],
  ['TUYỆT MẬT', 'tuyet-mat'],
] as const)

/** A stamp is a line that holds nothing else; a document is a number and a notation. */
export const plainDetectors: TextReading = {
  findStamps: ({ place, text }) =>
    text.split('\n').flatMap((line, index) => {
      const level = levels.get(line.trim() as 'MẬT')
      return level === undefined ? [] : [{ place, level, line: index + 1, disguises: [] }]
    }),
  recognise: ({ place, text }) => {
    const match = /Số: (\d+)\/(\S+)/.exec(text)
    return match === null ? null : documentOf(place, match[1]!, match[2]!)
  },
  restrictedTopics: ({ text }) => (text.includes('Đơn tố cáo') ? ['complaint'] : []),
  signUpService: ({ subject }) => /^Xác nhận đăng ký (\S+)/.exec(subject)?.[1] ?? null,
}

function documentOf(place: OfficialDocument['place'], number: string, notation: string): OfficialDocument {
  return {
    place,
    number,
    notation,
    marks: ['number'],
    confidence: place === 'subject' ? 0.3 : 0.6,
    kind: null,
    kindName: null,
    issuer: null,
    issuedPlace: null,
    issuedDate: null,
    abstract: null,
    signerTitle: null,
    signerName: null,
    urgency: null,
    signed: false,
    signature: null,
    pages: null,
  }
}

export interface EnclosedFile {
  /** Raw, as it goes into `filename="…"`; in UTF-8 when it is not ASCII. */
  readonly name?: string
  readonly bytes: Uint8Array | string
  readonly declared?: string
  /** Header lines in the place of the usual ones. */
  readonly header?: readonly string[]
}

/** A letter of a short text and files. */
export function letterWith(files: readonly EnclosedFile[], body = 'Kính gửi.'): Buffer {
  const parts = files.flatMap(({ name, bytes, declared = 'application/octet-stream', header }) => [
    '--ranh-gioi',
    ...(header ?? [
      `Content-Type: ${declared}`,
      `Content-Disposition: attachment${name === undefined ? '' : `; filename="${name}"`}`,
    ]),
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from(bytes as string)
      .toString('base64')
      .replace(/.{76}/g, '$&\r\n'),
  ])
  return Buffer.from(
    [
      'From: vanthu@sonoivu.caobang.gov.vn',
      'Subject: =?utf-8?q?G=E1=BB=ADi_t=C3=A0i_li=E1=BB=87u?=',
      'Content-Type: multipart/mixed; boundary=ranh-gioi',
      '',
      '--ranh-gioi',
      'Content-Type: text/plain; charset=utf-8',
      '',
      body,
      ...parts,
      '--ranh-gioi--',
      '',
    ].join('\r\n'),
  )
}

export function letterOf(bytes: Uint8Array, limits: Limits = defaultLimits): Letter {
  const root = scanMessage(bytes, limits)
  return {
    bytes,
    root,
    subject: decodeHeaderText(root.envelope?.subject ?? ''),
    from: 'vanthu@sonoivu.caobang.gov.vn',
    inbound: false,
    at: Date.now(),
  }
}

/** Everything that the reading of a letter finds, on this thread. */
export async function findingsOf(bytes: Uint8Array, limits: Partial<Limits> = {}): Promise<LetterFindings> {
  const all = { ...defaultLimits, ...limits }
  const tools = {
    texts: plainDetectors,
    trust: openTrust(noTrust)(),
    limits: all,
    runnableSuffixes: new Set(runnableSuffixes),
  }
  return joinFindings(await Array.fromAsync(readLetter(letterOf(bytes, all), tools)))
}

export async function attachmentsOf(
  files: readonly EnclosedFile[],
  limits: Partial<Limits> = {},
): Promise<readonly AttachmentFacts[]> {
  return (await findingsOf(letterWith(files), limits)).attachments
}
