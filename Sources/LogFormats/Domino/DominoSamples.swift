import Model

/// Own lines that prove Domino's format.
enum DominoSamples {
  static var all: [LogSample] {
    LogSample.table(
      #"""
      = [0F24:0002-1A60] 06/13/2024 09:19:16 PM  SMTP Server: 203.0.113.9 connected
      - event.action: connect
      - network.protocol: smtp
      - source.ip: 203.0.113.9

      = [0F24:0002-1A60] 06/13/2024 09:19:17 PM  SMTP Server: Message 00A1B2C3 (MessageID: <m1@example.org>) received from mail.example.org (203.0.113.9) size 1507 bytes
      - event.action: message-received
      - event.outcome: success
      - network.protocol: smtp
      - source.ip: 203.0.113.9
      - source.domain: mail.example.org
      - email.local_id: 00A1B2C3
      - email.message_id: m1@example.org
      - smtp.size: 1507
      - message.role: begins

      = [0F24:0002-1A60] 06/13/2024 09:19:18 PM  SMTP Server: 203.0.113.9 disconnected. 1 message[s] received
      - event.action: disconnect
      - network.protocol: smtp
      - source.ip: 203.0.113.9
      - detail: 1 message[s] received

      = [0F30:0005-1B00] 06/13/2024 09:19:19 PM  Router: Message 00A1B2C3, 00A1B2C4 delivered to Jane Doe/Sales/Acme from anna@example.org OF12345678:90ABCDEF ON12345678:90ABCDEF Size: 2K Time: 00:00:01
      - event.action: delivery
      - event.outcome: success
      - email.local_id: 00A1B2C3
      - smtp.mail_from: anna@example.org
      - smtp.rcpt_to: Jane Doe/Sales/Acme
      - smtp.status: sent
      - message.role: continues

      = [21239:00025-00082] 13-06-2024 21:19:20   Router: Message 003903B3 transferred to MX.EXAMPLE.NET (198.51.100.4) for bert@example.net from Jane Doe/Sales/Acme Size: 124K via SMTP
      - event.action: delivery
      - event.outcome: success
      - destination.ip: 198.51.100.4
      - destination.domain: MX.EXAMPLE.NET
      - email.local_id: 003903B3
      - smtp.mail_from: Jane Doe/Sales/Acme
      - smtp.rcpt_to: bert@example.net
      - smtp.status: sent
      - message.role: continues

      = [21239:00025-00082] 13-06-2024 21:19:21   Router: Message 003903B4 NOT transferred via SMTP to EXAMPLE.NET for bert@example.net from Jane Doe/Acme Size: 124K SMTP Protocol Returned a Permanent Error 550 5.1.1 User unknown
      - event.action: delivery
      - event.outcome: failure
      - event.reason: SMTP Protocol Returned a Permanent Error 550 5.1.1 User unknown
      - destination.domain: EXAMPLE.NET
      - email.local_id: 003903B4
      - smtp.mail_from: Jane Doe/Acme
      - smtp.rcpt_to: bert@example.net
      - smtp.reply.enhanced: 5.1.1
      - smtp.reply.text: User unknown
      - smtp.status: bounced
      - smtp.reply.code: 550
      - message.role: continues

      = [21239:00025-00082] 13-06-2024 21:19:21   Router: Message 003903B5 NOT transferred via SMTP to EXAMPLE.NET for bert@example.net from Jane Doe/Acme Size: 4K Error transferring to example.net; Unable to connect
      - event.action: delivery
      - event.outcome: failure
      - event.reason: Error transferring to example.net; Unable to connect
      - destination.domain: EXAMPLE.NET
      - email.local_id: 003903B5
      - smtp.mail_from: Jane Doe/Acme
      - smtp.rcpt_to: bert@example.net
      - smtp.status: deferred
      - message.role: continues

      = Router: Transferring mail to domain EXAMPLE.NET (host MX.EXAMPLE.NET [198.51.100.4]) via SMTP
      - event.action: service
      - destination.ip: 198.51.100.4
      - destination.domain: MX.EXAMPLE.NET
      - detail: Transferring mail to domain EXAMPLE.NET (host MX.EXAMPLE.NET [198.51.100.4]) via SMTP

      = 2024-06-13 21:19:22   Router: No messages transferred to EXAMPLE.NET (host MX.EXAMPLE.NET) via SMTP: The server is not responding.
      - event.action: warning
      - event.reason: No messages transferred to EXAMPLE.NET (host MX.EXAMPLE.NET) via SMTP: The server is not responding.

      = 13.06.2024 21:19:23   SMTP Server: Authentication failed for user a ; connecting host 192.0.2.1 ; connecting host 198.51.100.7
      - event.action: login
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: Authentication failed
      - source.ip: 198.51.100.7
      - user.name: a ; connecting host 192.0.2.1

      = [000738:000027-00007F1164C23700] 13/06/2024 21:19:24   SMTP Server: Authentication succeeded for user Jane Doe/Acme ; connecting host 192.0.2.7
      - event.action: login
      - event.outcome: success
      - network.protocol: smtp
      - source.ip: 192.0.2.7
      - user.name: Jane Doe/Acme

      = [28325:00010-3735542592] 13-06-2024 09:56:12   smtp: postmaster [192.0.2.1] x [198.51.100.7] authentication failure using internet password
      - event.action: login
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: authentication failure
      - source.ip: 198.51.100.7
      - user.name: postmaster [192.0.2.1] x

      = 09/29/2024 01:37:38 AM  SMTP Server [1D44:0658-0C6C] Connection from [198.51.100.7] rejected for policy reasons. IP address of connecting host not found in reverse DNS lookup.
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: Connection from [198.51.100.7] rejected for policy reasons. IP address of connecting host not found in reverse DNS lookup.
      - source.ip: 198.51.100.7
      - smtp.stage: connect
      - smtp.reject_class: policy

      = [0F24:0002-1A60] 06/13/2024 09:19:25 PM  SMTP Server: Attempt to relay mail to victim@example.net rejected for policy reasons. Relays to recipient's domain denied in your configuration.
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: Attempt to relay mail to victim@example.net rejected for policy reasons. Relays to recipient's domain denied in your configuration.
      - smtp.rcpt_to: victim@example.net
      - smtp.stage: rcpt
      - smtp.reject_class: relay-denied

      = [0F24:0002-1A60] 06/13/2024 09:19:25 PM  SMTP Server: Message rejected. Authenticated user Jane Doe/Acme from host 192.0.2.7 sending mail from <boss@example.com> failed to match directory address jane@example.com
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: Message rejected. Authenticated user Jane Doe/Acme from host 192.0.2.7 sending mail from <boss@example.com> failed to match directory address jane@example.com
      - source.ip: 192.0.2.7
      - user.name: Jane Doe/Acme
      - smtp.mail_from: boss@example.com
      - smtp.stage: mail
      - smtp.reject_class: sender

      = [0F24:0002-1A60] 06/13/2024 09:19:26 PM  IMAP Server: Jane Doe/Acme logged in from 192.0.2.7
      - event.action: login
      - event.outcome: success
      - network.protocol: imap
      - source.ip: 192.0.2.7
      - user.name: Jane Doe/Acme

      = [0F24:0002-1A60] 06/13/2024 09:19:27 PM  POP3 Server: Jane Doe/Acme logged out; connecting host 192.0.2.7
      - event.action: logout
      - network.protocol: pop3
      - source.ip: 192.0.2.7
      - user.name: Jane Doe/Acme

      = [0F24:0002-1A60] 06/13/2024 09:19:27 PM  TLS/SSL connection 198.51.100.7(32318) -> 192.0.2.1(443) failed with rejected SSLv3 connection
      - event.action: tls-failed
      - event.outcome: failure
      - event.reason: rejected SSLv3 connection
      - source.ip: 198.51.100.7
      - source.port: 32318

      = [86261:000006-00007E61FEDAE2C0] 09/18/2024 21:15:12   Warning: HTTP Web Server: Command Not Handled Exception [/favicon.ico]
      - event.action: warning
      - event.reason: Warning: HTTP Web Server: Command Not Handled Exception [/favicon.ico]

      = [86261:000003-00007E61FEDAE2C0] 09/18/2024 21:15:03   HTTP Server: Started
      - event.action: service
      - detail: Started

      = [86261:000003-00007E61FEDAE2C0] 09/18/2024 21:15:03   Login failed for user admin: Password not found
      - event.action: login
      - event.outcome: failure
      - event.reason: Password not found
      - user.name: admin
      """#)
  }
}
