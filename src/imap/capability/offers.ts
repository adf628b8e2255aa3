/** What an administrator chose of the extensions (`[imap]` of the configuration). */
export interface Offers {
  /** UIDONLY (RFC 9586) is announced. Few clients know it, and it is tried by those who ask for it. */
  readonly uidOnly: boolean
  /** Whether `imapCommandMessages` holds for every command (MESSAGELIMIT), or for what is stored alone (SAVELIMIT). */
  readonly messageLimit: 'commands' | 'saves'
}

export const plainOffers: Offers = { uidOnly: false, messageLimit: 'commands' }
