import Model

/// Own lines that prove Haraka's format.
enum HarakaSamples {
  static var all: [LogSample] {
    LogSample.table(
      #"""
      = Nov  4 13:35:23 mx1 haraka[66592]: [NOTICE] [0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0] [core] connect ip=203.0.113.9 port=21957 local_ip=192.0.2.25 local_port=25
      - event.action: connect
      - network.protocol: smtp
      - session.id: 0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0
      - source.ip: 203.0.113.9
      - source.port: 21957

      = Nov  4 13:35:24 mx1 haraka[66592]: [INFO] [0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0] [tls] secured: cipher=TLS_AES_256_GCM_SHA384 version=TLSv1.3 verified=false
      - event.action: tls-established
      - event.outcome: success
      - network.protocol: smtp
      - session.id: 0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0
      - tls.version: 1.3
      - tls.cipher: TLS_AES_256_GCM_SHA384
      - tls.established: true
      - tls.verified: none

      = [INFO] [0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0] [tls] secured: cipher=ECDHE-RSA-AES256-GCM-SHA384 version=TLSv1/SSLv3 verified=false
      - event.action: tls-established
      - event.outcome: success
      - network.protocol: smtp
      - session.id: 0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0
      - tls.cipher: ECDHE-RSA-AES256-GCM-SHA384
      - tls.established: true
      - tls.verified: none

      = 2024-11-04T13:35:24.123Z [NOTICE] [0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0.1] [core] sender <anna@example.org> code=CONT msg=""
      - event.action: message-received
      - event.outcome: success
      - network.protocol: smtp
      - session.id: 0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0
      - email.local_id: 0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0.1
      - smtp.mail_from: anna@example.org
      - message.role: arrives

      = [NOTICE] [0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0.1] [core] recipient <bert@example.com> code=OK msg="" sender="anna@example.org"
      - event.action: service
      - event.outcome: success
      - network.protocol: smtp
      - session.id: 0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0
      - email.local_id: 0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0.1
      - smtp.mail_from: anna@example.org
      - smtp.rcpt_to: bert@example.com
      - smtp.stage: rcpt
      - message.role: continues

      = [NOTICE] [0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0.1] [core] recipient <x@example.net> code=DENY msg="I cannot deliver mail for x@example.net" sender="anna@example.org"
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - session.id: 0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0
      - email.local_id: 0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0.1
      - smtp.mail_from: anna@example.org
      - smtp.rcpt_to: x@example.net
      - smtp.reply.text: I cannot deliver mail for x@example.net
      - smtp.stage: rcpt
      - smtp.reject_class: relay-denied
      - message.role: continues

      = [NOTICE] [0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0.1] [core] message mid="<m1 size=9 @example.org>" size=173692 rcpts=1/0/1 delay=8.925 code=CONT msg=""
      - event.action: message-queued
      - event.outcome: success
      - network.protocol: smtp
      - session.id: 0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0
      - email.local_id: 0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0.1
      - email.message_id: m1 size=9 @example.org
      - smtp.size: 173692
      - smtp.recipients: 1
      - smtp.delay: 8.925
      - message.role: continues

      = [NOTICE] [0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0.1] [core] queue code=OK msg="ok 1478291735 qp 49341 (0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0.1)"
      - event.action: delivery
      - event.outcome: success
      - network.protocol: smtp
      - session.id: 0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0
      - email.local_id: 0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0.1
      - smtp.reply.text: ok 1478291735 qp 49341 (0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0.1)
      - smtp.queued_as: 1478291735 qp 49341
      - smtp.status: sent
      - message.role: continues

      = [NOTICE] [0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0.2] [core] queue code=OK msg="Message Queued (0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0.2)"
      - event.action: service
      - event.outcome: success
      - network.protocol: smtp
      - session.id: 0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0
      - email.local_id: 0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0.2
      - smtp.reply.text: Message Queued (0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0.2)
      - message.role: continues

      = [NOTICE] [0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0.2] [core] queue code=DENY msg="550 5.7.1 spam"
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - session.id: 0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0
      - email.local_id: 0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0.2
      - smtp.reply.enhanced: 5.7.1
      - smtp.reply.text: spam
      - smtp.stage: end-of-data
      - smtp.reject_class: content
      - smtp.reply.code: 550
      - message.role: continues

      = 2024-11-04 13:35:28.029305500  [NOTICE] [0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0.2.1] [outbound]  delivered file=1_2_3 domain=example.net host=mx.example.net ip=198.51.100.4 port=25 mode=SMTP tls=Y auth=N response="250 2.0.0 Ok: queued as 4XYZ12" delay=0.048 fails=0 rcpts=1/0/0
      - event.action: delivery
      - event.outcome: success
      - network.protocol: smtp
      - destination.ip: 198.51.100.4
      - destination.domain: mx.example.net
      - email.local_id: 0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0.2
      - smtp.reply.enhanced: 2.0.0
      - smtp.reply.text: Ok: queued as 4XYZ12
      - smtp.queued_as: 4XYZ12
      - destination.port: 25
      - smtp.status: sent
      - smtp.reply.code: 250
      - smtp.delay: 0.048
      - tls.established: true
      - message.role: continues

      = [INFO] [0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0.2.1] [outbound] bouncing mail: 550 5.1.1 unknown
      - event.action: delivery
      - event.outcome: failure
      - network.protocol: smtp
      - email.local_id: 0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0.2
      - smtp.reply.enhanced: 5.1.1
      - smtp.reply.text: unknown
      - smtp.status: bounced
      - smtp.reply.code: 550
      - message.role: continues

      = [INFO] [0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0.2.1] [outbound] Temp failing 1_2_3 for 64 seconds: 451 4.7.1 greylisted
      - event.action: delivery
      - event.outcome: failure
      - network.protocol: smtp
      - email.local_id: 0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0.2
      - smtp.reply.enhanced: 4.7.1
      - smtp.reply.text: greylisted
      - smtp.status: deferred
      - smtp.reply.code: 451
      - message.role: continues

      = [NOTICE] [0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0] [core] disconnect ip=203.0.113.9 rdns="a relay=Y" helo="h relay=Y tls=N" relay=N early=N esmtp=Y tls=Y pipe=N errors=0 txns=1 rcpts=1/0/1 msgs=1/0/0 bytes=173692 lr="" time=13.937
      - event.action: disconnect
      - network.protocol: smtp
      - session.id: 0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0
      - source.ip: 203.0.113.9
      - smtp.helo: h relay=Y tls=N
      - detail: relay=N early=N esmtp=Y tls=Y pipe=N errors=0 txns=1 rcpts=1/0/1 msgs=1/0/0 bytes=173692 lr="" time=13.937
      - tls.established: true
      - mailbox.bytes_in: 173692

      = [NOTICE] [0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0] [auth/flat_file] delaying for 2 seconds
      - event.action: login
      - event.outcome: failure
      - network.protocol: smtp
      - session.id: 0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0
      - event.reason: delaying for 2 seconds

      = [PROTOCOL] [0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0] [core] C: AUTH PLAIN AGZvbwBiYXI= state=1
      - event.action: service
      - network.protocol: smtp
      - session.id: 0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0
      - auth.method: PLAIN

      = [PROTOCOL] [0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0] [core] S: 235 2.7.0 Authentication successful
      - event.action: login
      - event.outcome: success
      - network.protocol: smtp
      - session.id: 0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0
      - smtp.reply.enhanced: 2.7.0
      - smtp.reply.text: Authentication successful
      - smtp.reply.code: 235

      = [PROTOCOL] [0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0] [core] S: 535 5.7.8 Authentication failed
      - event.action: service
      - network.protocol: smtp
      - session.id: 0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0
      - smtp.reply.enhanced: 5.7.8
      - smtp.reply.text: Authentication failed
      - smtp.reply.code: 535

      = [INFO] [0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0] [core] hook=unrecognized_command plugin=auth/flat_file function=hook_unrecognized_command params="AUTH,PLAIN,AGZvbwBiYXI=" retval=OK msg=""
      - event.action: service
      - network.protocol: smtp
      - session.id: 0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0
      - detail: hook=unrecognized_command plugin=auth/flat_file function=hook_unrecognized_command

      = [INFO] [0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0.1] [spf] identity=mfrom ip=203.0.113.9 domain="example.org" mfrom=<anna@example.org> result=Pass
      - event.action: service
      - network.protocol: smtp
      - session.id: 0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0
      - email.local_id: 0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0.1
      - email.authentication.spf: Pass
      - message.role: continues

      = [INFO] [0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0.1] [spf] scope: mfrom, result: Fail, domain: example.org
      - event.action: service
      - network.protocol: smtp
      - session.id: 0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0
      - email.local_id: 0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0.1
      - email.authentication.spf: Fail
      - message.role: continues

      = [INFO] [0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0.1] [dkim_verify] identity="@example.org" domain="example.org" selector="s1" result=pass
      - event.action: service
      - network.protocol: smtp
      - session.id: 0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0
      - email.local_id: 0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0.1
      - email.authentication.dkim: pass
      - message.role: continues

      = [INFO] [0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0.1] [clamd] pass:clean
      - event.action: content-verdict
      - event.outcome: success
      - network.protocol: smtp
      - session.id: 0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0
      - email.local_id: 0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0.1
      - email.content.action: clean
      - message.role: continues

      = [INFO] [0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0.1] [queue/smtp_forward] forwarding to 192.0.2.8:25
      - event.action: service
      - network.protocol: smtp
      - session.id: 0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0
      - destination.ip: 192.0.2.8
      - email.local_id: 0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0.1
      - detail: forwarding to 192.0.2.8:25
      - destination.port: 25
      - message.role: continues

      = level=NOTICE uuid=0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0.1 source=core message="sender <anna@example.org> code=CONT msg=\"\""
      - event.action: message-received
      - event.outcome: success
      - network.protocol: smtp
      - session.id: 0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0
      - email.local_id: 0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0.1
      - smtp.mail_from: anna@example.org
      - message.role: arrives

      = level=INFO uuid=- source=server message="Shutting down."
      - event.action: service
      - detail: Shutting down.
      """#)
  }
}
