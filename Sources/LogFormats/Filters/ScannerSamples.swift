import Model

/// Own lines that prove RspamdFormat and ClamdFormat.
enum ScannerSamples {
  static var rspamd: [LogSample] {
    LogSample.table(
      #"""
      = 2026-02-01 10:00:02.200 #1001(normal) <d4e5f6>; task; rspamd_task_write_log: id: <a@example.com>, qid: <4YM9wq1sjf>, ip: 203.0.113.9, from: <s@example.com>, (default: T (reject): [18.50/15.00] [BAYES_SPAM(5.00){99.99%;},R_SPF_FAIL(1.00){-all;},R_DKIM_NA(0.00){},DMARC_NA(0.00){example.com;},ARC_NA(0.00){}]), len: 2345, time: 15.30ms, dns req: 7, digest: <0123abcd>, rcpts: <r@example.org,q@example.org>, mime_rcpts: <r@example.org>
      - event.action: content-verdict
      - event.outcome: failure
      - source.ip: 203.0.113.9
      - email.local_id: 4YM9wq1sjf
      - email.message_id: a@example.com
      - email.content.action: reject
      - email.authentication.spf: R_SPF_FAIL
      - email.authentication.dkim: R_DKIM_NA
      - email.authentication.dmarc: DMARC_NA
      - email.authentication.arc: ARC_NA
      - smtp.mail_from: s@example.com
      - smtp.rcpt_to: r@example.org | q@example.org
      - smtp.size: 2345
      - message.role: continues
      - detail: [18.50/15.00] [BAYES_SPAM(5.00){99.99%;},R_SPF_FAIL(1.00){-all;},R_DKIM_NA(0.00){},DMARC_NA(0.00){example.com;},ARC_NA(0.00){}]

      rspamd: <d4e5f6>; proxy; rspamd_task_write_log: id: <x>, ip: 10.0.0.1, (default: F (no action): [0/15] [>, qid: <4YM9wq1sjf>, ip: 203.0.113.9, user: anna, from: <s@example.com>, (default: F (no action): [-1.00/15.00] [MIME_GOOD(-0.10){text/plain;}]), len: 99, time: 1.2ms
      - event.action: content-verdict
      - event.outcome: success
      - source.ip: 203.0.113.9
      - user.name: anna
      - smtp.mail_from: s@example.com
      - email.local_id: 4YM9wq1sjf
      - message.role: continues
      - email.content.action: no action
      - email.message_id: x>, ip: 10.0.0.1, (default: F (no action): [0/15] [
      - detail: [-1.00/15.00] [MIME_GOOD(-0.10){text/plain;}]
      - smtp.size: 99

      = 2026-02-01 10:00:03.300 #1001(normal) <g7h8i9>; rspamd_task_write_log: id: <undef>, qid: <Q003>, ip: 2001:db8::9, (add header): [8.2/15.0] [BAYES_SPAM(5.0)], len: 3456, time: 12.10ms
      - event.action: content-verdict
      - event.outcome: failure
      - source.ip: 2001:db8::9
      - email.local_id: Q003
      - email.content.action: add header
      - smtp.size: 3456
      - message.role: continues
      - detail: [8.2/15.0] [BAYES_SPAM(5.0)]

      rspamd: (normal) <g7h8i9>; task; rspamd_message_parse: loaded message; id: <a@example.com>; queue-id: <4YM9wq1sjf>; size: 512; checksum: <0123>
      - event.action: service
      - email.local_id: 4YM9wq1sjf
      - email.message_id: a@example.com
      - smtp.size: 512
      - message.role: continues
      - detail: task; rspamd_message_parse: loaded message; id: <a@example.com>; queue-id: <4YM9wq1sjf>; size: 512; checksum: <0123>

      = 2026-02-01 10:00:03 #88(rspamd_proxy) <g7h8i9>; proxy; proxy_accept_socket: accepted milter connection from 127.0.0.1 port 4711
      - event.action: service
      - detail: proxy; proxy_accept_socket: accepted milter connection from 127.0.0.1 port 4711

      = 2026-02-01 10:00:03 #88(main) <abcdef>; map; rspamd_map_dns_callback: cannot resolve maps.example.com: timeout
      - event.action: warning
      - event.reason: map; rspamd_map_dns_callback: cannot resolve maps.example.com: timeout
      """#)
  }

  static var clamd: [LogSample] {
    LogSample.table(
      #"""
      clamd: instream(127.0.0.1@4711): Eicar-Test-Signature FOUND
      - event.action: content-verdict
      - event.outcome: failure
      - email.content.action: FOUND
      - email.content.names: Eicar-Test-Signature
      - detail: instream(127.0.0.1@4711)

      = Mon Dec 30 19:09:59 2024 -> /var/spool/scan/p002: x FOUND: Win.Test.EICAR_HDB-1 FOUND
      - event.action: content-verdict
      - event.outcome: failure
      - email.content.action: FOUND
      - email.content.names: Win.Test.EICAR_HDB-1
      - detail: /var/spool/scan/p002: x FOUND

      = Mon Dec 30 19:09:59 2024 -> SelfCheck: Database status OK.
      - event.action: service
      - detail: SelfCheck: Database status OK.

      clamd: fd[10]: OK
      - event.action: content-verdict
      - event.outcome: success
      - email.content.action: OK
      - detail: fd[10]

      clamd: ERROR: accept() failed: Too many open files
      - event.action: warning
      - event.reason: ERROR: accept() failed: Too many open files
      """#)
  }
}
