import Model

/// Own lines of the smtp client.
enum PostfixClientSamples {
  static var first: [LogSample] {
    LogSample.table(
      #"""
      postfix/smtp: 9C6F8D123: to=<b@example.net>, relay=mx.example.net[192.0.2.99]:25, delay=1.2, delay\#
      s=0.2/0.02/0.04/0.94, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as 153053D8A)
      - event.action: delivery
      - event.outcome: success
      - network.protocol: smtp
      - destination.ip: 192.0.2.99
      - destination.domain: mx.example.net
      - email.local_id: 9C6F8D123
      - smtp.rcpt_to: b@example.net
      - smtp.reply.enhanced: 2.0.0
      - smtp.reply.text: Ok: queued as 153053D8A
      - smtp.queued_as: 153053D8A
      - destination.port: 25
      - smtp.status: sent
      - smtp.reply.code: 250
      - smtp.delay: 1.2
      - message.role: continues

      postfix/smtp: 9C6F8D123: to=<b@example.net>, orig_to=<alias@example.com>, relay=127.0.0.1[127.0.0.\#
      1]:10024, conn_use=2, delay=3.6, delays=0.2/0.02/0.04/3.3, dsn=2.0.0, status=sent (250 2.0.0 fro\#
      m MTA(smtp:[127.0.0.1]:10025): 250 2.0.0 Ok: queued as 153053D8A)
      - event.action: delivery
      - event.outcome: success
      - network.protocol: smtp
      - destination.ip: 127.0.0.1
      - email.local_id: 9C6F8D123
      - smtp.rcpt_to: b@example.net
      - smtp.orig_rcpt_to: alias@example.com
      - smtp.reply.enhanced: 2.0.0
      - smtp.reply.text: from MTA(smtp:[127.0.0.1]:10025): 250 2.0.0 Ok: queued as 153053D8A
      - smtp.queued_as: 153053D8A
      - destination.port: 10024
      - smtp.status: sent
      - smtp.reply.code: 250
      - smtp.delay: 3.6
      - message.role: continues

      postfix/smtp: 9C6F8D123: to=<b@example.net>, relay=mx.example.net[192.0.2.99]:25, delay=1, delays=\#
      0.2/0/0.4/0.4, dsn=2.0.0, status=sent (250 OK id=1tSbQO-000000001Ab-2c3D)
      - event.action: delivery
      - event.outcome: success
      - network.protocol: smtp
      - destination.ip: 192.0.2.99
      - destination.domain: mx.example.net
      - email.local_id: 9C6F8D123
      - smtp.rcpt_to: b@example.net
      - smtp.reply.enhanced: 2.0.0
      - smtp.reply.text: OK id=1tSbQO-000000001Ab-2c3D
      - smtp.queued_as: 1tSbQO-000000001Ab-2c3D
      - destination.port: 25
      - smtp.status: sent
      - smtp.reply.code: 250
      - smtp.delay: 1
      - message.role: continues

      postfix/smtp: 9C6F8D123: to=<b@example.net>, relay=mx.example.net[192.0.2.99]:25, delay=1, delays=\#
      0.2/0/0.4/0.4, dsn=2.0.0, status=sent (250 2.0.0 4BUI9xwO012345 Message accepted for delivery)
      - event.action: delivery
      - event.outcome: success
      - network.protocol: smtp
      - destination.ip: 192.0.2.99
      - destination.domain: mx.example.net
      - email.local_id: 9C6F8D123
      - smtp.rcpt_to: b@example.net
      - smtp.reply.enhanced: 2.0.0
      - smtp.reply.text: 4BUI9xwO012345 Message accepted for delivery
      - smtp.queued_as: 4BUI9xwO012345
      - destination.port: 25
      - smtp.status: sent
      - smtp.reply.code: 250
      - smtp.delay: 1
      - message.role: continues

      postfix/smtp: 9C6F8D123: to=<b@example.net>, relay=mx.example.net[2001:db8::99]:25, delay=1, delay\#
      s=0.2/0/0.4/0.4, dsn=2.0.0, status=sent (250 2.0.0 7b2f4ba5 Message accepted for delivery)
      - event.action: delivery
      - event.outcome: success
      - network.protocol: smtp
      - destination.ip: 2001:db8::99
      - destination.domain: mx.example.net
      - email.local_id: 9C6F8D123
      - smtp.rcpt_to: b@example.net
      - smtp.reply.enhanced: 2.0.0
      - smtp.reply.text: 7b2f4ba5 Message accepted for delivery
      - smtp.queued_as: 7b2f4ba5
      - destination.port: 25
      - smtp.status: sent
      - smtp.reply.code: 250
      - smtp.delay: 1
      - message.role: continues

      postfix/smtp: 9C6F8D123: to=<b@example.net>, relay=mx.example.net[192.0.2.99]:25, delay=1, delays=\#
      0.2/0/0.4/0.4, dsn=2.6.0, status=sent (250 2.6.0 <x@example.org> [InternalId=123456, Hostname=ex.e\#
      xample.net] Queued mail for delivery)
      - event.action: delivery
      - event.outcome: success
      - network.protocol: smtp
      - destination.ip: 192.0.2.99
      - destination.domain: mx.example.net
      - email.local_id: 9C6F8D123
      - smtp.rcpt_to: b@example.net
      - smtp.reply.enhanced: 2.6.0
      - smtp.reply.text: <x@example.org> [InternalId=123456, Hostname=ex.example.net] Queued mail for de\#
      livery
      - destination.port: 25
      - smtp.status: sent
      - smtp.reply.code: 250
      - smtp.delay: 1
      - message.role: continues

      postfix/smtp: 9C6F8D123: to=<b@example.net>, relay=mx.example.net[192.0.2.99]:25, delay=1, delays=\#
      0.2/0/0.4/0.4, dsn=2.0.0, status=sent (250 2.0.0 OK  1735671599 x1si123.1 - gsmtp)
      - event.action: delivery
      - event.outcome: success
      - network.protocol: smtp
      - destination.ip: 192.0.2.99
      - destination.domain: mx.example.net
      - email.local_id: 9C6F8D123
      - smtp.rcpt_to: b@example.net
      - smtp.reply.enhanced: 2.0.0
      - smtp.reply.text: OK  1735671599 x1si123.1 - gsmtp
      - destination.port: 25
      - smtp.status: sent
      - smtp.reply.code: 250
      - smtp.delay: 1
      - message.role: continues

      postfix/smtp: 9C6F8D123: to=<b@example.net>, relay=mx.example.net[192.0.2.99]:25, delay=2.5, delay\#
      s=1.6/0.01/0.08/0.81, dsn=5.7.1, status=bounced (host mx.example.net[192.0.2.99] said: 550 5.7.1 U\#
      nable to deliver to <b@example.net> (in reply to RCPT TO command))
      - event.action: delivery
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: host mx.example.net[192.0.2.99] said: 550 5.7.1 Unable to deliver to <b@example.ne\#
      t> (in reply to RCPT TO command)
      - destination.ip: 192.0.2.99
      - destination.domain: mx.example.net
      - email.local_id: 9C6F8D123
      - smtp.rcpt_to: b@example.net
      - smtp.reply.enhanced: 5.7.1
      - smtp.reply.text: Unable to deliver to <b@example.net>
      - destination.port: 25
      - smtp.status: bounced
      - smtp.stage: rcpt
      - smtp.reply.code: 550
      - smtp.delay: 2.5
      - message.role: continues

      postfix/smtp: 9C6F8D123: to=<b@example.net>, relay=mx.example.net[192.0.2.99]:25, delay=2.5, delay\#
      s=1.6/0.01/0.08/0.81, dsn=4.3.2, status=deferred (host mx.example.net[192.0.2.99] refused to tal\#
      k to me: 421 4.3.2 All screening ports are busy)
      - event.action: delivery
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: host mx.example.net[192.0.2.99] refused to talk to me: 421 4.3.2 All screening por\#
      ts are busy
      - destination.ip: 192.0.2.99
      - destination.domain: mx.example.net
      - email.local_id: 9C6F8D123
      - smtp.rcpt_to: b@example.net
      - smtp.reply.enhanced: 4.3.2
      - smtp.reply.text: All screening ports are busy
      - destination.port: 25
      - smtp.status: deferred
      - smtp.stage: connect
      - smtp.reply.code: 421
      - smtp.delay: 2.5
      - message.role: continues

      postfix/smtp: 9C6F8D123: to=<b@example.net>, relay=mx.example.net[192.0.2.99]:25, delay=2.5, delay\#
      s=1.6/0.01/0.08/0.81, dsn=5.0.0, status=bounced (host mx.example.net[192.0.2.99] said: 550-Spam 55\#
      0 go away (in reply to end of DATA command))
      - event.action: delivery
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: host mx.example.net[192.0.2.99] said: 550-Spam 550 go away (in reply to end of DAT\#
      A command)
      - destination.ip: 192.0.2.99
      - destination.domain: mx.example.net
      - email.local_id: 9C6F8D123
      - smtp.rcpt_to: b@example.net
      - smtp.reply.enhanced: 5.0.0
      - smtp.reply.text: Spam 550 go away
      - destination.port: 25
      - smtp.status: bounced
      - smtp.stage: end-of-data
      - smtp.reply.code: 550
      - smtp.delay: 2.5
      - message.role: continues

      postfix/smtp: 9C6F8D123: to=<b@example.net>, relay=none, delay=30, delays=0.1/0.02/30/0, dsn=4.4.1\#
      , status=deferred (connect to mx.example.net[192.0.2.99]:25: Connection timed out)
      - event.action: delivery
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: connect to mx.example.net[192.0.2.99]:25: Connection timed out
      - email.local_id: 9C6F8D123
      - smtp.rcpt_to: b@example.net
      - smtp.reply.enhanced: 4.4.1
      - smtp.reply.text: connect to mx.example.net[192.0.2.99]:25: Connection timed out
      - transport: none
      - smtp.status: deferred
      - smtp.delay: 30
      - message.role: continues

      postfix/smtp: 9C6F8D123: to=<b@nowhere.example>, relay=none, delay=1, delays=0.1/0.02/0.9/0, dsn=5\#
      .4.4, status=bounced (Host or domain name not found. Name service error for name=nowhere.example t\#
      ype=A: Host not found)
      - event.action: delivery
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: Host or domain name not found. Name service error for name=nowhere.example type=A\#
      : Host not found
      - email.local_id: 9C6F8D123
      - smtp.rcpt_to: b@nowhere.example
      - smtp.reply.enhanced: 5.4.4
      - smtp.reply.text: Host or domain name not found. Name service error for name=nowhere.example type\#
      =A: Host not found
      - transport: none
      - smtp.status: bounced
      - smtp.delay: 1
      - message.role: continues

      postfix/smtp: 9C6F8D123: to=<b@example.net>, relay=mx.example.net[192.0.2.99]:25, delay=3.6, delay\#
      s=0.1/0/1/2, tls=may, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as 153053D8A)
      - event.action: delivery
      - event.outcome: success
      - network.protocol: smtp
      - destination.ip: 192.0.2.99
      - destination.domain: mx.example.net
      - email.local_id: 9C6F8D123
      - smtp.rcpt_to: b@example.net
      - smtp.reply.enhanced: 2.0.0
      - smtp.reply.text: Ok: queued as 153053D8A
      - smtp.queued_as: 153053D8A
      - detail: may
      - destination.port: 25
      - smtp.status: sent
      - smtp.reply.code: 250
      - smtp.delay: 3.6
      - tls.established: true
      - message.role: continues

