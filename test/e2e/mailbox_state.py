"""Prints what STATUS tells of a mailbox: equal before and after means that nothing was added."""
import sys

import server

imap = server.imaps(server.USER, server.PASSWORD)
print(imap.status(sys.argv[1], "(MESSAGES UIDNEXT UIDVALIDITY UNSEEN)")[1][0].decode())
imap.logout()
