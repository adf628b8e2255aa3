/** The auditor whose session the development start leaves, over the control socket or through the command line. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { controlSocketName, createControlClient } from '../../src/control/client.ts'
import type { Outcome } from '../../src/control/operation.ts'
import {
  type OperationName,
  type OutputOf,
  operations,
  type ParametersOf,
} from '../../src/control/operations.ts'
import { savedSessions } from '../../src/control/session-files.ts'
import { reason, reasoned } from '../support/reason.ts'

export interface Auditor {
  /** One operation, its refusal as a value. */
  ask<Name extends OperationName>(
    name: Name,
    parameters: ParametersOf<Name>,
  ): Promise<Outcome<OutputOf<Name>>>
  /** One operation that must not be refused. */
  call<Name extends OperationName>(name: Name, parameters: ParametersOf<Name>): Promise<OutputOf<Name>>
}

export async function auditorOf(dataDirectory: string): Promise<Auditor> {
  const control = createControlClient(join(dataDirectory, controlSocketName))
  const sessions = await savedSessions(dataDirectory, Date.now())
  const token = sessions.find(({ role }) => role === 'auditor')?.token
  if (token === undefined) throw new Error(`no auditor's session in ${dataDirectory}`)
  const ask: Auditor['ask'] = (name, parameters) =>
    control.call(token, name, withReason(name, parameters)) as Promise<Outcome<OutputOf<typeof name>>>
  return {
    ask,
    call: async (name, parameters) => {
      const outcome = await ask(name, parameters)
      if (!outcome.ok) throw new Error(`${name}: ${outcome.error.message}`)
      return outcome.value
    },
  }
}

function withReason(name: OperationName, parameters: object): object {
  return operations[name].effect === 'evidence' ? { ...parameters, reason } : parameters
}

const entry = join(import.meta.dirname, '../../src/congvu.mjs')

/** `congvu …` as a process of its own; resolves with the octets of its stdout. */
export async function congvu(dataDirectory: string, ...command: readonly string[]): Promise<Buffer> {
  const { stdout } = await promisify(execFile)(process.execPath, [entry, ...reasoned(command)], {
    env: { ...process.env, CONGVU_SERVER__DATA: dataDirectory },
    encoding: 'buffer',
    maxBuffer: 64 * 1024 * 1024,
  })
  return stdout
}