      postfix/smtp: 9C6F8D123: to=<b@example.net>, relay=mx.example.net[192.0.2.99]:25, delay=3.6, delay\#
      s=0.1/0/1/2, tls=may:none, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as 153053D8A)
      - event.action: delivery
      - event.outcome: success
      - network.protocol: smtp
      - destination.ip: 192.0.2.99
      - destination.domain: mx.example.net
      - email.local_id: 9C6F8D123
      - smtp.rcpt_to: b@example.net
      - smtp.reply.enhanced: 2.0.0
      - smtp.reply.text: Ok: queued as 153053D8A
      - smtp.queued_as: 153053D8A
      - detail: may:none
      - destination.port: 25
      - smtp.status: sent
      - smtp.reply.code: 250
      - smtp.delay: 3.6
      - tls.established: false
      - message.role: continues

      postfix/smtp: 9C6F8D123: to=<b@example.net>, relay=mx.example.net[192.0.2.99], delay=2, status=sen\#
      t (250 Ok: queued as 153053D8A)
      - event.action: delivery
      - event.outcome: success
      - network.protocol: smtp
      - destination.ip: 192.0.2.99
      - destination.domain: mx.example.net
      - email.local_id: 9C6F8D123
      - smtp.rcpt_to: b@example.net
      - smtp.reply.text: Ok: queued as 153053D8A
      - smtp.queued_as: 153053D8A
      - smtp.status: sent
      - smtp.reply.code: 250
      - smtp.delay: 2
      - message.role: continues

      postfix/smtp: 9C6F8D123: to=<b@example.net>, relay=mx.example.net[192.0.2.99]:25, delay=0.3, delay\#
      s=0.1/0/0.1/0.1, dsn=2.1.5, status=deliverable (250 2.1.5 Ok)
      - event.action: statistics
      - event.outcome: success
      - network.protocol: smtp
      - destination.ip: 192.0.2.99
      - destination.domain: mx.example.net
      - email.local_id: 9C6F8D123
      - smtp.rcpt_to: b@example.net
      - smtp.reply.enhanced: 2.1.5
      - smtp.reply.text: Ok
      - destination.port: 25
      - smtp.reply.code: 250
      - smtp.delay: 0.3
      - message.role: continues

      postfix/smtp: 9C6F8D123: to=<b@example.net>, relay=mx.example.net[192.0.2.99]:25, delay=0.3, delay\#
      s=0.1/0/0.1/0.1, dsn=5.1.1, status=undeliverable (host mx.example.net[192.0.2.99] said: 550 5.1.\#
      1 no such user (in reply to RCPT TO command))
      - event.action: warning
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: host mx.example.net[192.0.2.99] said: 550 5.1.1 no such user (in reply to RCPT T\#
      O command)
      - destination.ip: 192.0.2.99
      - destination.domain: mx.example.net
      - email.local_id: 9C6F8D123
      - smtp.rcpt_to: b@example.net
      - smtp.reply.enhanced: 5.1.1
      - smtp.reply.text: no such user
      - destination.port: 25
      - smtp.stage: rcpt
      - smtp.reply.code: 550
      - smtp.delay: 0.3
      - message.role: continues

      postfix/smtp: 9C6F8D123: to=<"a>, relay=x[192.0.2.1]:25, delay=1, status=sent (250 Ok: queued as F\#
      FFFFF)"@example.net>, relay=mx.example.net[192.0.2.99]:25, delay=1, delays=0/0/0/1, dsn=5.1.1, sta\#
      tus=bounced (host mx.example.net[192.0.2.99] said: 550 5.1.1 no (in reply to RCPT TO command))
      - event.action: delivery
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: host mx.example.net[192.0.2.99] said: 550 5.1.1 no (in reply to RCPT TO command)
      - destination.ip: 192.0.2.99
      - destination.domain: mx.example.net
      - email.local_id: 9C6F8D123
      - smtp.rcpt_to: "a>, relay=x[192.0.2.1]:25, delay=1, status=sent (250 Ok: queued as FFFFFF)"@examp\#
      le.net
      - smtp.reply.enhanced: 5.1.1
      - smtp.reply.text: no
      - destination.port: 25
      - smtp.status: bounced
      - smtp.stage: rcpt
      - smtp.reply.code: 550
      - smtp.delay: 1
      - message.role: continues

      postfix/smtp: connect to mx.example.net[192.0.2.99]:25: Connection refused
      - event.action: connection-refused
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: Connection refused
      - destination.ip: 192.0.2.99
      - destination.domain: mx.example.net
      - destination.port: 25

      postfix/smtp: connect to mx.example.net[2001:db8::99]:25: Network is unreachable
      - event.action: connection-lost
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: Network is unreachable
      - destination.ip: 2001:db8::99
      - destination.domain: mx.example.net
      - destination.port: 25
      """#)
  }

  static var second: [LogSample] {
    LogSample.table(
      #"""
      postfix/smtp: connect to mx.example.net[192.0.2.99]: Connection refused (port 25)
      - event.action: connection-refused
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: Connection refused
      - destination.ip: 192.0.2.99
      - destination.domain: mx.example.net
      - destination.port: 25

      postfix/smtp: 9C6F8D123: host mx.example.net[192.0.2.99] said: 450 4.7.1 <b@example.net>: Recipien\#
      t address rejected: Greylisted for 5 minutes (in reply to RCPT TO command)
      - event.action: warning
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: host mx.example.net[192.0.2.99] said: 450 4.7.1 <b@example.net>: Recipient addres\#
      s rejected: Greylisted for 5 minutes (in reply to RCPT TO command)
      - destination.ip: 192.0.2.99
      - destination.domain: mx.example.net
      - email.local_id: 9C6F8D123
      - smtp.reply.enhanced: 4.7.1
      - smtp.reply.text: <b@example.net>: Recipient address rejected: Greylisted for 5 minutes
      - smtp.stage: rcpt
      - smtp.reply.code: 450
      - message.role: continues

      postfix/smtp: 9C6F8D123: host mx.example.net[192.0.2.99] refused to talk to me: 554-mx.example.ne\#
      t 554 poor reputation
      - event.action: connection-refused
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: host mx.example.net[192.0.2.99] refused to talk to me: 554-mx.example.net 554 poo\#
      r reputation
      - destination.ip: 192.0.2.99
      - destination.domain: mx.example.net
      - email.local_id: 9C6F8D123
      - smtp.reply.text: mx.example.net 554 poor reputation
      - smtp.stage: connect
      - smtp.reply.code: 554
      - message.role: continues

      postfix/smtp: 9C6F8D123: lost connection with mx.example.net[192.0.2.99] while receiving the initi\#
      al server greeting
      - event.action: connection-lost
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: lost connection with mx.example.net[192.0.2.99] while receiving the initial serve\#
      r greeting
      - destination.ip: 192.0.2.99
      - destination.domain: mx.example.net
      - email.local_id: 9C6F8D123
      - message.role: continues

      postfix/smtp: 9C6F8D123: conversation with mx.example.net[192.0.2.99] timed out while sending mess\#
      age body
      - event.action: connection-lost
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: conversation with mx.example.net[192.0.2.99] timed out while sending message body
      - destination.ip: 192.0.2.99
      - destination.domain: mx.example.net
      - email.local_id: 9C6F8D123
      - message.role: continues

      postfix/smtp: 9C6F8D123: enabling PIX workarounds: disable_esmtp delay_dotcrlf for mx.example.net[\#
      192.0.2.99]:25
      - event.action: service
      - network.protocol: smtp
      - destination.ip: 192.0.2.99
      - destination.domain: mx.example.net
      - email.local_id: 9C6F8D123
      - detail: enabling PIX workarounds: disable_esmtp delay_dotcrlf for mx.example.net[192.0.2.99]:25
      - destination.port: 25
      - message.role: continues

      postfix/smtp: 9C6F8D123: breaking line > 998 bytes with <CR><LF>SPACE
      - event.action: service
      - network.protocol: smtp
      - email.local_id: 9C6F8D123
      - detail: breaking line > 998 bytes with <CR><LF>SPACE
      - message.role: continues

      postfix/smtp: 9C6F8D123: Cannot start TLS: handshake failure
      - event.action: tls-failed
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: Cannot start TLS: handshake failure
      - email.local_id: 9C6F8D123
      - tls.established: false
      - message.role: continues

      postfix/smtp: 9C6F8D123: SASL authentication failed; server relay.example.net[192.0.2.98] said: 53\#
      5 5.7.8 Error: authentication failed
      - event.action: warning
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: SASL authentication failed; server relay.example.net[192.0.2.98] said: 535 5.7.8 E\#
      rror: authentication failed
      - destination.ip: 192.0.2.98
      - destination.domain: relay.example.net
      - email.local_id: 9C6F8D123
      - smtp.reply.enhanced: 5.7.8
      - smtp.reply.text: Error: authentication failed
      - smtp.reply.code: 535
      - message.role: continues

      postfix/smtp: 9C6F8D123: replace: header X-Old: a: X-New: b
      - event.action: content-verdict
      - network.protocol: smtp
      - email.local_id: 9C6F8D123
      - email.content.action: replace
      - detail: X-Old: a: X-New: b
      - message.role: continues

      postfix/smtp: Trusted TLS connection established to mx.example.net[192.0.2.99]:25: TLSv1.3 with ci\#
      pher TLS_AES_256_GCM_SHA384 (256/256 bits) key-exchange X25519
      - event.action: tls-established
      - event.outcome: success
      - network.protocol: smtp
      - destination.ip: 192.0.2.99
      - destination.domain: mx.example.net
      - tls.version: 1.3
      - tls.cipher: TLS_AES_256_GCM_SHA384
      - destination.port: 25
      - tls.established: true
      - tls.verified: trusted

      postfix/smtp: Verified TLS connection reused to mx.example.net[192.0.2.99]:25 to example.net: TLSv\#
      1.2 with cipher ECDHE-RSA-AES256-GCM-SHA384 (256/256 bits)
      - event.action: tls-established
      - event.outcome: success
      - network.protocol: smtp
      - destination.ip: 192.0.2.99
      - destination.domain: mx.example.net
      - tls.version: 1.2
      - tls.cipher: ECDHE-RSA-AES256-GCM-SHA384
      - destination.port: 25
      - tls.established: true
      - tls.verified: verified

      postfix/smtp: Untrusted TLS connection established to 127.0.0.1[127.0.0.1]:2525: TLSv1.2 with ciph\#
      er AECDH-AES256-SHA (256/256 bits)
      - event.action: tls-established
      - event.outcome: success
      - network.protocol: smtp
      - destination.ip: 127.0.0.1
      - tls.version: 1.2
      - tls.cipher: AECDH-AES256-SHA
      - destination.port: 2525
      - tls.established: true
      - tls.verified: untrusted

      postfix/smtp: SSL_connect error to mx.example.net[192.0.2.99]:25: lost connection
      - event.action: tls-failed
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: lost connection
      - destination.ip: 192.0.2.99
      - destination.domain: mx.example.net
      - destination.port: 25
      - tls.established: false

      postfix/smtp: certificate verification failed for mx.example.net[192.0.2.99]:25: self-signed certi\#
      ficate
      - event.action: warning
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: certificate verification failed for mx.example.net[192.0.2.99]:25: self-signed cer\#
      tificate
      - destination.ip: 192.0.2.99
      - destination.domain: mx.example.net
      - destination.port: 25
      - tls.verified: untrusted

      postfix/smtp: Host offered STARTTLS: [mx.example.net]
      - event.action: service
      - network.protocol: smtp
      - destination.domain: mx.example.net
      - detail: Host offered STARTTLS: [mx.example.net]

      postfix/smtp: warning: no MX host for example.net has a valid address record
      - event.action: warning
      - network.protocol: smtp
      - event.reason: no MX host for example.net has a valid address record

      postfix/smtp: warning: host mx.example.net[192.0.2.99] greeted me with my own hostname mail.exampl\#
      e.com
      - event.action: warning
      - network.protocol: smtp
      - event.reason: host mx.example.net[192.0.2.99] greeted me with my own hostname mail.example.com

      postfix/relay/smtp: 9C6F8D123: to=<b@example.net>, relay=store.example.com[192.0.2.50]:24, delay=0\#
      .2, delays=0.1/0/0/0.1, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as 4b8vDt2zGhz2GyW)
      - event.action: delivery
      - event.outcome: success
      - network.protocol: smtp
      - destination.ip: 192.0.2.50
      - destination.domain: store.example.com
      - email.local_id: 9C6F8D123
      - smtp.rcpt_to: b@example.net
      - smtp.reply.enhanced: 2.0.0
      - smtp.reply.text: Ok: queued as 4b8vDt2zGhz2GyW
      - smtp.queued_as: 4b8vDt2zGhz2GyW
      - destination.port: 24
      - smtp.status: sent
      - smtp.reply.code: 250
      - smtp.delay: 0.2
      - message.role: continues
      """#)
  }
}
