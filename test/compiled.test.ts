/**
 * The program that `npm run build` leaves, laid out as in the image. Its threads are loaded by the extension of their
 * file, which is another one there.
 */
import { mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import type { OutputOf } from '../src/control/operations.ts'
import { office, RunningProvince } from './acceptance/regulation/running-province.ts'
import { makeDocx, makePdf } from './support/attachments.ts'
import { congvuJson, runProgram } from './support/command-line.ts'

const root = join(import.meta.dirname, '..')

test('finds a letter by the words of its attachments', { timeout: 120_000 }, async () => {
  await using cleanUp = new AsyncDisposableStack()
  const cwd = await mkdtemp(join(tmpdir(), 'congvu-compiled-'))
  cleanUp.defer(() => rm(cwd, { recursive: true, force: true, maxRetries: 5 }))
  await symlink(join(root, 'node_modules'), join(cwd, 'node_modules'))
  const built = await runProgram(process.execPath, ['scripts/build.ts', join(cwd, 'dist')], { cwd: root })
  expect(built).toMatchObject({ code: 0, err: '' })
  const entry = join(cwd, 'dist/src/congvu.mjs')
  const province = cleanUp.use(await RunningProvince.start({ entry }))
  const json = <T>(...argv: readonly string[]) => congvuJson<T>({ cwd, entry }, ...argv)

  const subject = 'Gửi hồ sơ nghiệm thu'
  const { code } = await province.receive({
    from: 'vanthu@langson.gov.vn',
    to: office,
    subject,
    text: 'Xin xem hai tệp kèm theo.',
    attachments: [
      { filename: 'a.docx', content: makeDocx('Biên bản về kè chống sạt lở suối Củn') },
      { filename: 'b.pdf', content: await makePdf('Bản vẽ hoàn công ngầm tràn Nà Cáp') },
    ],
  })
  expect(code).toBe(250)
  const behind = async () => (await json<OutputOf<'archive.index'>>('archive', 'index')).behind
  await vi.waitFor(async () => expect(await behind()).toBe(0), { timeout: 60_000, interval: 500 })
  for (const words of ['"kè chống sạt lở"', '"hoàn công ngầm tràn"']) {
    const found = await json<OutputOf<'archive.search'>['entries']>('archive', 'search', words)
    expect(found, words).toMatchObject([{ subject }])
  }
  expect(await json('archive', 'search', '"kè chống ngập"')).toEqual([])
})
