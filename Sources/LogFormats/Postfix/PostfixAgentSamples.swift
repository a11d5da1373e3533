import Model

/// Own lines of the delivery agents.
enum PostfixAgentSamples {
  static var first: [LogSample] {
    LogSample.table(
      #"""
      postfix/lmtp: 9C6F8D123: to=<anna@example.com>, relay=store.example.com[private/dovecot-lmtp], del\#
      ay=0.15, delays=0.04/0/0.02/0.08, dsn=2.0.0, status=sent (250 2.0.0 <anna@example.com> qYyyBMsl9FR\#
      uZQAAA15QOA Saved)
      - event.action: delivery
      - event.outcome: success
      - network.protocol: lmtp
      - destination.domain: store.example.com
      - email.local_id: 9C6F8D123
      - smtp.rcpt_to: anna@example.com
      - smtp.reply.enhanced: 2.0.0
      - smtp.reply.text: <anna@example.com> qYyyBMsl9FRuZQAAA15QOA Saved
      - transport: private/dovecot-lmtp
      - smtp.status: sent
      - smtp.reply.code: 250
      - smtp.delay: 0.15
      - message.role: continues

      postfix/local: 9C6F8D123: to=<anna@example.com>, orig_to=<root>, relay=local, delay=0.07, delays=0\#
      .04/0/0/0.03, dsn=2.0.0, status=sent (delivered to mailbox)
      - event.action: delivery
      - event.outcome: success
      - email.local_id: 9C6F8D123
      - smtp.rcpt_to: anna@example.com
      - smtp.orig_rcpt_to: root
      - smtp.reply.enhanced: 2.0.0
      - smtp.reply.text: delivered to mailbox
      - transport: local
      - smtp.status: sent
      - smtp.delay: 0.07
      - message.role: continues

      postfix/local: 9C6F8D123: to=<anna@example.com>, relay=local, delay=0.07, delays=0.04/0/0/0.03, ds\#
      n=2.0.0, status=sent (delivered to command: procmail -a "$EXTENSION")
      - event.action: delivery
      - event.outcome: success
      - email.local_id: 9C6F8D123
      - smtp.rcpt_to: anna@example.com
      - smtp.reply.enhanced: 2.0.0
      - smtp.reply.text: delivered to command: procmail -a "$EXTENSION"
      - transport: local
      - smtp.status: sent
      - smtp.delay: 0.07
      - message.role: continues

      postfix/local: 9C6F8D123: to=<anna@example.com>, relay=local, delay=3.1, delays=1.8/0.86/0/0.44, d\#
      sn=2.0.0, status=sent (forwarded as 153053D8A)
      - event.action: delivery
      - event.outcome: success
      - email.local_id: 9C6F8D123
      - smtp.rcpt_to: anna@example.com
      - smtp.reply.enhanced: 2.0.0
      - smtp.reply.text: forwarded as 153053D8A
      - smtp.queued_as: 153053D8A
      - transport: local
      - smtp.status: sent
      - smtp.delay: 3.1
      - message.role: continues

      postfix/local: 9C6F8D123: to=<nobody@example.com>, relay=local, delay=0.05, delays=0.04/0/0/0.01\#
      , dsn=5.1.1, status=bounced (unknown user: "nobody")
      - event.action: delivery
      - event.outcome: failure
      - event.reason: unknown user: "nobody"
      - email.local_id: 9C6F8D123
      - smtp.rcpt_to: nobody@example.com
      - smtp.reply.enhanced: 5.1.1
      - smtp.reply.text: unknown user: "nobody"
      - transport: local
      - smtp.status: bounced
      - smtp.delay: 0.05
      - message.role: continues

      postfix/local: 9C6F8D123: to=<nobody@example.com>, relay=local, delay=0.05, delays=0.04/0/0/0.01\#
      , dsn=4.1.1, status=SOFTBOUNCE (unknown user: "nobody")
      - event.action: delivery
      - event.outcome: failure
      - event.reason: unknown user: "nobody"
      - email.local_id: 9C6F8D123
      - smtp.rcpt_to: nobody@example.com
      - smtp.reply.enhanced: 4.1.1
      - smtp.reply.text: unknown user: "nobody"
      - transport: local
      - smtp.status: deferred
      - smtp.delay: 0.05
      - message.role: continues

      postfix/local: 9C6F8D123: passing <anna@example.com> to transport=lmtp
      - event.action: redirect
      - event.outcome: success
      - email.local_id: 9C6F8D123
      - smtp.rcpt_to: anna@example.com
      - transport: lmtp
      - message.role: continues

      postfix/virtual: 9C6F8D123: to=<anna@example.com>, relay=virtual, delay=0.08, delays=0.08/0/0/0, d\#
      sn=2.0.0, status=sent (delivered to maildir)
      - event.action: delivery
      - event.outcome: success
      - email.local_id: 9C6F8D123
      - smtp.rcpt_to: anna@example.com
      - smtp.reply.enhanced: 2.0.0
      - smtp.reply.text: delivered to maildir
      - transport: virtual
      - smtp.status: sent
      - smtp.delay: 0.08
      - message.role: continues

      postfix/pipe: 9C6F8D123: to=<anna@example.com>, relay=dovecot, delay=4.3, delays=4.1/0.01/0/0.15\#
      , dsn=2.0.0, status=sent (delivered via dovecot service)
      - event.action: delivery
      - event.outcome: success
      - email.local_id: 9C6F8D123
      - smtp.rcpt_to: anna@example.com
      - smtp.reply.enhanced: 2.0.0
      - smtp.reply.text: delivered via dovecot service
      - transport: dovecot
      - smtp.status: sent
      - smtp.delay: 4.3
      - message.role: continues

      postfix/error: 9C6F8D123: to=<b@example.net>, relay=none, delay=165276, delays=165276/0.09/0/0.09\#
      , dsn=4.4.1, status=deferred (delivery temporarily suspended: connect to 192.0.2.99[192.0.2.99]:25\#
      : Connection timed out)
      - event.action: delivery
      - event.outcome: failure
      - event.reason: delivery temporarily suspended: connect to 192.0.2.99[192.0.2.99]:25: Connection t\#
      imed out
      - email.local_id: 9C6F8D123
      - smtp.rcpt_to: b@example.net
      - smtp.reply.enhanced: 4.4.1
      - smtp.reply.text: delivery temporarily suspended: connect to 192.0.2.99[192.0.2.99]:25: Connectio\#
      n timed out
      - transport: none
      - smtp.status: deferred
      - smtp.delay: 165276
      - message.role: continues

      postfix/retry: 9C6F8D123: to=<b@example.net>, relay=none, delay=1, delays=1/0/0/0, dsn=4.3.0, stat\#
      us=deferred (unknown mail transport error)
      - event.action: delivery
      - event.outcome: failure
      - event.reason: unknown mail transport error
      - email.local_id: 9C6F8D123
      - smtp.rcpt_to: b@example.net
      - smtp.reply.enhanced: 4.3.0
      - smtp.reply.text: unknown mail transport error
      - transport: none
      - smtp.status: deferred
      - smtp.delay: 1
      - message.role: continues

      postfix/discard: 9C6F8D123: to=<b@example.net>, relay=none, delay=0.05, delays=0.05/0/0/0, dsn=2.0\#
      .0, status=sent (discarded)
      - event.action: delivery
      - event.outcome: success
      - email.local_id: 9C6F8D123
      - smtp.rcpt_to: b@example.net
      - smtp.reply.enhanced: 2.0.0
      - smtp.reply.text: discarded
      - transport: none
      - smtp.status: discarded
      - smtp.delay: 0.05
      - message.role: continues
      """#)
  }
}
