/** A verdict in words for people: what was seen, on which ground, what happens, what to do instead. */
import { localMoment } from '../base/local-time.ts'
import { type Reply, reply } from '../base/reply.ts'
import { joinTexts, say, type Text, texts } from '../base/texts.ts'
import type { Reason } from './reasons.ts'
import { decisive, type Evidence, type Judgement, type Verdict } from './verdict.ts'

/** Judgements of one reason that are told one by one: a letter may have hundreds of recipients. */
const toldOfReason = 5

/** Octets of one line of a refusal; RFC 5321 §4.5.3.1.5 allows 512 with the code and CRLF. */
const replyLineBytes = 400

const findings: Readonly<Record<Reason, (judgement: Judgement) => Text>> = {
  'free-mail-recipient': judgement => say(texts.freeMailRecipient, service(judgement)),
  'free-mail-sender': judgement => say(texts.freeMailSender, service(judgement)),
  'free-mail-reply-to': judgement => say(texts.freeMailReplyTo, service(judgement)),
  'automatic-forward': ({ address }) => say(texts.automaticForward, { address }),
  'own-domain-forged': ({ address }) => say(texts.ownDomainForged, { address }),
  'own-domain-forwarded': ({ address }) => say(texts.ownDomainForwarded, { address }),
  'own-domain-borrowed': ({ address }) => say(texts.ownDomainBorrowed, { address }),
  'look-alike': ({ address, evidence }) => say(texts.lookAlike, { address, domain: value(evidence, 'of') }),
  'foreign-host': ({ address, evidence }) =>
    say(texts.foreignHost, { address, host: value(evidence, 'host') }),
  'document-from-free-mail': judgement => say(texts.documentFromFreeMail, document(judgement)),
  'known-name-from-free-mail': ({ address, evidence }) =>
    say(texts.knownNameFromFreeMail, { address, known: value(evidence, 'known') }),
  'official-from-free-mail': judgement =>
    'document' in judgement.evidence
      ? say(texts.officialFromFreeMail, document(judgement))
      : say(texts.officialSignedFromFreeMail, {
          address: judgement.address,
          box: value(judgement.evidence, 'box'),
        }),
  'sector-exempt': ({ evidence }) =>
    say(texts.sectorExempt, { agency: value(evidence, 'agency'), domain: value(evidence, 'domain') }),
  'document-to-private-box': judgement => say(texts.documentToPrivateBox, document(judgement)),
  'private-box-of-official': ({ address }) => say(texts.privateBoxOfOfficial, { address }),
  'unsigned-document': judgement => say(texts.unsignedDocument, document(judgement)),
  'document-from-person': judgement => say(texts.documentFromPerson, document(judgement)),
  'document-not-in-form': judgement => say(texts.documentNotInForm, document(judgement)),
  'paper-only': judgement => say(texts.paperOnly, document(judgement)),
  'paper-follows': judgement => say(texts.paperFollows, document(judgement)),
  'late-dispatch': judgement => say(texts.lateDispatch, document(judgement)),
  'late-acknowledgement': judgement =>
    say(texts.lateAcknowledgement, {
      ...document(judgement),
      received: moment(judgement, 'received'),
      due: moment(judgement, 'due'),
    }),
  'secret-stamp': ({ evidence }) => say(texts.secretStamp, { places: list(evidence, 'places') }),
  malware: ({ evidence }) => say(texts.malwareFound, { name: value(evidence, 'name') }),
  'not-scanned': () => texts.notScanned,
  'restricted-paper': ({ address, evidence }) =>
    say(texts.restrictedPaper, { address, topics: list(evidence, 'topics') }),
  executable: judgement => say(texts.executableAttached, filename(judgement)),
  macros: judgement => say(texts.macrosAttached, filename(judgement)),
  'encrypted-archive': judgement => say(texts.encryptedArchive, filename(judgement)),
  'sign-up': ({ evidence }) => say(texts.signUpLetter, { service: value(evidence, 'service') }),
  'unreadable-attachment': judgement => say(texts.unreadableAttachment, filename(judgement)),
}

const advice: Readonly<Partial<Record<Reason, Text>>> = {
  'free-mail-recipient': texts.adviceOutbound,
  'free-mail-reply-to': texts.adviceOutbound,
  'automatic-forward': texts.adviceForward,
  'free-mail-sender': texts.adviceInbound,
  'document-from-free-mail': texts.adviceInbound,
  'official-from-free-mail': texts.adviceInbound,
  'private-box-of-official': texts.adviceInbound,
  'own-domain-forged': texts.adviceForged,
  'document-to-private-box': texts.adviceDocument,
  'document-from-person': texts.adviceOffice,
  'document-not-in-form': texts.adviceForm,
  'paper-only': texts.advicePaper,
  'paper-follows': texts.advicePaper,
  'late-acknowledgement': texts.adviceAcknowledge,
  'secret-stamp': texts.adviceSecret,
  malware: texts.adviceMalware,
  'restricted-paper': texts.adviceRestricted,
  executable: texts.adviceExecutable,
  macros: texts.adviceExecutable,
  'encrypted-archive': texts.adviceEncrypted,
  'unreadable-attachment': texts.adviceReadable,
}

const consequences = {
  allow: texts.actionAllow,
  flag: texts.actionFlag,
  hold: texts.actionHold,
  block: texts.actionBlock,
} as const

function service({ address, evidence }: Judgement) {
  return { address, service: value(evidence, 'service'), country: value(evidence, 'country') }
}

