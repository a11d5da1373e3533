import Model

/// Own lines about refusals: rulesets, milters, answers.
enum SendmailRejectionSamples {
  static var all: [LogSample] {
    LogSample.table(
      #"""
      sm-mta: ruleset=check_relay, arg1=scan.example.net, arg2=198.51.100.66, relay=scan.example.net [198.51.100.66], reject=421 4.3.2 Connection rate limit exceeded.
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: check_relay
      - source.ip: 198.51.100.66
      - source.domain: scan.example.net
      - smtp.reply.enhanced: 4.3.2
      - smtp.reply.text: Connection rate limit exceeded.
      - smtp.stage: connect
      - smtp.reject_class: rate
      - smtp.reply.code: 421

      sm-mta: ruleset=check_relay, arg1=[198.51.100.66], arg2=127.0.0.4, relay=scan.example.net [198.51.100.66] (may be forged), reject=550 5.7.1 Rejected: 198.51.100.66 listed at zen.dnsbl.example
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: check_relay
      - source.ip: 198.51.100.66
      - smtp.reply.enhanced: 5.7.1
      - smtp.reply.text: Rejected: 198.51.100.66 listed at zen.dnsbl.example
      - smtp.stage: connect
      - smtp.reject_class: dnsbl
      - smtp.reply.code: 550

      sm-mta: ruleset=check_relay, arg1=[198.51.100.66], arg2=198.51.100.66, relay=[198.51.100.66], reject=421 4.3.2 Too many open connections.
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: check_relay
      - source.ip: 198.51.100.66
      - smtp.reply.enhanced: 4.3.2
      - smtp.reply.text: Too many open connections.
      - smtp.stage: connect
      - smtp.reject_class: rate
      - smtp.reply.code: 421

      sm-mta: 4BV3AOso000304: ruleset=check_mail, arg1=<a@nowhere.example>, relay=scan.example.net [198.51.100.66], reject=553 5.1.8 <a@nowhere.example>... Domain of sender address a@nowhere.example does not exist
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: check_mail
      - source.ip: 198.51.100.66
      - source.domain: scan.example.net
      - email.local_id: 4BV3AOso000304
      - smtp.mail_from: a@nowhere.example
      - smtp.reply.enhanced: 5.1.8
      - smtp.reply.text: <a@nowhere.example>... Domain of sender address a@nowhere.example does not exist
      - smtp.stage: mail
      - smtp.reject_class: sender
      - smtp.reply.code: 553
      - message.role: continues

      sm-mta: 4BV3AOso000304: ruleset=check_rcpt, arg1=<v@victim.test>, relay=[IPv6:2001:db8:bad:0:0:0:0:7], reject=550 5.7.1 <v@victim.test>... Relaying denied. IP name lookup failed [IPv6:2001:db8:bad:0:0:0:0:7]
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: check_rcpt
      - source.ip: 2001:db8:bad:0:0:0:0:7
      - email.local_id: 4BV3AOso000304
      - smtp.rcpt_to: v@victim.test
      - smtp.reply.enhanced: 5.7.1
      - smtp.reply.text: <v@victim.test>... Relaying denied. IP name lookup failed [IPv6:2001:db8:bad:0:0:0:0:7]
      - smtp.stage: rcpt
      - smtp.reject_class: relay-denied
      - smtp.reply.code: 550
      - message.role: continues

      sm-mta: 4BV3AOso000304: ruleset=check_rcpt, arg1=<"a, relay=x [203.0.113.99], reject=250 ok"@victim.test>, relay=scan.example.net [198.51.100.66], reject=550 5.7.1 <"a, relay=x [203.0.113.99], reject=250 ok"@victim.test>... Relaying denied. Proper authentication required.
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: check_rcpt
      - source.ip: 198.51.100.66
      - source.domain: scan.example.net
      - email.local_id: 4BV3AOso000304
      - smtp.rcpt_to: "a, relay=x [203.0.113.99], reject=250 ok"@victim.test
      - smtp.reply.enhanced: 5.7.1
      - smtp.reply.text: <"a, relay=x [203.0.113.99], reject=250 ok"@victim.test>... Relaying denied. Proper authentication required.
      - smtp.stage: rcpt
      - smtp.reject_class: relay-denied
      - smtp.reply.code: 550
      - message.role: continues

      sm-mta: 4BV3AOso000304: ruleset=check_rcpt, arg1=<linda@delta.test>, relay=[198.51.100.66], reject=550 5.7.1 <linda@delta.test>... Fix reverse DNS for 198.51.100.66
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: check_rcpt
      - source.ip: 198.51.100.66
      - email.local_id: 4BV3AOso000304
      - smtp.rcpt_to: linda@delta.test
      - smtp.reply.enhanced: 5.7.1
      - smtp.reply.text: <linda@delta.test>... Fix reverse DNS for 198.51.100.66
      - smtp.stage: rcpt
      - smtp.reject_class: policy
      - smtp.reply.code: 550
      - message.role: continues

      sm-mta: 4BV3AOso000304: ruleset=check_rcpt, arg1=<linda@delta.test>, relay=[198.51.100.66], discard
      - event.action: delivery
      - event.outcome: success
      - network.protocol: smtp
      - source.ip: 198.51.100.66
      - email.local_id: 4BV3AOso000304
      - smtp.rcpt_to: linda@delta.test
      - smtp.status: discarded
      - smtp.stage: rcpt
      - message.role: continues

      sm-mta: 4BV3AOso000304: ruleset=check_subject, arg1=ILOVEYOU, relay=[203.0.113.99], reject=x, relay=scan.example.net [198.51.100.66], reject=553 5.0.0 Virus suspected
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: check_subject
      - source.ip: 198.51.100.66
      - source.domain: scan.example.net
      - email.local_id: 4BV3AOso000304
      - smtp.reply.enhanced: 5.0.0
      - smtp.reply.text: Virus suspected
      - smtp.stage: end-of-data
      - smtp.reject_class: content
      - smtp.reply.code: 553
      - message.role: continues

      sm-mta: 4BV3AOso000304: ruleset=check_mail, arg1=bob@nowhere.example, quarantine=Hold mail from nowhere.example
      - event.action: content-verdict
      - event.reason: Hold mail from nowhere.example
      - network.protocol: smtp
      - email.local_id: 4BV3AOso000304
      - smtp.mail_from: bob@nowhere.example
      - email.content.action: quarantine
      - message.role: continues

      sm-mta: 4BV3AOso000304: ruleset=check_data, arg1=2, relay=scan.example.net [198.51.100.66], reject=554 5.7.1 No mail from you
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: check_data
      - source.ip: 198.51.100.66
      - source.domain: scan.example.net
      - email.local_id: 4BV3AOso000304
      - smtp.reply.enhanced: 5.7.1
      - smtp.reply.text: No mail from you
      - smtp.stage: data
      - smtp.reject_class: policy
      - smtp.reply.code: 554
      - message.role: continues

      sm-mta: 4BV3AOso000304: ruleset=tls_server, arg1=SOFTWARE, relay=mx.example.net, reject=403 4.7.0 TLS handshake failed
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: tls_server
      - email.local_id: 4BV3AOso000304
      - smtp.reply.enhanced: 4.7.0
      - smtp.reply.text: TLS handshake failed
      - smtp.reject_class: policy
      - smtp.reply.code: 403
      - message.role: continues

      sm-mta: 4BV3AOso000304: <nobody@delta.test>... User unknown
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - email.local_id: 4BV3AOso000304
      - smtp.rcpt_to: nobody@delta.test
      - smtp.reply.text: User unknown
      - smtp.stage: rcpt
      - smtp.reject_class: unknown-user
      - message.role: continues

      sm-mta: 4BV3AOso000304: Milter: data, reject=554 5.7.1 Virus found in email!
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - email.local_id: 4BV3AOso000304
      - smtp.reply.enhanced: 5.7.1
      - smtp.reply.text: Virus found in email!
      - smtp.stage: end-of-data
      - smtp.reject_class: content
      - smtp.reply.code: 554
      - message.role: continues

      sm-mta: 4BV3AOso000304: Milter: to=<linda@delta.test>, reject=451 4.7.1 Greylisting in action, please come back in 00:05:00
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - email.local_id: 4BV3AOso000304
      - smtp.rcpt_to: linda@delta.test
      - smtp.reply.enhanced: 4.7.1
      - smtp.reply.text: Greylisting in action, please come back in 00:05:00
      - smtp.stage: rcpt
      - smtp.reject_class: greylist
      - smtp.reply.code: 451
      - message.role: continues

      sm-mta: 4BV3AOso000304: Milter: from=<a@example.net>, reject=550 5.7.1 Command rejected
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - email.local_id: 4BV3AOso000304
      - smtp.mail_from: a@example.net
      - smtp.reply.enhanced: 5.7.1
      - smtp.reply.text: Command rejected
      - smtp.stage: mail
      - smtp.reject_class: policy
      - smtp.reply.code: 550
      - message.role: continues

      sm-mta: 4BV3AOso000304: Milter: data, discard
      - event.action: delivery
      - event.outcome: success
      - email.local_id: 4BV3AOso000304
      - smtp.status: discarded
      - smtp.stage: end-of-data
      - message.role: continues

      sm-mta: 4BV3AOso000304: milter=clamav, action=eom, reject=550 5.7.1 Infected
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - email.local_id: 4BV3AOso000304
      - smtp.reply.enhanced: 5.7.1
      - smtp.reply.text: Infected
      - smtp.stage: end-of-data
      - smtp.reject_class: content
      - smtp.reply.code: 550
      - message.role: continues

      sm-mta: 4BV3AOso000304: milter=greylist, action=rcpt, tempfail
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: milter=greylist, action=rcpt, tempfail
      - email.local_id: 4BV3AOso000304
      - smtp.stage: rcpt
      - smtp.reject_class: other
      - message.role: continues

      sm-mta: 4BV3AOso000304: milter=policy, quarantine=held for review
      - event.action: content-verdict
      - event.reason: held for review
      - email.local_id: 4BV3AOso000304
      - email.content.action: quarantine
      - message.role: continues

      sm-mta: 4BV3AOso000304: Milter: connect: host=scan.example.net, addr=198.51.100.66, rejecting commands
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: rejecting commands
      - source.ip: 198.51.100.66
      - email.local_id: 4BV3AOso000304
      - smtp.stage: connect
      - smtp.reject_class: policy
      - message.role: continues

      sm-mta: 4BV3AOso000304: ruleset=check_rcpt, arg1=<v@victim.test>, relay=[198.51.100.66], reject=450 4.7.1 <v@victim.test>... Relaying temporarily denied. Cannot resolve PTR record for 198.51.100.66
      - event.action: reject
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: check_rcpt
      - source.ip: 198.51.100.66
      - email.local_id: 4BV3AOso000304
      - smtp.rcpt_to: v@victim.test
      - smtp.reply.enhanced: 4.7.1
      - smtp.reply.text: <v@victim.test>... Relaying temporarily denied. Cannot resolve PTR record for 198.51.100.66
      - smtp.stage: rcpt
      - smtp.reject_class: relay-denied
      - smtp.reply.code: 450
      - message.role: continues

      sm-mta: 4BV3AOso000304: Milter (greylist): init success to negotiate
      - event.action: service
      - email.local_id: 4BV3AOso000304
      - detail: Milter (greylist): init success to negotiate
      - message.role: continues

      sm-mta: 4BV3AOso000304: Milter (clamav): error connecting to filter: Connection refused by /run/clamav.sock
      - event.action: warning
      - event.reason: Milter (clamav): error connecting to filter: Connection refused by /run/clamav.sock
      - email.local_id: 4BV3AOso000304
      - message.role: continues

      sm-mta: 4BV3AOso000304: Milter (greylist) add: header: X-Greylist: not delayed, reject=no
      - event.action: service
      - email.local_id: 4BV3AOso000304
      - detail: Milter (greylist) add: header: X-Greylist: not delayed, reject=no
      - message.role: continues

      sm-mta: 4BV3AOso000304: Milter accept: message
      - event.action: service
      - email.local_id: 4BV3AOso000304
      - detail: Milter accept: message
      - message.role: continues
      """#)
  }
}
