/**
 * Signed data (RFC 5652 §5), BER or DER: who signed, and whether the octets and the keys fit. Chains, purposes and
 * addresses are other files' question.
 */
import type { KeyObject } from 'node:crypto'
import { type BaseBlock, Constructed, ObjectIdentifier, OctetString, Sequence } from 'asn1js'
import {
  AlgorithmIdentifier,
  type Attribute,
  ContentInfo,
  IssuerAndSerialNumber,
  SignedData,
  type SignerInfo,
} from 'pkijs'
import { fail, ok, type Result } from '../../base/result.ts'
import type { SignatureReason } from '../outcome.ts'
import { type Digest, digestOf, hashOf, holds, isWeak, schemeOf } from './algorithms.ts'
import { type Certified, hex, type ReadCertificate, readCertificate, serialOf } from './certificate.ts'
import type { Brought } from './chain.ts'
import { basicResponse, readBasicResponse, readOcspResponse } from './ocsp.ts'
import type { RevocationStatement } from './revocation.ts'
import { readRevocationList } from './revocation-list.ts'
import { readTree } from './tree.ts'

export interface SignedContent extends Brought {
  /** Object identifier of the content's type. */
  readonly type: string
  /** What is enclosed; null for a detached signature. */
  readonly content: Uint8Array | null
  readonly signers: readonly SignerInfo[]
}

const signedData = '1.2.840.113549.1.7.2'
export const dataType = '1.2.840.113549.1.7.1'

/** Elements of one structure: a content that was streamed comes in many pieces. */
const mostNodes = 50_000
/** Certificates that are looked at beside a signature. */
const mostCertificates = 30

/** The signed data in a file, or why there is none to be had; `null` for what is none at all. */
export function readSignedData(
  file: Uint8Array,
  read: ReadCertificate = readCertificate,
): Result<SignedContent | null, SignatureReason> {
  try {
    const info = new ContentInfo({ schema: readTree(file, mostNodes) })
    if (info.contentType !== signedData) return ok(null)
    const certificates = takeOut(info.content, 0)
      .slice(0, mostCertificates)
      .flatMap(each => read(octetsOf(each)) ?? [])
    const lists = takeOut(info.content, 1)
    const data = new SignedData({ schema: info.content })
    const { eContent, eContentType } = data.encapContentInfo
    return ok({
      type: eContentType,
      content: eContent === undefined ? null : Buffer.concat(piecesOf(eContent)),
      signers: data.signerInfos,
      certificates,
      statements: statementsIn(lists, data.signerInfos),
    })
  } catch {
    return fail('malformed')
  }
}

/** All of an octet string, however its pieces lie in each other (X.690 §8.7): who shows the content shows all of it. */
function piecesOf(octets: unknown): readonly Uint8Array[] {
  if (!(octets instanceof OctetString)) throw new TypeError('no octet string')
  const { idBlock, valueBlock } = octets
  return idBlock.isConstructed ? valueBlock.value.flatMap(piecesOf) : [valueBlock.valueHexView]
}

/** Takes the members of `[tag]` out of a SignedData, to be read from their octets. The library would take its time over them. */
function takeOut(data: unknown, tag: number): readonly BaseBlock[] {
  if (!(data instanceof Sequence)) return []
  const fields = data.valueBlock.value
  const at = fields.findIndex(
    ({ idBlock }) => idBlock.tagClass === contextSpecific && idBlock.tagNumber === tag,
  )
  const set = fields[at]
  if (!(set instanceof Constructed)) return []
  data.valueBlock.value = fields.toSpliced(at, 1)
  return set.valueBlock.value
}

/** An element as it stands. */
function octetsOf({ valueBeforeDecodeView }: BaseBlock): Uint8Array {
  return new Uint8Array(valueBeforeDecodeView)
}

const contextSpecific = 3
const ocspResponse = '1.3.6.1.5.5.7.16.2'
const revocationArchival = '1.2.840.113583.1.1.8'
/** Statements that are looked at beside a signature. */
const mostStatements = 20

/**
 * What a signature brings along of revocation: beside its certificates (RFC 5652 §10.2.1, RFC 5940 §2.1), or among the
 * signed attributes, where programs for PDF files put it (ISO 32000-2 §12.8.3.3.2).
 */
