import Model

/// Own lines that prove AmavisFormat.
enum AmavisSamples {
  static var all: [LogSample] {
    LogSample.table(
      #"""
      amavis: (04567-12) Passed CLEAN {RelayedInbound}, [192.0.2.10]:40123 [203.0.113.9] <a@example.org\#
      > -> <anna@example.com>, Queue-ID: 9C6F8D123, Message-ID: <20250101.1@example.org>, mail_id: w4DHD\#
      8xYzAbC, Hits: -2.599, size: 3045, queued_as: 153053D8A, 2664 ms
      - event.action: content-verdict
      - event.outcome: success
      - source.ip: 192.0.2.10
      - email.local_id: 9C6F8D123
      - email.message_id: 20250101.1@example.org
      - smtp.mail_from: a@example.org
      - smtp.rcpt_to: anna@example.com
      - smtp.queued_as: 153053D8A
      - email.content.action: CLEAN
      - original.client: 203.0.113.9
      - detail: Hits: -2.599
      - source.port: 40123
      - smtp.size: 3045
      - smtp.delay: 2.664

      amavis: (04567-13) Blocked SPAM {DiscardedInbound,Quarantined}, [192.0.2.10]:40123 [192.0.2.10] <a\#
      @example.org> -> <anna@example.com>,<bruno@example.com>, quarantine: spam-EzEbE9W.gz, Queue-ID: 9C\#
      6F8D123, Message-ID: <20250101.1@example.org>, mail_id: EzEbE9W, Hits: 16.364, size: 16493, 6292 ms
      - event.action: content-verdict
      - event.outcome: failure
      - source.ip: 192.0.2.10
      - email.local_id: 9C6F8D123
      - email.message_id: 20250101.1@example.org
      - smtp.mail_from: a@example.org
      - smtp.rcpt_to: anna@example.com | bruno@example.com
      - email.content.action: SPAM
      - detail: Hits: 16.364
      - source.port: 40123
      - smtp.size: 16493
      - smtp.delay: 6.292

      amavis: (04567-14) Blocked INFECTED (Eicar-Test-Signature) {DiscardedInbound,Quarantined}, [IPv6:2\#
      001:db8::10]:40123 <a@example.org> -> <anna@example.com>, quarantine: virus-SCwJcs, Message-ID: <2\#
      0250101.1@example.org>, mail_id: SCwJcs, Hits: -, size: 4134, 3721 ms
      - event.action: content-verdict
      - event.outcome: failure
      - source.ip: 2001:db8::10
      - email.message_id: 20250101.1@example.org
      - smtp.mail_from: a@example.org
      - smtp.rcpt_to: anna@example.com
      - email.content.action: INFECTED
      - email.content.names: Eicar-Test-Signature
      - detail: Hits: -
      - source.port: 40123
      - smtp.size: 4134
      - smtp.delay: 3.721

      amavis: (04567-15) Blocked BANNED (multipart/mixed | application/octet-stream,.asc,File(1).exe) {B\#
      ouncedInbound}, LOCAL [192.0.2.10]:40123 <a@example.org> -> <anna@example.com>, Message-ID: <20250\#
      101.1@example.org>, mail_id: SCwJcs, Hits: -, size: 4134, 21 ms
      - event.action: content-verdict
      - event.outcome: failure
      - source.ip: 192.0.2.10
      - email.message_id: 20250101.1@example.org
      - smtp.mail_from: a@example.org
      - smtp.rcpt_to: anna@example.com
      - email.content.action: BANNED
      - email.content.names: multipart/mixed | application/octet-stream,.asc,File(1).exe
      - detail: Hits: -
      - source.port: 40123
      - smtp.size: 4134
      - smtp.delay: 0.021

      amavis: (04567-16) Passed BAD-HEADER-0, MYNETS LOCAL [192.0.2.10] [192.0.2.10] <> -> <anna@example\#
      .com>, Message-ID: <x, queued_as: FAKE1@example.org>, mail_id: lxR, Hits: 1.2, size: 422, queued_a\#
      s: 153053D8A, 981 ms
      - event.action: content-verdict
      - event.outcome: success
      - source.ip: 192.0.2.10
      - email.message_id: x, queued_as: FAKE1@example.org
      - smtp.mail_from: <>
      - smtp.rcpt_to: anna@example.com
      - smtp.queued_as: 153053D8A
      - email.content.action: BAD-HEADER-0
      - detail: Hits: 1.2
      - smtp.size: 422
      - smtp.delay: 0.981

      amavis: (04567-17) Passed UNCHECKED-ENCRYPTED {RelayedOutbound}, ORIGINATING LOCAL [192.0.2.10]:40\#
      123 <a@example.com> -> <b@example.net>, Message-ID: <20250101.1@example.org>, mail_id: lxS, Hits\#
      : -, size: 422, queued_as: 153053D8A, 981 ms
      - event.action: content-verdict
      - event.outcome: success
      - source.ip: 192.0.2.10
      - email.message_id: 20250101.1@example.org
      - smtp.mail_from: a@example.com
      - smtp.rcpt_to: b@example.net
      - smtp.queued_as: 153053D8A
      - email.content.action: UNCHECKED-ENCRYPTED
      - detail: Hits: -
      - source.port: 40123
      - smtp.size: 422
      - smtp.delay: 0.981

      amavis: (04567-18) Passed, <a@example.org> -> <anna@example.com>, Message-ID: <20250101.1@example.\#
      org>, Hits: 4.377
      - event.action: content-verdict
      - event.outcome: success
      - email.message_id: 20250101.1@example.org
      - smtp.mail_from: a@example.org
      - smtp.rcpt_to: anna@example.com
      - email.content.action: Passed
      - detail: Hits: 4.377

      amavis: (04567-19) SPAM, <a@example.org> -> <anna@example.com>, Yes, score=17.709 tag=-10 tag2=6.3\#
      1 kill=6.31 tests=[BAYES_99=4], autolearn=spam
      - event.action: content-verdict
      - smtp.mail_from: a@example.org
      - smtp.rcpt_to: anna@example.com
      - email.content.action: SPAM
      - detail: Yes, score=17.709 tag=-10 tag2=6.31 kill=6.31 tests=[BAYES_99=4], autolearn=spam

      amavis: (04567-20) (!)ClamAV-clamd av-scanner FAILED: timed out
      - event.action: warning
      - event.reason: (!)ClamAV-clamd av-scanner FAILED: timed out

      amavis: (04567-21) FWD from <a@example.org> -> <anna@example.com>, BODY=7BIT 250 2.0.0 from MTA(sm\#
      tp:[127.0.0.1]:10025): 250 2.0.0 Ok: queued as 153053D8A
      - event.action: service
      - detail: FWD from <a@example.org> -> <anna@example.com>, BODY=7BIT 250 2.0.0 from MTA(smtp:[127.0\#
      .0.1]:10025): 250 2.0.0 Ok: queued as 153053D8A

      amavis: starting. /usr/sbin/amavisd-new at mx1.example.com amavisd-new-2.11.0
      - event.action: service
      - detail: starting. /usr/sbin/amavisd-new at mx1.example.com amavisd-new-2.11.0
      """#)
  }
}
