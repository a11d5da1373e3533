import Model

/// Own lines that prove Zimbra's format.
enum ZimbraSamples {
  static var all: [LogSample] {
    LogSample.table(
      #"""
      = 2024-05-11 10:23:45,207 INFO  [ImapSSLServer-13] [ip=10.0.0.3;oip=203.0.113.9;oport=51288;via=10.0.0.3(nginx/1.20);ua=Thunderbird;] security - cmd=Auth; account=bert@example.com; protocol=imap;
      - event.action: login
      - event.outcome: success
      - network.protocol: imaps
      - source.ip: 203.0.113.9
      - user.name: bert@example.com
      - source.port: 51288
      - tls.established: true

      = 2024-05-11 10:23:46,100 WARN  [ImapServer-5] [ip=203.0.113.9;ua=x;] security - cmd=Auth; account=bert@example.com; protocol=imap; error=authentication failed for [bert@example.com], invalid password;
      - event.action: login
      - event.outcome: failure
      - network.protocol: imap
      - event.reason: authentication failed for [bert@example.com], invalid password
      - source.ip: 203.0.113.9
      - user.name: bert@example.com

      = 2024-05-11 10:23:46,200 WARN  [qtp1-7:https:https://mail.example.com:7073/service/admin/soap/] [name=bert@example.com;oip=203.0.113.9;oport=51288;oproto=smtp;] security - cmd=Auth; account=bert@example.com; protocol=soap; error=authentication failed for [bert], invalid password;
      - event.action: login
      - event.outcome: failure
      - network.protocol: smtp
      - event.reason: authentication failed for [bert], invalid password
      - source.ip: 203.0.113.9
      - user.name: bert@example.com
      - detail: soap
      - source.port: 51288

      = 2024-05-11 10:23:47,300 INFO  [ImapServer-5] [name=bert@example.com;ip=10.0.0.3;oip=203.0.113.9;ua=x;] imap - user bert@example.com authenticated, mechanism=LOGIN [TLS]
      - event.action: service
      - network.protocol: imap
      - source.ip: 203.0.113.9
      - user.name: bert@example.com
      - detail: user bert@example.com authenticated, mechanism=LOGIN [TLS]

      = 2024-05-11 10:23:47,400 INFO  [LmtpServer-1] [ip=192.0.2.12;] lmtp - Delivering message: size=840 bytes, nrcpts=1, sender=anna@example.org, msgid=<m1@example.org>
      - event.action: service
      - network.protocol: lmtp
      - source.ip: 192.0.2.12
      - email.message_id: m1@example.org
      - smtp.mail_from: anna@example.org
      - smtp.size: 840
      - smtp.recipients: 1

      = 2024-05-11 10:23:47,500 INFO  [LmtpServer-1] [name=bert@example.com;mid=28;ip=192.0.2.12;] mailop - Adding Message: id=54479, Message-ID=<m1@example.org>, parentId=-1, folderId=2, folderName=Inbox.
      - event.action: delivery
      - event.outcome: success
      - network.protocol: lmtp
      - source.ip: 192.0.2.12
      - email.message_id: m1@example.org
      - smtp.rcpt_to: bert@example.com
      - mailbox.folder: Inbox
      - smtp.status: sent

      = 2024-05-11 10:23:48,000 INFO  [GC Daemon] [] system - GC overhead: 5%
      - event.action: service
      - detail: GC overhead: 5%
      """#)
  }
}
