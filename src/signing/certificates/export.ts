/** A box's key and certificate for the mail program of its owner, under a passphrase that is used once. */
import { randomUUID } from 'node:crypto'
import { ok } from '../../base/result.ts'
import { say, texts } from '../../base/texts.ts'
import type { Box } from '../../ports/directory.ts'
import { type CertificateOutcome, type CertificateParts, chainOf, refuseCertificate } from './certificates.ts'
import { iosProfile, type MailEndpoints } from './ios-profile.ts'
import { writePkcs12 } from './pkcs12.ts'

export interface ExportTerms {
  readonly passphrase: string
  /** Set for a profile of iOS, which sets up the account as well. */
  readonly account: MailEndpoints | null
}

/** The file's bytes. The owner is told before they exist. */
export async function exportIdentity(
  parts: CertificateParts,
  box: Box,
  { passphrase, account }: ExportTerms,
  operator: string,
): Promise<CertificateOutcome<Buffer>> {
  const certificate = await parts.store.read.certificates.ofBox(box.id)
  if (certificate === undefined) return refuseCertificate('not-found', `${box.address} has no certificate`)
  const { keyName } = certificate
  const key = keyName === null ? undefined : await parts.keys.export(keyName, 'pkcs12', passphrase)
  if (key === undefined)
    return refuseCertificate('refused', `the key of ${box.address} is on a token, or nowhere on the server`)
  const { address } = box
  await parts.notify(address, {
    subject: say(texts.keyExportedSubject, { address }),
    body: say(texts.keyExportedBody, { address, operator }),
  })
  const chain = (await chainOf(parts, certificate)).map(({ der }) => der)
  const pkcs12 = writePkcs12({ key, certificates: [certificate.der, ...chain], name: address }, passphrase)
  if (account === null) return ok(pkcs12)
  return ok(
    iosProfile({ address, name: box.name, organization: parts.domain, pkcs12, chain, account }, randomUUID),
  )
}
