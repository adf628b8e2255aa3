import type { ViewId } from '../../ports/mailboxes.ts'
import type { SelectedMailbox } from '../backend.ts'

/**
 * Whether a message whose bytes could not be read was removed by somebody else meanwhile: the notice of it may still be
 * under way, and the view of the session show it.
 */
export async function hasLeft(mailbox: Pick<SelectedMailbox, 'views'>, view: ViewId): Promise<boolean> {
  return (await mailbox.views([view])).length === 0
}
