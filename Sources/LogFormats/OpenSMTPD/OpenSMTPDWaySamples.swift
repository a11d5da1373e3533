import Model

/// Own lines that prove OpenSMTPDFormat: the ways out, and the words of older versions.
enum OpenSMTPDWaySamples {
  static var all: [LogSample] { deliveries + events + sentences }

  private static var deliveries: [LogSample] {
    LogSample.table(
      #"""
      smtpd: 5df87c9b982c840c mta connecting address=smtp://198.51.100.7:25 host=mx.example.org
      - event.action: service
      - network.protocol: smtp
      - session.id: 5df87c9b982c840c
      - destination.ip: 198.51.100.7
      - destination.domain: mx.example.org
      - detail: connecting address=smtp://198.51.100.7:25 host=mx.example.org
      - destination.port: 25

      smtpd: 5df87c9b982c840c mta connecting address=smtps://[2001:db8::7]:465 host=mx.example.org
      - event.action: service
      - network.protocol: smtp
      - session.id: 5df87c9b982c840c
      - destination.ip: 2001:db8::7
      - destination.domain: mx.example.org
      - detail: connecting address=smtps://[2001:db8::7]:465 host=mx.example.org
      - destination.port: 465

      smtpd: 5df87c9b982c840c mta connected
      - event.action: service
      - network.protocol: smtp
      - session.id: 5df87c9b982c840c
      - detail: connected

      smtpd: 5df87c9b982c840c mta tls ciphers=TLSv1.3:TLS_AES_256_GCM_SHA384:256
      - event.action: tls-established
      - network.protocol: smtp
      - session.id: 5df87c9b982c840c
      - tls.version: 1.3
      - tls.cipher: TLS_AES_256_GCM_SHA384
      - tls.established: true

      smtpd: 5df87c9b982c840c mta server-cert-check result="failure"
      - event.action: service
      - network.protocol: smtp
      - session.id: 5df87c9b982c840c
      - detail: server-cert-check result="failure"
      - tls.verified: untrusted

      smtpd: 5df87c9b982c840c mta cert-check result="valid" fingerprint="SHA256:0a1b"
      - event.action: service
      - network.protocol: smtp
      - session.id: 5df87c9b982c840c
      - detail: cert-check result="valid" fingerprint="SHA256:0a1b"
      - tls.verified: verified

      smtpd: 5df87c9b982c840c mta delivery evpid=3d4c4a424797fe79 from=<anna@example.com> to=<bruno@example.org> rcpt=<-> source="203.0.113.5" relay="198.51.100.7 (mx.example.org)" delay=2s result="Ok" stat="250 2.0.0 Ok: queued as 4YMCmc0JMqzB6bK"
      - event.action: delivery
      - event.outcome: success
      - network.protocol: smtp
      - session.id: 5df87c9b982c840c
      - destination.ip: 198.51.100.7
      - destination.domain: mx.example.org
      - email.local_id: 3d4c4a42
      - smtp.mail_from: anna@example.com
      - smtp.rcpt_to: bruno@example.org
      - smtp.reply.enhanced: 2.0.0
      - smtp.reply.text: Ok: queued as 4YMCmc0JMqzB6bK
      - smtp.queued_as: 4YMCmc0JMqzB6bK
      - smtp.status: sent
      - smtp.reply.code: 250
      - smtp.delay: 2
      - message.role: continues

      smtpd: 5df87c9b982c840c mta delivery evpid=3d4c4a424797fe79 from=<anna@example.com> to=<bruno@example.org> rcpt=<-> source="127.0.0.1" relay="127.0.0.1 (localhost)" delay=0s result="Ok" stat="250 2.0.0: f6e94209 Message accepted for delivery"
      - event.action: delivery
      - event.outcome: success
      - network.protocol: smtp
      - session.id: 5df87c9b982c840c
      - destination.ip: 127.0.0.1
      - destination.domain: localhost
      - email.local_id: 3d4c4a42
      - smtp.mail_from: anna@example.com
      - smtp.rcpt_to: bruno@example.org
      - smtp.reply.enhanced: 2.0.0
      - smtp.reply.text: f6e94209 Message accepted for delivery
      - smtp.queued_as: f6e94209
      - smtp.status: sent
      - smtp.reply.code: 250
      - smtp.delay: 0
      - message.role: continues

      smtpd: 5df87c9b982c840c mta delivery evpid=3d4c4a424797fe79 from=<> to=<bruno@example.org> rcpt=<list@example.org> source="[2001:db8::5]" relay="[2001:db8::7] (mx.example.org)" delay=1h2m3s result="TempFail" stat="421 4.7.0 Try \" result=\"Ok\" stat=\"again"
      - event.action: delivery
      - event.outcome: failure
      - network.protocol: smtp
      - session.id: 5df87c9b982c840c
      - destination.ip: 2001:db8::7
      - destination.domain: mx.example.org
      - email.local_id: 3d4c4a42
      - smtp.mail_from: <>
      - smtp.rcpt_to: bruno@example.org
      - smtp.orig_rcpt_to: list@example.org
      - smtp.reply.enhanced: 4.7.0
      - smtp.reply.text: Try \" result=\"Ok\" stat=\"again
      - smtp.status: deferred
      - smtp.reply.code: 421
      - smtp.delay: 3723
      - message.role: continues

      smtpd: 5df87c9b982c840c mta delivery evpid=3d4c4a424797fe79 from=<anna@example.com> to=<bruno@example.org> rcpt=<-> source="203.0.113.5" relay="198.51.100.7 (198.51.100.7)" delay=4d1h result="PermFail" stat="550 5.1.1 <bruno@example.org>: User unknown"
      - event.action: delivery
      - event.outcome: failure
      - network.protocol: smtp
      - session.id: 5df87c9b982c840c
      - destination.ip: 198.51.100.7
      - email.local_id: 3d4c4a42
      - smtp.mail_from: anna@example.com
      - smtp.rcpt_to: bruno@example.org
      - smtp.reply.enhanced: 5.1.1
      - smtp.reply.text: <bruno@example.org>: User unknown
      - smtp.status: bounced
      - smtp.reply.code: 550
      - smtp.delay: 349200
      - message.role: continues

      smtpd: 0000000000000000 mta delivery evpid=3d4c4a424797fe79 from=<anna@example.com> to=<bruno@example.org> rcpt=<-> source="-" relay="example.org" delay=1m result="TempFail" stat="Network error on destination MXs"
      - event.action: delivery
      - event.outcome: failure
      - network.protocol: smtp
      - session.id: 0000000000000000
      - event.reason: Network error on destination MXs
      - email.local_id: 3d4c4a42
      - smtp.mail_from: anna@example.com
      - smtp.rcpt_to: bruno@example.org
      - smtp.reply.text: Network error on destination MXs
      - smtp.status: deferred
      - smtp.delay: 60
      - message.role: continues

      smtpd: 5df87c9b982c840c mta error reason=Connection refused
      - event.action: warning
      - network.protocol: smtp
      - session.id: 5df87c9b982c840c
      - event.reason: Connection refused

      smtpd: 5df87c9b982c840c mta error reason=IO Error: Connection reset by peer
      - event.action: warning
      - network.protocol: smtp
      - session.id: 5df87c9b982c840c
      - event.reason: IO Error: Connection reset by peer

      smtpd: 5df87c9b982c840c mta disconnected reason=quit messages=8
      - event.action: service
      - network.protocol: smtp
      - session.id: 5df87c9b982c840c
      - event.reason: quit
      - detail: disconnected reason=quit messages=8

      smtpd: 5df87c9250bba470 mda delivery evpid=c405e39ad6bbc64f from=<anna@example.com> to=<bruno@example.com> rcpt=<info@example.com> user=bruno delay=0s result=Ok stat=Delivered
      - event.action: delivery
      - event.outcome: success
      - session.id: 5df87c9250bba470
      - email.local_id: c405e39a
      - smtp.mail_from: anna@example.com
      - smtp.rcpt_to: bruno@example.com
      - smtp.orig_rcpt_to: info@example.com
      - smtp.reply.text: Delivered
      - detail: user=bruno
      - smtp.status: sent
      - smtp.delay: 0
      - message.role: continues

      smtpd: 5df87c9250bba470 mda delivery evpid=c405e39ad6bbc64f from=<anna@example.com> to=<bruno@example.com> rcpt=<bruno@example.com> user=bruno delay=3s result=TempFail stat=Error ("mail.lmtp: 451 4.2.2 Mailbox full")
      - event.action: delivery
      - event.outcome: failure
      - session.id: 5df87c9250bba470
      - event.reason: Error ("mail.lmtp: 451 4.2.2 Mailbox full")
      - email.local_id: c405e39a
      - smtp.mail_from: anna@example.com
      - smtp.rcpt_to: bruno@example.com
      - smtp.reply.text: Error ("mail.lmtp: 451 4.2.2 Mailbox full")
      - detail: user=bruno
      - smtp.status: deferred
      - smtp.delay: 3
      - message.role: continues

      smtpd: 5df87c9250bba470 mda delivery evpid=c405e39ad6bbc64f from=<anna@example.com> to=<bruno@example.com> user=bruno method=maildir delay=3s result=PermFail stat=Error ("mail.maildir: cannot write")
      - event.action: delivery
      - event.outcome: failure
      - session.id: 5df87c9250bba470
      - event.reason: Error ("mail.maildir: cannot write")
      - email.local_id: c405e39a
      - smtp.mail_from: anna@example.com
      - smtp.rcpt_to: bruno@example.com
      - smtp.reply.text: Error ("mail.maildir: cannot write")
      - transport: maildir
      - detail: user=bruno
      - smtp.status: bounced
      - smtp.delay: 3
      - message.role: continues
      """#)
  }

  private static var events: [LogSample] {
    LogSample.table(
      #"""
      smtpd: c1a89cb774083905 smtp event=connected address=203.0.113.9 host=mx.example.com
      - event.action: connect
      - network.protocol: smtp
      - session.id: c1a89cb774083905
      - source.ip: 203.0.113.9
      - detail: host=mx.example.com

      smtpd: c1a89cb774083905 smtp event=starttls address=203.0.113.9 host=mx.example.com ciphers="version=TLSv1.2, cipher=ECDHE-RSA-AES256-GCM-SHA384, bits=256"
      - event.action: tls-established
      - network.protocol: smtp
      - session.id: c1a89cb774083905
      - source.ip: 203.0.113.9
      - tls.version: 1.2
      - tls.cipher: ECDHE-RSA-AES256-GCM-SHA384
      - tls.established: true

      smtpd: c1a89cb774083905 smtp event=message address=203.0.113.9 host=mx.example.com msgid=c405e39a from=<anna@example.com> to=<bruno@example.org> size=1746 ndest=1 proto=ESMTP
      - event.action: message-received
      - network.protocol: smtp
      - session.id: c1a89cb774083905
      - source.ip: 203.0.113.9
      - email.local_id: c405e39a
      - smtp.mail_from: anna@example.com
      - smtp.rcpt_to: bruno@example.org
      - smtp.size: 1746
      - smtp.recipients: 1
      - message.role: arrives

      smtpd: c1a89cb774083905 smtp event=authentication user=anna address=203.0.113.9 host=mx.example.com result=permfail
      - event.action: login
      - event.outcome: failure
      - network.protocol: smtp
      - session.id: c1a89cb774083905
      - event.reason: permfail
      - source.ip: 203.0.113.9
      - user.name: anna

      smtpd: c1a89cb774083905 smtp event=failed-command address=203.0.113.9 host=mx.example.com command="RCPT TO:<x@example.net>" result="550 Invalid recipient"
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - session.id: c1a89cb774083905
      - source.ip: 203.0.113.9
      - smtp.rcpt_to: x@example.net
      - smtp.reply.text: Invalid recipient
      - smtp.stage: rcpt
      - smtp.reject_class: other
      - smtp.reply.code: 550

      smtpd: c1a89cb774083905 smtp event=bad-input address=203.0.113.9 host=mx.example.com result="500 5.5.1 Invalid command: Pipelining not supported"
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - session.id: c1a89cb774083905
      - source.ip: 203.0.113.9
      - smtp.reply.enhanced: 5.5.1
      - smtp.reply.text: Invalid command: Pipelining not supported
      - smtp.reject_class: protocol
      - smtp.reply.code: 500

      smtpd: c1a89cb774083905 smtp event=closed address=203.0.113.9 host=mx.example.com reason=quit
      - event.action: disconnect
      - network.protocol: smtp
      - session.id: c1a89cb774083905
      - event.reason: quit
      - source.ip: 203.0.113.9
      """#)
  }

  private static var sentences: [LogSample] {
    LogSample.table(
      #"""
      smtpd: smtp-in: New session 08d856b172f69c5c from host mx.example.com [203.0.113.9]
      - event.action: connect
      - network.protocol: smtp
      - session.id: 08d856b172f69c5c
      - source.ip: 203.0.113.9
      - detail: host mx.example.com

      smtpd: smtp-in: New session 08d856b172f69c5c from host a[10.0.0.1].example.com [IPv6:2001:db8::9]
      - event.action: connect
      - network.protocol: smtp
      - session.id: 08d856b172f69c5c
      - source.ip: 2001:db8::9
      - detail: host a[10.0.0.1].example.com

      smtpd: smtp-in: New session 08d856b172f69c5c from host mail.example.com [local]
      - event.action: connect
      - network.protocol: smtp
      - session.id: 08d856b172f69c5c

      smtpd: smtp-in: Accepted message 4296f490 on session 08d856b172f69c5c: from=<anna@example.com>, to=<bruno@example.org>, size=1746, ndest=1, proto=ESMTP
      - event.action: message-received
      - network.protocol: smtp
      - session.id: 08d856b172f69c5c
      - email.local_id: 4296f490
      - smtp.mail_from: anna@example.com
      - smtp.rcpt_to: bruno@example.org
      - smtp.size: 1746
      - smtp.recipients: 1
      - message.role: arrives

      smtpd: smtp-in: Accepted message 4296f490 on session 08d856b172f69c5c: from=<>, size=1746, nrcpts=3, proto=ESMTP
      - event.action: message-received
      - network.protocol: smtp
      - session.id: 08d856b172f69c5c
      - email.local_id: 4296f490
      - smtp.mail_from: <>
      - smtp.size: 1746
      - smtp.recipients: 3
      - message.role: arrives

      smtpd: smtp-in: Accepted authentication for user anna on session 08d856b172f69c5c
      - event.action: login
      - event.outcome: success
      - network.protocol: smtp
      - session.id: 08d856b172f69c5c
      - user.name: anna

      smtpd: smtp-in: Authentication failed for user anna on session 08d856b172f69c5c
      - event.action: login
      - event.outcome: failure
      - network.protocol: smtp
      - session.id: 08d856b172f69c5c
      - event.reason: Authentication failed
      - user.name: anna

      smtpd: smtp-in: Authentication temporarily failed for user anna on session 08d856b172f69c5c
      - event.action: login
      - event.outcome: failure
      - network.protocol: smtp
      - session.id: 08d856b172f69c5c
      - event.reason: Authentication temporarily failed
      - user.name: anna

      smtpd: smtp-in: Started TLS on session 08d856b172f69c5c: version=TLSv1.2, cipher=EDH-RSA-DES-CBC3-SHA, bits=112
      - event.action: tls-established
      - network.protocol: smtp
      - session.id: 08d856b172f69c5c
      - tls.version: 1.2
      - tls.cipher: EDH-RSA-DES-CBC3-SHA
      - tls.established: true

      smtpd: smtp-in: Failed command on session 08d856b172f69c5c: "MAIL FROM:<root@example.com>  " => 421 4.3.0: Temporary Error
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - session.id: 08d856b172f69c5c
      - smtp.mail_from: root@example.com
      - smtp.reply.enhanced: 4.3.0
      - smtp.reply.text: Temporary Error
      - smtp.stage: mail
      - smtp.reject_class: other
      - smtp.reply.code: 421

      smtpd: smtp-in: Failed command on session 08d856b172f69c5c: "AUTH PLAIN (...)" => 535 Authentication failed
      - event.action: warning
      - event.outcome: failure
      - network.protocol: smtp
      - session.id: 08d856b172f69c5c
      - event.reason: 535 Authentication failed
      - smtp.reply.text: Authentication failed
      - smtp.reply.code: 535

      smtpd: smtp-in: Bad input on session 08d856b172f69c5c: 500 Line too long
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - session.id: 08d856b172f69c5c
      - smtp.reply.text: Line too long
      - smtp.reject_class: protocol
      - smtp.reply.code: 500

      smtpd: smtp-in: Closing session 08d856b172f69c5c
      - event.action: disconnect
      - network.protocol: smtp
      - session.id: 08d856b172f69c5c

      smtpd: smtp-in: Received disconnect from session 08d856b172f69c5c
      - event.action: connection-lost
      - network.protocol: smtp
      - session.id: 08d856b172f69c5c
      - event.reason: Received disconnect

      smtpd: smtp-in: Disconnecting session 08d856b172f69c5c: IO error: No SSL error
      - event.action: connection-lost
      - network.protocol: smtp
      - session.id: 08d856b172f69c5c
      - event.reason: IO error: No SSL error

      smtpd: smtp-in: Disconnecting session 08d856b172f69c5c: session timeout
      - event.action: connection-lost
      - network.protocol: smtp
      - session.id: 08d856b172f69c5c
      - event.reason: session timeout

      smtpd: smtp-in: Ending session 08d856b172f69c5c: too many failed RCPT
      - event.action: warning
      - network.protocol: smtp
      - session.id: 08d856b172f69c5c
      - event.reason: too many failed RCPT

      smtpd: smtp-in: Client certificate verification failed on session 08d856b172f69c5c
      - event.action: service
      - network.protocol: smtp
      - session.id: 08d856b172f69c5c
      - detail: Client certificate verification failed on session 08d856b172f69c5c
      - tls.verified: untrusted

      smtpd: smtp-out: Connecting to smtp://198.51.100.7:25 (mx.example.org) on session 99fc1afc58067419...
      - event.action: service
      - network.protocol: smtp
      - session.id: 99fc1afc58067419
      - destination.ip: 198.51.100.7
      - destination.domain: mx.example.org
      - detail: Connecting to smtp://198.51.100.7:25 (mx.example.org) on session 99fc1afc58067419...
      - destination.port: 25

      smtpd: smtp-out: Connected on session 99fc1afc58067419
      - event.action: service
      - network.protocol: smtp
      - session.id: 99fc1afc58067419
      - detail: Connected on session 99fc1afc58067419

      smtpd: smtp-out: Started TLS on session 99fc1afc58067419: version=TLSv1.2, cipher=ECDHE-RSA-AES256-GCM-SHA384, bits=256
      - event.action: tls-established
      - network.protocol: smtp
      - session.id: 99fc1afc58067419
      - tls.version: 1.2
      - tls.cipher: ECDHE-RSA-AES256-GCM-SHA384
      - tls.established: true

      smtpd: smtp-out: Server certificate verification failed on session 99fc1afc58067419
      - event.action: service
      - network.protocol: smtp
      - session.id: 99fc1afc58067419
      - detail: Server certificate verification failed on session 99fc1afc58067419
      - tls.verified: untrusted

      smtpd: smtp-out: Server certificate verification succeeded on session 99fc1afc58067419
      - event.action: service
      - network.protocol: smtp
      - session.id: 99fc1afc58067419
      - detail: Server certificate verification succeeded on session 99fc1afc58067419
      - tls.verified: verified

      smtpd: smtp-out: Closing session 99fc1afc58067419: 1 message sent.
      - event.action: service
      - network.protocol: smtp
      - session.id: 99fc1afc58067419
      - detail: Closing session 99fc1afc58067419: 1 message sent.

      smtpd: smtp-out: Error on session 99fc1afc58067419: Connection refused
      - event.action: warning
      - network.protocol: smtp
      - session.id: 99fc1afc58067419
      - event.reason: Error on session 99fc1afc58067419: Connection refused

      smtpd: smtp-out: hiwat reached on [relay:smart.example.net,port=25,smtp,mx,heloname=mx.example.com]: holding envelopes
      - event.action: service
      - network.protocol: smtp
      - detail: hiwat reached on [relay:smart.example.net,port=25,smtp,mx,heloname=mx.example.com]: holding envelopes

      smtpd: smtp-out: Enabling route [] <-> 198.51.100.7 (mx.example.org)
      - event.action: service
      - network.protocol: smtp
      - detail: Enabling route [] <-> 198.51.100.7 (mx.example.org)

      smtpd: smtp-out: No MX found for domain example.org
      - event.action: warning
      - network.protocol: smtp
      - event.reason: No MX found for domain example.org

      smtpd: relay: Ok for 8abd3df0c21ebe22: session=99fc1afc58067419, from=<anna@example.com>, to=<bruno@example.org>, rcpt=<->, source=203.0.113.5, relay=198.51.100.7 (mx.example.org), delay=1s, stat=250 2.0.0 Ok: queued as A1B2C3D4E5
      - event.action: delivery
      - event.outcome: success
      - network.protocol: smtp
      - session.id: 99fc1afc58067419
      - destination.ip: 198.51.100.7
      - destination.domain: mx.example.org
      - email.local_id: 8abd3df0
      - smtp.mail_from: anna@example.com
      - smtp.rcpt_to: bruno@example.org
      - smtp.reply.enhanced: 2.0.0
      - smtp.reply.text: Ok: queued as A1B2C3D4E5
      - smtp.queued_as: A1B2C3D4E5
      - smtp.status: sent
      - smtp.reply.code: 250
      - smtp.delay: 1
      - message.role: continues

      smtpd: relay: TempFail for 8abd3df0c21ebe22: from=<anna@example.com>, to=<bruno@example.org>, relay=198.51.100.7 (mx.example.org) delay=1m5s, stat=451 4.7.1 Greylisted, relay=10.0.0.1
      - event.action: delivery
      - event.outcome: failure
      - network.protocol: smtp
      - destination.ip: 198.51.100.7
      - destination.domain: mx.example.org
      - email.local_id: 8abd3df0
      - smtp.mail_from: anna@example.com
      - smtp.rcpt_to: bruno@example.org
      - smtp.reply.enhanced: 4.7.1
      - smtp.reply.text: Greylisted, relay=10.0.0.1
      - smtp.status: deferred
      - smtp.reply.code: 451
      - smtp.delay: 65
      - message.role: continues

      smtpd: relay: PermFail for 8abd3df0c21ebe22: session=99fc1afc58067419, from=<anna@example.com>, to=<bruno@example.org>, rcpt=<->, source=203.0.113.5, relay=198.51.100.7 (mx.example.org), delay=1s, stat=550 5.1.1 User unknown
      - event.action: delivery
      - event.outcome: failure
      - network.protocol: smtp
      - session.id: 99fc1afc58067419
      - destination.ip: 198.51.100.7
      - destination.domain: mx.example.org
      - email.local_id: 8abd3df0
      - smtp.mail_from: anna@example.com
      - smtp.rcpt_to: bruno@example.org
      - smtp.reply.enhanced: 5.1.1
      - smtp.reply.text: User unknown
      - smtp.status: bounced
      - smtp.reply.code: 550
      - smtp.delay: 1
      - message.role: continues

      smtpd: delivery: Ok for 8abd3df0c21ebe22: from=<anna@example.com>, to=<bruno@example.com>, rcpt=<info@example.com>, user=bruno, method=maildir, delay=0s, stat=Delivered
      - event.action: delivery
      - event.outcome: success
      - email.local_id: 8abd3df0
      - smtp.mail_from: anna@example.com
      - smtp.rcpt_to: bruno@example.com
      - smtp.orig_rcpt_to: info@example.com
      - smtp.reply.text: Delivered
      - transport: maildir
      - detail: user=bruno
      - smtp.status: sent
      - smtp.delay: 0
      - message.role: continues

      smtpd: queue: Expire for 8abd3df0c21ebe22: from=<anna@example.com>, to=<bruno@example.com>, delay=4d1h, stat=Envelope expired
      - event.action: delivery
      - event.outcome: failure
      - event.reason: Envelope expired
      - email.local_id: 8abd3df0
      - smtp.mail_from: anna@example.com
      - smtp.rcpt_to: bruno@example.com
      - smtp.reply.text: Envelope expired
      - smtp.status: expired
      - smtp.delay: 349200
      - message.role: continues

      smtpd: info: OpenSMTPD 7.4.0-portable starting
      - event.action: service
      - detail: info: OpenSMTPD 7.4.0-portable starting

      smtpd: warn: purge_task: opendir: No such file or directory
      - event.action: warning
      - event.reason: warn: purge_task: opendir: No such file or directory

      smtpd: fatal: queue: unexpected message
      - event.action: warning
      - event.reason: fatal: queue: unexpected message

      smtpd: warn: loop detected
      - event.action: warning
      - event.reason: warn: loop detected

      smtpd: table aliases: lookup failed
      - event.action: warning
      - event.reason: table aliases: lookup failed
      """#)
  }
}
