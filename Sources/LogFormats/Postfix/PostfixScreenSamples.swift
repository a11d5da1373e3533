import Model

/// Own lines of postscreen and its helpers.
enum PostfixScreenSamples {
  static var first: [LogSample] {
    LogSample.table(
      #"""
      postfix/postscreen: CONNECT from [198.51.100.7]:53024 to [192.0.2.25]:25
      - event.action: connect
      - network.protocol: smtp
      - source.ip: 198.51.100.7
      - source.port: 53024

      postfix/postscreen: DISCONNECT [198.51.100.7]:53024
      - event.action: disconnect
      - network.protocol: smtp
      - source.ip: 198.51.100.7
      - source.port: 53024

      postfix/postscreen: PASS NEW [198.51.100.7]:53024
      - event.action: content-verdict
      - network.protocol: smtp
      - source.ip: 198.51.100.7
      - email.content.action: PASS NEW
      - source.port: 53024

      postfix/postscreen: PASS OLD [2001:db8::25]:53024
      - event.action: content-verdict
      - network.protocol: smtp
      - source.ip: 2001:db8::25
      - email.content.action: PASS OLD
      - source.port: 53024

      postfix/postscreen: WHITELISTED [198.51.100.7]:53024
      - event.action: content-verdict
      - network.protocol: smtp
      - source.ip: 198.51.100.7
      - email.content.action: WHITELISTED
      - source.port: 53024

      postfix/postscreen: ALLOWLISTED [198.51.100.7]:53024
      - event.action: content-verdict
      - network.protocol: smtp
      - source.ip: 198.51.100.7
      - email.content.action: ALLOWLISTED
      - source.port: 53024

      postfix/postscreen: BLACKLISTED [198.51.100.7]:53024
      - event.action: content-verdict
      - network.protocol: smtp
      - source.ip: 198.51.100.7
      - email.content.action: BLACKLISTED
      - source.port: 53024

      postfix/postscreen: DENYLISTED [198.51.100.7]:53024
      - event.action: content-verdict
      - network.protocol: smtp
      - source.ip: 198.51.100.7
      - email.content.action: DENYLISTED
      - source.port: 53024

      postfix/postscreen: WHITELIST VETO [198.51.100.7]:53024
      - event.action: content-verdict
      - network.protocol: smtp
      - source.ip: 198.51.100.7
      - email.content.action: WHITELIST VETO
      - source.port: 53024

      postfix/postscreen: PREGREET 14 after 0.18 from [198.51.100.7]:53024: EHLO ylmf-pc\r\n
      - event.action: warning
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: PREGREET 14 after 0.18
      - source.ip: 198.51.100.7
      - detail: EHLO ylmf-pc\r\n
      - source.port: 53024

      postfix/postscreen: DNSBL rank 5 for [198.51.100.7]:53024
      - event.action: content-verdict
      - network.protocol: smtp
      - source.ip: 198.51.100.7
      - limit.name: DNSBL rank
      - email.content.action: DNSBL
      - source.port: 53024
      - limit.value: 5

      postfix/postscreen: HANGUP after 0.63 from [198.51.100.7]:53024 in tests before SMTP handshake
      - event.action: connection-lost
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: HANGUP after 0.63
      - source.ip: 198.51.100.7
      - detail: tests before SMTP handshake
      - source.port: 53024
      - smtp.delay: 0.63

      postfix/postscreen: COMMAND TIME LIMIT from [198.51.100.7]:53024 after CONNECT
      - event.action: rate-limit
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: COMMAND TIME LIMIT
      - source.ip: 198.51.100.7
      - limit.name: COMMAND TIME LIMIT
      - source.port: 53024
      - smtp.stage: connect

      postfix/postscreen: COMMAND COUNT LIMIT from [198.51.100.7]:53024 after RCPT
      - event.action: rate-limit
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: COMMAND COUNT LIMIT
      - source.ip: 198.51.100.7
      - limit.name: COMMAND COUNT LIMIT
      - source.port: 53024
      - smtp.stage: rcpt

      postfix/postscreen: COMMAND LENGTH LIMIT from [198.51.100.7]:53024 after RCPT
      - event.action: rate-limit
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: COMMAND LENGTH LIMIT
      - source.ip: 198.51.100.7
      - limit.name: COMMAND LENGTH LIMIT
      - source.port: 53024
      - smtp.stage: rcpt

      postfix/postscreen: COMMAND PIPELINING from [198.51.100.7]:53024 after EHLO: MAIL FROM:<a@b>\r\n
      - event.action: warning
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: COMMAND PIPELINING
      - source.ip: 198.51.100.7
      - detail: MAIL FROM:<a@b>\r\n
      - source.port: 53024
      - smtp.stage: helo

      postfix/postscreen: NON-SMTP COMMAND from [198.51.100.7]:53024 after CONNECT: GET / HTTP/1.1
      - event.action: warning
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: NON-SMTP COMMAND
      - source.ip: 198.51.100.7
      - detail: GET / HTTP/1.1
      - source.port: 53024
      - smtp.stage: connect

      postfix/postscreen: BARE NEWLINE from [198.51.100.7]:53024 after EHLO
      - event.action: warning
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: BARE NEWLINE
      - source.ip: 198.51.100.7
      - source.port: 53024
      - smtp.stage: helo

      postfix/postscreen: NOQUEUE: reject: CONNECT from [198.51.100.7]:53024: too many connections
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - source.ip: 198.51.100.7
      - smtp.reply.text: too many connections
      - source.port: 53024
      - smtp.stage: connect
      - smtp.reject_class: rate

      postfix/postscreen: NOQUEUE: reject: CONNECT from [198.51.100.7]:53024: all screening ports busy
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - source.ip: 198.51.100.7
      - smtp.reply.text: all screening ports busy
      - source.port: 53024
      - smtp.stage: connect
      - smtp.reject_class: rate

      postfix/postscreen: NOQUEUE: reject: RCPT from [198.51.100.7]:53024: 550 5.7.1 Service unavailable\#
      ; client [198.51.100.7] blocked using zen.dnsbl.example; from=<a@example.org>, to=<anna@example.co\#
      m>, proto=ESMTP, helo=<x>
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - source.ip: 198.51.100.7
      - smtp.helo: x
      - smtp.mail_from: a@example.org
      - smtp.rcpt_to: anna@example.com
      - smtp.reply.enhanced: 5.7.1
      - smtp.reply.text: Service unavailable; client [198.51.100.7] blocked using zen.dnsbl.example
      - source.port: 53024
      - smtp.stage: rcpt
      - smtp.reject_class: dnsbl
      - smtp.reply.code: 550

      postfix/postscreen: NOQUEUE: reject: RCPT from [198.51.100.7]:53024: 450 4.3.2 Service currently u\#
      navailable; from=<a@example.org>, to=<anna@example.com>, proto=ESMTP, helo=<x>
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - source.ip: 198.51.100.7
      - smtp.helo: x
      - smtp.mail_from: a@example.org
      - smtp.rcpt_to: anna@example.com
      - smtp.reply.enhanced: 4.3.2
      - smtp.reply.text: Service currently unavailable
      - source.port: 53024
      - smtp.stage: rcpt
      - smtp.reject_class: other
      - smtp.reply.code: 450

      postfix/postscreen: cache btree:/var/lib/postfix/postscreen_cache full cleanup: retained=242 dropp\#
      ed=7 entries
      - event.action: statistics
      - network.protocol: smtp
      - detail: cache btree:/var/lib/postfix/postscreen_cache full cleanup: retained=242 dropped=7 entries

      postfix/postscreen: entering STRESS mode with 81 connections
      - event.action: service-limit
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: entering STRESS mode with 81 connections

      postfix/postscreen: leaving STRESS mode with 60 connections
      - event.action: service
      - network.protocol: smtp
      - detail: leaving STRESS mode with 60 connections

      postfix/dnsblog: addr 198.51.100.7 listed by domain zen.dnsbl.example as 127.0.0.4
      - event.action: content-verdict
      - network.protocol: smtp
      - source.ip: 198.51.100.7
      - detail: zen.dnsbl.example as 127.0.0.4

      postfix/dnsblog: warning: dnsblog_query: lookup error for DNS query 7.100.51.198.list.example: Hos\#
      t not found, try again
      - event.action: warning
      - network.protocol: smtp
      - event.reason: dnsblog_query: lookup error for DNS query 7.100.51.198.list.example: Host not foun\#
      d, try again

      postfix/tlsproxy: CONNECT from [198.51.100.7]:53024
      - event.action: service
      - source.ip: 198.51.100.7
      - detail: CONNECT
      - source.port: 53024

      postfix/tlsproxy: DISCONNECT [198.51.100.7]:53024
      - event.action: service
      - source.ip: 198.51.100.7
      - detail: DISCONNECT
      - source.port: 53024
      """#)
  }
}
