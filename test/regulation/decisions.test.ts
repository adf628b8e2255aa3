/**
 * The decision table: the regulation retold in cases, clause by clause (`decisions/`). Each letter is made to real
 * bytes, read as on the road, and judged; what is said to people is checked with what is done.
 */
import { afterAll, describe, expect, test } from 'vitest'
import { reasons } from '../../src/policy/reasons.ts'
import { rules } from '../../src/policy/rules.ts'
import { decisive } from '../../src/policy/verdict.ts'
import { composeLetter } from './compose.ts'
import { attachments } from './decisions/attachments.ts'
import type { Case, Clause } from './decisions/case.ts'
import { dispatch } from './decisions/dispatch.ts'
import { documentForm } from './decisions/document-form.ts'
import { documentKinds } from './decisions/document-kinds.ts'
import { exceptions } from './decisions/exceptions.ts'
import { formats } from './decisions/formats.ts'
import { freeMailDocuments } from './decisions/free-mail-documents.ts'
import { freeMailInbound } from './decisions/free-mail-inbound.ts'
import { freeMailOutbound } from './decisions/free-mail-outbound.ts'
import { hosting } from './decisions/hosting.ts'
import { identity } from './decisions/identity.ts'
import { malware } from './decisions/malware.ts'
import { officeVoice } from './decisions/office-voice.ts'
import { officialMail } from './decisions/official-mail.ts'
import { restrictedPapers } from './decisions/restricted.ts'
import { secrets } from './decisions/secrets.ts'
import { sector } from './decisions/sector.ts'
import { settings } from './decisions/settings.ts'
import { signUps } from './decisions/sign-ups.ts'
import { together } from './decisions/together.ts'
import { Province } from './province.ts'
import { openReader } from './reader.ts'

const clauses: readonly Clause[] = [
  freeMailInbound,
  freeMailDocuments,
  freeMailOutbound,
  identity,
  hosting,
  sector,
  officialMail,
  officeVoice,
  documentForm,
  documentKinds,
  dispatch,
  secrets,
  restrictedPapers,
  attachments,
  malware,
  signUps,
  settings,
  exceptions,
  together,
  formats,
]
const cases = clauses.flatMap(clause => clause.cases)

const reader = openReader()
const province = new Province(reader.read)
afterAll(() => reader[Symbol.asyncDispose]())

async function judge({ when, letter, fields = '', bytes, circumstances, outcome }: Case, id: string) {
  const made = { ...letter, id, class: 'near-miss', about: when, expect: outcome } as const
  const octets = bytes ?? Buffer.concat([Buffer.from(fields), await composeLetter(made)])
  return province.judgeBytes(letter, octets, circumstances)
}

describe.each(clauses)('$title', clause => {
  test.each(clause.cases)('$when', async each => {
    const { outcome } = each
    const { verdict, rules, told, each: met } = await judge(each, `C-${cases.indexOf(each) + 1}`)
    const { action, reason, also = [] } = outcome
    const found = verdict.judgements.filter(judgement => judgement.action !== 'allow')
    expect({
      action: verdict.action,
      rules,
      reason: decisive(verdict)?.reason ?? null,
      found: found.map(judgement => judgement.reason).toSorted(),
    }).toEqual({
      action,
      rules: outcome.rules,
      reason,
      found: action === 'allow' ? [] : [reason, ...also].toSorted(),
    })
    for (const words of outcome.told) expect(told).toContain(words)
    for (const words of outcome.untold ?? []) expect(told).not.toContain(words)
    if (outcome.each !== undefined) expect([...met]).toEqual(outcome.each)
  })
})

describe('the table itself', () => {
  test('has a case for everything that a rule can see in a letter', () => {
    const told = new Set(cases.flatMap(({ outcome }) => [outcome.reason, ...(outcome.also ?? [])]))
    const judging = new Set(rules.map(({ id }) => id))
    const seen = [...reasons].filter(([, { rule }]) => judging.has(rule)).map(([reason]) => reason)
    expect(seen.filter(reason => !told.has(reason as never))).toEqual([])
  })

  test('tells no case twice', () => {
    const sentences = cases.map(({ when }) => when)
    expect(sentences.filter((sentence, index) => sentences.indexOf(sentence) !== index)).toEqual([])
  })

  test('has at least 170 cases', () => {
    expect(cases.length).toBeGreaterThanOrEqual(170)
  })
})