function statementsIn(
  lists: readonly BaseBlock[],
  signers: readonly SignerInfo[],
): readonly RevocationStatement[] {
  const archived = signers.flatMap(({ signedAttrs }) =>
    archivedIn(single(signedAttrs?.attributes ?? [], revocationArchival)),
  )
  return [...lists.map(each => () => readStatement(each)), ...archived]
    .slice(0, mostStatements)
    .flatMap(read => {
      try {
        return read() ?? []
      } catch {
        return []
      }
    })
}

/** A list, or `[1]` with something else and the identifier of what it is. */
function readStatement(info: BaseBlock): RevocationStatement | undefined {
  if (info instanceof Sequence) return readRevocationList(octetsOf(info))
  const [format, value] = info instanceof Constructed ? info.valueBlock.value : []
  if (!(format instanceof ObjectIdentifier) || value === undefined) return undefined
  const name = format.valueBlock.toString()
  if (name === ocspResponse) return readOcspResponse(octetsOf(value))
  return name === basicResponse ? readBasicResponse(octetsOf(value)) : undefined
}

/** RevocationInfoArchival: lists [0], OCSP responses [1]. */
function archivedIn(value: unknown): readonly (() => RevocationStatement | undefined)[] {
  if (!(value instanceof Sequence)) return []
  return value.valueBlock.value.flatMap(tagged => {
    const [list] = tagged instanceof Constructed ? tagged.valueBlock.value : []
    const read = [readRevocationList, readOcspResponse][tagged.idBlock.tagNumber]
    if (!(list instanceof Sequence) || read === undefined) return []
    return list.valueBlock.value.map(each => () => read(octetsOf(each)))
  })
}

export interface SignerOutcome {
  readonly certificate: Certified | null
  readonly algorithm: string
  /** As the signer says, milliseconds. */
  readonly signingTime: number | null
  readonly signature: Uint8Array
  /** A time stamp over the signature. */
  readonly timestamp: Uint8Array | null
  readonly reasons: readonly SignatureReason[]
}

/** Checks one signer. `pieces` are the content, in order. */
export function checkSigner(
  signer: SignerInfo,
  signed: SignedContent,
  pieces: readonly Uint8Array[],
): SignerOutcome {
  const signature = new Uint8Array(signer.signature.getValue())
  const attributes = signer.signedAttrs?.attributes ?? []
  const outcome = {
    certificate: signed.certificates.find(certificate => isOf(signer, certificate)) ?? null,
    algorithm: '',
    signingTime: timeOf(attributes),
    signature,
    timestamp: timestampOf(signer),
  }
  const { certificate } = outcome
  const digest = digestOf(signer.digestAlgorithm)
  const scheme = digest === undefined ? undefined : schemeOf(signer.signatureAlgorithm, digest)
  if (digest === undefined || scheme === undefined) return { ...outcome, reasons: ['unsupported'] }
  const algorithm = scheme.kind === 'ed25519' ? scheme.kind : `${scheme.kind}-${scheme.digest}`
  if (certificate === null) return { ...outcome, algorithm, reasons: ['no-certificate'] }
  const key: KeyObject = certificate.x509.publicKey
  const reasons: SignatureReason[] = [
    ...attributeReasons(signer, signed.type, certificate, digest, pieces),
    ...(isWeak(digest, key) || isWeak(scheme.digest, key) ? (['weak-algorithm'] as const) : []),
  ]
  const covered = signedOctets(signer, pieces)
  if (!reasons.includes('bad-digest') && !holds(scheme, key, covered, signature))
    reasons.push(signer.signedAttrs === undefined ? 'bad-digest' : 'bad-signature')
  return { ...outcome, algorithm, reasons }
}

/** RFC 5652 §5.4: the attributes as a SET, or the content where there are none. */
function signedOctets({ signedAttrs }: SignerInfo, pieces: readonly Uint8Array[]): Uint8Array {
  return signedAttrs === undefined ? Buffer.concat(pieces) : new Uint8Array(signedAttrs.encodedValue)
}

