import Model

/// Own lines that prove Kerio Connect's format.
enum KerioSamples {
  static var all: [LogSample] {
    LogSample.table(
      #"""
      = [17/Jun/2024 17:00:45] Recv: Queue-ID: 66705d1d-00000003, Service: SMTP, From: <anna@example.org>, To: <bert@example.com>, Size: 3687, Sender-Host: 203.0.113.9, SSL: yes, Subject: Re: a, Msg-Id: <x@example.net>, Msg-Id: <m1@example.org>
      - event.action: message-received
      - event.outcome: success
      - network.protocol: smtp
      - source.ip: 203.0.113.9
      - email.local_id: 66705d1d-00000003
      - email.message_id: m1@example.org
      - email.subject: Re: a, Msg-Id: <x@example.net>
      - smtp.mail_from: anna@example.org
      - smtp.rcpt_to: bert@example.com
      - smtp.size: 3687
      - smtp.recipients: 1
      - tls.established: true
      - message.role: arrives

      = [17/Jun/2024 17:00:46] Recv: Queue-ID: 66705d1e-00000004, Service: SMTP, From: <>, To: <bert@example.com>, To: <carl@example.com>, Size: 512, Sender-Host: 203.0.113.9
      - event.action: message-received
      - event.outcome: success
      - network.protocol: smtp
      - source.ip: 203.0.113.9
      - email.local_id: 66705d1e-00000004
      - smtp.mail_from: <>
      - smtp.size: 512
      - smtp.recipients: 2
      - message.role: arrives

      = [17/Jun/2024 17:00:46] Recv: Queue-ID: 66705d1f-00000005, Service: Kerio Connect Client, From: <bert@example.com>, To: <carl@example.com>, Size: 985, Sender-Host: 0.0.0.0, User: bert@example.com, SSL: yes, Subject: Check log, Msg-Id: <735@mail.example.com>
      - event.action: message-received
      - event.outcome: success
      - user.name: bert@example.com
      - email.local_id: 66705d1f-00000005
      - email.message_id: 735@mail.example.com
      - email.subject: Check log
      - smtp.mail_from: bert@example.com
      - smtp.rcpt_to: carl@example.com
      - detail: Kerio Connect Client
      - smtp.size: 985
      - smtp.recipients: 1
      - tls.established: true
      - message.role: arrives

      = [17/Jun/2024 17:00:47] Sent: Queue-ID: 66705d1d-00000003, Recipient: <bert@example.com>, Result: delivered, Status: 2.0.0 , Remote-Host: 127.0.0.1, Msg-Id: <m1@example.org>
      - event.action: delivery
      - event.outcome: success
      - destination.ip: 127.0.0.1
      - email.local_id: 66705d1d-00000003
      - email.message_id: m1@example.org
      - smtp.rcpt_to: bert@example.com
      - smtp.reply.enhanced: 2.0.0
      - smtp.status: sent
      - message.role: continues

      = [17/Jun/2024 17:00:48] Sent: Queue-ID: 66705d1e-00000004, Recipient: <dora@example.net>, Result: failed, Status: 5.1.1 550 5.1.1 User unknown, Remote-Host: mx.example.net
      - event.action: delivery
      - event.outcome: failure
      - event.reason: failed
      - destination.domain: mx.example.net
      - email.local_id: 66705d1e-00000004
      - smtp.rcpt_to: dora@example.net
      - smtp.reply.enhanced: 5.1.1
      - smtp.reply.text: User unknown
      - smtp.status: bounced
      - smtp.reply.code: 550
      - message.role: continues

      = [17/Jun/2024 17:00:48] Sent: Queue-ID: 66705d1e-00000004, Recipient: <dora@example.net>, Result: delayed, Status: 4.4.1 Connection timed out, Remote-Host: mx.example.net
      - event.action: delivery
      - event.outcome: failure
      - event.reason: delayed
      - destination.domain: mx.example.net
      - email.local_id: 66705d1e-00000004
      - smtp.rcpt_to: dora@example.net
      - smtp.reply.enhanced: 4.4.1
      - smtp.reply.text: Connection timed out
      - smtp.status: deferred
      - message.role: continues

      = [17/Jun/2024 17:00:49] Relay attempt from IP address 198.51.100.7, mail from <a@example.net> to <b@example.org> rejected
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: Relay attempt from IP address 198.51.100.7, mail from <a@example.net> to <b@example.org> rejected
      - source.ip: 198.51.100.7
      - smtp.mail_from: a@example.net
      - smtp.rcpt_to: b@example.org
      - smtp.stage: rcpt
      - smtp.reject_class: relay-denied

      = [17/Jun/2024 17:00:49] Attempt to deliver to unknown recipient <nobody@example.com>, from <a@example.net>, IP address 198.51.100.7
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: Attempt to deliver to unknown recipient <nobody@example.com>, from <a@example.net>, IP address 198.51.100.7
      - source.ip: 198.51.100.7
      - smtp.mail_from: a@example.net
      - smtp.rcpt_to: nobody@example.com
      - smtp.stage: rcpt
      - smtp.reject_class: unknown-user

      = [17/Jun/2024 17:00:50] Failed IMAP login from 198.51.100.7, user admin
      - event.action: login
      - event.outcome: failure
      - network.protocol: imap
      - event.reason: Failed IMAP login from 198.51.100.7, user admin
      - source.ip: 198.51.100.7
      - user.name: admin

      = [17/Jun/2024 17:00:51] SMTP: Invalid password for user bert@example.com. Attempt from IP address 198.51.100.7.
      - event.action: login
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: Invalid password
      - source.ip: 198.51.100.7
      - user.name: bert@example.com

      = [17/Jun/2024 17:00:51] HTTP/WebMail: User root. Attempt from IP address 192.0.2.1 doesn't exist. Attempt from IP address 198.51.100.7.
      - event.action: login
      - event.outcome: failure
      - event.reason: doesn't exist
      - source.ip: 198.51.100.7
      - user.name: root. Attempt from IP address 192.0.2.1

      = [17/Jun/2024 17:00:52] IP address 198.51.100.8 found in DNS blacklist SpamCop, mail from <a@example.net> to <b@example.org>
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: IP address 198.51.100.8 found in DNS blacklist SpamCop, mail from <a@example.net> to <b@example.org>
      - source.ip: 198.51.100.8
      - smtp.stage: connect
      - smtp.reject_class: dnsbl

      = [17/Jun/2024 17:00:52] SMTP Spam attack detected from 198.51.100.9, client closed connection before SMTP greeting
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: SMTP Spam attack detected from 198.51.100.9, client closed connection before SMTP greeting
      - source.ip: 198.51.100.9
      - smtp.stage: connect
      - smtp.reject_class: policy

      = [17/Jun/2024 17:00:53] IMAP: User bert@example.com authenticated from IP address 192.0.2.7
      - event.action: login
      - event.outcome: success
      - network.protocol: imap
      - source.ip: 192.0.2.7
      - user.name: bert@example.com

      = [17/Jun/2024 17:00:54] {MOVE} Protocol: HTTP/WebMail, User: bert@example.com, IP: 192.0.2.7, Folder: ~bert@example.com/Drafts, Destination Folder: ~bert@example.com/Sent Items, From: "Bert" <bert@example.com>, Subject: "a", Size: 1043
      - event.action: service
      - source.ip: 192.0.2.7
      - user.name: bert@example.com
      - mailbox.folder: ~bert@example.com/Drafts
      - detail: {MOVE} Protocol: HTTP/WebMail, User: bert@example.com, IP: 192.0.2.7, Folder: ~bert@example.com/Drafts, Destination Folder: ~bert@example.com/Sent Items, From: "Bert" <bert@example.com>, Subject: "a", Size: 1043

      = [17/Jun/2024 17:00:55] SMTP server is unable to bind to port 25
      - event.action: warning
      - event.reason: SMTP server is unable to bind to port 25
      """#)
  }
}
