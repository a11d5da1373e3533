import Model

/// Own lines that prove Oracle Messaging Server's format.
enum OracleIMSSamples {
  static var all: [LogSample] {
    LogSample.table(
      #"""
      = <co ts="2024-06-02T22:02:13.94" pi="72a9.3b4.3774" sc="tcp_submit" dr="+" ac="U" tr="TCP|192.0.2.12|465|203.0.113.9|60766" ap="SMTP/TLS-128-RC4" mi="Authentication successful - switched to channel tcp_submit" us="anna@example.org" di="235 2.7.0 LOGIN authentication successful."/>
      - event.action: login
      - event.outcome: success
      - network.protocol: submissions
      - source.ip: 203.0.113.9
      - user.name: anna@example.org
      - smtp.reply.enhanced: 2.7.0
      - smtp.reply.text: LOGIN authentication successful.
      - auth.method: LOGIN
      - source.port: 60766
      - smtp.reply.code: 235
      - tls.established: true

      = <co ts="2024-06-02T16:06:33.99" pi="72aa.17f0.25622" sc="tcp_local" dr="+" ac="U" tr="TCP|192.0.2.12|25|198.51.100.7|4299" ap="SMTP" mi="Bad password" us="nic@example.com" di="535 5.7.8 Bad username or password (Authentication failed)."/>
      - event.action: login
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: Bad password
      - source.ip: 198.51.100.7
      - user.name: nic@example.com
      - smtp.reply.enhanced: 5.7.8
      - smtp.reply.text: Bad username or password (Authentication failed).
      - source.port: 4299
      - smtp.reply.code: 535

      = <co ts="2024-06-02T16:06:33.99" pi="72aa.17f0.25622" sc="tcp_local" dr="+" ac="O" tr="TCP|192.0.2.12|25|198.51.100.7|4299" ap="SMTP"/>
      - event.action: connect
      - network.protocol: smtp
      - source.ip: 198.51.100.7
      - source.port: 4299

      = <en ts="2024-06-02T16:06:34.10" pi="72aa.17f0.1" sc="tcp_local" dc="ims-ms" ac="ES" sz="2" so="anna@example.org" od="rfc822;bert@example.com" de="bert@ims-ms-daemon" fi="/opt/sun/queue/ims-ms/013/ZZf0b10D8xA.00" mi="&lt;m1@example.org&gt;"/>
      - event.action: message-queued
      - event.outcome: success
      - network.protocol: smtp
      - email.local_id: ZZf0b10D8xA.00
      - email.message_id: m1@example.org
      - smtp.mail_from: anna@example.org
      - smtp.rcpt_to: bert@ims-ms-daemon
      - smtp.orig_rcpt_to: bert@example.com
      - tls.established: true
      - message.role: continues

      = 16-Feb-2024 14:54:13.72 tcp_local ims-ms EE 1 anna@example.org rfc822;bert@example.com bert@ims-ms-daemon MX.EXAMPLE.ORG (mx.example.org [203.0.113.9])
      - event.action: message-queued
      - event.outcome: success
      - network.protocol: smtp
      - source.ip: 203.0.113.9
      - smtp.helo: MX.EXAMPLE.ORG
      - smtp.mail_from: anna@example.org
      - smtp.rcpt_to: bert@ims-ms-daemon
      - smtp.orig_rcpt_to: bert@example.com

      = 16-Feb-2024 14:54:13.92 ims-ms                  D 1 anna@example.org rfc822;bert@example.com bert@ims-ms-daemon
      - event.action: delivery
      - event.outcome: success
      - smtp.mail_from: anna@example.org
      - smtp.rcpt_to: bert@ims-ms-daemon
      - smtp.orig_rcpt_to: bert@example.com
      - smtp.status: sent

      = 16-Feb-2024 14:54:14.10 tcp_local                  D 1 bert@example.com rfc822;anna@example.org anna@example.org dns;mx.example.org (TCP|192.0.2.12|2788|203.0.113.9|25) (mx.example.org ESMTP) smtp;250 2.1.5 anna@example.org and options OK.
      - event.action: delivery
      - event.outcome: success
      - network.protocol: smtp
      - destination.ip: 203.0.113.9
      - destination.domain: mx.example.org
      - smtp.mail_from: bert@example.com
      - smtp.rcpt_to: anna@example.org
      - smtp.reply.enhanced: 2.1.5
      - smtp.reply.text: anna@example.org and options OK.
      - destination.port: 25
      - smtp.status: sent
      - smtp.reply.code: 250

      = 16-Feb-2024 14:54:15.00 tcp_local                  Q 1 bert@example.com rfc822;anna@example.org anna@example.org TCP active open: Failed connect() Connection timed out
      - event.action: delivery
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: TCP active open: Failed connect() Connection timed out
      - smtp.mail_from: bert@example.com
      - smtp.rcpt_to: anna@example.org
      - smtp.status: deferred

      = 16-Feb-2024 14:54:15.00 tcp_local                  R 1 bert@example.com rfc822;nn@example.org nn@example.org dns;mx.example.org (TCP|192.0.2.12|2788|203.0.113.9|25) smtp; 550 5.1.1 User unknown
      - event.action: delivery
      - event.outcome: failure
      - network.protocol: smtp
      - destination.ip: 203.0.113.9
      - destination.domain: mx.example.org
      - smtp.mail_from: bert@example.com
      - smtp.rcpt_to: nn@example.org
      - smtp.reply.enhanced: 5.1.1
      - smtp.reply.text: User unknown
      - destination.port: 25
      - smtp.status: bounced
      - smtp.reply.code: 550

      = 16-Feb-2024 14:54:16.00 tcp_local                  J 0  rfc822;victim@example.net victim@example.net evil (evil.example [198.51.100.7]) smtp;550 5.7.1 Relaying not permitted
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - source.ip: 198.51.100.7
      - smtp.helo: evil
      - smtp.mail_from: <>
      - smtp.rcpt_to: victim@example.net
      - smtp.reply.enhanced: 5.7.1
      - smtp.reply.text: Relaying not permitted
      - smtp.reject_class: relay-denied
      - smtp.reply.code: 550

      = 28-Feb-2024 11:50:59.10 tcp_local + O TCP|192.0.2.12|25|203.0.113.9|1244 SMTP
      - event.action: connect
      - network.protocol: smtp
      - source.ip: 203.0.113.9
      - source.port: 1244

      = 28-Feb-2024 11:51:15.66 tcp_local + C TCP|192.0.2.12|25|203.0.113.9|1244 SMTP
      - event.action: disconnect
      - network.protocol: smtp
      - source.ip: 203.0.113.9
      - source.port: 1244

      = [30/Aug/2024:16:53:44 -0700] store1 imapd[4522]: Account Notice: badlogin: [198.51.100.7:40718] plaintext bert authentication failure
      - event.action: login
      - event.outcome: failure
      - network.protocol: imap
      - event.reason: authentication failure
      - source.ip: 198.51.100.7
      - user.name: bert
      - auth.method: plaintext
      - source.port: 40718

      = [30/Aug/2024:16:53:45 -0700] store1 imapd[4522]: Account Notice: login [203.0.113.9:40719] bert plaintext
      - event.action: login
      - event.outcome: success
      - network.protocol: imap
      - source.ip: 203.0.113.9
      - user.name: bert
      - auth.method: plaintext
      - source.port: 40719

      = [30/Aug/2024:16:53:46 -0700] store1 imapd[4522]: General Notice: iMS IMAP4 Server started
      - event.action: service
      - network.protocol: imap
      - detail: General Notice: iMS IMAP4 Server started
      """#)
  }
}
