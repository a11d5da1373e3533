import Model

/// Own lines of cleanup.
enum PostfixCleanupSamples {
  static var first: [LogSample] {
    LogSample.table(
      #"""
      postfix/cleanup: 9C6F8D123: message-id=<20250101.1@example.org>
      - event.action: message-queued
      - email.local_id: 9C6F8D123
      - email.message_id: 20250101.1@example.org
      - message.role: continues

      postfix/cleanup: 9C6F8D123: message-id=<>
      - event.action: message-queued
      - email.local_id: 9C6F8D123
      - email.message_id:
      - message.role: continues

      postfix/cleanup: 9C6F8D123: message-id=no-brackets@example.org
      - event.action: message-queued
      - email.local_id: 9C6F8D123
      - email.message_id: no-brackets@example.org
      - message.role: continues

      postfix/cleanup: 9C6F8D123: resent-message-id=<20250101.2@example.org>
      - event.action: message-queued
      - email.local_id: 9C6F8D123
      - detail: resent-message-id=<20250101.2@example.org>
      - message.role: continues

      postfix/cleanup: 9C6F8D123: reject: header Subject: Cheap watches from mail.example.org[192.0.2.10\#
      ]; from=<a@example.org> to=<anna@example.com> proto=ESMTP helo=<mail.example.org>: 5.7.1 message c\#
      ontent rejected
      - event.action: reject
      - event.outcome: failure
      - source.ip: 192.0.2.10
      - source.domain: mail.example.org
      - email.local_id: 9C6F8D123
      - email.subject: Cheap watches
      - smtp.helo: mail.example.org
      - smtp.mail_from: a@example.org
      - smtp.rcpt_to: anna@example.com
      - smtp.reply.enhanced: 5.7.1
      - smtp.reply.text: message content rejected
      - email.content.action: reject
      - detail: Subject: Cheap watches
      - smtp.stage: end-of-data
      - smtp.reject_class: content
      - message.role: ends

      postfix/cleanup: 9C6F8D123: reject: body Buy now! from local; from=<root@example.com> to=<anna@exa\#
      mple.com>: not here
      - event.action: reject
      - event.outcome: failure
      - email.local_id: 9C6F8D123
      - smtp.mail_from: root@example.com
      - smtp.rcpt_to: anna@example.com
      - smtp.reply.text: not here
      - email.content.action: reject
      - detail: Buy now!
      - smtp.stage: end-of-data
      - smtp.reject_class: content
      - message.role: ends

      postfix/cleanup: 9C6F8D123: warning: header Subject: Invoice 4711 from mail.example.org[192.0.2.10\#
      ]; from=<a@example.org> to=<anna@example.com> proto=ESMTP helo=<mail.example.org>
      - event.action: content-verdict
      - source.ip: 192.0.2.10
      - source.domain: mail.example.org
      - email.local_id: 9C6F8D123
      - email.subject: Invoice 4711
      - smtp.helo: mail.example.org
      - smtp.mail_from: a@example.org
      - smtp.rcpt_to: anna@example.com
      - email.content.action: warning
      - detail: Subject: Invoice 4711
      - message.role: continues

      postfix/cleanup: 9C6F8D123: info: header Subject: hello from friends from local; from=<root@exampl\#
      e.com> to=<anna@example.com>
      - event.action: content-verdict
      - email.local_id: 9C6F8D123
      - email.subject: hello from friends
      - smtp.mail_from: root@example.com
      - smtp.rcpt_to: anna@example.com
      - email.content.action: info
      - detail: Subject: hello from friends
      - message.role: continues

      postfix/cleanup: 9C6F8D123: hold: header Subject: Hold me from local; from=<root@example.com> to=<\#
      anna@example.com>: later
      - event.action: content-verdict
      - email.local_id: 9C6F8D123
      - email.subject: Hold me
      - smtp.mail_from: root@example.com
      - smtp.rcpt_to: anna@example.com
      - smtp.reply.text: later
      - email.content.action: hold
      - detail: Subject: Hold me
      - message.role: continues

      postfix/cleanup: 9C6F8D123: redirect: header To: anna@example.com from mail.example.org[192.0.2.10\#
      ]; from=<a@example.org> to=<anna@example.com> proto=ESMTP helo=<h>: abuse@example.com
      - event.action: redirect
      - source.ip: 192.0.2.10
      - source.domain: mail.example.org
      - email.local_id: 9C6F8D123
      - smtp.helo: h
      - smtp.mail_from: a@example.org
      - smtp.rcpt_to: anna@example.com
      - smtp.reply.text: abuse@example.com
      - email.content.action: redirect
      - detail: To: anna@example.com
      - message.role: continues

      postfix/cleanup: 9C6F8D123: filter: header To: anna@example.com from mail.example.org[192.0.2.10]\#
      ; from=<a@example.org> to=<anna@example.com> proto=ESMTP helo=<h>: smtp:[127.0.0.1]:10024
      - event.action: redirect
      - source.ip: 192.0.2.10
      - source.domain: mail.example.org
      - email.local_id: 9C6F8D123
      - smtp.helo: h
      - smtp.mail_from: a@example.org
      - smtp.rcpt_to: anna@example.com
      - smtp.reply.text: smtp:[127.0.0.1]:10024
      - email.content.action: filter
      - detail: To: anna@example.com
      - message.role: continues

      postfix/cleanup: 9C6F8D123: discard: header Subject: spam from mail.example.org[192.0.2.10]; from=\#
      <a@example.org> to=<anna@example.com> proto=ESMTP helo=<h>
      - event.action: delivery
      - event.outcome: success
      - source.ip: 192.0.2.10
      - source.domain: mail.example.org
      - email.local_id: 9C6F8D123
      - email.subject: spam
      - smtp.helo: h
      - smtp.mail_from: a@example.org
      - smtp.rcpt_to: anna@example.com
      - email.content.action: discard
      - detail: Subject: spam
      - smtp.status: discarded
      - message.role: ends

      postfix/cleanup: 9C6F8D123: prepend: header X-Spam: yes from mail.example.org[192.0.2.10]; from=<a\#
      @example.org> to=<anna@example.com> proto=ESMTP helo=<h>: X-Seen: yes
      - event.action: content-verdict
      - source.ip: 192.0.2.10
      - source.domain: mail.example.org
      - email.local_id: 9C6F8D123
      - smtp.helo: h
      - smtp.mail_from: a@example.org
      - smtp.rcpt_to: anna@example.com
      - smtp.reply.text: X-Seen: yes
      - email.content.action: prepend
      - detail: X-Spam: yes
      - message.role: continues

      postfix/cleanup: 9C6F8D123: replace: header Received: by x from local; from=<root@example.com> to=\#
      <anna@example.com>: Received: by y
      - event.action: content-verdict
      - email.local_id: 9C6F8D123
      - smtp.mail_from: root@example.com
      - smtp.rcpt_to: anna@example.com
      - smtp.reply.text: Received: by y
      - email.content.action: replace
      - detail: Received: by x
      - message.role: continues

      postfix/cleanup: 9C6F8D123: milter-reject: END-OF-MESSAGE from mail.example.org[192.0.2.10]: 5.7.\#
      1 Blocked by SpamAssassin; from=<a@example.org> to=<anna@example.com> proto=ESMTP helo=<mail.examp\#
      le.org>
      - event.action: reject
      - event.outcome: failure
      - source.ip: 192.0.2.10
      - source.domain: mail.example.org
      - email.local_id: 9C6F8D123
      - smtp.helo: mail.example.org
      - smtp.mail_from: a@example.org
      - smtp.rcpt_to: anna@example.com
      - smtp.reply.enhanced: 5.7.1
      - smtp.reply.text: Blocked by SpamAssassin
      - smtp.stage: end-of-data
      - smtp.reject_class: content
      - message.role: ends

      postfix/cleanup: 9C6F8D123: milter-hold: END-OF-MESSAGE from mail.example.org[192.0.2.10]: milte\#
      r triggers HOLD action; from=<a@example.org> to=<anna@example.com> proto=ESMTP helo=<mail.example.\#
      org>
      - event.action: content-verdict
      - source.ip: 192.0.2.10
      - source.domain: mail.example.org
      - email.local_id: 9C6F8D123
      - smtp.helo: mail.example.org
      - smtp.mail_from: a@example.org
      - smtp.rcpt_to: anna@example.com
      - smtp.reply.text: milter triggers HOLD action
      - email.content.action: hold
      - smtp.stage: end-of-data
      - message.role: continues

      postfix/cleanup: 9C6F8D123: milter-discard: END-OF-MESSAGE from mail.example.org[192.0.2.10]: milt\#
      er triggers DISCARD action; from=<a@example.org> to=<anna@example.com> proto=ESMTP helo=<mail.exam\#
      ple.org>
      - event.action: delivery
      - event.outcome: success
      - source.ip: 192.0.2.10
      - source.domain: mail.example.org
      - email.local_id: 9C6F8D123
      - smtp.helo: mail.example.org
      - smtp.mail_from: a@example.org
      - smtp.rcpt_to: anna@example.com
      - smtp.reply.text: milter triggers DISCARD action
      - smtp.status: discarded
      - smtp.stage: end-of-data
      - message.role: ends

      postfix/cleanup: 9C6F8D123: milter-header-redirect: header X-Spam-Status: Yes from mail.example.or\#
      g[192.0.2.10]; from=<a@example.org> to=<anna@example.com> proto=ESMTP helo=<h>: spam@example.com
      - event.action: redirect
      - source.ip: 192.0.2.10
      - source.domain: mail.example.org
      - email.local_id: 9C6F8D123
      - smtp.helo: h
      - smtp.mail_from: a@example.org
      - smtp.rcpt_to: anna@example.com
      - smtp.reply.text: spam@example.com
      - email.content.action: header-redirect
      - detail: header X-Spam-Status: Yes
      - message.role: continues

      postfix/cleanup: 9C6F8D123: canceled
      - event.action: message-removed
      - event.outcome: failure
      - email.local_id: 9C6F8D123
      - message.role: ends

      postfix/cleanup: 9C6F8D123: to=<anna@example.com>, relay=none, delay=0.1, delays=0.1/0/0/0, dsn=5.\#
      1.1, status=bounced (User unknown in virtual alias table)
      - event.action: delivery
      - event.outcome: failure
      - event.reason: User unknown in virtual alias table
      - email.local_id: 9C6F8D123
      - smtp.rcpt_to: anna@example.com
      - smtp.reply.enhanced: 5.1.1
      - smtp.reply.text: User unknown in virtual alias table
      - transport: none
      - smtp.status: bounced
      - smtp.delay: 0.1
      - message.role: continues

      postfix/cleanup: warning: 9C6F8D123: virtual_alias_maps map lookup problem for anna@example.com -\#
      - message not accepted, try again later
      - event.action: warning
      - event.reason: virtual_alias_maps map lookup problem for anna@example.com -- message not accepted\#
      , try again later
      - email.local_id: 9C6F8D123
      - message.role: continues
      """#)
  }
}
