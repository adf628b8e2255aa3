/**
 * Who signs a submission. Found before the letter is judged, since the regulation asks whether an official document
 * leaves with a signature; put on it after, when it is known that the letter leaves at all.
 */
import { type Reply, reply } from '../../base/reply.ts'
import { fail, ok, type Result } from '../../base/result.ts'
import { say, texts } from '../../base/texts.ts'
import type { LetterFindings } from '../../documents/facts.ts'
import type { Box } from '../../ports/directory.ts'
import type { SignerIdentity } from '../../signing/identity.ts'
import { signaturesOfLetter } from '../../signing/outcome.ts'
import { isSealed, isVerifiable } from '../../signing/smime/sealed.ts'
import type { FlowContext } from '../context.ts'
import type { Examined, Parsed } from '../stages.ts'

type Letter = Parsed & Pick<Examined, 'findings'>

/** Undefined when the letter goes as it is; a Reply when it must not. */
export async function findSigner(
  context: FlowContext,
  login: Box,
  message: Letter,
): Promise<Result<SignerIdentity | undefined, Reply>> {
  // As it is set now, however long ago the session began.
  const box = (await context.store.read.directory.boxById(login.id)) ?? login
  if (!isToBeSigned(context, box, message)) return ok(undefined)
  const found = await context.identityFor(box).catch((error: unknown) => {
    context.log.error({ err: error, id: message.id, box: box.address }, 'the key of a box is out of reach')
    return undefined
  })
  if (found) return ok(found)
  if (box.signRequired) return fail(found === null ? missing(box) : unavailable(box))
  context.log.warn({ id: message.id, box: box.address }, 'a letter that was to be signed goes without')
  return ok(undefined)
}

/** What a client sealed is the client's: it is not signed again. */
function isToBeSigned({ policy }: FlowContext, box: Box, message: Letter): boolean {
  if (box.sign === 'never' || isClientsOwn(box, message)) return false
  return box.sign === 'always' || (box.kind === 'office' && policy.ownDocumentsIn(message).length > 0)
}

/** Where a signature is required, it takes one: the mere form of a signed letter is none, nor what is broken or covers a part. */
function isClientsOwn({ signRequired }: Box, { bytes, root, findings }: Letter): boolean {
  if (!isSealed(bytes, root)) return false
  if (!signRequired || !isVerifiable(bytes, root)) return true
  return signaturesOfLetter(findings.signatures).some(
    ({ result, reasons }) => result !== 'fail' && result !== 'neutral' && !reasons.includes('partial'),
  )
}

/**
 * What the regulation sees of a letter that leaves under a signature of ours: so do the documents in it, but for one
 * whose own signature is broken.
 */
export function signedFindings(findings: LetterFindings): LetterFindings {
  const documents = findings.documents.map(document => ({
    ...document,
    signed: true,
    signature: document.signature === 'invalid' ? ('invalid' as const) : ('valid' as const),
  }))
  return { ...findings, documents }
}

function missing({ address }: Box): Reply {
  const { vi, en } = say(texts.signatureMissing, { address })
  return reply(550, '5.7.5', `${vi}\n${en}`, 'signature-missing')
}

function unavailable({ address }: Box): Reply {
  const { vi, en } = say(texts.signatureUnavailable, { address })
  return reply(451, '4.7.5', `${vi}\n${en}`, 'signature-unavailable')
}
