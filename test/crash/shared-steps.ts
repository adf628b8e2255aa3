/**
 * Work in an office's box that is shared, as steps in a fixed order of which each is one job of the store: after a crash
 * the store must be as after the last step that was answered, or the one after it, and like nothing in between.
 */
import { defaultLimits } from '../../src/base/limits.ts'
import { newMessage } from '../../src/mailbox/new-message.ts'
import { flagBits, type Mailbox } from '../../src/ports/mailboxes.ts'
import { type Acting, rightBits } from '../../src/ports/shares.ts'
import type { Store } from '../../src/ports/store.ts'
import { addresses, letter, newBox, value } from '../conformance/letters.ts'

export const office = 'vanthu.sokhcn@caobang.gov.vn'
const { seen } = flagBits
/** Steps of a round, which is about one letter. */
const roundSteps = 7
const everyFlag = 0xffff_ffff

/** What there is to see after a number of steps. */
export interface Picture {
  /** Numbers in the mailbox in which one letter is put in the place of another, each with its bytes. */
  readonly replaced: readonly string[]
  /** Of each letter: the mailboxes that it lies in, with `!` where the official has seen it. */
  readonly letters: readonly string[]
  /** Letters of the office's INBOX that the official has not seen, as its count tells it. */
  readonly unseen: number
  /** The other official's rights in the office's INBOX. */
  readonly rights: number
  /** The last act about rights on the trail, and how many there are. */
  readonly acts: readonly [number, string]
  /** Letters of which the ancestors were stored. */
  readonly ancestors: number
}

/** The store before the first step: letters in the official's own INBOX, one in the mailbox for REPLACE. */
export async function prepare(store: Store, letters: number): Promise<void> {
  const agency = (await store.read.directory.agency('sokhcn'))!
  const kept = { ...newBox(office, agency.id, 'Văn thư Sở KHCN'), kind: 'office' as const }
  const [box] = value(await store.write.addBoxes([kept]))
  const person = (await store.read.directory.box(addresses[0]!))!
  const to = [{ address: addresses[0]!, boxId: person.id }]
  const older: Parameters<typeof letter>[0]['change'] = message => ({
    ...message,
    views: message.views.map(view => ({ ...view, structure: { ...view.structure, ancestors: null } })),
  })
  for (let number = 1; number <= letters; number++)
    await store.write.commitMessage(letter({ number, to, change: older }))
  value(await store.write.createMailbox(box!, 'Thay', null))
  const give = { office: box!, mailbox: null, mode: 'replace', negative: false } as const
  value(await store.write.changeShare({ ...give, person: person.id, rights: 2047 }))
  const place = await placeOf(store)
  value(await store.write.append([numbered(place.replaced, 0)]))
}

export interface Place {
  readonly store: Store
  readonly as: Acting
  readonly other: number
  readonly inbox: Mailbox
  readonly replaced: Mailbox
  readonly own: Mailbox
  readonly archive: Mailbox
}

export async function placeOf(store: Store): Promise<Place> {
  const box = async (address: string) => (await store.read.directory.box(address))!.id
  const [kept, person, other] = await Promise.all([box(office), box(addresses[0]!), box(addresses[1]!)])
  const mailbox = async (id: number, name: string) => (await store.read.mailboxes.byName(id, name))!
  return {
    store,
    other,
    as: { person, mask: everyFlag, at: 1 },
    inbox: await mailbox(kept, 'INBOX'),
    replaced: await mailbox(kept, 'Thay'),
    own: await mailbox(person, 'INBOX'),
    archive: await mailbox(person, 'Archive'),
  }
}

/** Does a step, from 1; each is one job. */
export async function step(place: Place, number: number): Promise<void> {
  const { store, as, other, inbox, replaced, own, archive } = place
  const index = Math.floor((number - 1) / roundSteps)
  const give = { office: inbox.boxId, mailbox: inbox.id, person: other, negative: false } as const
  switch ((number - 1) % roundSteps) {
    case 0: {
      const [uid] = (await store.read.mailboxes.snapshot(replaced.id)).uids
      value(await store.write.replace(replaced.id, uid!, numbered(replaced, number, as), as))
      return
    }
    case 1:
      value(await store.write.move(own.id, await uidsOf(place, own, index), inbox.id, as))
      return
    case 2: {
      const uids = await uidsOf(place, inbox, index)
      const change = { mailbox: inbox.id, uids, mode: 'add', flags: seen, keywords: [], as } as const
      value(await store.write.setFlags(change))
      return
    }
    case 3: {
      const rights = rightsAt(number)
      const change = { ...give, mode: 'replace', rights } as const
      value(await store.write.changeShare(change, actAt(number)))
      return
    }
    case 4: {
      // Every other letter goes home again.
      if (index % 2 === 0)
        value(await store.write.move(inbox.id, await uidsOf(place, inbox, index), archive.id, as))
      else value(await store.write.copy(inbox.id, await uidsOf(place, inbox, index), archive.id, as))
      return
    }
    case 5: {
      const { view } = (await lettersIn(store, archive)).find(each => each.index === index)!
      await store.write.setAncestors([{ id: view.id, ancestors: `<${number}@caobang.gov.vn>` }])
      return
    }
    default: {
      const change = { ...give, mode: 'remove', rights: rightBits.r } as const
      value(await store.write.changeShare(change, actAt(number)))
    }
  }
}

