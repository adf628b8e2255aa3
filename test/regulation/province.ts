/**
 * The province that the made letters are written in: the shipped agencies, some boxes, one address elsewhere that was
 * confirmed to be an official's. A letter is composed to real bytes, read with its attachments as on the road, and
 * judged for each of its recipients.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseCsv } from '../../src/base/csv.ts'
import { defaultLimits } from '../../src/base/limits.ts'
import { parseDocumentKinds } from '../../src/documents/kinds.ts'
import { contentOf } from '../../src/flow/content.ts'
import type { ReadLetter } from '../../src/flow/context.ts'
import { explainVerdict } from '../../src/policy/explain.ts'
import type { AgencyFacts, AuthenticationFacts, BoxFacts, LetterFacts } from '../../src/policy/facts.ts'
import { FreeMailList, parseFreeMail } from '../../src/policy/free-mail.ts'
import { Policy } from '../../src/policy/policy.ts'
import type { Reason } from '../../src/policy/reasons.ts'
import { noPolicyState, PolicySettings } from '../../src/policy/settings.ts'
import { bind, type Verdict } from '../../src/policy/verdict.ts'
import type { Direction } from '../../src/ports/archive.ts'
import type { Action } from '../../src/ports/directory.ts'
import type { PolicyState } from '../../src/ports/policy.ts'
import type { ScanOutcome } from '../../src/ports/scanner.ts'
import { provincePolicy } from '../support/letter-facts.ts'
import { composeLetter } from './compose.ts'
import type { MadeLetter } from './letter.ts'

export const domain = 'caobang.gov.vn'

export function shipped(name: string): string {
  return readFileSync(join(import.meta.dirname, '../../config', name), 'utf8')
}

export function value<T>(result: { ok: true; value: T } | { ok: false; error: unknown }): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}

const agencies: readonly AgencyFacts[] = value(parseCsv(shipped('agencies.csv')))
  .slice(1)
  .map(({ cells }, index) => {
    const [code = '', name = '', , mailSystem, sectorDomains = ''] = cells
    return {
      id: index + 1,
      code,
      name,
      mailSystem: mailSystem === 'sector-exempt' ? 'sector-exempt' : 'provincial',
      sectorDomains: sectorDomains.split(' ').filter(Boolean),
    }
  })

const people = new Map([
  ['annv.sokhcn', 'Nguyễn Văn An'],
  ['binhtt.sonoivu', 'Trần Thị Bình'],
  ['hungld.soyte', 'Lê Đức Hùng'],
  ['huongpt.sotuphap', 'Phạm Thu Hương'],
  ['dungnt.vpubnd', 'Nông Thị Dung'],
  ['sonhv.nguyenhue', 'Hoàng Văn Sơn'],
])

/** Every agency has its office box; the people have theirs. */
const boxes: ReadonlyMap<string, BoxFacts> = new Map(
  [
    ...agencies.map(({ code, name }) => ({ local: code, name, kind: 'office' as const })),
    ...[...people].map(([local, name]) => ({ local, name, kind: 'person' as const })),
  ].map(({ local, name, kind }, index) => {
    const address = `${local}@${domain}`
    return [address, { id: index + 1, address, kind, name }]
  }),
)

function agencyOf(address: string): AgencyFacts | null {
  const local = address.slice(0, address.indexOf('@'))
  const code = local.slice(local.lastIndexOf('.') + 1)
  return agencies.find(agency => agency.code === code) ?? null
}

const alternates: PolicyState['alternates'] = [
  {
    address: 'nguyenvanan.caobang@gmail.com',
    boxId: boxes.get(`annv.sokhcn@${domain}`)?.id ?? 0,
    box: `annv.sokhcn@${domain}`,
    note: 'xác nhận của cơ quan',
    author: 'quantri',
    createdAt: 0,
  },
]

/** What an administrator set, by reason; `agency` narrows it. */
export interface Setting {
  readonly reason: Reason
  readonly action: Action
  readonly agency?: string
  readonly direction?: Direction
}

export function settingsOf(actions: readonly Setting[], more: Partial<PolicyState> = {}): PolicySettings {
  return new PolicySettings({
    ...noPolicyState,
    alternates,
    ...more,
    actions: actions.map(({ reason, action, agency, direction }) => ({
      reason,
      action,
      direction: direction ?? null,
      agencyId: agencies.find(({ code }) => code === agency)?.id ?? null,
    })),
  })
}

