import Model

/// Own lines that prove the formats of the milters and policy servers.
enum FilterSamples {
  static var opendkim: [LogSample] {
    LogSample.table(
      #"""
      opendkim: 9C6F8D123: DKIM verification successful
      - event.action: content-verdict
      - event.outcome: success
      - email.local_id: 9C6F8D123
      - email.authentication.dkim: DKIM verification successful
      - message.role: continues

      opendkim: 9C6F8D123: s=default d=example.org a=rsa-sha256 SSL
      - event.action: content-verdict
      - event.outcome: success
      - email.local_id: 9C6F8D123
      - email.authentication.dkim: s=default d=example.org a=rsa-sha256 SSL
      - message.role: continues

      opendkim: 9C6F8D123: s=default d=example.org a=rsa-sha256 SSL error:04091068:rsa routines:INT_RSA_\#
      VERIFY:bad signature
      - event.action: content-verdict
      - event.outcome: failure
      - email.local_id: 9C6F8D123
      - email.authentication.dkim: s=default d=example.org a=rsa-sha256 SSL error:04091068:rsa routines:\#
      INT_RSA_VERIFY:bad signature
      - message.role: continues

      opendkim: 9C6F8D123: DKIM-Signature field added (s=default, d=example.com)
      - event.action: content-verdict
      - event.outcome: success
      - email.local_id: 9C6F8D123
      - email.authentication.dkim: DKIM-Signature field added (s=default, d=example.com)
      - message.role: continues

      opendkim: 9C6F8D123: no signature data
      - event.action: content-verdict
      - event.outcome: unknown
      - email.local_id: 9C6F8D123
      - email.authentication.dkim: no signature data
      - message.role: continues

      opendkim: 9C6F8D123: bad signature data
      - event.action: content-verdict
      - event.outcome: failure
      - email.local_id: 9C6F8D123
      - email.authentication.dkim: bad signature data
      - message.role: continues

      opendkim: 9C6F8D123: key retrieval failed (s=default, d=example.org): 'default._domainkey.example.\#
      org' record not found
      - event.action: content-verdict
      - event.outcome: failure
      - email.local_id: 9C6F8D123
      - email.authentication.dkim: key retrieval failed (s=default, d=example.org): 'default._domainkey.\#
      example.org' record not found
      - message.role: continues

      opendkim: 9C6F8D123: mail.example.org [192.0.2.10] not internal
      - event.action: service
      - email.local_id: 9C6F8D123
      - detail: mail.example.org [192.0.2.10] not internal
      - message.role: continues

      opendkim: OpenDKIM Filter v2.11.0 starting (args: -f)
      - event.action: service
      - detail: OpenDKIM Filter v2.11.0 starting (args: -f)
      """#)
  }

  static var opendmarc: [LogSample] {
    LogSample.table(
      #"""
      opendmarc: 9C6F8D123: example.org pass
      - event.action: content-verdict
      - event.outcome: success
      - email.local_id: 9C6F8D123
      - email.authentication.dmarc: pass
      - detail: example.org
      - message.role: continues

      opendmarc: 9C6F8D123: example.org fail
      - event.action: content-verdict
      - event.outcome: failure
      - email.local_id: 9C6F8D123
      - email.authentication.dmarc: fail
      - detail: example.org
      - message.role: continues

      opendmarc: 9C6F8D123: example.org none
      - event.action: content-verdict
      - event.outcome: unknown
      - email.local_id: 9C6F8D123
      - email.authentication.dmarc: none
      - detail: example.org
      - message.role: continues

      opendmarc: 9C6F8D123: SPF(mailfrom): example.org pass
      - event.action: content-verdict
      - event.outcome: success
      - email.local_id: 9C6F8D123
      - email.authentication.spf: pass
      - detail: SPF(mailfrom): example.org
      - message.role: continues

      opendmarc: 9C6F8D123: ignoring Authentication-Results at 1 from mx1.example.com
      - event.action: service
      - email.local_id: 9C6F8D123
      - detail: ignoring Authentication-Results at 1 from mx1.example.com
      - message.role: continues

      opendmarc: OpenDMARC Filter v1.4.2 starting (args: -f)
      - event.action: service
      - detail: OpenDMARC Filter v1.4.2 starting (args: -f)
      """#)
  }

  static var postgrey: [LogSample] {
    LogSample.table(
      #"""
      postgrey: action=greylist, reason=new, client_name=mail.example.org, client_address=192.0.2.10/32\#
      , sender=a@example.org, recipient=anna@example.com
      - event.action: content-verdict
      - event.outcome: failure
      - event.reason: new
      - source.ip: 192.0.2.10
      - source.domain: mail.example.org
      - smtp.mail_from: a@example.org
      - smtp.rcpt_to: anna@example.com
      - email.content.action: greylist

      postgrey: 9C6F8D123: action=pass, reason=triplet found, delay=603, client_name=unknown, client_add\#
      ress=198.51.100.7, sender=a@example.org, recipient=anna@example.com
      - event.action: content-verdict
      - event.outcome: success
      - event.reason: triplet found
      - source.ip: 198.51.100.7
      - email.local_id: 9C6F8D123
      - smtp.mail_from: a@example.org
      - smtp.rcpt_to: anna@example.com
      - email.content.action: pass
      - smtp.delay: 603
      - message.role: continues

      postgrey: action=pass, reason=client AWL, client_name=mail.example.org, client_address=192.0.2.10\#
      , recipient=anna@example.com
      - event.action: content-verdict
      - event.outcome: success
      - event.reason: client AWL
      - source.ip: 192.0.2.10
      - source.domain: mail.example.org
      - smtp.rcpt_to: anna@example.com
      - email.content.action: pass

      postgrey: cleaning up old logs...
      - event.action: service
      - detail: cleaning up old logs...

      postgrey: Couldn't unlink "/var/run/postgrey.pid" [Permission denied]
      - event.action: warning
      - event.reason: Couldn't unlink "/var/run/postgrey.pid" [Permission denied]
      """#)
  }

  static var policydSPF: [LogSample] {
    LogSample.table(
      #"""
      policyd-spf: Pass; identity=mailfrom; client-ip=192.0.2.10; helo=mail.example.org; envelope-from=a\#
      @example.org; receiver=anna@example.com
      - event.action: content-verdict
      - event.outcome: success
      - source.ip: 192.0.2.10
      - smtp.helo: mail.example.org
      - smtp.mail_from: a@example.org
      - email.authentication.spf: Pass

      policyd-spf: prepend Received-SPF: Softfail (mailfrom) identity=mailfrom; client-ip=198.51.100.7\#
      ; helo=x; envelope-from=a@example.org; receiver=<UNKNOWN>
      - event.action: content-verdict
      - event.outcome: failure
      - source.ip: 198.51.100.7
      - smtp.helo: x
      - smtp.mail_from: a@example.org
      - email.authentication.spf: Softfail

      postfix/policy-spf: Policy action=PREPEND Received-SPF: pass (example.org: 192.0.2.10 is authorize\#
      d to use 'a@example.org' in 'mfrom' identity) receiver=mx1.example.com; identity=mailfrom; envelop\#
      e-from="a@example.org"; helo=mail.example.org; client-ip=192.0.2.10
      - event.action: content-verdict
      - event.outcome: success
      - source.ip: 192.0.2.10
      - smtp.helo: mail.example.org
      - smtp.mail_from: a@example.org
      - email.authentication.spf: pass

      postfix/policy-spf: SPF fail (Mechanism '-all' matched): Envelope-from: a@example.org
      - event.action: content-verdict
      - event.outcome: failure
      - smtp.mail_from: a@example.org
      - email.authentication.spf: fail

      postfix/policyd-spf: SPF none (No applicable sender policy available): HELO/EHLO: mail.example.org
      - event.action: content-verdict
      - event.outcome: unknown
      - smtp.helo: mail.example.org
      - email.authentication.spf: none

      postfix/policy-spf: 9C6F8D123: SPF none: smtp_comment=SPF: domain of sender a@example.org does no\#
      t designate mailers
      - event.action: content-verdict
      - event.outcome: unknown
      - email.local_id: 9C6F8D123
      - email.authentication.spf: none
      - message.role: continues

      postfix/policy-spf: SPF not applicable to localhost connection - skipped check
      - event.action: service
      - detail: SPF not applicable to localhost connection - skipped check

      policyd-spf: ERROR: Unknown name "x" in file "/etc/policyd-spf.conf"
      - event.action: warning
      - event.reason: ERROR: Unknown name "x" in file "/etc/policyd-spf.conf"
      """#)
  }

  static var spamd: [LogSample] {
    LogSample.table(
      #"""
      spamd: spamd: result: Y 12 - BAYES_99,HTML_MESSAGE,URIBL_BLACK scantime=2.5,size=5120,user=anna,ui\#
      d=1000,required_score=5.0,rhost=localhost,raddr=127.0.0.1,rport=40123,mid=<20250101.1@example.org>\#
      ,autolearn=spam
      - event.action: content-verdict
      - event.outcome: failure
      - email.message_id: 20250101.1@example.org
      - email.content.action: Y
      - email.content.names: BAYES_99 | HTML_MESSAGE | URIBL_BLACK
      - detail: 12
      - smtp.size: 5120

      spamd: spamd: result: . -1 - BAYES_00 scantime=0.5,size=1024,user=anna,uid=1000,required_score=5.0\#
      ,rhost=localhost,raddr=127.0.0.1,rport=40123,mid=<20250101.2@example.org>,bayes=0.000000,autolearn\#
      =ham
      - event.action: content-verdict
      - event.outcome: success
      - email.message_id: 20250101.2@example.org
      - email.content.action: .
      - email.content.names: BAYES_00
      - detail: -1
      - smtp.size: 1024

      spamd: spamd: identified spam (9.3/5.0) for anna:1209 in 0.8 seconds, 512 bytes.
      - event.action: content-verdict
      - event.outcome: failure
      - email.content.action: spam
      - detail: 9.3/5.0
      - smtp.size: 512

      spamd: spamd: clean message (-1.1/5.0) for anna:1209 in 0.8 seconds, 512 bytes.
      - event.action: content-verdict
      - event.outcome: success
      - email.content.action: clean
      - detail: -1.1/5.0
      - smtp.size: 512

      spamd: spamd: processing message <20250101.1@example.org> for anna:1209
      - event.action: service
      - email.message_id: 20250101.1@example.org
      - detail: processing message <20250101.1@example.org> for anna:1209

      spamd: spamd: connection from localhost [127.0.0.1]:40123 to port 783, fd 5
      - event.action: service
      - detail: connection from localhost [127.0.0.1]:40123 to port 783, fd 5

      spamd: prefork: child states: II
      - event.action: service
      - detail: prefork: child states: II

      spamd: bayes: cannot open bayes databases
      - event.action: warning
      - event.reason: bayes: cannot open bayes databases
      """#)
  }

  static var milterGreylist: [LogSample] {
    LogSample.table(
      #"""
      milter-greylist: 9C6F8D123: addr mail.example.org[192.0.2.10] from <a@example.org> to <anna@exampl\#
      e.com> delayed for 00:30:00 (ACL 123)
      - event.action: content-verdict
      - event.outcome: failure
      - event.reason: delayed for 00:30:00 (ACL 123)
      - source.ip: 192.0.2.10
      - source.domain: mail.example.org
      - email.local_id: 9C6F8D123
      - smtp.mail_from: a@example.org
      - smtp.rcpt_to: anna@example.com
      - email.content.action: delayed
      - message.role: continues

      milter-greylist: greylist.conf: reloading config file
      - event.action: service
      - detail: greylist.conf: reloading config file
      """#)
  }

  static var clamavMilter: [LogSample] {
    LogSample.table(
      #"""
      clamav-milter: Message 9C6F8D123 from <a@example.org> to <anna@example.com> with subject 'Your inv\#
      oice' message-id '<20250101.1@example.org>' date 'Wed, 1 Jan 2025 00:00:00 +0000' infected by Eica\#
      r-Test-Signature
      - event.action: content-verdict
      - event.outcome: failure
      - email.local_id: 9C6F8D123
      - email.message_id: 20250101.1@example.org
      - email.subject: Your invoice
      - smtp.mail_from: a@example.org
      - smtp.rcpt_to: anna@example.com
      - email.content.action: infected
      - email.content.names: Eicar-Test-Signature
      - message.role: continues

      clamav-milter: Clean message 9C6F8D123 from <a@example.org> to <anna@example.com>
      - event.action: content-verdict
      - event.outcome: success
      - email.local_id: 9C6F8D123
      - smtp.mail_from: a@example.org
      - smtp.rcpt_to: anna@example.com
      - email.content.action: Clean
      - message.role: continues

      clamav-milter: ERROR: No clamd server appears to be available
      - event.action: warning
      - event.outcome: failure
      - event.reason: ERROR: No clamd server appears to be available
      """#)
  }
}
