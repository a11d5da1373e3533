import Model

/// Own lines that prove OpenSMTPDFormat: what clients do.
enum OpenSMTPDSamples {
  static var all: [LogSample] { connections + refusals + OpenSMTPDWaySamples.all }

  private static var connections: [LogSample] {
    LogSample.table(
      #"""
      smtpd: c1a89cb774083905 smtp connected address=203.0.113.9 host=mx.example.com
      - event.action: connect
      - network.protocol: smtp
      - session.id: c1a89cb774083905
      - source.ip: 203.0.113.9
      - detail: host=mx.example.com

      smtpd: c1a89cb774083905 smtp connected address=[2001:db8::9] host=<unknown>
      - event.action: connect
      - network.protocol: smtp
      - session.id: c1a89cb774083905
      - source.ip: 2001:db8::9

      smtpd: c1a89cb774083905 smtp connected address=local host=mail.example.com
      - event.action: connect
      - network.protocol: smtp
      - session.id: c1a89cb774083905

      smtpd: c1a89cb774083905 smtp connected address=[::ffff:203.0.113.9] host=a.example.net
      - event.action: connect
      - network.protocol: smtp
      - session.id: c1a89cb774083905
      - source.ip: 203.0.113.9
      - detail: host=a.example.net

      = c1a89cb774083905 smtp connected address=203.0.113.9 host=<unknown>
      - event.action: connect
      - network.protocol: smtp
      - session.id: c1a89cb774083905
      - source.ip: 203.0.113.9

      = c1a89cb774083905 smtp bad-input result="500 5.5.1 Invalid command: Pipelining not supported"
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - session.id: c1a89cb774083905
      - smtp.reply.enhanced: 5.5.1
      - smtp.reply.text: Invalid command: Pipelining not supported
      - smtp.reject_class: protocol
      - smtp.reply.code: 500

      smtpd: c1a89cb774083905 smtp tls ciphers=TLSv1.3:TLS_AES_256_GCM_SHA384:256
      - event.action: tls-established
      - network.protocol: smtp
      - session.id: c1a89cb774083905
      - tls.version: 1.3
      - tls.cipher: TLS_AES_256_GCM_SHA384
      - tls.established: true

      smtpd: c1a89cb774083905 smtp cert-check result="unchecked" fingerprint="SHA256:0a1b2c"
      - event.action: service
      - network.protocol: smtp
      - session.id: c1a89cb774083905
      - detail: result="unchecked" fingerprint="SHA256:0a1b2c"

      smtpd: c1a89cb774083905 smtp cert-check result="verified" fingerprint="SHA256:0a1b2c"
      - event.action: service
      - network.protocol: smtp
      - session.id: c1a89cb774083905
      - detail: result="verified" fingerprint="SHA256:0a1b2c"
      - tls.verified: verified

      smtpd: c1a89cb774083905 smtp authentication user=anna@example.com result=ok
      - event.action: login
      - event.outcome: success
      - network.protocol: smtp
      - session.id: c1a89cb774083905
      - user.name: anna@example.com

      smtpd: c1a89cb774083905 smtp authentication user=root\040result=ok result=permfail
      - event.action: login
      - event.outcome: failure
      - network.protocol: smtp
      - session.id: c1a89cb774083905
      - event.reason: permfail
      - user.name: root\040result=ok

      smtpd: c1a89cb774083905 smtp authentication user=x result=ok result=permfail
      - event.action: login
      - event.outcome: failure
      - network.protocol: smtp
      - session.id: c1a89cb774083905
      - event.reason: permfail
      - user.name: x result=ok

      smtpd: c1a89cb774083905 smtp authentication user=anna result=tempfail
      - event.action: login
      - event.outcome: failure
      - network.protocol: smtp
      - session.id: c1a89cb774083905
      - event.reason: tempfail
      - user.name: anna

      smtpd: c1a89cb774083905 smtp message msgid=c405e39a size=303 nrcpt=2 proto=ESMTP
      - event.action: message-received
      - network.protocol: smtp
      - session.id: c1a89cb774083905
      - email.local_id: c405e39a
      - smtp.size: 303
      - smtp.recipients: 2
      - message.role: arrives

      smtpd: c1a89cb774083905 smtp envelope evpid=c405e39ad6bbc64f from=<anna@example.com> to=<bruno@example.org>
      - event.action: message-queued
      - network.protocol: smtp
      - session.id: c1a89cb774083905
      - email.local_id: c405e39a
      - smtp.mail_from: anna@example.com
      - smtp.rcpt_to: bruno@example.org
      - detail: evpid=c405e39ad6bbc64f
      - message.role: continues

      smtpd: c1a89cb774083905 smtp envelope evpid=c405e39ad6bbc64f from=<> to=<bruno@example.org>
      - event.action: message-queued
      - network.protocol: smtp
      - session.id: c1a89cb774083905
      - email.local_id: c405e39a
      - smtp.mail_from: <>
      - smtp.rcpt_to: bruno@example.org
      - detail: evpid=c405e39ad6bbc64f
      - message.role: continues

      smtpd: c1a89cb774083905 smtp disconnected reason=quit
      - event.action: disconnect
      - network.protocol: smtp
      - session.id: c1a89cb774083905
      - event.reason: quit

      smtpd: c1a89cb774083905 smtp disconnected reason=disconnect
      - event.action: connection-lost
      - network.protocol: smtp
      - session.id: c1a89cb774083905
      - event.reason: disconnect

      smtpd: c1a89cb774083905 smtp disconnected reason=timeout
      - event.action: connection-lost
      - network.protocol: smtp
      - session.id: c1a89cb774083905
      - event.reason: timeout

      smtpd: c1a89cb774083905 smtp disconnected reason="io-error: Connection reset by peer"
      - event.action: connection-lost
      - network.protocol: smtp
      - session.id: c1a89cb774083905
      - event.reason: io-error: Connection reset by peer

      smtpd: c1a89cb774083905 smtp disconnected reason=tls-accept-failed
      - event.action: tls-failed
      - event.outcome: failure
      - network.protocol: smtp
      - session.id: c1a89cb774083905
      - event.reason: tls-accept-failed

      smtpd: c1a89cb774083905 smtp proxy address=203.0.113.9
      - event.action: service
      - network.protocol: smtp
      - session.id: c1a89cb774083905
      - detail: proxy address=203.0.113.9
      """#)
  }

  private static var refusals: [LogSample] {
    LogSample.table(
      #"""
      smtpd: c1a89cb774083905 smtp failed-command command="RCPT TO:<nobody@example.com>" result="550 Invalid recipient: <nobody@example.com>"
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - session.id: c1a89cb774083905
      - smtp.rcpt_to: nobody@example.com
      - smtp.reply.text: Invalid recipient: <nobody@example.com>
      - smtp.stage: rcpt
      - smtp.reject_class: other
      - smtp.reply.code: 550

      smtpd: c1a89cb774083905 smtp failed-command command="RCPT TO:<a@example.com> NOTIFY=NEVER" result="553 NOTIFY option NEVER cannot be combined with other options"
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - session.id: c1a89cb774083905
      - smtp.rcpt_to: a@example.com
      - smtp.reply.text: NOTIFY option NEVER cannot be combined with other options
      - smtp.stage: rcpt
      - smtp.reject_class: other
      - smtp.reply.code: 553

      smtpd: c1a89cb774083905 smtp failed-command command="MAIL FROM:<x@example.net>" result="530 5.5.1 Invalid command: Must issue an AUTH command first"
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - session.id: c1a89cb774083905
      - smtp.mail_from: x@example.net
      - smtp.reply.enhanced: 5.5.1
      - smtp.reply.text: Invalid command: Must issue an AUTH command first
      - smtp.stage: mail
      - smtp.reject_class: policy
      - smtp.reply.code: 530

      smtpd: c1a89cb774083905 smtp failed-command command="" result="550 no rDNS please fix"
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - session.id: c1a89cb774083905
      - smtp.reply.text: no rDNS please fix
      - smtp.stage: connect
      - smtp.reject_class: policy
      - smtp.reply.code: 550

      smtpd: c1a89cb774083905 smtp failed-command command="DATA" result="451 Try again later"
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - session.id: c1a89cb774083905
      - smtp.reply.text: Try again later
      - smtp.stage: end-of-data
      - smtp.reject_class: content
      - smtp.reply.code: 451

      smtpd: c1a89cb774083905 smtp failed-command command="DATA" result="550 spam message rejected"
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - session.id: c1a89cb774083905
      - smtp.reply.text: spam message rejected
      - smtp.stage: end-of-data
      - smtp.reject_class: content
      - smtp.reply.code: 550

      smtpd: c1a89cb774083905 smtp failed-command command="EHLO [203.0.113.9" result="501 5.5.4 Invalid command arguments: Invalid domain name"
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - session.id: c1a89cb774083905
      - smtp.helo: [203.0.113.9
      - smtp.reply.enhanced: 5.5.4
      - smtp.reply.text: Invalid command arguments: Invalid domain name
      - smtp.stage: helo
      - smtp.reject_class: protocol
      - smtp.reply.code: 501

      smtpd: c1a89cb774083905 smtp failed-command command="AUTH LOGIN" result="503 5.5.1 Invalid command: Command not supported"
      - event.action: warning
      - event.outcome: failure
      - network.protocol: smtp
      - session.id: c1a89cb774083905
      - event.reason: 503 5.5.1 Invalid command: Command not supported
      - smtp.reply.enhanced: 5.5.1
      - smtp.reply.text: Invalid command: Command not supported
      - smtp.reply.code: 503

      smtpd: c1a89cb774083905 smtp failed-command command="AUTH PLAIN AGFubmEAc2VjcmV0" result="535 Authentication failed"
      - event.action: warning
      - event.outcome: failure
      - network.protocol: smtp
      - session.id: c1a89cb774083905
      - event.reason: 535 Authentication failed
      - smtp.reply.text: Authentication failed
      - smtp.reply.code: 535

      smtpd: c1a89cb774083905 smtp failed-command command="AUTH LOGIN (password)" result="535 Authentication failed"
      - event.action: warning
      - event.outcome: failure
      - network.protocol: smtp
      - session.id: c1a89cb774083905
      - event.reason: 535 Authentication failed
      - smtp.reply.text: Authentication failed
      - smtp.reply.code: 535

      smtpd: c1a89cb774083905 smtp failed-command command="c2VjcmV0" result="535 Authentication failed"
      - event.action: warning
      - event.outcome: failure
      - network.protocol: smtp
      - session.id: c1a89cb774083905
      - event.reason: 535 Authentication failed
      - smtp.reply.text: Authentication failed
      - smtp.reply.code: 535

      smtpd: c1a89cb774083905 smtp failed-command command="GET / HTTP/1.1" result="500 5.5.1 Invalid command: Command unrecognized"
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - session.id: c1a89cb774083905
      - smtp.reply.enhanced: 5.5.1
      - smtp.reply.text: Invalid command: Command unrecognized
      - smtp.reject_class: protocol
      - smtp.reply.code: 500

      smtpd: c1a89cb774083905 smtp failed-command command="RCPT TO:<x> result=\"250 Ok" result="550 Invalid recipient: <x>"
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - session.id: c1a89cb774083905
      - smtp.rcpt_to: x
      - smtp.reply.text: Invalid recipient: <x>
      - smtp.stage: rcpt
      - smtp.reject_class: other
      - smtp.reply.code: 550

      smtpd: c1a89cb774083905 smtp failed-command command="MAIL FROM:<x@y>" result="452 4.5.3 Too many recipients: Too many messages sent"
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - session.id: c1a89cb774083905
      - smtp.mail_from: x@y
      - smtp.reply.enhanced: 4.5.3
      - smtp.reply.text: Too many recipients: Too many messages sent
      - smtp.stage: mail
      - smtp.reject_class: rate
      - smtp.reply.code: 452
      """#)
  }
}