function isOf({ sid }: SignerInfo, certificate: Certified): boolean {
  if (sid instanceof IssuerAndSerialNumber) return isNamed(sid.issuer, sid.serialNumber, certificate)
  return isKeyOf(sid.valueBlock.valueHexView, certificate)
}

/** By the identifier of its key (RFC 5280 §4.2.1.2). */
export function isKeyOf(keyId: Uint8Array, certificate: Certified): boolean {
  return certificate.keyId !== '' && hex(keyId) === certificate.keyId
}

interface Encoded {
  readonly valueBeforeDecode: ArrayBuffer
}

/** By a name and a number (RFC 5652 §10.2.4), as they were read. */
export function isNamed(
  issuer: Encoded,
  serialNumber: { readonly valueBlock: { readonly valueHexView: Uint8Array } },
  certificate: Certified,
): boolean {
  return (
    hex(issuer.valueBeforeDecode) === certificate.issuer &&
    serialOf(serialNumber.valueBlock.valueHexView) === certificate.facts.serial
  )
}

const contentTypeAttribute = '1.2.840.113549.1.9.3'
const messageDigestAttribute = '1.2.840.113549.1.9.4'
const signingTimeAttribute = '1.2.840.113549.1.9.5'
const timestampAttribute = '1.2.840.113549.1.9.16.2.14'
const signingCertificateAttribute = '1.2.840.113549.1.9.16.2.47'

/** The one value of an attribute; undefined when it is missing or repeated. */
export function single(attributes: readonly Attribute[], type: string) {
  const found = attributes.filter(attribute => attribute.type === type)
  const [first] = found
  return found.length === 1 && first?.values.length === 1 ? first.values[0] : undefined
}

const SET = 0x31

function attributeReasons(
  { signedAttrs }: SignerInfo,
  type: string,
  certificate: Certified,
  digest: Digest,
  pieces: readonly Uint8Array[],
): readonly SignatureReason[] {
  if (signedAttrs === undefined) {
    // RFC 5652 §5.3. Attributes of another signature, given out as a content, would verify.
    return type !== dataType || pieces[0]?.[0] === SET ? ['malformed'] : []
  }
  const { attributes } = signedAttrs
  const declared = single(attributes, contentTypeAttribute)
  if (!(declared instanceof ObjectIdentifier) || declared.valueBlock.toString() !== type) return ['malformed']
  const stated = single(attributes, messageDigestAttribute)
  if (!(stated instanceof OctetString)) return ['malformed']
  if (!isMeant(attributes, certificate)) return ['bad-signature']
  return hex(stated.getValue()) === hex(hashOf(digest, pieces)) ? [] : ['bad-digest']
}

/** RFC 5035 §3: a signature may name the certificate that it was made with. */
function isMeant(attributes: readonly Attribute[], { x509 }: Certified): boolean {
  const named = single(attributes, signingCertificateAttribute)
  if (named === undefined) return !attributes.some(({ type }) => type === signingCertificateAttribute)
  // SigningCertificateV2, certs, the first ESSCertIDv2
  const parts: readonly unknown[] =
    named.valueBlock?.value?.[0]?.valueBlock?.value?.[0]?.valueBlock?.value ?? []
  const print = parts.slice(0, 2).find(part => part instanceof OctetString)
  const [algorithm] = parts
  const digest =
    algorithm instanceof Sequence && algorithm.valueBlock.value[0] instanceof ObjectIdentifier
      ? digestOf(new AlgorithmIdentifier({ schema: algorithm }))
      : 'sha256'
  return (
    print !== undefined && digest !== undefined && hex(print.getValue()) === hex(hashOf(digest, [x509.raw]))
  )
}

function timeOf(attributes: readonly Attribute[]): number | null {
  const value = single(attributes, signingTimeAttribute)
  const time: number | undefined = value?.toDate?.()?.getTime()
  return time === undefined || Number.isNaN(time) ? null : time
}

function timestampOf({ unsignedAttrs }: SignerInfo): Uint8Array | null {
  const token = single(unsignedAttrs?.attributes ?? [], timestampAttribute)
  return token === undefined ? null : new Uint8Array(token.valueBeforeDecodeView)
}