/** Whether a power cut may lose a step that was answered: flags and ancestors are synced with what follows them. */
export function isRelaxed(number: number): boolean {
  const part = (number - 1) % roundSteps
  return part === 2 || part === 5
}

/** What is there to see after a number of steps, of so many letters. */
export function expected(steps: number, letters: number): Picture {
  const done = (index: number, part: number) => steps > index * roundSteps + part
  const rounds = Array.from({ length: letters }, (_, index) => index)
  const last = (part: number) => {
    const round = Math.floor((steps - 1 - part) / roundSteps)
    return round < 0 ? 0 : round * roundSteps + part + 1
  }
  const given = last(3)
  const taken = last(6)
  const rights = given === 0 ? 0 : taken > given ? rightsAt(given) & ~rightBits.r : rightsAt(given)
  const acts = rounds.filter(index => done(index, 3)).length + rounds.filter(index => done(index, 6)).length
  return {
    replaced: [`${last(0)}`],
    letters: rounds.map(index => {
      const mark = done(index, 2) ? '!' : ''
      if (!done(index, 1)) return 'own'
      if (!done(index, 4)) return `inbox${mark}`
      return index % 2 === 0 ? `archive${mark}` : `inbox${mark} archive${mark}`
    }),
    unseen: rounds.filter(index => done(index, 1) && !done(index, 2)).length,
    rights,
    acts: [acts, acts === 0 ? '' : `${Math.max(given, taken)}`],
    ancestors: rounds.filter(index => done(index, 5)).length,
  }
}

/** What is there to see. */
export async function found(place: Place, letters: number): Promise<Picture> {
  const { store, as, other, inbox, replaced, own, archive } = place
  const lies = Array.from({ length: letters }, (): string[] => [])
  const ancestors = new Set<number>()
  const marks = await seenIn(place)
  for (const [name, mailbox] of [
    ['own', own],
    ['inbox', inbox],
    ['archive', archive],
  ] as const) {
    for (const { uid, flags, index, view } of await lettersIn(store, mailbox)) {
      const isSeen = mailbox === inbox ? marks.has(uid) : (flags & seen) !== 0
      lies[index]?.push(name + (isSeen ? '!' : ''))
      if (view.structure.ancestors !== null) ancestors.add(index)
    }
  }
  const stored = await store.read.mailboxes.snapshot(replaced.id)
  const numbers: string[] = []
  for (const { blob } of await store.read.mailboxes.views([...stored.views])) {
    const bytes = await store.read.blobs.bytes(blob)
    numbers.push(/^Subject: (\d+)\r$/m.exec(Buffer.from(bytes).toString())?.[1] ?? '?')
  }
  const acts = await store.read.audit(10_000)
  const shared = await store.read.shares.mailboxById(as.person, inbox.id)
  return {
    replaced: numbers,
    letters: lies.map(names => names.join(' ')),
    unseen: shared!.mailbox.unseen,
    rights: await store.read.shares.rights(other, inbox.id),
    acts: [acts.length, acts[0]?.detail ?? ''],
    ancestors: ancestors.size,
  }
}

async function seenIn({ store, as, inbox }: Place): Promise<ReadonlySet<number>> {
  const { first, last, seen: bits } = await store.read.shares.seenRuns(as.person, inbox.id, 0, 10_000)
  const uids = new Set<number>()
  for (const [run, from] of first.entries())
    for (let uid = from; uid <= last[run]!; uid++) if (bits[run] === 1) uids.add(uid)
  return uids
}

function rightsAt(number: number): number {
  return rightBits.l | rightBits.r | (((number * 37) % 256) << 3)
}

/** The number is what the act is known by. */
function actAt(number: number) {
  return { at: number, operator: office, role: 'official', operation: 'share.setacl', detail: `${number}` }
}

async function lettersIn({ read }: Store, mailbox: Mailbox) {
  const { uids, flags, views: ids } = await read.mailboxes.snapshot(mailbox.id)
  const views = new Map((await read.mailboxes.views([...ids])).map(view => [view.id, view]))
  return Array.from(uids, (uid, row) => {
    const view = views.get(ids[row]!)!
    return {
      uid,
      flags: flags[row]!,
      view,
      index: Number.parseInt(view.structure.messageId.slice(1), 10) - 1,
    }
  })
}

async function uidsOf({ store }: Place, mailbox: Mailbox, index: number): Promise<Uint32Array> {
  const letters = await lettersIn(store, mailbox)
  return Uint32Array.from(letters.filter(each => each.index === index).map(({ uid }) => uid))
}

function numbered(mailbox: Mailbox, number: number, as?: Acting) {
  const bytes = Buffer.from(
    `From: <${addresses[0]}>\r\nSubject: ${number}\r\n\r\n${'Kính gửi. '.repeat(200)}\r\n`,
  )
  const given = { bytes, flags: seen, keywords: [], internalDateMs: 1 + number }
  return newMessage(mailbox.id, given, { clock: { now: () => 1 }, limits: defaultLimits }, as)
}
