/** How a message names the certificate that it was made for or with. */
import { type Element, readAll } from '../der.ts'

export interface IssuerAndSerial {
  /** DER of the name. */
  readonly issuer: Buffer
  /** DER of the number. */
  readonly serial: Buffer
}

/** RFC 5280 §4.1: version, which the oldest lack, serial number, signature, issuer. Throws for what is no certificate. */
export function issuerAndSerialOf(certificate: Buffer): IssuerAndSerial {
  const toBeSigned = childrenOf(childrenOf(certificate)[0]?.whole)
  const versioned = toBeSigned[0]?.tag === 0xa0
  const [serial, , issuer] = versioned ? toBeSigned.slice(1) : toBeSigned
  if (serial === undefined || issuer === undefined) throw new TypeError('not a certificate')
  return { issuer: issuer.whole, serial: serial.whole }
}

function childrenOf(whole: Buffer | undefined): readonly Element[] {
  const [outer] = (whole && readAll(whole)) ?? []
  return (outer && readAll(outer.content)) ?? []
}
