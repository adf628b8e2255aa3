/**
 * Who hears of a new case of a state secret: the agency's office boxes and its heads, who are to stop it, have it
 * removed and assess the leak. The notice names the reference and the box, never anything of the letter.
 */
import { joinTexts, say, texts } from '../base/texts.ts'
import type { NewViolation } from '../ports/archive.ts'
import { type SystemContext, sendNotice } from './system.ts'

/** After the commit of a letter; a notice that fails is only logged, the case is open all the same. */
export async function announceCases(
  context: SystemContext,
  violations: readonly NewViolation[],
): Promise<void> {
  for (const { ref, agencyId, opensCase } of violations)
    if (opensCase && agencyId !== null)
      await announce(context, ref, agencyId).catch(error =>
        context.log.error({ err: error, ref }, "the notice of a secret's case failed"),
      )
}

async function announce(context: SystemContext, ref: string, agencyId: number): Promise<void> {
  const { directory } = context.store.read
  const agency = await directory.agencyById(agencyId)
  if (agency === undefined) return
  const boxes = await directory.boxes({ agency: agency.code, status: 'active' })
  const told = boxes.filter(({ kind, leader }) => kind === 'office' || leader)
  if (told.length === 0) context.log.warn({ agency: agency.code, ref }, "nobody to tell of a secret's case")
  const notice = {
    subject: say(texts.caseSubject, { ref }),
    body: joinTexts(
      [say(texts.caseBody, { agency: agency.name }), texts.caseNext, say(texts.reference, { ref })],
      '\r\n\r\n',
    ),
  }
  for (const { address } of told) await sendNotice(context, address, notice)
}
