import type { OfficialDocument } from './facts.ts'
export function inProperForm(document: OfficialDocument): boolean {
  return document.number !== null && document.issuedDate !== null && document.signerName !== null
}
export function subjectCarries(subject: string, document: OfficialDocument): boolean {
  return document.abstract !== null && subject.includes(document.abstract)
}
