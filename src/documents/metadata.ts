import type { OfficialDocument } from './facts.ts'
export function documentMetadata(d: OfficialDocument): Readonly<Record<string, unknown>> { return { CodeNumber: d.number } }
