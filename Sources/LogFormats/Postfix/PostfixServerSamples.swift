import Model

/// Own lines of smtpd: connections, messages, logins, limits.
enum PostfixServerSamples {
  static var first: [LogSample] {
    LogSample.table(
      #"""
      postfix/smtpd: connect from mail.example.org[192.0.2.10]
      - event.action: connect
      - network.protocol: smtp
      - source.ip: 192.0.2.10
      - source.domain: mail.example.org

      postfix/smtpd: connect from unknown[198.51.100.7]:40123
      - event.action: connect
      - network.protocol: smtp
      - source.ip: 198.51.100.7
      - source.port: 40123

      postfix/smtpd: connect from mail.example.org[2001:db8::25]
      - event.action: connect
      - network.protocol: smtp
      - source.ip: 2001:db8::25
      - source.domain: mail.example.org

      postfix/smtpd: connect from unknown[unknown]
      - event.action: connect
      - network.protocol: smtp

      postfix/submission/smtpd: connect from host.example.net[203.0.113.9]
      - event.action: connect
      - network.protocol: submission
      - source.ip: 203.0.113.9
      - source.domain: host.example.net

      postfix/smtps/smtpd: connect from host.example.net[203.0.113.9]
      - event.action: connect
      - network.protocol: submissions
      - source.ip: 203.0.113.9
      - source.domain: host.example.net

      postfix/smtps-haproxy/smtpd: connect from host.example.net[203.0.113.9]
      - event.action: connect
      - network.protocol: submissions
      - source.ip: 203.0.113.9
      - source.domain: host.example.net

      mail/smtpd: connect from localhost[127.0.0.1]
      - event.action: connect
      - network.protocol: smtp
      - source.ip: 127.0.0.1
      - source.domain: localhost

      postfix-out/smtpd: disconnect from mail.example.org[192.0.2.10]
      - event.action: disconnect
      - network.protocol: smtp
      - source.ip: 192.0.2.10
      - source.domain: mail.example.org

      postfix/smtpd: disconnect from mail.example.org[192.0.2.10] ehlo=2 starttls=1 mail=1 rcpt=0/1 data\#
      =0/1 quit=1 commands=5/7
      - event.action: disconnect
      - network.protocol: smtp
      - source.ip: 192.0.2.10
      - source.domain: mail.example.org
      - detail: ehlo=2 starttls=1 mail=1 rcpt=0/1 data=0/1 quit=1 commands=5/7

      postfix/submission/smtpd: disconnect from unknown[198.51.100.7]:40123 ehlo=1 auth=0/3 commands=1/4
      - event.action: disconnect
      - network.protocol: submission
      - source.ip: 198.51.100.7
      - detail: ehlo=1 auth=0/3 commands=1/4
      - source.port: 40123

      postfix/smtpd: lost connection after CONNECT from unknown[198.51.100.7]
      - event.action: connection-lost
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: lost connection after CONNECT
      - source.ip: 198.51.100.7
      - smtp.stage: connect

      postfix/smtpd: lost connection after DATA (7774180 bytes) from unknown[198.51.100.7]
      - event.action: connection-lost
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: lost connection after DATA (7774180 bytes)
      - source.ip: 198.51.100.7
      - smtp.stage: data

      postfix/smtpd: NOQUEUE: lost connection after RCPT from mail.example.org[192.0.2.10]
      - event.action: connection-lost
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: lost connection after RCPT
      - source.ip: 192.0.2.10
      - source.domain: mail.example.org
      - smtp.stage: rcpt

      postfix/smtpd: 9C6F8D123: timeout after END-OF-MESSAGE from mail.example.org[192.0.2.10]
      - event.action: connection-lost
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: timeout after END-OF-MESSAGE
      - source.ip: 192.0.2.10
      - source.domain: mail.example.org
      - email.local_id: 9C6F8D123
      - smtp.stage: end-of-data
      - message.role: continues

      postfix/smtpd: timeout after DATA (0 bytes) from mail.example.org[192.0.2.10]
      - event.action: connection-lost
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: timeout after DATA (0 bytes)
      - source.ip: 192.0.2.10
      - source.domain: mail.example.org
      - smtp.stage: data

      postfix/smtpd: too many errors after AUTH from unknown[198.51.100.7]
      - event.action: rate-limit
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: too many errors after AUTH
      - source.ip: 198.51.100.7
      - limit.name: too many errors

      postfix/smtpd: improper command pipelining after EHLO from unknown[198.51.100.7]: MAIL FROM:<>\nRC\#
      PT TO:<a@example.net>\nDATA\n
      - event.action: warning
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: improper command pipelining after EHLO
      - source.ip: 198.51.100.7
      - detail: MAIL FROM:<>\nRCPT TO:<a@example.net>\nDATA\n
      - smtp.stage: helo

      postfix/smtpd: bare <LF> received after DATA from unknown[198.51.100.7]
      - event.action: warning
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: bare <LF> received after DATA
      - source.ip: 198.51.100.7
      - smtp.stage: data

      postfix/smtpd: 9C6F8D123: client=mail.example.org[192.0.2.10]
      - event.action: message-received
      - event.outcome: success
      - network.protocol: smtp
      - source.ip: 192.0.2.10
      - source.domain: mail.example.org
      - email.local_id: 9C6F8D123
      - message.role: begins

      postfix/smtpd: 4b8vDt2zGhz2GyW: client=mail.example.org[192.0.2.10]:40123
      - event.action: message-received
      - event.outcome: success
      - network.protocol: smtp
      - source.ip: 192.0.2.10
      - source.domain: mail.example.org
      - email.local_id: 4b8vDt2zGhz2GyW
      - source.port: 40123
      - message.role: begins

      postfix/smtpd: NOQUEUE: client=mail.example.org[192.0.2.10]
      - event.action: message-received
      - event.outcome: success
      - network.protocol: smtp
      - source.ip: 192.0.2.10
      - source.domain: mail.example.org

      postfix/submission/smtpd: 9C6F8D123: client=host.example.net[203.0.113.9], sasl_method=PLAIN, sasl\#
      _username=anna@example.org
      - event.action: message-received
      - event.outcome: success
      - network.protocol: submission
      - source.ip: 203.0.113.9
      - source.domain: host.example.net
      - user.name: anna@example.org
      - email.local_id: 9C6F8D123
      - auth.method: PLAIN
      - message.role: begins

      postfix/smtps/smtpd: 9C6F8D123: client=unknown[203.0.113.9], sasl_method=LOGIN, sasl_username=anna\#
      , sasl_sender=boss@example.org
      - event.action: message-received
      - event.outcome: success
      - network.protocol: submissions
      - source.ip: 203.0.113.9
      - user.name: anna
      - email.local_id: 9C6F8D123
      - auth.method: LOGIN
      - tls.established: true
      - message.role: begins

      postfix/submission/smtpd: 9C6F8D123: client=unknown[203.0.113.9], sasl_method=PLAIN, sasl_username\#
      =x], sasl_username=admin[192.0.2.1
      - event.action: message-received
      - event.outcome: success
      - network.protocol: submission
      - source.ip: 203.0.113.9
      - user.name: x], sasl_username=admin[192.0.2.1
      - email.local_id: 9C6F8D123
      - auth.method: PLAIN
      - message.role: begins

      postfix/smtpd: 153053D8A: client=localhost[127.0.0.1], orig_queue_id=9C6F8D123, orig_client=mail.e\#
      xample.org[192.0.2.10]
      - event.action: message-received
      - event.outcome: success
      - network.protocol: smtp
      - source.ip: 127.0.0.1
      - source.domain: localhost
      - email.local_id: 153053D8A
      - original.id: 9C6F8D123
      - original.client: mail.example.org[192.0.2.10]
      - message.role: begins

      postfix/smtpd: 153053D8A: client=localhost[127.0.0.1], sasl_method=PLAIN, sasl_username=anna, orig\#
      _queue_id=9C6F8D123, orig_client=mail.example.org[192.0.2.10]
      - event.action: message-received
      - event.outcome: success
      - network.protocol: smtp
      - source.ip: 127.0.0.1
      - source.domain: localhost
      - user.name: anna
      - email.local_id: 153053D8A
      - auth.method: PLAIN
      - original.id: 9C6F8D123
      - original.client: mail.example.org[192.0.2.10]
      - message.role: begins

      postfix/smtpd: Anonymous TLS connection established from mail.example.org[192.0.2.10]: TLSv1.3 wit\#
      h cipher TLS_AES_256_GCM_SHA384 (256/256 bits) key-exchange X25519 server-signature RSA-PSS (204\#
      8 bits) server-digest SHA256
      - event.action: tls-established
      - event.outcome: success
      - network.protocol: smtp
      - source.ip: 192.0.2.10
      - source.domain: mail.example.org
      - tls.version: 1.3
      - tls.cipher: TLS_AES_256_GCM_SHA384
      - tls.established: true
      - tls.verified: none

      postfix/smtpd: Trusted TLS connection established from mail.example.org[192.0.2.10]:40123: TLSv1.\#
      2 with cipher ECDHE-RSA-AES128-GCM-SHA256 (128/128 bits)
      - event.action: tls-established
      - event.outcome: success
      - network.protocol: smtp
      - source.ip: 192.0.2.10
      - source.domain: mail.example.org
      - tls.version: 1.2
      - tls.cipher: ECDHE-RSA-AES128-GCM-SHA256
      - source.port: 40123
      - tls.established: true
      - tls.verified: trusted

      postfix/smtpd: TLS connection established from mail.example.org[192.0.2.10]: TLSv1 with cipher DHE\#
      -RSA-AES256-SHA (256/256 bits)
      - event.action: tls-established
      - event.outcome: success
      - network.protocol: smtp
      - source.ip: 192.0.2.10
      - source.domain: mail.example.org
      - tls.version: 1
      - tls.cipher: DHE-RSA-AES256-SHA
      - tls.established: true

      postfix/smtpd: SSL_accept error from unknown[198.51.100.7]: lost connection
      - event.action: tls-failed
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: lost connection
      - source.ip: 198.51.100.7
      - tls.established: false

      postfix/smtpd: SSL_accept error from unknown[198.51.100.7]: -1
      - event.action: tls-failed
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: -1
      - source.ip: 198.51.100.7
      - tls.established: false
      """#)
  }

  static var second: [LogSample] {
    LogSample.table(
      #"""
      postfix/smtpd: initializing the server-side TLS engine
      - event.action: service
      - network.protocol: smtp
      - detail: initializing the server-side TLS engine

      postfix/smtpd: setting up TLS connection from mail.example.org[192.0.2.10]
      - event.action: service
      - network.protocol: smtp
      - detail: setting up TLS connection from mail.example.org[192.0.2.10]

      postfix/smtpd: mail.example.org[192.0.2.10]: TLS cipher list "aNULL:-aNULL:HIGH"
      - event.action: service
      - network.protocol: smtp
      - source.ip: 192.0.2.10
      - source.domain: mail.example.org
      - detail: TLS cipher list "aNULL:-aNULL:HIGH"

      postfix/smtpd: warning: TLS library problem: error:0A000126:SSL routines::unexpected eof while rea\#
      ding:ssl/record/rec_layer_s3.c:322:
      - event.action: warning
      - network.protocol: smtp
      - event.reason: TLS library problem: error:0A000126:SSL routines::unexpected eof while reading:ssl\#
      /record/rec_layer_s3.c:322:

      postfix/submission/smtpd: warning: unknown[198.51.100.7]: SASL LOGIN authentication failed: UGFzc3\#
      dvcmQ6
      - event.action: login
      - event.outcome: failure
      - network.protocol: submission
      - event.reason: UGFzc3dvcmQ6
      - source.ip: 198.51.100.7
      - auth.method: LOGIN

      postfix/submission/smtpd: warning: unknown[198.51.100.7]: SASL PLAIN authentication failed: (reaso\#
      n unavailable), sasl_username=anna@example.org
      - event.action: login
      - event.outcome: failure
      - network.protocol: submission
      - event.reason: (reason unavailable)
      - source.ip: 198.51.100.7
      - user.name: anna@example.org
      - auth.method: PLAIN

      postfix/smtps/smtpd: warning: host.example.net[203.0.113.9]: SASL CRAM-MD5 authentication failed\#
      : authentication failure, sasl_username=x, sasl_username=y
      - event.action: login
      - event.outcome: failure
      - network.protocol: submissions
      - event.reason: authentication failure
      - source.ip: 203.0.113.9
      - source.domain: host.example.net
      - user.name: x, sasl_username=y
      - auth.method: CRAM-MD5
      - tls.established: true

      postfix/smtpd: warning: host.example.net[203.0.113.9]: SASL DIGEST-MD5 authentication failed
      - event.action: login
      - event.outcome: failure
      - network.protocol: smtp
      - source.ip: 203.0.113.9
      - source.domain: host.example.net
      - auth.method: DIGEST-MD5

      postfix/smtpd: warning: SASL authentication failure: Password verification failed
      - event.action: warning
      - network.protocol: smtp
      - event.reason: SASL authentication failure: Password verification failed

      postfix/smtpd: warning: Connection rate limit exceeded: 31 from unknown[198.51.100.7] for servic\#
      e smtp
      - event.action: rate-limit
      - event.outcome: failure
      - network.protocol: smtp
      - source.ip: 198.51.100.7
      - limit.name: Connection rate
      - limit.value: 31

      postfix/submission/smtpd: warning: Connection concurrency limit exceeded: 51 from host.example.net\#
      [203.0.113.9] for service submission
      - event.action: rate-limit
      - event.outcome: failure
      - network.protocol: submission
      - source.ip: 203.0.113.9
      - source.domain: host.example.net
      - limit.name: Connection concurrency
      - limit.value: 51

      postfix/smtpd: warning: Message delivery request rate limit exceeded: 11 from host.example.net[203\#
      .0.113.9] for service smtp
      - event.action: rate-limit
      - event.outcome: failure
      - network.protocol: smtp
      - source.ip: 203.0.113.9
      - source.domain: host.example.net
      - limit.name: Message delivery request rate
      - limit.value: 11

      postfix/smtpd: warning: Recipient address rate limit exceeded: 21 from host.example.net[203.0.113.\#
      9] for service smtp
      - event.action: rate-limit
      - event.outcome: failure
      - network.protocol: smtp
      - source.ip: 203.0.113.9
      - source.domain: host.example.net
      - limit.name: Recipient address rate
      - limit.value: 21

      postfix/smtpd: warning: New TLS session rate limit exceeded: 49 from host.example.net[203.0.113.9\#
      ] for service smtp
      - event.action: rate-limit
      - event.outcome: failure
      - network.protocol: smtp
      - source.ip: 203.0.113.9
      - source.domain: host.example.net
      - limit.name: New TLS session rate
      - limit.value: 49

      postfix/submission/smtpd: warning: AUTH command rate limit exceeded: 11 from host.example.net[203.\#
      0.113.9] for service submission
      - event.action: rate-limit
      - event.outcome: failure
      - network.protocol: submission
      - source.ip: 203.0.113.9
      - source.domain: host.example.net
      - limit.name: AUTH command rate
      - limit.value: 11

      postfix/smtpd: warning: hostname host.example.net does not resolve to address 203.0.113.9: Name o\#
      r service not known
      - event.action: warning
      - network.protocol: smtp
      - event.reason: hostname host.example.net does not resolve to address 203.0.113.9: Name or servic\#
      e not known
      - source.ip: 203.0.113.9

      postfix/smtpd: warning: hostname host.example.net does not resolve to address 203.0.113.9
      - event.action: warning
      - network.protocol: smtp
      - event.reason: hostname host.example.net does not resolve to address 203.0.113.9
      - source.ip: 203.0.113.9

      postfix/smtpd: warning: non-SMTP command from unknown[198.51.100.7]: GET / HTTP/1.1
      - event.action: warning
      - network.protocol: smtp
      - event.reason: non-SMTP command
      - source.ip: 198.51.100.7
      - detail: GET / HTTP/1.1

      postfix/smtpd: warning: Illegal address syntax from unknown[198.51.100.7] in MAIL command: <a@@b>
      - event.action: warning
      - network.protocol: smtp
      - event.reason: Illegal address syntax
      - source.ip: 198.51.100.7
      - detail: in MAIL command: <a@@b>

      postfix/smtpd: warning: unknown[198.51.100.7] sent message header instead of SMTP command: From: <\#
      a@b>
      - event.action: warning
      - network.protocol: smtp
      - event.reason: sent message header instead of SMTP command: From: <a@b>
      - source.ip: 198.51.100.7

      postfix/smtpd: warning: not enough free space in mail queue: 1024 bytes < 1.5*message size limit
      - event.action: service-limit
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: not enough free space in mail queue: 1024 bytes < 1.5*message size limit
      - limit.name: not enough free space in mail queue: 1024 bytes < 1.5*message size limit

      postfix/smtpd: discarding EHLO keywords: CHUNKING ETRN DSN
      - event.action: service
      - network.protocol: smtp
      - detail: discarding EHLO keywords: CHUNKING ETRN DSN

      postfix/smtpd: table hash:/etc/postfix/virtual(0,lock|fold_fix) has changed -- restarting
      - event.action: service
      - network.protocol: smtp
      - detail: table hash:/etc/postfix/virtual(0,lock|fold_fix) has changed -- restarting

      postfix/smtpd: fatal: watchdog timeout
      - event.action: warning
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: watchdog timeout

      postfix/smtpd: panic: myfree: corrupt or unallocated memory block
      - event.action: warning
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: myfree: corrupt or unallocated memory block

      postfix/smtpd: error: open /etc/postfix/virtual.db: No such file or directory
      - event.action: warning
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: open /etc/postfix/virtual.db: No such file or directory

      postfix/smtpd: < unknown[198.51.100.7]: AUTH PLAIN AGFubmEAc2VjcmV0
      - event.action: service
      - network.protocol: smtp
      - source.ip: 198.51.100.7

      postfix/smtpd: match_hostname: localhost ~? 127.0.0.0/8
      - event.action: service
      - network.protocol: smtp

      postfix/qmqpd: 9C6F8D123: client=mail.example.org[192.0.2.10]
      - event.action: message-received
      - event.outcome: success
      - network.protocol: smtp
      - source.ip: 192.0.2.10
      - source.domain: mail.example.org
      - email.local_id: 9C6F8D123
      - message.role: begins

      postfix/smtpd: message repeated 3 times: [ lost connection after AUTH from unknown[198.51.100.7]]
      - event.action: connection-lost
      - event.outcome: failure
      - event.count: 3
      - network.protocol: smtp
      - event.reason: lost connection after AUTH
      - source.ip: 198.51.100.7

      postfix/smtpd: message repeated 2 times: [ warning: unknown[198.51.100.7]: SASL LOGIN authenticati\#
      on failed: UGFzc3dvcmQ6]
      - event.action: login
      - event.outcome: failure
      - event.count: 2
      - network.protocol: smtp
      - event.reason: UGFzc3dvcmQ6
      - source.ip: 198.51.100.7
      - auth.method: LOGIN
      """#)
  }
}
