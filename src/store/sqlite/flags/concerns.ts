/** Which mailboxes the writes under way may change: a change of flags may overtake those of others. */
import type { BoxId } from '../../../ports/directory.ts'
import type { MailboxId } from '../../../ports/mailboxes.ts'
import type { Job } from '../protocol.ts'

/** `all`: perhaps any mailbox. */
export type Concern =
  | 'all'
  | 'none'
  | { readonly boxes?: readonly BoxId[]; readonly mailboxes?: readonly MailboxId[] }

export function concernOf(job: Job): Concern {
  switch (job.name) {
    case 'commitMessage':
      return { boxes: job.args[0].deliveries.map(delivery => delivery.boxId) }
    case 'append':
      return { mailboxes: job.args[0].map(message => message.mailbox) }
    case 'replace':
      return { mailboxes: [job.args[0], job.args[2].mailbox] }
    case 'copy':
    case 'move':
      return { mailboxes: [job.args[0], job.args[2]] }
    case 'setFlags':
      return { mailboxes: [job.args[0].mailbox] }
    case 'expunge':
      return { mailboxes: [job.args[0]] }
    case 'createMailbox':
    case 'renameMailbox':
    case 'removeMailbox':
      return { boxes: [job.args[0]] }
    case 'subscribe':
    case 'setMetadata':
    case 'setRecentUid':
    case 'setAncestors':
    case 'keepTexts':
    case 'keepHeaders':
    case 'keepSlab':
    case 'sweepSlabs':
    case 'recordLogin':
    case 'useAppPassword':
    case 'useTotpStep':
    case 'changeQueue':
    case 'countKeyUses':
    case 'audit':
      return 'none'
    default:
      return 'all'
  }
}

export class Concerns {
  readonly #boxes = new Map<BoxId, number>()
  readonly #mailboxes = new Map<MailboxId, number>()
  #all = 0

  has(box: BoxId, mailbox: MailboxId): boolean {
    return this.#all > 0 || this.#boxes.has(box) || this.#mailboxes.has(mailbox)
  }

  add(concern: Concern): void {
    this.#count(concern, 1)
  }

  remove(concern: Concern): void {
    this.#count(concern, -1)
  }

  #count(concern: Concern, by: 1 | -1): void {
    if (concern === 'all') this.#all += by
    if (concern === 'all' || concern === 'none') return
    for (const box of concern.boxes ?? []) count(this.#boxes, box, by)
    for (const mailbox of concern.mailboxes ?? []) count(this.#mailboxes, mailbox, by)
  }
}

function count(counts: Map<number, number>, key: number, by: number): void {
  const sum = (counts.get(key) ?? 0) + by
  if (sum === 0) counts.delete(key)
  else counts.set(key, sum)
}
