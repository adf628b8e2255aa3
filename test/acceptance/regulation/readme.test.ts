/**
 * The README's section on the regulation: its table is what `policy list` says, and each of its commands runs against
 * what has travelled, with the references and numbers that an operator would read off the lists.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { OutputOf } from '../../../src/control/operations.ts'
import { makePdf } from '../../support/attachments.ts'
import { entry, runProgram } from '../../support/command-line.ts'
import { readmeCommands, readmePart } from '../../support/readme.ts'
import { contestedDecision } from './papers.ts'
import { type Case, colleague, office, official, RunningProvince } from './running-province.ts'

const gmail = 'nguyenthanhtung@gmail.com'

let province: RunningProvince
let cwd: string
/** What stands in the README, and what an operator of this server would type. */
let typed: readonly (readonly [string, string])[]

beforeAll(async () => {
  province = await RunningProvince.start()
  cwd = await mkdtemp(join(tmpdir(), 'congvu-readme-'))
  typed = await prepare()
})

afterAll(async () => {
  await province?.[Symbol.asyncDispose]()
  await rm(cwd, { recursive: true, force: true })
})

/** Two suspicions, two held letters, a case, a letter's file. */
async function prepare(): Promise<typeof typed> {
  const attachments = [{ filename: 'quyet-dinh.pdf', content: await makePdf(contestedDecision) }]
  const suspicions: string[] = []
  for (const from of ['an.nguyenvan.1990@gmail.com', 'thach.luong.1965@gmail.com']) {
    await province.receive({ from, to: office, subject: 'Quyết định', text: 'Kính gửi.', attachments })
    suspicions.push((await province.newestOf(from))?.ref ?? '')
  }
  await province.json('policy', 'set', 'free-mail-recipient', 'hold', '--agency', 'sokhcn')
  const held: string[] = []
  for (const subject of ['Giấy mời', 'Dự thảo']) {
    const { ref } = await province.submit(official, { to: gmail, subject, text: 'Kính gửi.' })
    held.push(String((await province.heldUnder(ref))[0]?.id))
  }
  await province.json('policy', 'unset', 'free-mail-recipient', '--agency', 'sokhcn')
  await province.submit(official, { to: colleague, subject: '[MẬT] Kế hoạch', text: 'Kính gửi.' })
  const [opened] = await province.json<Case[]>('case', 'list')
  await writeFile(
    join(cwd, 'thu.eml'),
    `From: ${gmail}\r\nTo: ${office}\r\nSubject: Hoi thu tuc\r\n\r\nKinh gui.\r\n`,
  )
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 'yyyy-mm-dd'.length)
  return [
    ['2027-01-31', tomorrow],
    ['CB-2026-7F3K9QX2MB', suspicions[0] ?? ''],
    ['CB-2026-8C2T4NW5KD', suspicions[1] ?? ''],
    ['release 12', `release ${held[0]}`],
    // An operator at a terminal is asked.
    ['reject 13', `reject ${held[1]} --yes`],
    ['case step 1 ', `case step ${opened?.id} `],
  ]
}

function asTyped(command: string): string {
  return typed.reduce((text, [written, meant]) => text.replace(written, meant), command)
}

describe('the regulation in the README', () => {
  test('has a table of the rules in force', async () => {
    const rules = await province.json<OutputOf<'policy.list'>>('policy', 'list')
    const rows = rules.map(({ id, citation, title, defaults }) => [
      id,
      citation.clause,
      `${title.vi}<br>${title.en}`,
      defaults.join(', '),
    ])
    const lines = [['rule', 'clause', 'title', 'by default'], ...rows].map(row => `| ${row.join(' | ')} |`)
    expect(readmePart('rules').split('\n')).toEqual([...lines.toSpliced(1, 0, '|---|---|---|---|'), ''])
  })

  /** What a command shows, by its beginning: the first that fits. */
  const shown: readonly (readonly [string, RegExp])[] = [
    ['policy list', /^D1c-secret +1\.c +block /m],
    ['policy show', /free-mail-recipient: flag/],
    ['policy set', /version \d+: free-mail-recipient hold/],
    ['policy exception', /exception \d+: a@gmail\.com/],
    ['policy alternate', /an@gmail\.com is annv\.sokhcn@caobang\.gov\.vn/],
    ['policy threshold', /version \d+: heldDays 3/],
    ['policy history', /add-exception/],
    ['policy check', /^verdict: +flag$/m],
    ['policy replay', /^sokhcn +flag +block +\d+$/m],
    ['held list', /nguyenthanhtung@gmail\.com/],
    ['held release', /^released 1$/m],
    ['held reject', /^rejected 1$/m],
    ['violation list', /document-from-free-mail/],
    ['violation confirm', /^confirmed CB-/m],
    ['violation dismiss', /^dismissed CB-/m],
    ['case list', /opened/],
    ['case step', /^case \d+ is at head-informed$/m],
    ['stats acknowledgement', /^OFFICE|^AGENCY/m],
    ['document list', /^ENTRY/m],
  ]

  test('shows something for each of its commands', () => {
    const begins = readmeCommands('The regulation').map(command => command.split(' ').slice(2, 4).join(' '))
    expect(begins).toEqual(shown.map(([begin]) => begin))
  })

  test.each(readmeCommands('The regulation').map((command, index) => [command, index] as const))(
    '%s',
    async (command, index) => {
      const line = asTyped(command).replace('npx congvu', `"${process.execPath}" "${entry}"`)
      const ended = await runProgram('bash', ['-c', line], { cwd })
      expect(ended).toMatchObject({ code: 0 })
      expect(ended.out + ended.err).toMatch(shown[index]?.[1] ?? /^$/)
    },
  )
})
