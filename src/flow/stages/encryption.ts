/**
 * For whom a submission is encrypted when it leaves: outside recipients whose certificate is known, where the box is set
 * so. What stays inside is not; it is read here anyway, by the rules and by its boxes.
 *
 * An encrypted letter names the certificates of all its recipients. A blind copy is therefore no part of one that others
 * get, too: it leaves as it would without encryption, or, where encryption is required, the letter is refused.
 */
import { type Reply, reply } from '../../base/reply.ts'
import { fail, ok, type Result } from '../../base/result.ts'
import { say, type Text, texts } from '../../base/texts.ts'
import type { Box } from '../../ports/directory.ts'
import { isEncrypted } from '../../signing/smime/sealed.ts'
import type { FlowContext } from '../context.ts'
import type { Addressee, Parsed } from '../stages.ts'

/** Certificates by address, in DER; nobody is missing who gets the encrypted form. */
export type EncryptedTo = ReadonlyMap<string, Buffer>

const nobody: EncryptedTo = new Map()

/** A Reply when the letter must not leave as it would. */
export async function findEncryption(
  context: FlowContext,
  login: Box,
  message: Parsed,
): Promise<Result<EncryptedTo, Reply>> {
  const outside = message.addressees.filter(({ local }) => local === null)
  // As it is set now, however long ago the session began.
  const box = (await context.store.read.directory.boxById(login.id)) ?? login
  if (box.encrypt === 'never' || outside.length === 0 || isEncrypted(message.bytes, message.root))
    return ok(nobody)
  const found = new Map<string, Buffer>()
  for (const { address } of outside) {
    const certificate = await context.encryption.certificateFor(address)
    if (certificate !== undefined) found.set(address, certificate)
  }
  const required = box.encrypt === 'required'
  const missing = outside.filter(({ address }) => !found.has(address))
  if (required && missing.length > 0)
    return fail(refused(box, missing, notKnown, 'encryption-certificate-missing'))
  const blind = outside.filter(({ address }) => found.has(address) && !message.header.visible.has(address))
  if (found.size <= 1 || blind.length === 0) return ok(found)
  if (required) return fail(refused(box, blind, blindCopies, 'encryption-blind-copy'))
  for (const { address } of blind) found.delete(address)
  return ok(found)
}

/** Recipients that a refusal names. */
const namedRecipients = 5

interface Refused {
  readonly address: string
  readonly recipients: string
}

function refused(
  { address }: Box,
  those: readonly Addressee[],
  told: (values: Refused) => Text,
  reason: string,
): Reply {
  const named = those.slice(0, namedRecipients).map(recipient => recipient.address)
  const recipients = [...named, ...(those.length > named.length ? ['…'] : [])].join(', ')
  const { vi, en } = told({ address, recipients })
  return reply(550, '5.7.5', `${vi}\n${en}`, reason)
}

const notKnown = (values: Refused) => say(texts.encryptionMissing, values)
const blindCopies = (values: Refused) => say(texts.encryptionOfBlindCopies, values)
