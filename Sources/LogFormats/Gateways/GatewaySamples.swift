import Model

/// Own lines that prove the formats of gateways and proxies.
enum GatewaySamples {
  static var assp: [LogSample] {
    LogSample.table(
      #"""
      = Apr-27-13 02:33:06 [Worker_1] 203.0.113.9 max sender authentication errors (1) exceeded -- dropping connection - after reply: 535 5.7.8 Error: authentication failed: UGFzc3dvcmQ6
      - event.action: rate-limit
      - event.outcome: failure
      - event.reason: max sender authentication errors (1) exceeded -- dropping connection
      - network.protocol: smtp
      - source.ip: 203.0.113.9
      - limit.name: max sender authentication errors

      = Apr-27-13 02:33:06 00834-09999 [Worker_1] [TLS-in] 203.0.113.9 <s@example.com> to: r@example.org [SMTP Error] 554 5.7.1 <r@example.org>: Relay access denied
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - source.ip: 203.0.113.9
      - email.local_id: 00834-09999
      - smtp.mail_from: s@example.com
      - smtp.rcpt_to: r@example.org
      - smtp.reject_class: relay-denied
      - smtp.reply.code: 554
      - smtp.reply.enhanced: 5.7.1
      - smtp.reply.text: <r@example.org>: Relay access denied
      - tls.established: true
      - message.role: continues

      = Feb-10-14 10:11:12 m1-98765-00123 [Worker_1] [Bayesian] 203.0.113.9 <s@example.com> to: r@example.org [spam found] (Bayesian) [win a prize];
      - event.action: content-verdict
      - event.outcome: failure
      - network.protocol: smtp
      - source.ip: 203.0.113.9
      - email.local_id: m1-98765-00123
      - smtp.mail_from: s@example.com
      - smtp.rcpt_to: r@example.org
      - email.content.action: spam
      - message.role: continues
      - detail: [spam found] (Bayesian) [win a prize];

      = Feb-10-14 10:11:12 [Worker_1] 203.0.113.9 warning: SMTP authentication failed on 192.0.2.25
      - event.action: login
      - event.outcome: failure
      - event.reason: warning: SMTP authentication failed on 192.0.2.25
      - network.protocol: smtp
      - source.ip: 203.0.113.9

      = Feb-10-14 10:11:12 [Worker_1] 203.0.113.9 authenticated to 192.0.2.25
      - event.action: login
      - event.outcome: success
      - network.protocol: smtp
      - source.ip: 203.0.113.9

      = Feb-10-14 10:11:12 [Worker_2] Connected: session:7F 203.0.113.9:4711 > 192.0.2.25:25 > 127.0.0.1:125
      - event.action: connect
      - network.protocol: smtp
      - source.ip: 203.0.113.9
      - source.port: 4711

      = Feb-10-14 10:11:12 m1-98765-00123 [Worker_1] 203.0.113.9 <s@example.com> to: r@example.org virus detected 'Eicar-Test-Signature'
      - event.action: content-verdict
      - event.outcome: failure
      - network.protocol: smtp
      - source.ip: 203.0.113.9
      - email.local_id: m1-98765-00123
      - smtp.mail_from: s@example.com
      - smtp.rcpt_to: r@example.org
      - email.content.action: virus
      - email.content.names: Eicar-Test-Signature
      - message.role: continues
      - detail: virus detected 'Eicar-Test-Signature'

      = Dec-29-12 17:10:20 [SSL-in] 203.0.113.9 SSL accept attempt failed with unknown error
      - event.action: tls-failed
      - event.outcome: failure
      - event.reason: SSL accept attempt failed with unknown error
      - network.protocol: smtp
      - source.ip: 203.0.113.9
      """#)
  }

  static var fortiMail: [LogSample] {
    LogSample.table(
      #"""
      = date=2012-08-17 time=12:26:41 device_id=FE100C1 log_id=0001001623 type=kevent subtype=admin pri=information user=admin ui=GUI(203.0.113.9) action=login status=success reason=none msg="User admin login successfully from GUI (203.0.113.9)"
      - event.action: login
      - event.outcome: success
      - source.ip: 203.0.113.9
      - user.name: admin
      - detail: User admin login successfully from GUI (203.0.113.9)

      = <185>date=2012-08-17 time=12:26:41 device_id=FE100C1 log_id=0001001624 type=event subtype=webmail pri=information user=anna ui=Webmail(203.0.113.9) action=login status=failed reason=bad msg="User anna login failed"
      - event.action: login
      - event.outcome: failure
      - event.reason: bad
      - source.ip: 203.0.113.9
      - user.name: anna
      - detail: User anna login failed

      = date=2012-07-24 time=17:07:42 device_id=FE100C1 log_id=0100000924 type=virus subtype=infected pri=information from="s@example.com" to="r@example.org" src=203.0.113.9 session_id="q6OL7fsQ018870-q6OL7fsR018870" msg="The file inline-16-69.dat is infected with EICAR_TEST_FILE."
      - event.action: content-verdict
      - event.outcome: failure
      - event.reason: The file inline-16-69.dat is infected with EICAR_TEST_FILE.
      - source.ip: 203.0.113.9
      - email.local_id: q6OL7fsQ018870-q6OL7fsR018870
      - smtp.mail_from: s@example.com
      - smtp.rcpt_to: r@example.org
      - email.content.action: virus
      - message.role: continues

      = Apr  6 13:05:01 gw1 date=2012-07-20 time=14:33:26 device_id=FE100C1 log_id=0300000924 type=spam pri=information session_id="q6KIXPZe008097" client_name="[203.0.113.9]" dst_ip="192.0.2.25" endpoint="" from="s@example.com" to="r@example.org" subject="x" to="evil@example.net" msg="Detected by BannedWord test"
      - event.action: content-verdict
      - event.outcome: failure
      - event.reason: Detected by BannedWord test
      - source.ip: 203.0.113.9
      - destination.ip: 192.0.2.25
      - email.local_id: q6KIXPZe008097
      - email.subject: x
      - smtp.mail_from: s@example.com
      - smtp.rcpt_to: r@example.org
      - email.content.action: spam
      - message.role: continues

      = date=2021-07-08 time=13:45:21.846 device_id=X log_id=0200027993 type=statistics pri=information  session_id="168GjLEk" client_name="mail.example.com" client_ip="203.0.113.9" client_cc="ZZ" dst_ip="192.0.2.25" from="s@example.com" hfrom="s@example.com" to="r@example.org" polid="2:2:5:SYSTEM" domain="example.org" mailer="mta" resolved="OK" direction="in" virus="" disposition="Reject" classifier="Recipient Verification" message_length="23951" subject="Hello" message_id="a@example.com"
      - event.action: content-verdict
      - event.outcome: failure
      - event.reason: Recipient Verification
      - source.ip: 203.0.113.9
      - source.domain: mail.example.com
      - destination.ip: 192.0.2.25
      - email.local_id: 168GjLEk
      - email.message_id: a@example.com
      - email.subject: Hello
      - smtp.mail_from: s@example.com
      - smtp.rcpt_to: r@example.org
      - smtp.size: 23951
      - email.content.action: Reject
      - message.role: continues

      = date=2012-08-09 time=10:30:31 device_id=FE100C1 log_id=0004001036 type=kevent subtype=ha pri=notice user=ha ui=ha action=none status=success msg="hahbd: heart beat status changed"
      - event.action: service
      - user.name: ha
      - detail: hahbd: heart beat status changed
      """#)
  }

  static var ironPort: [LogSample] { ironPortConnections + ironPortMessages }

  private static var ironPortConnections: [LogSample] {
    LogSample.table(
      #"""
      = Mon Apr 17 19:56:22 2023 Info: New SMTP ICID 5 interface Management (192.0.2.1) address 203.0.113.9 reverse dns host h9.example.net verified yes
      - event.action: connect
      - network.protocol: smtp
      - session.id: 5
      - source.ip: 203.0.113.9
      - source.domain: h9.example.net

      mail_logs: Info: New SMTP ICID 6 interface mail (192.0.2.1) address 203.0.113.9 reverse dns host evil verified yes verified no
      - event.action: connect
      - network.protocol: smtp
      - session.id: 6
      - source.ip: 203.0.113.9

      mail_logs: Info: ICID 5 ACCEPT SG None match ALL SBRS None
      - event.action: service
      - network.protocol: smtp
      - session.id: 5
      - detail: ACCEPT SG None match ALL SBRS None

      mail_logs: Info: ICID 5 REJECT SG BLACKLIST match sbrs[-10.0:-3.0] SBRS -7.2
      - event.action: reject
      - event.outcome: failure
      - event.reason: REJECT SG BLACKLIST match sbrs[-10.0:-3.0] SBRS -7.2
      - network.protocol: smtp
      - session.id: 5
      - smtp.stage: connect
      - smtp.reject_class: policy

      mail_logs: Info: ICID 5 To: <r@example.org> Rejected by RAT
      - event.action: reject
      - event.outcome: failure
      - event.reason: Rejected by RAT
      - network.protocol: smtp
      - session.id: 5
      - smtp.rcpt_to: r@example.org
      - smtp.stage: rcpt
      - smtp.reject_class: relay-denied

      mail_logs: Info: ICID 5 Address: <s@example.com> sender rejected, envelope sender domain could not be resolved
      - event.action: reject
      - event.outcome: failure
      - event.reason: sender rejected, envelope sender domain could not be resolved
      - network.protocol: smtp
      - session.id: 5
      - smtp.mail_from: s@example.com
      - smtp.stage: mail
      - smtp.reject_class: sender

      mail_logs: Info: ICID 30 TLS success protocol TLSv1.2 cipher ECDHE-RSA-AES256-GCM-SHA384
      - event.action: tls-established
      - event.outcome: success
      - network.protocol: smtp
      - session.id: 30
      - tls.version: 1.2
      - tls.cipher: ECDHE-RSA-AES256-GCM-SHA384
      - tls.established: true

      mail_logs: Info: SMTP Auth: (ICID 450) failed for user: x using AUTH mechanism: NONE using AUTH mechanism: PLAIN with profile: IncomingAuthentication
      - event.action: login
      - event.outcome: failure
      - network.protocol: smtp
      - session.id: 450
      - user.name: x using AUTH mechanism: NONE
      - auth.method: PLAIN

      mail_logs: Info: ICID 5 lost
      - event.action: connection-lost
      - network.protocol: smtp
      - session.id: 5

      mail_logs: Info: New SMTP DCID 8 interface 192.0.2.1 address 198.51.100.25 port 25
      - event.action: service
      - destination.ip: 198.51.100.25
      - destination.port: 25
      - detail: New SMTP DCID 8 interface 192.0.2.1 address 198.51.100.25 port 25
      """#)
  }

  private static var ironPortMessages: [LogSample] {
    LogSample.table(
      #"""
      mail_logs: Info: Start MID 6 ICID 5
      - event.action: service
      - session.id: 5
      - email.local_id: 6
      - message.role: begins
      - detail: Start MID 6 ICID 5

      mail_logs: Info: MID 6 ICID 5 From: <s@example.com>
      - event.action: service
      - session.id: 5
      - email.local_id: 6
      - smtp.mail_from: s@example.com
      - message.role: continues

      mail_logs: Info: MID 6 ICID 5 RID 0 To: <r@example.org>
      - event.action: service
      - session.id: 5
      - email.local_id: 6
      - smtp.rcpt_to: r@example.org
      - message.role: continues

      mail_logs: Info: MID 6 Message-ID '<a@example.com>'
      - event.action: service
      - email.local_id: 6
      - email.message_id: a@example.com
      - message.role: continues

      mail_logs: Info: MID 6 Subject 'It's from <x>'
      - event.action: service
      - email.local_id: 6
      - email.subject: It's from <x>
      - message.role: continues

      mail_logs: Info: MID 6 ready 24663 bytes from <s@example.com>
      - event.action: message-queued
      - email.local_id: 6
      - smtp.mail_from: s@example.com
      - smtp.size: 24663
      - message.role: continues

      mail_logs: Info: MID 6 SPF: mailfrom identity s@example.com Pass (v=spf1)
      - event.action: content-verdict
      - event.outcome: success
      - email.local_id: 6
      - email.authentication.spf: mailfrom identity s@example.com Pass (v=spf1)
      - message.role: continues

      mail_logs: Info: MID 6 interim verdict using engine: CASE spam positive
      - event.action: content-verdict
      - event.outcome: failure
      - email.local_id: 6
      - email.content.action: positive
      - message.role: continues
      - detail: interim verdict using engine: CASE spam positive

      mail_logs: Info: MID 6 antivirus positive 'EICAR-AV-Test'
      - event.action: content-verdict
      - event.outcome: failure
      - email.local_id: 6
      - email.content.action: positive
      - email.content.names: EICAR-AV-Test
      - message.role: continues
      - detail: antivirus positive 'EICAR-AV-Test'

      mail_logs: Info: MID 6 AMP file reputation verdict : MALICIOUS
      - event.action: content-verdict
      - event.outcome: failure
      - email.local_id: 6
      - email.content.action: MALICIOUS
      - message.role: continues
      - detail: AMP file reputation verdict : MALICIOUS

      mail_logs: Info: MID 6 Outbreak Filters: verdict negative
      - event.action: content-verdict
      - event.outcome: success
      - email.local_id: 6
      - email.content.action: negative
      - message.role: continues
      - detail: Outbreak Filters: verdict negative

      mail_logs: Info: MID 6 queued for delivery
      - event.action: message-queued
      - email.local_id: 6
      - message.role: continues

      mail_logs: Info: Message done DCID 8 MID 6 to RID [0] [('X-SBRS', 'None')]
      - event.action: delivery
      - event.outcome: success
      - email.local_id: 6
      - smtp.status: sent
      - detail: Message done DCID 8 MID 6 to RID [0] [('X-SBRS', 'None')]

      mail_logs: Info: MID 6 RID [0] Response '250 2.0.0 Ok: queued as 4YM9wq1sjfzB79R'
      - event.action: service
      - email.local_id: 6
      - smtp.reply.code: 250
      - smtp.reply.enhanced: 2.0.0
      - smtp.reply.text: Ok: queued as 4YM9wq1sjfzB79R
      - smtp.queued_as: 4YM9wq1sjfzB79R
      - message.role: continues
      - detail: RID [0] Response '250 2.0.0 Ok: queued as 4YM9wq1sjfzB79R'

      mail_logs: Info: Bounced: DCID 3 MID 4 to RID 0 - 5.1.0 - Unknown address error ('550', ['<r@example.org>... Relaying denied']) []
      - event.action: delivery
      - event.outcome: failure
      - email.local_id: 4
      - smtp.status: bounced
      - smtp.reply.code: 550
      - smtp.reply.enhanced: 5.1.0
      - smtp.reply.text: Unknown address error ('550', ['<r@example.org>... Relaying denied']) []

      mail_logs: Info: Delayed: DCID 5 MID 4 to RID 0 - 4.1.0 - Unknown address error ('466', ['Mailbox temporarily full.'])[]
      - event.action: delivery
      - event.outcome: failure
      - email.local_id: 4
      - smtp.status: deferred
      - smtp.reply.code: 466
      - smtp.reply.enhanced: 4.1.0
      - smtp.reply.text: Unknown address error ('466', ['Mailbox temporarily full.'])[]

      mail_logs: Info: MID 7 was generated for bounce of MID 4
      - event.action: bounce
      - email.local_id: 7
      - email.bounce_of: 4
      - message.role: continues

      mail_logs: Info: Message aborted MID 6 Dropped by antivirus
      - event.action: delivery
      - event.outcome: failure
      - event.reason: Message aborted MID 6 Dropped by antivirus
      - email.local_id: 6
      - smtp.status: discarded
      - message.role: ends

      mail_logs: Info: Message finished MID 6 done
      - event.action: message-removed
      - event.outcome: success
      - email.local_id: 6
      - message.role: ends
      - detail: Message finished MID 6 done

      mail_logs: Warning: MID 6 scanning problem: Size Limit Exceeded
      - event.action: service
      - email.local_id: 6
      - message.role: continues
      - detail: scanning problem: Size Limit Exceeded
      """#)
  }
}
