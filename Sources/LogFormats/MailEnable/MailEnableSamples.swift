import Model

/// Own lines that prove MailEnable's format.
enum MailEnableSamples {
  static var all: [LogSample] {
    LogSample.table(
      #"""
      = 10/19/24 00:00:25	SMTP-IN	FE7A5EF7F5334F7ABB9DD341121BCE8F.MAI	816	203.0.113.9			220 mail.example.com ESMTP MailEnable Service, Version: 9.76-- ready at 10/19/24 00:00:25	0	0
      - event.action: connect
      - network.protocol: smtp
      - session.id: FE7A5EF7F5334F7ABB9DD341121BCE8F
      - source.ip: 203.0.113.9
      - smtp.reply.text: mail.example.com ESMTP MailEnable Service, Version: 9.76-- ready at 10/19/24 00:00:25
      - smtp.reply.code: 220

      = 10/19/24 00:00:35	SMTP-IN	FE7A5EF7F5334F7ABB9DD341121BCE8F.MAI	816	203.0.113.9	AUTH	MTIzNDU2Nzg5	535 Invalid Username or Password	34	14	info@mail.example.com
      - event.action: login
      - event.outcome: failure
      - network.protocol: smtp
      - session.id: FE7A5EF7F5334F7ABB9DD341121BCE8F
      - event.reason: Invalid Username or Password
      - source.ip: 203.0.113.9
      - user.name: info@mail.example.com
      - smtp.reply.text: Invalid Username or Password
      - smtp.reply.code: 535

      = 10/19/24 00:00:36	SMTP-IN	FE7A5EF7F5334F7ABB9DD341121BCE8F.MAI	816	203.0.113.9	AUTH	MTIzNDU2Nzg5	235 Authenticated	34	14	info@mail.example.com
      - event.action: login
      - event.outcome: success
      - network.protocol: smtp
      - session.id: FE7A5EF7F5334F7ABB9DD341121BCE8F
      - source.ip: 203.0.113.9
      - user.name: info@mail.example.com
      - smtp.reply.text: Authenticated
      - smtp.reply.code: 235

      = 10/19/24 00:00:37	SMTP-IN	FE7A5EF7F5334F7ABB9DD341121BCE8F.MAI	816	203.0.113.9	EHLO	EHLO mail.example.org	250-mail.example.com [203.0.113.9], this server offers 4 extensions	34	14
      - event.action: service
      - network.protocol: smtp
      - session.id: FE7A5EF7F5334F7ABB9DD341121BCE8F
      - source.ip: 203.0.113.9
      - smtp.helo: mail.example.org
      - smtp.reply.text: mail.example.com [203.0.113.9], this server offers 4 extensions
      - smtp.stage: helo
      - smtp.reply.code: 250

      = 10/19/24 00:00:38	SMTP-IN	FE7A5EF7F5334F7ABB9DD341121BCE8F.MAI	816	203.0.113.9	MAIL	MAIL FROM:<anna@example.org>	250 Requested mail action okay, completed	40	10		Newsletter
      - event.action: service
      - network.protocol: smtp
      - session.id: FE7A5EF7F5334F7ABB9DD341121BCE8F
      - source.ip: 203.0.113.9
      - email.subject: Newsletter
      - smtp.mail_from: anna@example.org
      - smtp.reply.text: Requested mail action okay, completed
      - smtp.stage: mail
      - smtp.reply.code: 250

      = 10/19/24 00:00:39	SMTP-IN	FE7A5EF7F5334F7ABB9DD341121BCE8F.MAI	816	203.0.113.9	RCPT	RCPT TO:<x@example.net>	503 This mail server requires authentication when attempting to send to a non-local e-mail address.	30	10
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - session.id: FE7A5EF7F5334F7ABB9DD341121BCE8F
      - source.ip: 203.0.113.9
      - smtp.rcpt_to: x@example.net
      - smtp.reply.text: This mail server requires authentication when attempting to send to a non-local e-mail address.
      - smtp.stage: rcpt
      - smtp.reject_class: relay-denied
      - smtp.reply.code: 503

      = 10/19/24 00:00:40	SMTP-IN	FE7A5EF7F5334F7ABB9DD341121BCE8F.MAI	816	203.0.113.9	QUIT	QUIT	221 Service closing transmission channel	6	10
      - event.action: disconnect
      - network.protocol: smtp
      - session.id: FE7A5EF7F5334F7ABB9DD341121BCE8F
      - source.ip: 203.0.113.9
      - smtp.reply.text: Service closing transmission channel
      - smtp.reply.code: 221

      = 01/02/24 09:05:01	SMTP-OU	BBBB2222.MAI	11	198.51.100.4	RCPT	RCPT TO:<blocked@example.net>	552 5.1.1 Mailbox delivery failure policy error	30	10		Order 123
      - event.action: delivery
      - event.outcome: failure
      - network.protocol: smtp
      - session.id: BBBB2222
      - destination.ip: 198.51.100.4
      - email.subject: Order 123
      - smtp.rcpt_to: blocked@example.net
      - smtp.reply.enhanced: 5.1.1
      - smtp.reply.text: Mailbox delivery failure policy error
      - smtp.status: bounced
      - smtp.stage: rcpt
      - smtp.reply.code: 552

      = #Software: MailEnable SMTP Server Version 1.0a
      = #Fields: date time c-ip agent account s-ip s-port cs-method cs-uristem cs-uriquery s-computername sc-bytes cs-bytes cs-username
      = 2025-05-04 10:06:59 203.0.113.22 SMTP-IN - 192.0.2.5 1940 STARTTLS STARTTLS 220+Ready+to+start+TLS MAILHOST 24 10 - 
      - event.action: service
      - network.protocol: smtp
      - source.ip: 203.0.113.22
      - smtp.reply.text: Ready+to+start+TLS
      - smtp.reply.code: 220

      = #Software: MailEnable SMTP Server Version 1.0a
      = #Fields: date time c-ip agent account s-ip s-port cs-method cs-uristem cs-uriquery s-computername sc-bytes cs-bytes cs-username
      = 2025-05-04 10:06:59 203.0.113.22 SMTP-IN - 192.0.2.5 1940 EHLO EHLO+localhost.localdomain 250-mail.example.com+[203.0.113.22],+this+server+offers+5+extensions MAILHOST 138 28 - 
      - event.action: service
      - network.protocol: smtp
      - source.ip: 203.0.113.22
      - smtp.helo: localhost.localdomain
      - smtp.reply.text: mail.example.com+[203.0.113.22],+this+server+offers+5+extensions
      - smtp.stage: helo
      - smtp.reply.code: 250

      = #Software: MailEnable SMTP Server Version 1.0a
      = #Fields: date time c-ip agent account s-ip s-port cs-method cs-uristem cs-uriquery s-computername sc-bytes cs-bytes cs-username
      = 2025-05-04 10:06:59 203.0.113.22 SMTP-IN - 192.0.2.5 1940 AUTH AUTH+LOGIN 334+VXNlcm5hbWU6 MAILHOST 18 12 - 
      - event.action: service
      - network.protocol: smtp
      - source.ip: 203.0.113.22
      - smtp.reply.code: 334

      = #Software: MailEnable SMTP Server Version 1.0a
      = #Fields: date time c-ip agent account s-ip s-port cs-method cs-uristem cs-uriquery s-computername sc-bytes cs-bytes cs-username
      = 2025-05-04 10:06:59 203.0.113.22 SMTP-IN - 192.0.2.5 1940 AUTH {blank} 535+Invalid+Username+or+Password MAILHOST 34 14 trading@example.com 
      - event.action: login
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: Invalid+Username+or+Password
      - source.ip: 203.0.113.22
      - user.name: trading@example.com
      - smtp.reply.text: Invalid+Username+or+Password
      - smtp.reply.code: 535

      = 2024-05-29 05:23:30 203.0.113.21 SMTP-IN example.com 192.0.2.5 1076 AUTH {blank} 235+Authenticated MAILHOST 19 14 anna@example.com
      - event.action: login
      - event.outcome: success
      - network.protocol: smtp
      - source.ip: 203.0.113.21
      - user.name: anna@example.com
      - smtp.reply.text: Authenticated
      - smtp.reply.code: 235

      = #Software: MailEnable SMTP Server Version 1.0a
      = #Fields: date time c-ip agent account s-ip s-port cs-method cs-uristem cs-uriquery s-computername sc-bytes cs-bytes cs-username
      = 2025-05-04 10:07:01 203.0.113.21 SMTP-IN example.com 192.0.2.5 1076 MAIL MAIL+FROM:<anna+news@example.com> 250+Requested+mail+action+okay,+completed MAILHOST 43 36 anna@example.com 
      - event.action: service
      - network.protocol: smtp
      - source.ip: 203.0.113.21
      - user.name: anna@example.com
      - smtp.mail_from: anna+news@example.com
      - smtp.reply.text: Requested+mail+action+okay,+completed
      - smtp.stage: mail
      - smtp.reply.code: 250

      = #Software: MailEnable SMTP Server Version 1.0a
      = #Fields: date time c-ip agent account s-ip s-port cs-method cs-uristem cs-uriquery s-computername sc-bytes cs-bytes cs-username
      = 2025-05-04 10:07:02 203.0.113.22 SMTP-IN - 192.0.2.5 1904 RCPT RCPT+TO:<x@example.net> 503+This+mail+server+requires+authentication+before+sending+mail MAILHOST 235 0 - 
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - source.ip: 203.0.113.22
      - smtp.rcpt_to: x@example.net
      - smtp.reply.text: This+mail+server+requires+authentication+before+sending+mail
      - smtp.stage: rcpt
      - smtp.reject_class: relay-denied
      - smtp.reply.code: 503

      = #Software: MailEnable SMTP Server Version 1.0a
      = #Fields: date time c-ip agent account s-ip s-port cs-method cs-uristem cs-uriquery s-computername sc-bytes cs-bytes cs-username
      = 2025-05-04 10:06:59 203.0.113.22 SMTP-IN - 192.0.2.5 1940 QUIT QUIT 221+Service+closing+TLS+SSL+transmission+session MAILHOST 50 6 trading@example.com 
      - event.action: disconnect
      - network.protocol: smtp
      - source.ip: 203.0.113.22
      - user.name: trading@example.com
      - smtp.reply.text: Service+closing+TLS+SSL+transmission+session
      - smtp.reply.code: 221

      = [01/02/24 09:00:00]****************** LOG FILE STARTED *******************
      - event.action: service
      - detail: ****************** LOG FILE STARTED *******************
      """#)
  }
}
