/** `congvu document …` */
import type { Command } from 'commander'
import type { OutputOf, ParametersOf } from '../control/operations.ts'
import type { Session } from './command.ts'
import { count, reasonOption } from './options.ts'
import { type Column, tableTime } from './table.ts'

type Document = OutputOf<'document.list'>[number]

const columns: readonly Column<Document>[] = [
  { title: 'ENTRY', value: document => document.entryId },
  { title: 'RECEIVED', value: document => tableTime(document.at) },
  { title: 'NUMBER', value: document => document.code || '-' },
  { title: 'KIND', value: document => document.kind ?? '-' },
  { title: 'DATE', value: document => document.issuedDate ?? '-' },
  { title: 'ISSUER', value: document => document.issuer ?? '-' },
  { title: 'ABSTRACT', value: document => document.abstract ?? '-' },
  { title: 'SIGNER', value: document => document.signer ?? '-' },
  { title: 'SIGNATURE', value: document => document.signature ?? '-' },
  { title: 'WHERE', value: document => document.place },
  { title: 'SURE', value: document => document.confidence },
]

const examples = `
With --json each document has its record by the names of Decree 30/2020, Appendix VI, under "metadata".
Examples:
  congvu document list --number 15/CT-TTg --reason "Kiểm tra việc thực hiện Chỉ thị 15"
  congvu document list --entry 17 --json --reason "Kiểm tra việc thực hiện Chỉ thị 15"`

export function register(document: Command, session: Session): void {
  document
    .command('list')
    .description('list the official documents in letters, newest first')
    .option('--entry <id>', 'only of this letter', count)
    .option('--number <code>', 'number and notation, with or without padding')
    .option('--kind <abbreviation>', 'only of this kind: CT, QĐ, TB, …')
    .option('--limit <n>', 'at most so many', count)
    .addOption(reasonOption())
    .addHelpText('after', examples)
    .action(async (options: ParametersOf<'document.list'>) => {
      session.print(await session.call('document.list', options), columns)
    })
}