/** What a document is called in a sentence; its kind where it shows no number. */
function document({ address, evidence }: Judgement) {
  const kind = value(evidence, 'kind')
  const code = value(evidence, 'document')
  return {
    address,
    kind,
    document: code === '' ? kind : code,
    date: day(value(evidence, 'date')),
    due: day(value(evidence, 'due')),
  }
}

/** `2026-11-23` as people write it. */
function day(date: string): Text {
  return { vi: date.replace(/^(\d{4})-(\d\d)-(\d\d)$/, '$3/$2/$1'), en: date }
}

function moment({ evidence }: Judgement, name: string): Text {
  return localMoment(Date.parse(value(evidence, name)))
}

function filename({ evidence }: Judgement) {
  return { filename: value(evidence, 'filename') }
}

/** Words of ours, such as places and topics, in each language. */
function list(evidence: Evidence, name: string): Text {
  const words = evidence[name]
  const said = Array.isArray(words) ? words.map(word => wordOf(String(word))) : []
  return joinTexts(said, ', ')
}

const words = new Map<string, Text>([
  ['subject', { vi: 'tiêu đề', en: 'subject' }],
  ['body', { vi: 'nội dung thư', en: 'body' }],
  ['personnel', { vi: 'hồ sơ cán bộ', en: 'personnel' }],
  ['inspection', { vi: 'thanh tra', en: 'inspection' }],
  ['complaint', { vi: 'khiếu nại, tố cáo', en: 'complaint' }],
  ['anti-corruption', { vi: 'phòng, chống tham nhũng', en: 'anti-corruption' }],
])

function wordOf(word: string): Text {
  return words.get(word) ?? { vi: word.replace(/^attachment/, 'tệp đính kèm'), en: word }
}

function value(evidence: Evidence, name: string): string {
  const found = evidence[name]
  return typeof found === 'string' ? found : ''
}

/** What one judgement saw. */
export function explainJudgement(judgement: Judgement): Text {
  return findings[judgement.reason](judgement)
}

/** The whole verdict, the decisive judgement's ground, what follows and what to do instead. */
export function explainVerdict(verdict: Verdict, domain: string): Text {
  return joinTexts(sentences(verdict, domain))
}

function sentences(verdict: Verdict, domain: string): readonly Text[] {
  const first = decisive(verdict)
  const told = verdict.judgements.filter(({ action }) => action !== 'allow' || verdict.action === 'allow')
  const instead = first === undefined || verdict.action === 'allow' ? undefined : advice[first.reason]
  return [
    ...[...Map.groupBy(told, ({ reason }) => reason).values()].flatMap(explainAlike),
    consequences[verdict.action],
    ...(first === undefined ? [] : [say(texts.becauseOf, { citation: first.citation })]),
    ...(instead === undefined ? [] : [say(instead, { domain })]),
  ]
}

/** Judgements of one reason: the first few, and how many more there are. */
function explainAlike(judgements: readonly Judgement[]): readonly Text[] {
  const told = judgements.slice(0, toldOfReason).map(explainJudgement)
  const more = judgements.length - told.length
  return more === 0 ? told : [...told, say(texts.moreOfTheSame, { count: String(more) })]
}

/** The reply to a letter that is blocked: a sentence a line, all of it in Vietnamese, then in English. */
export function refusal(verdict: Verdict, ref: string, domain: string): Reply {
  return refusalSaying(verdict, [...sentences(verdict, domain), say(texts.reference, { ref })])
}

/** What is seen of a letter without looking into it. */
const seenOutside: ReadonlySet<Reason> = new Set([
  'free-mail-sender',
  'free-mail-reply-to',
  'automatic-forward',
  'own-domain-forged',
  'own-domain-forwarded',
  'own-domain-borrowed',
  'look-alike',
  'foreign-host',
  'private-box-of-official',
])

/**
 * The same without a word of what was inside: of a letter that came encrypted, whoever sent it again without being able
 * to read it would learn it from the reply.
 */
export function discreetRefusal(verdict: Verdict, ref: string, domain: string): Reply {
  const first = decisive(verdict)
  const judgements = verdict.judgements.filter(({ reason }) => seenOutside.has(reason))
  const said =
    first !== undefined && judgements.includes(first)
      ? sentences({ ...verdict, judgements }, domain)
      : [
          texts.actionBlock,
          ...(first === undefined ? [] : [say(texts.becauseOf, { citation: first.citation })]),
        ]
  return refusalSaying(verdict, [...said, say(texts.reference, { ref })])
}

function refusalSaying(verdict: Verdict, said: readonly Text[]): Reply {
  const first = decisive(verdict)
  const lines = [...said.map(sentence => sentence.vi), ...said.map(sentence => sentence.en)]
  return reply(550, '5.7.1', lines.flatMap(wrap).join('\n'), first?.reason ?? 'policy', first?.rule)
}

/** The notice to the official whose letter waits for an approver. */
export function heldNotice(
  verdict: Verdict,
  letter: { readonly from: string; readonly to: string; readonly ref: string; readonly domain: string },
): { readonly subject: Text; readonly body: Text } {
  const { from, to, ref, domain } = letter
  return {
    subject: say(texts.heldSubject, { ref }),
    body: joinTexts(
      [
        say(texts.heldBody, { from, to }),
        explainVerdict(verdict, domain),
        say(texts.reference, { ref }),
        texts.heldNext,
      ],
      '\r\n\r\n',
    ),
  }
}

/** Breaks at spaces so that no line has more octets than a reply line may. */
function wrap(text: string): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (line !== '' && Buffer.byteLength(longer) > replyLineBytes) {
      lines.push(line)
      line = word
    } else line = longer
  }
  return [...lines, line]
}
