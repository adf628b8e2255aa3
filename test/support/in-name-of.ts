import { headerFields } from '../../src/mail/header.ts'

/** The same letter in the name of somebody else: From and Sender are what a submission may not choose. */
export function inNameOf(address: string, bytes: Uint8Array): Buffer {
  const pieces = [Buffer.from(`From: <${address}>\r\n`)]
  let at = 0
  for (const { name, start, end } of headerFields(bytes)) {
    if (name !== 'from' && name !== 'sender') continue
    pieces.push(Buffer.from(bytes.subarray(at, start)))
    at = end
  }
  return Buffer.concat([...pieces, bytes.subarray(at)])
}
