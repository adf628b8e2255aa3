/** To which certificate an author wants letters encrypted, by what a signature brings along (RFC 8551 §2.5.3.1). */
import { Constructed, Integer, OctetString, Primitive, Sequence } from 'asn1js'
import type { SignerInfo } from 'pkijs'
import type { AuthorCertificate } from '../outcome.ts'
import type { Certified } from './certificate.ts'
import { type Brought, judgeChain } from './chain.ts'
import { isKeyOf, isNamed, type SignedContent, single } from './cms.ts'
import type { VerifyTools } from './verify.ts'

const preferenceAttribute = '1.2.840.113549.1.9.16.2.11'
const encryptionKeys: ReadonlySet<string> = new Set(['rsa', 'ec', 'x25519', 'x448'])

export interface EncryptionChoices {
  /** Those that may be meant, best first. */
  readonly certificates: readonly Certified[]
  readonly brought: Brought
}

/** The one preferred, the signer's own, others of the same name. */
export function encryptionChoices(
  { signedAttrs }: SignerInfo,
  signer: Certified,
  signed: SignedContent,
): EncryptionChoices {
  const { certificates } = signed
  const preference = single(signedAttrs?.attributes ?? [], preferenceAttribute)
  const preferred = certificates.filter(each => isPreferred(preference, each))
  const others = certificates.filter(each => each !== signer && each.subject === signer.subject)
  const choices = [...new Set([...preferred, signer, ...others])].filter(({ x509 }) =>
    encryptionKeys.has(x509.publicKey.asymmetricKeyType ?? ''),
  )
  return { certificates: choices, brought: signed }
}

/** SMIMEEncryptionKeyPreference (RFC 8551 §2.5.3): by issuer and number, or by the key's identifier. */
function isPreferred(preference: unknown, certificate: Certified): boolean {
  if (preference instanceof Primitive) return isKeyOf(preference.valueBlock.valueHexView, certificate)
  if (!(preference instanceof Constructed)) return false
  const [first, second] = preference.valueBlock.value
  if (first instanceof OctetString) return isKeyOf(new Uint8Array(first.getValue()), certificate)
  return first instanceof Sequence && second instanceof Integer && isNamed(first, second, certificate)
}

/** The first of them that is of the author's, and for encryption by the word of a trusted authority. */
export function authorCertificate(
  { certificates, brought }: EncryptionChoices,
  authors: readonly string[],
  { trust, at }: Pick<VerifyTools, 'trust' | 'at'>,
): AuthorCertificate | undefined {
  for (const choice of certificates) {
    const address = authors.find(author => choice.facts.addresses.includes(author))
    if (address === undefined || choice.isAuthority) continue
    if (judgeChain(choice, brought, trust, 'encryption', at).reasons.length > 0) continue
    const { x509, notAfter, keyUsage } = choice
    return { address, der: Uint8Array.from(x509.raw), notAfter, keyUsage }
  }
  return undefined
}