export interface Judged {
  readonly verdict: Verdict
  /** Rules that spoke with more than `allow`, each once, sorted. */
  readonly rules: readonly string[]
  /** What a person is told, in Vietnamese. */
  readonly told: string
  /** What each recipient meets: inbound mail is split, a submission is bound by the strictest. */
  readonly each: ReadonlyMap<string, Action>
}

export interface Circumstances {
  readonly settings?: PolicySettings
  /** When the letter comes; 23 November 2026, a Monday, by default. */
  readonly at?: number
  /** The reverse path, where it is not the author's address. */
  readonly mailFrom?: string
  /** What authentication said, where it is not the same of everything. */
  readonly authentication?: Partial<AuthenticationFacts>
  readonly peer?: LetterFacts['peer']
  readonly exchangers?: LetterFacts['senderExchangers']
  /** What the malware scanner says. */
  readonly scan?: ScanOutcome
}

const clean: ScanOutcome = { kind: 'clean' }

export class Province {
  readonly policy: Policy
  readonly #readLetter: ReadLetter

  constructor(readLetter: ReadLetter) {
    this.#readLetter = readLetter
    this.policy = new Policy({
      ...provincePolicy,
      freeMail: new FreeMailList(value(parseFreeMail(shipped('free-mail.csv')))),
      kinds: value(parseDocumentKinds(shipped('document-kinds.csv'))),
    })
    this.policy.useAgencies(agencies)
    this.policy.useBoxes([...boxes.values()])
  }

  async judge(letter: MadeLetter, circumstances: Circumstances = {}): Promise<Judged> {
    return this.judgeBytes(letter, await composeLetter(letter), circumstances)
  }

  async judgeBytes(
    letter: Pick<MadeLetter, 'channel' | 'from' | 'to' | 'cc' | 'authentication'>,
    bytes: Uint8Array,
    circumstances: Circumstances = {},
  ): Promise<Judged> {
    const facts = await this.#facts(letter, bytes, circumstances)
    const { settings = settingsOf([]) } = circumstances
    const verdicts = new Map(
      [...letter.to, ...(letter.cc ?? [])].map(address => [
        address,
        this.policy.judge({ letter: facts, recipient: this.#recipient(letter.channel, address) }, settings),
      ]),
    )
    const verdict = bind([...verdicts.values()])
    const spoke = verdict.judgements.filter(({ action }) => action !== 'allow').map(({ rule }) => rule)
    return {
      verdict,
      rules: [...new Set(spoke)].sort(),
      told: explainVerdict(verdict, domain).vi,
      each: new Map([...verdicts].map(([address, { action }]) => [address, action])),
    }
  }

  #recipient(channel: MadeLetter['channel'], address: string) {
    const own = this.policy.isOwn(address)
    const direction = channel === 'mx' ? 'inbound' : own ? 'internal' : 'outbound'
    return { address, direction, agency: own ? agencyOf(address) : null } as const
  }

  async #facts(
    { channel, from, authentication = 'pass' }: Pick<MadeLetter, 'channel' | 'from' | 'authentication'>,
    bytes: Uint8Array,
    circumstances: Circumstances,
  ): Promise<LetterFacts> {
    const { at = Date.UTC(2026, 10, 23, 2), peer = null, exchangers = [], scan = clean } = circumstances
    const context = {
      limits: defaultLimits,
      hostname: `mail.${domain}`,
      readLetter: this.#readLetter,
      scanner: { scan: async () => scan },
    }
    const { forwarded, to: _named, ...content } = await contentOf(context, bytes, at)
    const inbound = channel === 'mx'
    return {
      ...content,
      channel,
      at,
      mailFrom: circumstances.mailFrom ?? from.address,
      peer,
      authentication: inbound
        ? { ...outcome(authentication, from.address), ...circumstances.authentication }
        : null,
      senderExchangers: exchangers,
      senderBox: inbound ? null : (boxes.get(from.address) ?? null),
      senderAgency: inbound ? null : agencyOf(from.address),
      automatic: forwarded,
    }
  }
}

function outcome(result: 'pass' | 'none' | 'fail', address: string): AuthenticationFacts {
  const author = address.slice(address.lastIndexOf('@') + 1)
  return {
    spf: { result, domain: author },
    dkim: result === 'pass' ? [{ result, domain: author }] : [],
    dmarc: { result },
  }
}
