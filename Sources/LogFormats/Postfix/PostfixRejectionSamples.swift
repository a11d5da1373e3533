import Model

/// Own lines in which smtpd says what it did about a command.
enum PostfixRejectionSamples {
  static var first: [LogSample] {
    LogSample.table(
      #"""
      postfix/smtpd: NOQUEUE: reject: RCPT from mail.example.org[192.0.2.10]: 550 5.1.1 <nobody@example.\#
      com>: Recipient address rejected: User unknown in virtual mailbox table; from=<a@example.org> to=<\#
      nobody@example.com> proto=ESMTP helo=<mail.example.org>
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - source.ip: 192.0.2.10
      - source.domain: mail.example.org
      - smtp.helo: mail.example.org
      - smtp.mail_from: a@example.org
      - smtp.rcpt_to: nobody@example.com
      - smtp.reply.enhanced: 5.1.1
      - smtp.reply.text: <nobody@example.com>: Recipient address rejected: User unknown in virtual mailb\#
      ox table
      - smtp.stage: rcpt
      - smtp.reject_class: unknown-user
      - smtp.reply.code: 550

      postfix/smtpd: NOQUEUE: reject: RCPT from unknown[198.51.100.7]: 554 5.7.1 <victim@example.net>: R\#
      elay access denied; from=<a@example.org> to=<victim@example.net> proto=ESMTP helo=<ylmf-pc>
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - source.ip: 198.51.100.7
      - smtp.helo: ylmf-pc
      - smtp.mail_from: a@example.org
      - smtp.rcpt_to: victim@example.net
      - smtp.reply.enhanced: 5.7.1
      - smtp.reply.text: <victim@example.net>: Relay access denied
      - smtp.stage: rcpt
      - smtp.reject_class: relay-denied
      - smtp.reply.code: 554

      postfix/smtpd: NOQUEUE: reject: RCPT from unknown[198.51.100.7]: 454 4.7.1 <victim@example.net>: R\#
      elay access denied; from=<> to=<victim@example.net> proto=SMTP helo=<[198.51.100.7]>
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - source.ip: 198.51.100.7
      - smtp.helo: [198.51.100.7]
      - smtp.mail_from: <>
      - smtp.rcpt_to: victim@example.net
      - smtp.reply.enhanced: 4.7.1
      - smtp.reply.text: <victim@example.net>: Relay access denied
      - smtp.stage: rcpt
      - smtp.reject_class: relay-denied
      - smtp.reply.code: 454

      postfix/smtpd: NOQUEUE: reject: RCPT from unknown[198.51.100.7]: 554 5.7.1 <victim@example.net>: R\#
      elay access denied; from=<a@example.org> to=<victim@example.net> proto=ESMTP helo=<h> sasl_method=\#
      PLAIN, sasl_username=anna
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - source.ip: 198.51.100.7
      - user.name: anna
      - smtp.helo: h
      - smtp.mail_from: a@example.org
      - smtp.rcpt_to: victim@example.net
      - smtp.reply.enhanced: 5.7.1
      - smtp.reply.text: <victim@example.net>: Relay access denied
      - auth.method: PLAIN
      - smtp.stage: rcpt
      - smtp.reject_class: relay-denied
      - smtp.reply.code: 554

      postfix/smtpd: 9C6F8D123: reject: RCPT from mail.example.org[192.0.2.10]: 450 4.2.0 <anna@example.\#
      com>: Recipient address rejected: Greylisted, see http://postgrey.example/; from=<a@example.org> t\#
      o=<anna@example.com> proto=ESMTP helo=<mail.example.org>
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - source.ip: 192.0.2.10
      - source.domain: mail.example.org
      - email.local_id: 9C6F8D123
      - smtp.helo: mail.example.org
      - smtp.mail_from: a@example.org
      - smtp.rcpt_to: anna@example.com
      - smtp.reply.enhanced: 4.2.0
      - smtp.reply.text: <anna@example.com>: Recipient address rejected: Greylisted, see http://postgrey\#
      .example/
      - smtp.stage: rcpt
      - smtp.reject_class: greylist
      - smtp.reply.code: 450
      - message.role: continues

      postfix/smtpd: NOQUEUE: reject: RCPT from unknown[198.51.100.7]: 554 5.7.1 Service unavailable; Cl\#
      ient host [198.51.100.7] blocked using dnsbl.example; https://dnsbl.example/q?ip=198.51.100.7; fro\#
      m=<a@example.org> to=<anna@example.com> proto=ESMTP helo=<x>
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - source.ip: 198.51.100.7
      - smtp.helo: x
      - smtp.mail_from: a@example.org
      - smtp.rcpt_to: anna@example.com
      - smtp.reply.enhanced: 5.7.1
      - smtp.reply.text: Service unavailable; Client host [198.51.100.7] blocked using dnsbl.example; ht\#
      tps://dnsbl.example/q?ip=198.51.100.7
      - smtp.stage: rcpt
      - smtp.reject_class: dnsbl
      - smtp.reply.code: 554

      postfix/smtpd: NOQUEUE: reject: RCPT from unknown[198.51.100.7]: 450 4.7.1 <ylmf-pc>: Helo comman\#
      d rejected: Host not found; from=<a@example.org> to=<anna@example.com> proto=ESMTP helo=<ylmf-pc>
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - source.ip: 198.51.100.7
      - smtp.helo: ylmf-pc
      - smtp.mail_from: a@example.org
      - smtp.rcpt_to: anna@example.com
      - smtp.reply.enhanced: 4.7.1
      - smtp.reply.text: <ylmf-pc>: Helo command rejected: Host not found
      - smtp.stage: rcpt
      - smtp.reject_class: helo
      - smtp.reply.code: 450

      postfix/smtpd: NOQUEUE: reject: RCPT from unknown[198.51.100.7]: 450 4.1.8 <a@nowhere.example>: Se\#
      nder address rejected: Domain not found; from=<a@nowhere.example> to=<anna@example.com> proto=ESMT\#
      P helo=<x>
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - source.ip: 198.51.100.7
      - smtp.helo: x
      - smtp.mail_from: a@nowhere.example
      - smtp.rcpt_to: anna@example.com
      - smtp.reply.enhanced: 4.1.8
      - smtp.reply.text: <a@nowhere.example>: Sender address rejected: Domain not found
      - smtp.stage: rcpt
      - smtp.reject_class: sender
      - smtp.reply.code: 450

      postfix/submission/smtpd: NOQUEUE: reject: RCPT from host.example.net[203.0.113.9]: 553 5.7.1 <bos\#
      s@example.org>: Sender address rejected: not owned by user anna; from=<boss@example.org> to=<b@exa\#
      mple.net> proto=ESMTP helo=<pc>
      - event.action: reject
      - event.outcome: failure
      - network.protocol: submission
      - source.ip: 203.0.113.9
      - source.domain: host.example.net
      - smtp.helo: pc
      - smtp.mail_from: boss@example.org
      - smtp.rcpt_to: b@example.net
      - smtp.reply.enhanced: 5.7.1
      - smtp.reply.text: <boss@example.org>: Sender address rejected: not owned by user anna
      - smtp.stage: rcpt
      - smtp.reject_class: sender
      - smtp.reply.code: 553

      postfix/smtpd: NOQUEUE: reject: RCPT from unknown[198.51.100.7]: 450 4.7.25 Client host rejected\#
      : cannot find your hostname, [198.51.100.7]; from=<a@example.org> to=<anna@example.com> proto=ESMT\#
      P helo=<x>
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - source.ip: 198.51.100.7
      - smtp.helo: x
      - smtp.mail_from: a@example.org
      - smtp.rcpt_to: anna@example.com
      - smtp.reply.enhanced: 4.7.25
      - smtp.reply.text: Client host rejected: cannot find your hostname, [198.51.100.7]
      - smtp.stage: rcpt
      - smtp.reject_class: policy
      - smtp.reply.code: 450

      postfix/smtpd: NOQUEUE: reject: CONNECT from unknown[198.51.100.7]: 554 5.7.1 <unknown[198.51.100.\#
      7]>: Client host rejected: Access denied; proto=SMTP
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - source.ip: 198.51.100.7
      - smtp.reply.enhanced: 5.7.1
      - smtp.reply.text: <unknown[198.51.100.7]>: Client host rejected: Access denied
      - smtp.stage: connect
      - smtp.reject_class: policy
      - smtp.reply.code: 554

      postfix/smtpd: NOQUEUE: reject: MAIL from unknown[198.51.100.7]: 452 4.3.1 Insufficient system sto\#
      rage; proto=ESMTP helo=<x>
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - source.ip: 198.51.100.7
      - smtp.helo: x
      - smtp.reply.enhanced: 4.3.1
      - smtp.reply.text: Insufficient system storage
      - smtp.stage: mail
      - smtp.reject_class: other
      - smtp.reply.code: 452

      postfix/smtpd: NOQUEUE: reject: MAIL from mail.example.org[192.0.2.10]: 552 5.3.4 Message size exc\#
      eeds fixed limit; proto=ESMTP helo=<mail.example.org>
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - source.ip: 192.0.2.10
      - source.domain: mail.example.org
      - smtp.helo: mail.example.org
      - smtp.reply.enhanced: 5.3.4
      - smtp.reply.text: Message size exceeds fixed limit
      - smtp.stage: mail
      - smtp.reject_class: policy
      - smtp.reply.code: 552

      postfix/smtpd: NOQUEUE: reject: EHLO from unknown[198.51.100.7]: 504 5.5.2 <localhost>: Helo comma\#
      nd rejected: need fully-qualified hostname; proto=SMTP helo=<localhost>
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - source.ip: 198.51.100.7
      - smtp.helo: localhost
      - smtp.reply.enhanced: 5.5.2
      - smtp.reply.text: <localhost>: Helo command rejected: need fully-qualified hostname
      - smtp.stage: helo
      - smtp.reject_class: helo
      - smtp.reply.code: 504

      postfix/smtpd: NOQUEUE: reject: VRFY from unknown[198.51.100.7]: 550 5.1.1 <root@example.com>: Rec\#
      ipient address rejected: User unknown in local recipient table; to=<root@example.com> proto=SMTP h\#
      elo=<me>
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - source.ip: 198.51.100.7
      - smtp.helo: me
      - smtp.rcpt_to: root@example.com
      - smtp.reply.enhanced: 5.1.1
      - smtp.reply.text: <root@example.com>: Recipient address rejected: User unknown in local recipien\#
      t table
      - smtp.reject_class: unknown-user
      - smtp.reply.code: 550

      postfix/smtpd: NOQUEUE: reject: ETRN from unknown[198.51.100.7]: 554 5.7.1 <example.com>: Etrn com\#
      mand rejected: Access denied; proto=ESMTP helo=<x>
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - source.ip: 198.51.100.7
      - smtp.helo: x
      - smtp.reply.enhanced: 5.7.1
      - smtp.reply.text: <example.com>: Etrn command rejected: Access denied
      - smtp.reject_class: protocol
      - smtp.reply.code: 554

      postfix/smtpd: 9C6F8D123: reject: DATA from unknown[198.51.100.7]: 503 5.5.0 <DATA>: Data comman\#
      d rejected: Improper use of SMTP command pipelining; from=<a@example.org> to=<anna@example.com> pr\#
      oto=SMTP helo=<x>
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - source.ip: 198.51.100.7
      - email.local_id: 9C6F8D123
      - smtp.helo: x
      - smtp.mail_from: a@example.org
      - smtp.rcpt_to: anna@example.com
      - smtp.reply.enhanced: 5.5.0
      - smtp.reply.text: <DATA>: Data command rejected: Improper use of SMTP command pipelining
      - smtp.stage: data
      - smtp.reject_class: protocol
      - smtp.reply.code: 503
      - message.role: continues
      """#)
  }

  static var second: [LogSample] {
    LogSample.table(
      #"""
      postfix/smtpd: 9C6F8D123: reject: END-OF-MESSAGE from unknown[198.51.100.7]: 550 5.7.1 <END-OF-MES\#
      SAGE>: End-of-data rejected: spam; from=<a@example.org> to=<anna@example.com> proto=ESMTP helo=<x>
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - source.ip: 198.51.100.7
      - email.local_id: 9C6F8D123
      - smtp.helo: x
      - smtp.mail_from: a@example.org
      - smtp.rcpt_to: anna@example.com
      - smtp.reply.enhanced: 5.7.1
      - smtp.reply.text: <END-OF-MESSAGE>: End-of-data rejected: spam
      - smtp.stage: end-of-data
      - smtp.reject_class: content
      - smtp.reply.code: 550
      - message.role: ends

      postfix/smtpd: NOQUEUE: reject: RCPT from unknown[198.51.100.7]: 550 5.7.23 <anna@example.com>: Re\#
      cipient address rejected: Message rejected due to: SPF fail - not authorized; from=<a@example.org\#
      > to=<anna@example.com> proto=ESMTP helo=<x>
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - source.ip: 198.51.100.7
      - smtp.helo: x
      - smtp.mail_from: a@example.org
      - smtp.rcpt_to: anna@example.com
      - smtp.reply.enhanced: 5.7.23
      - smtp.reply.text: <anna@example.com>: Recipient address rejected: Message rejected due to: SPF fa\#
      il - not authorized
      - smtp.stage: rcpt
      - smtp.reject_class: sender
      - smtp.reply.code: 550

      postfix/smtpd: NOQUEUE: reject: RCPT from unknown[198.51.100.7]: 530 5.7.0 Must issue a STARTTLS c\#
      ommand first; from=<a@example.org> to=<anna@example.com> proto=ESMTP helo=<x>
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - source.ip: 198.51.100.7
      - smtp.helo: x
      - smtp.mail_from: a@example.org
      - smtp.rcpt_to: anna@example.com
      - smtp.reply.enhanced: 5.7.0
      - smtp.reply.text: Must issue a STARTTLS command first
      - smtp.stage: rcpt
      - smtp.reject_class: policy
      - smtp.reply.code: 530

      postfix/smtpd: NOQUEUE: reject: RCPT from unknown[198.51.100.7]: 450 4.1.1 <anna@example.com>: Rec\#
      ipient address rejected: unverified address: connect to 192.0.2.99[192.0.2.99]:25: Connection refu\#
      sed; from=<a@example.org> to=<anna@example.com> proto=ESMTP helo=<x>
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - source.ip: 198.51.100.7
      - smtp.helo: x
      - smtp.mail_from: a@example.org
      - smtp.rcpt_to: anna@example.com
      - smtp.reply.enhanced: 4.1.1
      - smtp.reply.text: <anna@example.com>: Recipient address rejected: unverified address: connect t\#
      o 192.0.2.99[192.0.2.99]:25: Connection refused
      - smtp.stage: rcpt
      - smtp.reject_class: unknown-user
      - smtp.reply.code: 450

      postfix/smtpd: NOQUEUE: reject: RCPT from unknown[198.51.100.7]: 554 5.7.1 <"x; from=<a@b> to=<c@d\#
      > proto=SMTP helo=<e>"@example.net>: Relay access denied; from=<"a> to=<b"@example.org> to=<"x; fr\#
      om=<a@b> to=<c@d> proto=SMTP helo=<e>"@example.net> proto=ESMTP helo=<evil>
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - source.ip: 198.51.100.7
      - smtp.helo: evil
      - smtp.mail_from: "a> to=<b"@example.org
      - smtp.rcpt_to: "x; from=<a@b> to=<c@d> proto=SMTP helo=<e>"@example.net
      - smtp.reply.enhanced: 5.7.1
      - smtp.reply.text: <"x; from=<a@b> to=<c@d> proto=SMTP helo=<e>"@example.net>: Relay access denied
      - smtp.stage: rcpt
      - smtp.reject_class: relay-denied
      - smtp.reply.code: 554

      postfix/smtpd: NOQUEUE: reject_warning: RCPT from unknown[198.51.100.7]: 450 4.7.1 <h>: Helo comma\#
      nd rejected: Host not found; from=<a@example.org> to=<anna@example.com> proto=ESMTP helo=<h>
      - event.action: warning
      - event.outcome: unknown
      - network.protocol: smtp
      - source.ip: 198.51.100.7
      - smtp.helo: h
      - smtp.mail_from: a@example.org
      - smtp.rcpt_to: anna@example.com
      - smtp.reply.enhanced: 4.7.1
      - smtp.reply.text: <h>: Helo command rejected: Host not found
      - smtp.stage: rcpt
      - smtp.reply.code: 450

      postfix/smtpd: NOQUEUE: discard: MAIL from mail.example.org[192.0.2.10]: <news@example.org>: Sende\#
      r address SPAM; from=<news@example.org> proto=ESMTP helo=<mail.example.org>
      - event.action: delivery
      - event.outcome: success
      - network.protocol: smtp
      - source.ip: 192.0.2.10
      - source.domain: mail.example.org
      - smtp.helo: mail.example.org
      - smtp.mail_from: news@example.org
      - smtp.reply.text: <news@example.org>: Sender address SPAM
      - smtp.status: discarded
      - smtp.stage: mail

      postfix/smtpd: 9C6F8D123: discard: RCPT from mail.example.org[192.0.2.10]: <anna@example.com>: Rec\#
      ipient address DISCARD; from=<a@example.org> to=<anna@example.com> proto=ESMTP helo=<mail.example.\#
      org>
      - event.action: delivery
      - event.outcome: success
      - network.protocol: smtp
      - source.ip: 192.0.2.10
      - source.domain: mail.example.org
      - email.local_id: 9C6F8D123
      - smtp.helo: mail.example.org
      - smtp.mail_from: a@example.org
      - smtp.rcpt_to: anna@example.com
      - smtp.reply.text: <anna@example.com>: Recipient address DISCARD
      - smtp.status: discarded
      - smtp.stage: rcpt
      - message.role: ends

      postfix/smtpd: NOQUEUE: filter: RCPT from mail.example.org[192.0.2.10]: <a@example.org>: Sender ad\#
      dress triggers FILTER smtp:[127.0.0.1]:10024; from=<a@example.org> to=<anna@example.com> proto=ESM\#
      TP helo=<mail.example.org>
      - event.action: redirect
      - event.outcome: success
      - network.protocol: smtp
      - source.ip: 192.0.2.10
      - source.domain: mail.example.org
      - smtp.helo: mail.example.org
      - smtp.mail_from: a@example.org
      - smtp.rcpt_to: anna@example.com
      - smtp.reply.text: <a@example.org>: Sender address triggers FILTER smtp:[127.0.0.1]:10024
      - smtp.stage: rcpt

      postfix/smtpd: NOQUEUE: redirect: RCPT from mail.example.org[192.0.2.10]: <anna@example.com>: Reci\#
      pient address triggers REDIRECT abuse@example.com; from=<a@example.org> to=<anna@example.com> prot\#
      o=ESMTP helo=<mail.example.org>
      - event.action: redirect
      - event.outcome: success
      - network.protocol: smtp
      - source.ip: 192.0.2.10
      - source.domain: mail.example.org
      - smtp.helo: mail.example.org
      - smtp.mail_from: a@example.org
      - smtp.rcpt_to: anna@example.com
      - smtp.reply.text: <anna@example.com>: Recipient address triggers REDIRECT abuse@example.com
      - smtp.stage: rcpt

      postfix/smtpd: 9C6F8D123: hold: RCPT from mail.example.org[192.0.2.10]: <anna@example.com>: Recipi\#
      ent address triggers HOLD action; from=<a@example.org> to=<anna@example.com> proto=ESMTP helo=<mai\#
      l.example.org>
      - event.action: content-verdict
      - network.protocol: smtp
      - source.ip: 192.0.2.10
      - source.domain: mail.example.org
      - email.local_id: 9C6F8D123
      - smtp.helo: mail.example.org
      - smtp.mail_from: a@example.org
      - smtp.rcpt_to: anna@example.com
      - smtp.reply.text: <anna@example.com>: Recipient address triggers HOLD action
      - email.content.action: hold
      - smtp.stage: rcpt
      - message.role: continues

      postfix/smtpd: NOQUEUE: warn: RCPT from mail.example.org[192.0.2.10]: trying things; from=<a@examp\#
      le.org> to=<anna@example.com> proto=ESMTP helo=<mail.example.org>
      - event.action: content-verdict
      - network.protocol: smtp
      - source.ip: 192.0.2.10
      - source.domain: mail.example.org
      - smtp.helo: mail.example.org
      - smtp.mail_from: a@example.org
      - smtp.rcpt_to: anna@example.com
      - smtp.reply.text: trying things
      - email.content.action: warn
      - smtp.stage: rcpt

      postfix/smtpd: NOQUEUE: info: RCPT from mail.example.org[192.0.2.10]: <a@example.org>: Sender addr\#
      ess seen; from=<a@example.org> to=<anna@example.com> proto=ESMTP helo=<mail.example.org>
      - event.action: content-verdict
      - network.protocol: smtp
      - source.ip: 192.0.2.10
      - source.domain: mail.example.org
      - smtp.helo: mail.example.org
      - smtp.mail_from: a@example.org
      - smtp.rcpt_to: anna@example.com
      - smtp.reply.text: <a@example.org>: Sender address seen
      - email.content.action: info
      - smtp.stage: rcpt

      postfix/smtpd: NOQUEUE: milter-reject: MAIL from mail.example.org[192.0.2.10]: 553 5.1.7 address i\#
      ncomplete; proto=ESMTP helo=<mail.example.org>
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - source.ip: 192.0.2.10
      - source.domain: mail.example.org
      - smtp.helo: mail.example.org
      - smtp.reply.enhanced: 5.1.7
      - smtp.reply.text: address incomplete
      - smtp.stage: mail
      - smtp.reject_class: sender
      - smtp.reply.code: 553

      postfix/smtpd: NOQUEUE: milter-reject: RCPT from mail.example.org[192.0.2.10]: 451 4.7.1 Greylisti\#
      ng in action, please come back later; from=<a@example.org> to=<anna@example.com> proto=ESMTP helo=\#
      <mail.example.org>
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - source.ip: 192.0.2.10
      - source.domain: mail.example.org
      - smtp.helo: mail.example.org
      - smtp.mail_from: a@example.org
      - smtp.rcpt_to: anna@example.com
      - smtp.reply.enhanced: 4.7.1
      - smtp.reply.text: Greylisting in action, please come back later
      - smtp.stage: rcpt
      - smtp.reject_class: greylist
      - smtp.reply.code: 451

      postfix/smtpd: NOQUEUE: proxy-accept: END-OF-MESSAGE: 250 2.0.0 from MTA(smtp:[127.0.0.1]:10013)\#
      : 250 2.0.0 Ok: queued as DF66E940333; from=<a@example.org> to=<anna@example.com> proto=ESMTP helo\#
      =<h>
      - event.action: message-queued
      - event.outcome: success
      - network.protocol: smtp
      - smtp.helo: h
      - smtp.mail_from: a@example.org
      - smtp.rcpt_to: anna@example.com
      - smtp.reply.enhanced: 2.0.0
      - smtp.reply.text: from MTA(smtp:[127.0.0.1]:10013): 250 2.0.0 Ok: queued as DF66E940333
      - smtp.queued_as: DF66E940333
      - smtp.stage: end-of-data
      - smtp.reply.code: 250

      postfix/smtpd: NOQUEUE: proxy-reject: END-OF-MESSAGE: 554 5.7.0 Reject, id=31619-02 - spam; from=<\#
      a@example.org> to=<anna@example.com> proto=ESMTP helo=<h>
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - smtp.helo: h
      - smtp.mail_from: a@example.org
      - smtp.rcpt_to: anna@example.com
      - smtp.reply.enhanced: 5.7.0
      - smtp.reply.text: Reject, id=31619-02 - spam
      - smtp.stage: end-of-data
      - smtp.reject_class: content
      - smtp.reply.code: 554
      """#)
  }
}
