import Model

/// Own lines that prove hMailServer's format.
enum HMailServerSamples {
  static var all: [LogSample] {
    LogSample.table(
      #"""
      = "TCPIP"	2696	"2024-03-29 00:00:05.809"	"TCP - 203.0.113.9 connected to 192.0.2.43:25."
      - event.action: connect
      - network.protocol: smtp
      - source.ip: 203.0.113.9

      = "SMTPD"	4512	154	"2024-02-12 02:35:45.204"	"203.0.113.9"	"RECEIVED: EHLO mail.example.org"
      - event.action: service
      - network.protocol: smtp
      - session.id: 154
      - source.ip: 203.0.113.9
      - smtp.helo: mail.example.org
      - smtp.stage: helo

      = "SMTPD"	4512	154	"2024-02-12 02:35:45.205"	"203.0.113.9"	"SENT: 250-mail.example.com[nl]250-SIZE 20480000[nl]250-AUTH LOGIN PLAIN[nl]250 HELP"
      - event.action: service
      - network.protocol: smtp
      - session.id: 154
      - source.ip: 203.0.113.9
      - smtp.reply.text: mail.example.com[nl]250-SIZE 20480000[nl]250-AUTH LOGIN PLAIN[nl]250 HELP
      - smtp.reply.code: 250

      = "SMTPD"	4512	154	"2024-02-12 02:35:45.206"	"203.0.113.9"	"RECEIVED: AUTH LOGIN"
      - event.action: service
      - network.protocol: smtp
      - session.id: 154
      - source.ip: 203.0.113.9
      - auth.method: LOGIN

      = "SMTPD"	4512	154	"2024-02-12 02:35:45.206"	"203.0.113.9"	"SENT: 334 VXNlcm5hbWU6"
      - event.action: service
      - network.protocol: smtp
      - session.id: 154
      - source.ip: 203.0.113.9
      - smtp.reply.code: 334

      = "SMTPD"	4512	154	"2024-02-12 02:35:45.207"	"203.0.113.9"	"RECEIVED: YWRtaW4="
      - event.action: service
      - network.protocol: smtp
      - session.id: 154
      - source.ip: 203.0.113.9

      = "SMTPD"	4512	154	"2024-02-12 02:35:45.208"	"203.0.113.9"	"SENT: 535 Authentication failed. Restarting authentication process."
      - event.action: login
      - event.outcome: failure
      - network.protocol: smtp
      - session.id: 154
      - event.reason: Authentication failed. Restarting authentication process.
      - source.ip: 203.0.113.9
      - smtp.reply.text: Authentication failed. Restarting authentication process.
      - smtp.reply.code: 535

      = "SMTPD"	4512	154	"2024-02-12 02:35:46.208"	"203.0.113.9"	"SENT: 235 authenticated."
      - event.action: login
      - event.outcome: success
      - network.protocol: smtp
      - session.id: 154
      - source.ip: 203.0.113.9
      - smtp.reply.text: authenticated.
      - smtp.reply.code: 235

      = "SMTPD"	4512	154	"2024-02-12 02:35:46.209"	"203.0.113.9"	"RECEIVED: MAIL FROM:<anna@example.org> SIZE=1500"
      - event.action: service
      - network.protocol: smtp
      - session.id: 154
      - source.ip: 203.0.113.9
      - smtp.mail_from: anna@example.org
      - smtp.stage: mail
      - smtp.size: 1500

      = "SMTPD"	4512	154	"2024-02-12 02:35:46.210"	"203.0.113.9"	"RECEIVED: RCPT TO:<bert@example.com>"
      - event.action: service
      - network.protocol: smtp
      - session.id: 154
      - source.ip: 203.0.113.9
      - smtp.rcpt_to: bert@example.com
      - smtp.stage: rcpt

      = "SMTPD"	4512	154	"2024-02-12 02:35:46.211"	"203.0.113.9"	"SENT: 550 Delivery is not allowed to this address."
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - session.id: 154
      - source.ip: 203.0.113.9
      - smtp.reply.text: Delivery is not allowed to this address.
      - smtp.reject_class: relay-denied
      - smtp.reply.code: 550

      = "SMTPD"	4512	154	"2024-02-12 02:35:46.212"	"203.0.113.9"	"SENT: 530 SMTP authentication is required."
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - session.id: 154
      - source.ip: 203.0.113.9
      - smtp.reply.text: SMTP authentication is required.
      - smtp.reject_class: relay-denied
      - smtp.reply.code: 530

      = "SMTPC"	1920	55	"2024-08-16 13:40:36.999"	"198.51.100.4"	"RECEIVED: 550 5.1.1 User unknown"
      - event.action: warning
      - network.protocol: smtp
      - session.id: 55
      - destination.ip: 198.51.100.4
      - smtp.reply.enhanced: 5.1.1
      - smtp.reply.text: User unknown
      - smtp.reply.code: 550

      = "SMTPC"	1920	55	"2024-08-16 13:40:37.762"	"198.51.100.4"	"RECEIVED: 250 2.0.0 Ok: queued as 4XYZ12"
      - event.action: service
      - network.protocol: smtp
      - session.id: 55
      - destination.ip: 198.51.100.4
      - smtp.reply.enhanced: 2.0.0
      - smtp.reply.text: Ok: queued as 4XYZ12
      - smtp.queued_as: 4XYZ12
      - smtp.reply.code: 250

      = "IMAPD"	5440	7	"2024-02-28 15:06:30.000"	"203.0.113.9"	"RECEIVED: 3 login "bert@example.com" ***"
      - event.action: service
      - network.protocol: imap
      - session.id: 7
      - source.ip: 203.0.113.9
      - user.name: bert@example.com

      = "IMAPD"	5440	7	"2024-02-28 15:06:30.037"	"203.0.113.9"	"SENT: 3 OK LOGIN completed"
      - event.action: login
      - event.outcome: success
      - network.protocol: imap
      - session.id: 7
      - source.ip: 203.0.113.9

      = "IMAPD"	5440	7	"2024-02-28 15:06:31.037"	"203.0.113.9"	"SENT: A1 NO Invalid user name or password."
      - event.action: login
      - event.outcome: failure
      - network.protocol: imap
      - session.id: 7
      - event.reason: Invalid user name or password.
      - source.ip: 203.0.113.9

      = "POP3D"	5440	8	"2024-02-28 15:06:31.037"	"203.0.113.9"	"RECEIVED: PASS geheim"
      - event.action: service
      - network.protocol: pop3
      - session.id: 8
      - source.ip: 203.0.113.9

      = "POP3D"	5440	8	"2024-02-28 15:06:31.037"	"203.0.113.9"	"SENT: -ERR Invalid user name or password."
      - event.action: login
      - event.outcome: failure
      - network.protocol: pop3
      - session.id: 8
      - event.reason: Invalid user name or password.
      - source.ip: 203.0.113.9

      = "POP3D"	5440	8	"2024-02-28 15:06:32.037"	"203.0.113.9"	"SENT: +OK Mailbox locked and ready"
      - event.action: login
      - event.outcome: success
      - network.protocol: pop3
      - session.id: 8
      - source.ip: 203.0.113.9

      = "APPLICATION"	101	"2024-01-02 10:00:00.008"	"SMTPDeliverer - Message 5: Delivering message from anna@example.org to bert@example.com, carl@example.net. File: C:\Data\{1}.eml"
      - event.action: message-queued
      - event.outcome: success
      - email.local_id: 5
      - smtp.mail_from: anna@example.org
      - smtp.rcpt_to: bert@example.com | carl@example.net
      - smtp.recipients: 2
      - message.role: continues

      = "APPLICATION"	101	"2024-01-02 10:00:02.100"	"SMTPDeliverer - Message 5: Message could not be delivered. Scheduling it for later delivery in 60 minutes."
      - event.action: delivery
      - event.outcome: failure
      - event.reason: Message could not be delivered. Scheduling it for later delivery in 60 minutes.
      - email.local_id: 5
      - smtp.status: deferred
      - message.role: continues

      = "APPLICATION"	101	"2024-01-02 10:00:02.200"	"hMailServer SpamProtection rejected RCPT (Sender: anna@example.org, IP:198.51.100.7, Reason: Rejected by Spamhaus.)"
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: Rejected by Spamhaus.
      - source.ip: 198.51.100.7
      - smtp.mail_from: anna@example.org
      - smtp.stage: rcpt
      - smtp.reject_class: dnsbl

      = "DEBUG"	1144	"2024-08-26 15:59:22.100"	"The read operation failed. Bytes transferred: 0 Remote IP: 127.0.0.1, Session: 3, Code: 2, Message: End of file"
      - event.action: warning
      - event.reason: The read operation failed. Bytes transferred: 0 Remote IP: 127.0.0.1, Session: 3, Code: 2, Message: End of file

      = 2024-04-22 14:15:16	anna@example.org	bert@example.com	203.0.113.9	127.0.0.1	SMTP	?	250	1234
      - event.action: message-received
      - event.outcome: success
      - network.protocol: smtp
      - source.ip: 203.0.113.9
      - smtp.mail_from: anna@example.org
      - smtp.rcpt_to: bert@example.com
      - smtp.reply.code: 250
      - smtp.size: 1234

      = 2024-04-22 14:15:17	anna@example.org	x@example.net	203.0.113.9	127.0.0.1	SMTP	?	550	0
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - source.ip: 203.0.113.9
      - smtp.mail_from: anna@example.org
      - smtp.rcpt_to: x@example.net
      - smtp.stage: rcpt
      - smtp.reject_class: other
      - smtp.reply.code: 550
      """#)
  }
}
