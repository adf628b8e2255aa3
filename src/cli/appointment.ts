/** What an operator is appointed for, as tables show it. */
import type { OutputOf } from '../control/operations.ts'
import { tableTime } from './table.ts'

type Appointed = Pick<OutputOf<'operator.show'>, 'agency' | 'appointment'>

export function agenciesText({ agency, appointment }: Appointed): string {
  if (appointment === null) return agency ?? '-'
  return appointment.agencies?.join(' ') ?? 'the whole province'
}

/** Of what time letters are seen: from the first moment that belongs to it, up to the first after it. */
export function periodText({ appointment }: Pick<Appointed, 'appointment'>): string {
  if (appointment === null) return '-'
  const { lettersFrom, lettersBefore } = appointment
  const from = lettersFrom === null ? [] : [`from ${tableTime(lettersFrom)}`]
  const before = lettersBefore === null ? [] : [`before ${tableTime(lettersBefore)}`]
  return [...from, ...before].join(' ') || 'all'
}

export function untilText({ appointment }: Pick<Appointed, 'appointment'>): string {
  if (appointment === null || appointment.until === null) return '-'
  return `${tableTime(appointment.until)}${appointment.ended ? ' (ended)' : ''}`
}
