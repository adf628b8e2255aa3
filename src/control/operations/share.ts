/** Officials who work an office's box, each with his own log-in (RFC 4314). */
import * as z from 'zod'
import { ok } from '../../base/result.ts'
import { say } from '../../base/texts.ts'
import { accountTexts } from '../../base/texts-account.ts'
import { mailboxName } from '../../mailbox/name.ts'
import { shareRights, shareRightsName } from '../../mailbox/share-rights.ts'
import { sharedName } from '../../mailbox/shared-name.ts'
import type { Box } from '../../ports/directory.ts'
import type { MailboxId } from '../../ports/mailboxes.ts'
import type { ShareEntry, ShareError } from '../../ports/shares.ts'
import { agencyScope, type Caller, defineOperation, type Outcome, refuse } from '../operation.ts'
import type { Services } from '../services.ts'
import { boxFor, boxInService } from './mailbox.ts'

const keepers = ['administrator', 'agency-administrator'] as const
const address = z.string().trim().toLowerCase()
const mailbox = z.string().nullable()

interface Place {
  readonly office: Box
  readonly person: Box
  /** null: all that are there, and those to come. */
  readonly mailbox: { readonly id: MailboxId; readonly name: string } | null
}

interface Given {
  readonly office: string
  readonly person: string
  readonly mailbox: string | null
}

async function placeOf(services: Services, caller: Caller, given: Given): Promise<Outcome<Place>> {
  const office = await boxFor(services, caller, given.office)
  if (!office.ok) return office
  if (office.value.kind !== 'office') return refuse('refused', notOffice(given.office))
  const person = await boxFor(services, caller, given.person)
  if (!person.ok) return person
  if (person.value.kind !== 'person') return refuse('refused', `${given.person} is no official's mailbox`)
  if (given.mailbox === null) return ok({ office: office.value, person: person.value, mailbox: null })
  const name = mailboxName(given.mailbox, services.config.limits.mailboxNameBytes)
  if (!name.ok) return refuse('invalid', `${given.mailbox}: ${name.error}`)
  const found = await services.store.read.mailboxes.byName(office.value.id, name.value)
  if (found === undefined) return refuse('not-found', `${given.office} has no mailbox ${given.mailbox}`)
  return ok({ office: office.value, person: person.value, mailbox: found })
}

function notOffice(box: string): string {
  return `${box} is a person's mailbox: letters of a person are shared with nobody`
}

/** Mail programs list what is subscribed to. */
async function subscribe({ store }: Services, { office, person, mailbox: only }: Place): Promise<void> {
  for (const each of await store.read.shares.mailboxesFor(person.id)) {
    if (each.office !== office.id || (only !== null && each.mailbox.id !== only.id)) continue
    await store.write.subscribe(
      person.id,
      sharedName(office.address, person.address, each.mailbox.name),
      true,
    )
  }
}

async function unsubscribe({ store }: Services, { office, person, mailbox: only }: Place): Promise<void> {
  const begin = sharedName(office.address, person.address, '')
  for (const name of await store.read.mailboxes.subscriptions(person.id)) {
    if (only === null ? name.startsWith(begin) : name === begin + only.name)
      await store.write.subscribe(person.id, name, false)
  }
}

function told({ office, person, mailbox: only }: Place) {
  return { office: office.address, person: person.address, mailbox: only?.name ?? null }
}

function refuseShare({ reason }: ShareError, { office }: Place) {
  if (reason === 'too-many')
    return refuse('refused', `too many officials have rights in ${office.address} already`)
  return reason === 'not-office'
    ? refuse('refused', notOffice(office.address))
    : refuse('not-found', `a mailbox of ${office.address} was removed meanwhile`)
}

/** Of mailboxes those whose rights are not the ones of mailboxes to come. */
function exceptions(entries: readonly ShareEntry[]): readonly ShareEntry[] {
  return entries.filter(entry => {
    if (entry.mailbox === null) return true
    const toCome = entries.find(other => other.mailbox === null && other.person === entry.person)
    return entry.rights !== toCome?.rights || entry.denied !== toCome.denied
  })
}

export const shareOperations = {
  'share.list': defineOperation({
    summary: 'List who works the boxes of offices',
    roles: ['administrator', 'agency-administrator', 'agency-head', 'auditor'],
    effect: 'read',
    parameters: z.strictObject({ office: address.nullable() }),
    async run(services, caller, { office }) {
      const { directory, shares } = services.store.read
      const scope = agencyScope(caller, undefined)
      if (!scope.ok) return scope
      if (office !== null) {
        const box = await boxFor(services, caller, office)
        if (!box.ok) return box
      }
      const agency = scope.value === undefined ? {} : { agency: scope.value }
      const boxes = await directory.boxes({ kind: 'office', ...agency })
      const rows = []
      for (const box of boxes.filter(each => office === null || each.address === office)) {
        for (const entry of exceptions(await shares.entries(box.id))) {
          rows.push({
            office: box.address,
            person: entry.address,
            mailbox: entry.name,
            rights: shareRightsName(entry.rights),
            denied: entry.denied === 0 ? null : shareRightsName(entry.denied),
          })
        }
      }
      return ok(rows)
    },
  }),

  'share.add': defineOperation({
    summary: "Let an official work an office's box, and tell the office",
    roles: keepers,
    effect: 'change',
    parameters: z.strictObject({ office: address, person: address, rights: z.string(), mailbox }),
    async run(services, caller, { rights: asked, ...given }) {
      const rights = shareRights(asked)
      if (rights === undefined)
        return refuse('invalid', `${asked} is neither read, write, manage nor letters of RFC 4314`)
      const inService = await boxInService(services, caller, given.person)
      if (!inService.ok) return inService
      const place = await placeOf(services, caller, given)
      if (!place.ok) return place
      const { office, person, mailbox: only } = place.value
      // Told first: nobody is let in of whom the office does not hear.
      await services.notify(office.address, {
        subject: accountTexts.shareAddedSubject,
        body: say(accountTexts.shareAddedBody, {
          operator: caller.name,
          person: person.address,
          rights: shareRightsName(rights),
          office: office.address,
          mailbox: only?.name ?? '*',
        }),
      })
      const changed = await services.store.write.changeShare({
        office: office.id,
        mailbox: only?.id ?? null,
        person: person.id,
        rights,
        mode: 'replace',
        negative: false,
      })
      if (!changed.ok) return refuseShare(changed.error, place.value)
      await subscribe(services, place.value)
      return ok({ ...told(place.value), rights: shareRightsName(rights) })
    },
  }),

  'share.remove': defineOperation({
    summary: "Let an official work an office's box no longer",
    roles: keepers,
    effect: 'change',
    parameters: z.strictObject({ office: address, person: address, mailbox }),
    async run(services, caller, given) {
      const place = await placeOf(services, caller, given)
      if (!place.ok) return place
      const { office, person, mailbox: only } = place.value
      const held = await services.store.read.shares.entries(office.id)
      const isHeld = held.some(
        entry => entry.person === person.id && (only === null || entry.mailbox === only.id),
      )
      if (!isHeld) return refuse('not-found', `${given.person} has no rights in ${given.office}`)
      for (const negative of [false, true]) {
        const changed = await services.store.write.changeShare({
          office: office.id,
          mailbox: only?.id ?? null,
          person: person.id,
          rights: 0,
          mode: 'replace',
          negative,
        })
        if (!changed.ok) return refuseShare(changed.error, place.value)
      }
      await unsubscribe(services, place.value)
      return ok(told(place.value))
    },
  }),
}
