import Model

/// Own lines about messages: their arrival, deliveries, notices.
enum SendmailMessageSamples {
  static var all: [LogSample] {
    LogSample.table(
      #"""
      sm-mta: 4BU94xkm000093: from=<quinn@delta.test>, size=589, class=0, nrcpts=1, msgid=<m1@delta.test>, proto=ESMTPSA, daemon=MSP-v4, relay=h-198-51-100-131.dsl.homenet.test [198.51.100.131]
      - event.action: message-received
      - event.outcome: success
      - network.protocol: submission
      - source.ip: 198.51.100.131
      - source.domain: h-198-51-100-131.dsl.homenet.test
      - email.local_id: 4BU94xkm000093
      - email.message_id: m1@delta.test
      - smtp.mail_from: quinn@delta.test
      - smtp.size: 589
      - smtp.recipients: 1
      - tls.established: true
      - message.role: arrives

      sm-mta: 4BU950W0000097: from=<greta@beta.test>, size=1202, class=0, nrcpts=2, msgid=<m2@beta.test>, bodytype=8BITMIME, proto=ESMTPS, daemon=MTA-v6, tls_verify=NO, auth=NONE, relay=mail.beta.test [IPv6:2001:db8:113:0:0:0:0:30]
      - event.action: message-received
      - event.outcome: success
      - network.protocol: smtp
      - source.ip: 2001:db8:113:0:0:0:0:30
      - source.domain: mail.beta.test
      - email.local_id: 4BU950W0000097
      - email.message_id: m2@beta.test
      - smtp.mail_from: greta@beta.test
      - smtp.size: 1202
      - smtp.recipients: 2
      - tls.established: true
      - tls.verified: none
      - message.role: arrives

      sm-mta: 4BU950W0000098: from=<greta@beta.test>, size=1202, class=0, nrcpts=1, msgid=<m5@beta.test>, proto=ESMTP, daemon=MTA, tls_verify=FAIL, auth=PLAIN, relay=mail.beta.test [203.0.113.30]
      - event.action: message-received
      - event.outcome: success
      - network.protocol: smtp
      - source.ip: 203.0.113.30
      - source.domain: mail.beta.test
      - email.local_id: 4BU950W0000098
      - email.message_id: m5@beta.test
      - smtp.mail_from: greta@beta.test
      - auth.method: PLAIN
      - smtp.size: 1202
      - smtp.recipients: 1
      - tls.established: true
      - tls.verified: untrusted
      - message.role: arrives

      sm-mta: 4BU950W0000099: from=<greta@beta.test>, size=1202, class=0, nrcpts=1, msgid=<m6@beta.test>, proto=ESMTP, daemon=MTA, tls_verify=NONE, auth=NONE, relay=mail.beta.test [203.0.113.30]
      - event.action: message-received
      - event.outcome: success
      - network.protocol: smtp
      - source.ip: 203.0.113.30
      - source.domain: mail.beta.test
      - email.local_id: 4BU950W0000099
      - email.message_id: m6@beta.test
      - smtp.mail_from: greta@beta.test
      - smtp.size: 1202
      - smtp.recipients: 1
      - tls.established: false
      - message.role: arrives

      sm-mta: 4BU950W0000097: to=<x@alpha.test>, delay=00:00:01, xdelay=00:00:01, mailer=esmtp, pri=30589, relay=mx1.alpha.test. [203.0.113.10], tls_version=TLSv1.2, tls_verify=OK, dsn=2.0.0, ntries=2, stat=Sent (Ok: queued as 374A4148471)
      - event.action: delivery
      - event.outcome: success
      - destination.ip: 203.0.113.10
      - destination.domain: mx1.alpha.test
      - email.local_id: 4BU950W0000097
      - smtp.rcpt_to: x@alpha.test
      - smtp.reply.enhanced: 2.0.0
      - smtp.reply.text: Ok: queued as 374A4148471
      - smtp.queued_as: 374A4148471
      - tls.version: 1.2
      - smtp.status: sent
      - smtp.delay: 1
      - tls.established: true
      - tls.verified: trusted
      - message.role: continues

      sm-mta: 4BU9EuRh000103: from=<>, size=1050, class=-60, nrcpts=1, msgid=<m3@news.test>, proto=ESMTP, daemon=MTA, relay=mx.news.test [198.51.100.16] (may be forged)
      - event.action: message-received
      - event.outcome: success
      - network.protocol: smtp
      - source.ip: 198.51.100.16
      - email.local_id: 4BU9EuRh000103
      - email.message_id: m3@news.test
      - smtp.mail_from: <>
      - smtp.size: 1050
      - smtp.recipients: 1
      - message.role: arrives

      sm-mta: 4BU9EuRh000104: from=<a@example.net>, size=1050, class=0, nrcpts=1, msgid=<m4@example.net>, proto=ESMTPA, daemon=MTA, relay=[192.0.2.9]
      - event.action: message-received
      - event.outcome: success
      - network.protocol: smtp
      - source.ip: 192.0.2.9
      - email.local_id: 4BU9EuRh000104
      - email.message_id: m4@example.net
      - smtp.mail_from: a@example.net
      - smtp.size: 1050
      - smtp.recipients: 1
      - tls.established: false
      - message.role: arrives

      sm-mta: 4BU9EuRh000105: from=<"x, size=1, class=0, nrcpts=9"@example.net>, size=77, class=0, nrcpts=1, msgid=<m, relay=evil.example [203.0.113.99], proto=SMTP@example.net>, proto=SMTP, daemon=MTA, relay=IDENT:root@host.example.net [192.0.2.9]
      - event.action: message-received
      - event.outcome: success
      - network.protocol: smtp
      - source.ip: 192.0.2.9
      - source.domain: host.example.net
      - email.local_id: 4BU9EuRh000105
      - email.message_id: m, relay=evil.example [203.0.113.99], proto=SMTP@example.net
      - smtp.mail_from: "x, size=1, class=0, nrcpts=9"@example.net
      - smtp.size: 77
      - smtp.recipients: 1
      - message.role: arrives

      sendmail: 4BU9EuRh000106: from=root, size=30, class=0, nrcpts=6, msgid=<202412301215.4BU9EuRh000106@delta.test>, relay=root@localhost
      - event.action: message-received
      - event.outcome: success
      - email.local_id: 4BU9EuRh000106
      - email.message_id: 202412301215.4BU9EuRh000106@delta.test
      - smtp.mail_from: root
      - detail: root@localhost
      - smtp.size: 30
      - smtp.recipients: 6
      - message.role: arrives

      sendmail: g8U2LVi03161: from=<amber@example.net>, size=2556, class=0, pri=32556, nrcpts=1, msgid=<w1$kqj@example.net>, proto=ESMTP, relay=moon.example.net [10.0.0.254]
      - event.action: message-received
      - event.outcome: success
      - network.protocol: smtp
      - source.ip: 10.0.0.254
      - source.domain: moon.example.net
      - email.local_id: g8U2LVi03161
      - email.message_id: w1$kqj@example.net
      - smtp.mail_from: amber@example.net
      - smtp.size: 2556
      - smtp.recipients: 1
      - message.role: arrives

      sendmail: HAA12345: from=<bob@example.net>, size=512, class=0, pri=30512, nrcpts=1, msgid=<199901010700.HAA12345@example.net>, proto=SMTP, relay=mail.example.net [192.0.2.25]
      - event.action: message-received
      - event.outcome: success
      - network.protocol: smtp
      - source.ip: 192.0.2.25
      - source.domain: mail.example.net
      - email.local_id: HAA12345
      - email.message_id: 199901010700.HAA12345@example.net
      - smtp.mail_from: bob@example.net
      - smtp.size: 512
      - smtp.recipients: 1
      - message.role: begins

      sm-mta: 4BU9EuRh000107: from=<doron@delta.test>, size=84, class=0, nrcpts=0, proto=ESMTP, daemon=MTA-v4, relay=localhost [127.0.0.1]
      - event.action: message-removed
      - event.outcome: failure
      - network.protocol: smtp
      - source.ip: 127.0.0.1
      - source.domain: localhost
      - email.local_id: 4BU9EuRh000107
      - smtp.mail_from: doron@delta.test
      - smtp.size: 84
      - smtp.recipients: 0
      - message.role: continues

      sm-mta: 4BU9EuRh000108: from=<gone@example.net>, size=0, class=0, nrcpts=1, proto=ESMTP, daemon=MTA, relay=mail.example.net [192.0.2.25]
      - event.action: message-removed
      - event.outcome: failure
      - network.protocol: smtp
      - source.ip: 192.0.2.25
      - source.domain: mail.example.net
      - email.local_id: 4BU9EuRh000108
      - smtp.mail_from: gone@example.net
      - smtp.size: 0
      - smtp.recipients: 1
      - message.role: continues

      sm-mta: 4BU9EuRh000109: from=<gone@example.net>, size=100, class=0, nrcpts=1, msgid=<a-very-long-id-that-was-cut-before-its-bracket, proto=ESMTP, daemon=MTA, relay=mail.example.net [192.0.2.25]
      - event.action: message-received
      - event.outcome: success
      - network.protocol: smtp
      - source.ip: 192.0.2.25
      - source.domain: mail.example.net
      - email.local_id: 4BU9EuRh000109
      - smtp.mail_from: gone@example.net
      - smtp.size: 100
      - smtp.recipients: 1
      - message.role: arrives

      sm-mta: 4BU94xkm000093: to=<mara@alpha.test>, ctladdr=<quinn@delta.test> (2008/8), delay=00:00:01, xdelay=00:00:01, mailer=esmtp, pri=30589, relay=mx1.alpha.test. [IPv6:2001:db8:113:0:0:0:0:10], dsn=2.0.0, stat=Sent (Ok: queued as 374A4148471)
      - event.action: delivery
      - event.outcome: success
      - destination.ip: 2001:db8:113:0:0:0:0:10
      - destination.domain: mx1.alpha.test
      - email.local_id: 4BU94xkm000093
      - smtp.rcpt_to: mara@alpha.test
      - smtp.reply.enhanced: 2.0.0
      - smtp.reply.text: Ok: queued as 374A4148471
      - smtp.queued_as: 374A4148471
      - smtp.status: sent
      - smtp.delay: 1
      - message.role: continues

      sendmail: 4BU9EuRh000106: to=<a@example.org>,<b@example.org>, ctladdr=root (0/0), delay=00:00:04, xdelay=00:00:01, mailer=relay, pri=90030, relay=[127.0.0.1] [127.0.0.1], dsn=2.0.0, stat=Sent (4BU9EuRh000110 Message accepted for delivery)
      - event.action: delivery
      - event.outcome: success
      - destination.ip: 127.0.0.1
      - email.local_id: 4BU9EuRh000106
      - smtp.rcpt_to: a@example.org | b@example.org
      - smtp.reply.enhanced: 2.0.0
      - smtp.reply.text: 4BU9EuRh000110 Message accepted for delivery
      - smtp.queued_as: 4BU9EuRh000110
      - smtp.status: sent
      - smtp.delay: 4
      - message.role: continues

      sm-mta: 4BU950W0000097: to=<jonas@delta.test>, delay=1+02:00:01, xdelay=00:00:01, mailer=local, pri=31497, relay=local, dsn=2.0.0, stat=Sent
      - event.action: delivery
      - event.outcome: success
      - email.local_id: 4BU950W0000097
      - smtp.rcpt_to: jonas@delta.test
      - smtp.reply.enhanced: 2.0.0
      - transport: local
      - smtp.status: sent
      - smtp.delay: 93601
      - message.role: continues

      sm-mta: 4BU950W0000097: to="|/usr/bin/vacation jonas", ctladdr=<jonas@delta.test> (1000/1000), delay=00:00:01, xdelay=00:00:00, mailer=prog, pri=31497, dsn=2.0.0, stat=Sent
      - event.action: delivery
      - event.outcome: success
      - email.local_id: 4BU950W0000097
      - smtp.rcpt_to: "|/usr/bin/vacation jonas"
      - smtp.reply.enhanced: 2.0.0
      - transport: prog
      - smtp.status: sent
      - smtp.delay: 1
      - message.role: continues

      sm-mta: 4BU950W0000097: to=<f@full.test>, ctladdr=<kira@delta.test> (2003/8), delay=00:15:00, xdelay=00:00:00, mailer=esmtp, pri=120589, relay=mx.full.test. [198.51.100.21], dsn=4.2.2, reply=452 4.2.2 <f@full.test>: over quota, try later, stat=Deferred: 452 4.2.2 <f@full.test>: over quota, try later
      - event.action: delivery
      - event.outcome: failure
      - destination.ip: 198.51.100.21
      - destination.domain: mx.full.test
      - email.local_id: 4BU950W0000097
      - smtp.rcpt_to: f@full.test
      - smtp.reply.enhanced: 4.2.2
      - smtp.reply.text: <f@full.test>: over quota, try later
      - smtp.status: deferred
      - smtp.reply.code: 452
      - smtp.delay: 900
      - message.role: continues

      sm-mta: 4BU950W0000097: to=<f@down.test>, delay=00:15:00, xdelay=00:00:30, mailer=esmtp, pri=120589, relay=mx.down.test. [198.51.100.22], dsn=4.0.0, stat=Deferred: Connection refused by mx.down.test.
      - event.action: delivery
      - event.outcome: failure
      - destination.ip: 198.51.100.22
      - destination.domain: mx.down.test
      - email.local_id: 4BU950W0000097
      - smtp.rcpt_to: f@down.test
      - smtp.reply.enhanced: 4.0.0
      - smtp.reply.text: Connection refused by mx.down.test.
      - smtp.status: deferred
      - smtp.delay: 900
      - message.role: continues

      sm-mta: 4BU950W0000097: to=<f@slow.test>, delay=00:15:00, xdelay=00:00:00, mailer=esmtp, pri=120589, relay=mx.slow.test., dsn=4.4.3, stat=Deferred
      - event.action: delivery
      - event.outcome: failure
      - destination.domain: mx.slow.test
      - email.local_id: 4BU950W0000097
      - smtp.rcpt_to: f@slow.test
      - smtp.reply.enhanced: 4.4.3
      - smtp.status: deferred
      - smtp.delay: 900
      - message.role: continues

      sm-mta: 4BU950W0000097: to=<no@alpha.test>, delay=00:00:00, xdelay=00:00:00, mailer=esmtp, pri=30589, relay=mx1.alpha.test. [203.0.113.10], dsn=5.1.1, reply=550 5.1.1 <no@alpha.test>: Recipient address rejected: User unknown, stat=User unknown
      - event.action: delivery
      - event.outcome: failure
      - destination.ip: 203.0.113.10
      - destination.domain: mx1.alpha.test
      - email.local_id: 4BU950W0000097
      - smtp.rcpt_to: no@alpha.test
      - smtp.reply.enhanced: 5.1.1
      - smtp.reply.text: <no@alpha.test>: Recipient address rejected: User unknown
      - smtp.status: bounced
      - smtp.reply.code: 550
      - smtp.delay: 0
      - message.role: continues

      sm-mta: 4BU950W0000097: to=<no@nowhere.test>, delay=00:00:00, xdelay=00:00:00, mailer=esmtp, pri=30589, relay=nowhere.test, dsn=5.1.2, stat=Host unknown (Name server: nowhere.test: host not found)
      - event.action: delivery
      - event.outcome: failure
      - destination.domain: nowhere.test
      - email.local_id: 4BU950W0000097
      - smtp.rcpt_to: no@nowhere.test
      - smtp.reply.enhanced: 5.1.2
      - smtp.reply.text: Host unknown (Name server: nowhere.test: host not found)
      - smtp.status: bounced
      - smtp.delay: 0
      - message.role: continues

      sm-mta: 4BU950W0000097: to=<spam@delta.test>, delay=00:00:02, mailer=local, pri=30589, stat=Command rejected
      - event.action: delivery
      - event.outcome: failure
      - email.local_id: 4BU950W0000097
      - smtp.rcpt_to: spam@delta.test
      - smtp.reply.text: Command rejected
      - transport: local
      - smtp.status: rejected
      - smtp.delay: 2
      - message.role: continues

      sm-mta: 4BU950W0000097: to=<later@delta.test>, delay=00:00:00, mailer=local, pri=30589, stat=queued
      - event.action: message-queued
      - event.reason: queued
      - email.local_id: 4BU950W0000097
      - smtp.rcpt_to: later@delta.test
      - transport: local
      - smtp.delay: 0
      - message.role: continues

      sm-mta: 4BU950W0000097: to=<hold@delta.test>, delay=00:00:00, mailer=local, pri=30589, quarantine=suspicious, really, stat=quarantined
      - event.action: message-queued
      - event.reason: suspicious, really
      - email.local_id: 4BU950W0000097
      - smtp.rcpt_to: hold@delta.test
      - transport: local
      - smtp.delay: 0
      - message.role: continues

      sendmail: HAA12345: to=bob@example.org, delay=00:00:02, mailer=esmtp, relay=mail.example.org. [192.0.2.26], stat=Sent (ok)
      - event.action: delivery
      - event.outcome: success
      - destination.ip: 192.0.2.26
      - destination.domain: mail.example.org
      - email.local_id: HAA12345
      - smtp.rcpt_to: bob@example.org
      - smtp.reply.text: ok
      - smtp.status: sent
      - smtp.delay: 2
      - message.role: continues

      sm-mta: 4BU950W0000097: done; delay=00:00:01, ntries=1
      - event.action: message-removed
      - event.outcome: success
      - email.local_id: 4BU950W0000097
      - smtp.delay: 1
      - message.role: ends

      sm-mta: 4BU950W0000097: 4BU951aa000111: DSN: User unknown
      - event.action: bounce
      - event.reason: User unknown
      - email.local_id: 4BU951aa000111
      - email.bounce_of: 4BU950W0000097
      - detail: DSN
      - message.role: arrives

      sm-mta: 4BU950W0000097: 4BU951aa000112: sender notify: Warning: could not send message for past 4 hours
      - event.action: bounce
      - event.reason: Warning: could not send message for past 4 hours
      - email.local_id: 4BU951aa000112
      - email.bounce_of: 4BU950W0000097
      - detail: sender notify
      - message.role: arrives

      sm-mta: 4BU950W0000097: 4BU951aa000113: DSN: Cannot send message for 5 days
      - event.action: bounce
      - event.outcome: failure
      - event.reason: Cannot send message for 5 days
      - email.local_id: 4BU951aa000113
      - email.bounce_of: 4BU950W0000097
      - detail: DSN
      - smtp.status: expired
      - message.role: arrives

      sm-mta: 4BU950W0000097: 4BU951aa000114: return to sender: Deferred
      - event.action: bounce
      - event.reason: Deferred
      - email.local_id: 4BU951aa000114
      - email.bounce_of: 4BU950W0000097
      - detail: return to sender
      - message.role: arrives

      sm-mta: 4BU950W0000097: 4BU951aa000115: postmaster notify: User unknown
      - event.action: bounce
      - event.reason: User unknown
      - email.local_id: 4BU951aa000115
      - email.bounce_of: 4BU950W0000097
      - detail: postmaster notify
      - message.role: arrives

      sm-mta: 4BU950W0000097: 4BU951aa000116: clone: owner=owner-list@delta.test
      - event.action: redirect
      - event.outcome: success
      - email.local_id: 4BU950W0000097
      - smtp.queued_as: 4BU951aa000116
      - detail: clone: owner=owner-list@delta.test
      - message.role: continues

      sm-mta: 4BU950W0000097: discarded
      - event.action: delivery
      - event.outcome: success
      - email.local_id: 4BU950W0000097
      - smtp.status: discarded
      - message.role: continues

      sendmail: [ID 801593 mail.info] 4BU950W0000097: 4BU951aa000116: clone: owner=owner-list
      - event.action: redirect
      - event.outcome: success
      - email.local_id: 4BU950W0000097
      - smtp.queued_as: 4BU951aa000116
      - detail: clone: owner=owner-list
      - message.role: continues
      """#)
  }
}
