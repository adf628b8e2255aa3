/** The phases of a run, in their order: what later ones rely on comes first. */
import { actsPhase } from './acts.ts'
import { derivedPhase } from './derived.ts'
import { formsPhase } from './forms.ts'
import { logPhase } from './log.ts'
import { messagesPhase } from './messages.ts'
import { objectsPhase } from './objects.ts'
import { placesPhase } from './places.ts'
import { segmentsPhase } from './segments.ts'
import { viewsPhase } from './views.ts'

export const phases = [
  segmentsPhase,
  logPhase,
  actsPhase,
  formsPhase,
  objectsPhase,
  placesPhase,
  viewsPhase,
  messagesPhase,
  derivedPhase,
] as const
