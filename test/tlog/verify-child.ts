/** A verification that takes its time, to be killed. Arguments: folder, state file, origin, verifier keys. */

import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { createTimestamps } from '../../src/signing/timestamp/timestamp.ts'
import { parseVerifierKey } from '../../src/tlog/note.ts'
import { openStateFile } from '../../src/verification/state-file.ts'
import { runVerification } from '../../src/verification/thread.ts'
import { value } from '../conformance/letters.ts'
import { everything, masterKey, openParts } from './tampered-archive.ts'

const [folder = '', state = '', origin = '', ...keys] = process.argv.slice(2)
const timestamps = createTimestamps({ ask: null, trust: [], policy: null, random: randomBytes })
const place = { settings: { origin }, timestamps }
await using opened = openParts({ place, keys: keys.map(key => value(parseVerifierKey(key))) }, folder)
await runVerification(
  {
    parts: opened.parts,
    file: openStateFile(state, masterKey),
    now: () => Date.now(),
    stopped: () => false,
    tell: ({ kind }) => process.stdout.write(`${kind}\n`),
    breathe: () => pause(30),
    saveMs: 1,
  },
  { begin: everything },
)
