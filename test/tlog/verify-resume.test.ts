/** A verification that is broken off anywhere goes on from there, and ends as one that never was. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { formatVerifierKey } from '../../src/tlog/note.ts'
import { openStateFile, type VerificationState } from '../../src/verification/state-file.ts'
import { runVerification } from '../../src/verification/thread.ts'
import { type SavedVerification, Verification } from '../../src/verification/verification.ts'
import { everything, finish, masterKey, openParts, TamperedArchive } from './tampered-archive.ts'

let archive: TamperedArchive
let folder: string

beforeAll(async () => {
  archive = await TamperedArchive.open([350, 350])
  const copy = archive.copy(1)
  folder = copy.folder
  // Something to find in every phase.
  copy.db.exec(`UPDATE entries SET mail_from = 'x' WHERE id IN (3, 300);
    DELETE FROM hot WHERE blob_id IN (SELECT received_blob FROM entries WHERE id IN (10, 200, 600));
    UPDATE views SET slices = 'x' WHERE id IN (5, 500); UPDATE messages SET view_id = 99999 WHERE uid = 3;
    UPDATE violations SET entry_id = 99999 WHERE id = 2; DELETE FROM entry_parties WHERE entry_id = 20;
    INSERT INTO audit (at, operator, role, operation, detail) VALUES (1, 'a', 'b', 'c', '{}');
    INSERT INTO hot SELECT 99999, key, bytes FROM hot LIMIT 1`)
  copy.db.close()
  writeFileSync(join(folder, 'blobs/thu.eml'), '')
}, 60_000)
afterAll(() => archive?.[Symbol.asyncDispose]())

const options = () => ({ ...everything, outside: archive.days.map(({ checkpoint }) => checkpoint) })

it('ends the same when every step is another process’s', async () => {
  await using whole = openParts(archive, folder)
  const expected = await finish(await Verification.begin(whole.parts, options()))
  expect(expected.findings.count).toBeGreaterThan(12)
  let saved: SavedVerification = (await Verification.begin(whole.parts, options())).save()
  let steps = 0
  for (let more = true; more; steps++) {
    await using opened = openParts(archive, folder)
    const verification = await Verification.resume(opened.parts, JSON.parse(JSON.stringify(saved)))
    more = await verification.step()
    saved = verification.save()
    const { done, total } = verification.progress()
    expect(done).toBeLessThanOrEqual(total)
  }
  expect(steps).toBeGreaterThan(20)
  expect(JSON.parse(JSON.stringify(saved))).toEqual(JSON.parse(JSON.stringify(expected)))
})

it('goes on after kill -9, with what it had found', async () => {
  const path = join(archive.place.dataDir, 'verification.json')
  const file = openStateFile(path, masterKey)
  const { origin } = archive.place.settings
  const script = join(import.meta.dirname, 'verify-child.ts')
  const child = spawn(
    process.execPath,
    [script, folder, path, origin, ...archive.keys.map(formatVerifierKey)],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  )
  const exited = once(child, 'exit')
  let before: VerificationState = { run: null, last: null }
  // In the midst of the forms.
  while ((before.run?.saved.phase ?? 0) < 3 || before.run!.saved.position === null) {
    expect(child.exitCode).toBeNull()
    await pause(5)
    before = await file.read()
  }
  child.kill('SIGKILL')
  await exited
  const stands = (await file.read()).run!
  expect(stands.saved.findings.count).toBeGreaterThan(0)

  await using opened = openParts(archive, folder)
  await runVerification(
    {
      parts: opened.parts,
      file,
      now: () => Date.now(),
      stopped: () => false,
      tell: () => {},
      breathe: async () => {},
    },
    { begin: null },
  )
  const { run, last } = await file.read()
  expect(run).toBeNull()
  expect(last!.startedAt).toBe(stands.startedAt)
  const expected = await finish(await Verification.begin(opened.parts, everything))
  expect(last!.saved.findings).toEqual(expected.findings)
  expect(last!.saved.tally).toEqual(expected.tally)
})

it('knows nothing of a file that was changed', async () => {
  const path = join(archive.place.dataDir, 'verification.json')
  expect((await openStateFile(path, masterKey).read()).last).not.toBeNull()
  expect(await openStateFile(path, Buffer.alloc(32, 9)).read()).toEqual({ run: null, last: null })
})
