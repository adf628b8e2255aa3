/** `congvu share …` */
import type { Command } from 'commander'
import type { OutputOf } from '../control/operations.ts'
import type { Session } from './command.ts'
import type { Column } from './table.ts'

const columns: readonly Column<OutputOf<'share.list'>[number]>[] = [
  { title: 'OFFICE', value: share => share.office },
  { title: 'PERSON', value: share => share.person },
  { title: 'MAILBOX', value: share => share.mailbox ?? '*' },
  { title: 'RIGHTS', value: share => share.rights + (share.denied === null ? '' : ` less ${share.denied}`) },
]

const addNotes = `
Quyền: read (đọc; mỗi người một dấu đã đọc riêng), write (đánh dấu, phân loại, thêm, xóa thư), manage (tạo, đổi tên,
xóa thư mục và cho người khác vào), hoặc các chữ cái của RFC 4314. Không có --mailbox: mọi thư mục, kể cả thư mục sau
này. Cán bộ đăng nhập bằng hộp thư của mình và thấy "Hộp thư chung/<hộp thư cơ quan>".

Rights: read (each with a \\Seen of one's own), write (flag, file, add and expunge letters), manage (make, rename and
remove mailboxes, let others in), or letters of RFC 4314. Without --mailbox: all, and those to come. The official logs
in to the own box and sees "Hộp thư chung/<office>". A session that is open feels it at once.

Examples:
  congvu share add vanthu.sokhcn@caobang.gov.vn annv.sokhcn@caobang.gov.vn --rights write
  congvu share add vanthu.sokhcn@caobang.gov.vn hungtd.sokhcn@caobang.gov.vn --rights lrs --mailbox "Công văn đến"`

export function register(share: Command, session: Session): void {
  share
    .command('list [office]')
    .description('list who works the boxes of offices; * stands for all mailboxes, and those to come')
    .addHelpText('after', '\nExample:\n  congvu share list vanthu.sokhcn@caobang.gov.vn')
    .action(async (office: string | undefined) =>
      session.print(await session.call('share.list', { office: office ?? null }), columns),
    )

  share
    .command('add <office> <person>')
    .description("let an official work an office's box, by an own log-in")
    .option('--rights <rights>', 'read, write, manage, or letters of RFC 4314', 'read')
    .option('--mailbox <name>', 'one mailbox only')
    .addHelpText('after', addNotes)
    .action(async (office: string, person: string, options: { rights: string; mailbox?: string }) => {
      const { rights, mailbox = null } = options
      const added = await session.call('share.add', { office, person, rights, mailbox })
      session.done(added, `${added.person} now has ${added.rights} in ${placeOf(added)}`)
    })

  share
    .command('remove <office> <person>')
    .description("take an official's rights in an office's box away; open sessions end, or read only")
    .option('--mailbox <name>', 'of one mailbox only')
    .addHelpText(
      'after',
      '\nExample:\n  congvu share remove vanthu.sokhcn@caobang.gov.vn annv.sokhcn@caobang.gov.vn',
    )
    .action(async (office: string, person: string, options: { mailbox?: string }) => {
      const { mailbox = null } = options
      const removed = await session.call('share.remove', { office, person, mailbox })
      session.done(removed, `${removed.person} has no rights in ${placeOf(removed)} any more`)
    })
}

function placeOf({ office, mailbox }: { readonly office: string; readonly mailbox: string | null }): string {
  return mailbox === null ? office : `${office}, ${mailbox}`
}
