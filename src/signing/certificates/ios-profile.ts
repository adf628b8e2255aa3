/**
 * A configuration profile for iOS and macOS: the account's servers, the owner's key for signing, and the authorities to
 * trust. Neither the password of the account nor the passphrase of the key is in it: the telephone asks for both.
 */
import { X509Certificate } from 'node:crypto'

export interface MailEndpoint {
  readonly host: string
  readonly port: number
}

export interface MailEndpoints {
  readonly incoming: MailEndpoint
  readonly outgoing: MailEndpoint
}

export interface ProfileContent {
  readonly address: string
  /** The official's or the office's. */
  readonly name: string
  readonly organization: string
  readonly pkcs12: Buffer
  /** DER of the authorities above the certificate. */
  readonly chain: readonly Buffer[]
  readonly account: MailEndpoints
}

type Value = string | number | boolean | Uint8Array | readonly Value[] | { readonly [key: string]: Value }

export function iosProfile(content: ProfileContent, newUuid: () => string): Buffer {
  const { address, name, organization, pkcs12, chain, account } = content
  const root = `vn.gov.congvu.${address.replace(/[^a-z0-9.-]/gi, '-')}`
  const payload = (kind: string, type: string, more: Readonly<Record<string, Value>>, uuid = newUuid()) => ({
    PayloadType: type,
    PayloadVersion: 1,
    PayloadIdentifier: `${root}.${kind}`,
    PayloadUUID: uuid,
    ...more,
  })
  const keyUuid = newUuid()
  const authorities = chain.map((der, i) => {
    const { subject, issuer } = new X509Certificate(der)
    const type = subject === issuer ? 'com.apple.security.root' : 'com.apple.security.pkcs1'
    return payload(`ca${i}`, type, { PayloadContent: der })
  })
  const mail = payload('mail', 'com.apple.mail.managed', {
    EmailAccountDescription: organization,
    EmailAccountName: name,
    EmailAccountType: 'EmailTypeIMAP',
    EmailAddress: address,
    IncomingMailServerAuthentication: 'EmailAuthPassword',
    IncomingMailServerHostName: account.incoming.host,
    IncomingMailServerPortNumber: account.incoming.port,
    IncomingMailServerUseSSL: true,
    IncomingMailServerUsername: address,
    OutgoingMailServerAuthentication: 'EmailAuthPassword',
    OutgoingMailServerHostName: account.outgoing.host,
    OutgoingMailServerPortNumber: account.outgoing.port,
    OutgoingMailServerUseSSL: true,
    OutgoingMailServerUsername: address,
    OutgoingPasswordSameAsIncomingPassword: true,
    SMIMEEnabled: true,
    SMIMESigningEnabled: true,
    SMIMESigningCertificateUUID: keyUuid,
  })
  const key = payload('key', 'com.apple.security.pkcs12', { PayloadContent: pkcs12 }, keyUuid)
  return plist(
    payload('profile', 'Configuration', {
      PayloadDisplayName: `${organization}: ${address}`,
      PayloadOrganization: organization,
      PayloadContent: [...authorities, key, mail],
    }),
  )
}

function plist(value: Value): Buffer {
  const doctype = '"-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd"'
  return Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE plist PUBLIC ${doctype}>\n<plist version="1.0">${xml(value)}</plist>\n`,
  )
}

function xml(value: Value): string {
  if (typeof value === 'string') return `<string>${escaped(value)}</string>`
  if (typeof value === 'number') return `<integer>${value}</integer>`
  if (typeof value === 'boolean') return value ? '<true/>' : '<false/>'
  if (value instanceof Uint8Array) return `<data>${Buffer.from(value).toString('base64')}</data>`
  if (isList(value)) return `<array>${value.map(xml).join('')}</array>`
  return `<dict>${Object.entries(value)
    .map(([key, item]) => `<key>${escaped(key)}</key>${xml(item)}`)
    .join('')}</dict>\n`
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value)
}

function escaped(text: string): string {
  return text.replace(/[<>&]/g, sign => `&#${sign.charCodeAt(0)};`)
}
