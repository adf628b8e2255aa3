/** Facts for tests of the regulation: an everyday letter, of which a test says what differs. */
import { defaultLimits } from '../../src/base/limits.ts'
import { noFindings, type OfficialDocument } from '../../src/documents/facts.ts'
import type { AgencyFacts, BoxFacts, LetterFacts } from '../../src/policy/facts.ts'
import type { SignatureFact } from '../../src/signing/outcome.ts'

export function agencyFacts(code: string, more: Partial<AgencyFacts> = {}): AgencyFacts {
  return { id: 1, code, name: code, mailSystem: 'provincial', sectorDomains: [], ...more }
}

export function boxFacts(address: string, more: Partial<BoxFacts> = {}): BoxFacts {
  return { id: 1, address, kind: 'person', name: '', ...more }
}

/** A policy of the province, but for its lists. */
export const provincePolicy = {
  ownDomains: ['caobang.gov.vn'],
  stateDomains: ['gov.vn'],
  rememberedDomains: defaultLimits.rememberedDomains,
  referencePrefix: 'CB',
  kinds: [],
}

/** From another server, authenticated, nothing in it. */
export function letterFacts(more: Partial<LetterFacts> = {}): LetterFacts {
  return {
    channel: 'mx',
    at: Date.UTC(2026, 10, 23, 2),
    mailFrom: '',
    from: [],
    sender: [],
    replyTo: [],
    returnPath: [],
    subject: '',
    peer: null,
    authentication: null,
    senderExchangers: [],
    senderBox: null,
    senderAgency: null,
    automatic: false,
    findings: noFindings,
    scan: { kind: 'clean' },
    ...more,
  }
}

/** A công văn in its proper form. */
export function officialDocument(more: Partial<OfficialDocument> = {}): OfficialDocument {
  return {
    place: 'attachment 1',
    marks: ['national-name', 'motto', 'number', 'issuer', 'place-and-date', 'abstract', 'signer'],
    confidence: 0.95,
    number: '1245',
    notation: 'SNV-CCHC',
    kind: '',
    kindName: 'Công văn',
    issuer: 'SỞ NỘI VỤ',
    issuedPlace: 'Cao Bằng',
    issuedDate: '2026-11-23',
    abstract: 'V/v báo cáo tình hình sử dụng văn bản điện tử năm 2026',
    signerTitle: 'GIÁM ĐỐC',
    signerName: 'Trần Thị Bình',
    urgency: null,
    signed: false,
    signature: null,
    pages: 1,
    ...more,
  }
}

/** An S/MIME signature over a letter by its author. */
export function signatureFact(more: Partial<SignatureFact> = {}): SignatureFact {
  const signer = {
    name: 'Trần Thị Bình',
    addresses: ['binhtt.sonoivu@caobang.gov.vn'],
    issuer: 'CA phục vụ các cơ quan nhà nước G2',
    serial: '5F2A',
  }
  return {
    kind: 'smime',
    place: 'message',
    result: 'pass',
    reasons: [],
    covers: 'whole',
    signer,
    speaksFor: 'from',
    algorithm: 'rsa-sha256',
    signedAt: Date.UTC(2026, 10, 23, 1),
    timestamped: false,
    anchor: 'Root',
    revocation: 'good',
    ...more,
  }
}
