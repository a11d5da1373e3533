/// Rows as Microsoft's servers write them, with example names.
enum ExchangeSamples {
  private static let tracking =
    "= #Fields: date-time,client-ip,client-hostname,server-ip,server-hostname,source-context,connector-id,source,event-id,internal-message-id,message-id,network-message-id,recipient-address,recipient-status,total-bytes,recipient-count,related-recipient-address,reference,message-subject,sender-address,return-path,message-info,directionality,tenant-id,original-client-ip,original-server-ip,custom-data,transport-traffic-type,log-id,schema-version\n"
  private static let receive =
    "= #Log-type: SMTP Receive Protocol Log\n= #Fields: date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,context\n"
  private static let send =
    "= #Log-type: SMTP Send Protocol Log\n= #Fields: date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,context\n"
  private static let mailbox =
    "= #Fields: dateTime,sessionId,seqNumber,sIp,cIp,user,duration,rqsize,rpsize,command,parameters,context,puid\n"
  private static let iis =
    "= #Fields: date time c-ip cs-username s-sitename s-computername s-ip s-port cs-method cs-uri-stem cs-uri-query sc-status sc-win32-status sc-bytes cs-bytes\n"

  static let text =
    rows(
      tracking,
      [
        "2024-03-01T10:00:00.123Z,10.0.0.5,EX1,10.0.0.6,EX2,08DC;2024-03-01T10:00:00.100Z;0,EX2\\Default EX2,SMTP,RECEIVE,42842298777605,<one@partner.example>,6a63-01,anna@alpha.example;bruno@alpha.example,,3454,2,,,\"Offer \"\"now\"\", cheap\",sales@partner.example,sales@partner.example,0cI: ,Incoming,,198.51.100.9,10.0.0.5,S:ProxiedClientIPAddress=198.51.100.7;S:ProxiedClientHostname=mx.partner.example,Email,1,15.02",
        "2024-03-01T10:00:01.000Z,,EX2,,EX2,,,STOREDRIVER,DELIVER,42842298777605,<one@partner.example>,6a63-01,anna@alpha.example,,3454,1,,,Offer,sales@partner.example,sales@partner.example,,Incoming,,,,,Email,2,15.02",
        "2024-03-01T10:00:02.000Z,10.0.0.6,EX2,192.0.2.25,mx.victim.example,08DC,Internet,SMTP,SENDEXTERNAL,7,<two@alpha.example>,6a63-02,x@victim.example,250 2.1.5 Recipient OK,900,1,,,Hi,anna@alpha.example,anna@alpha.example,,Originating,,,,,Email,3,15.02",
        "2024-03-01T10:00:03.000Z,10.0.0.6,EX2,192.0.2.25,mx.victim.example,,Internet,SMTP,FAIL,7,<two@alpha.example>,6a63-02,y@victim.example,[{LED=550 5.1.1 No such user};{MSG=};{FQDN=mx.victim.example};{IP=192.0.2.25};{LRT=}],900,1,,,Hi,anna@alpha.example,anna@alpha.example,,Originating,,,,,Email,4,15.02",
        "2024-03-01T10:00:03.500Z,,,,EX2,No suitable shadow servers,,SMTP,HAREDIRECTFAIL,7,<two@alpha.example>,6a63-02,y@victim.example,,900,1,,,Hi,anna@alpha.example,anna@alpha.example,,Originating,,,,,Email,5,15.02",
      ],
      [
        [
          "email.local_id: 42842298777605", "email.message_id: one@partner.example",
          "email.subject: Offer \"\"now\"\", cheap", "event.action: message-received",
          "event.outcome: success", "message.role: begins", "network.protocol: smtp",
          "smtp.mail_from: sales@partner.example", "smtp.rcpt_to: anna@alpha.example | bruno@alpha.example",
          "smtp.recipients: 2", "smtp.size: 3454", "source.ip: 198.51.100.7",
        ],
        [
          "email.local_id: 42842298777605", "email.message_id: one@partner.example", "email.subject: Offer",
          "event.action: delivery", "event.outcome: success", "message.role: continues",
          "smtp.mail_from: sales@partner.example", "smtp.rcpt_to: anna@alpha.example", "smtp.recipients: 1",
          "smtp.size: 3454", "smtp.status: sent", "transport: STOREDRIVER",
        ],
        [
          "destination.domain: mx.victim.example", "destination.ip: 192.0.2.25", "email.local_id: 7",
          "email.message_id: two@alpha.example", "email.subject: Hi", "event.action: delivery",
          "event.outcome: success", "message.role: continues", "network.protocol: smtp",
          "smtp.mail_from: anna@alpha.example", "smtp.rcpt_to: x@victim.example", "smtp.recipients: 1",
          "smtp.reply.code: 250", "smtp.reply.enhanced: 2.1.5", "smtp.reply.text: Recipient OK",
          "smtp.size: 900", "smtp.status: sent",
        ],
        [
          "email.local_id: 7", "email.message_id: two@alpha.example", "email.subject: Hi",
          "event.action: delivery", "event.outcome: failure", "message.role: continues",
          "network.protocol: smtp", "smtp.mail_from: anna@alpha.example", "smtp.rcpt_to: y@victim.example",
          "smtp.recipients: 1", "smtp.reply.code: 550", "smtp.reply.enhanced: 5.1.1",
          "smtp.reply.text: No such user", "smtp.size: 900", "smtp.status: bounced",
        ],
        [
          "detail: HAREDIRECTFAIL", "email.message_id: two@alpha.example", "email.subject: Hi",
          "event.action: service", "network.protocol: smtp", "smtp.mail_from: anna@alpha.example",
          "smtp.rcpt_to: y@victim.example", "smtp.recipients: 1", "smtp.size: 900",
        ],
      ])
    + rows(
      receive,
      [
        "2024-03-01T10:00:00.100Z,EX2\\Default EX2,08DC39C0F1E2D3B4,0,10.0.0.6:25,198.51.100.7:40000,+,,",
        "2024-03-01T10:00:00.200Z,EX2\\Default EX2,08DC39C0F1E2D3B4,2,10.0.0.6:25,198.51.100.7:40000,<,EHLO mx.partner.example,",
        "2024-03-01T10:00:00.300Z,EX2\\Default EX2,08DC39C0F1E2D3B4,5,10.0.0.6:25,198.51.100.7:40000,*,Tarpit for '0.00:00:05' due to '535 5.7.3',",
        "2024-03-01T10:00:00.400Z,EX2\\Default EX2,08DC39C0F1E2D3B4,6,10.0.0.6:25,198.51.100.7:40000,>,535 5.7.3 Authentication unsuccessful,",
        "2024-03-01T10:00:00.500Z,EX2\\Default EX2,08DC39C0F1E2D3B4,7,10.0.0.6:25,198.51.100.7:40000,>,550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain,",
        "2024-03-01T10:00:00.600Z,EX2\\Default EX2,08DC39C0F1E2D3B4,8,10.0.0.6:25,198.51.100.7:40000,-,,Remote",
      ],
      [
        [
          "event.action: connect", "network.protocol: smtp", "session.id: 08DC39C0F1E2D3B4",
          "source.ip: 198.51.100.7", "source.port: 40000",
        ],
        [
          "event.action: service", "network.protocol: smtp", "session.id: 08DC39C0F1E2D3B4",
          "smtp.helo: mx.partner.example", "source.ip: 198.51.100.7", "source.port: 40000",
        ],
        [
          "event.action: rate-limit", "event.reason: Tarpit for '0.00:00:05' due to '535 5.7.3'",
          "limit.name: Tarpit", "network.protocol: smtp", "session.id: 08DC39C0F1E2D3B4",
          "source.ip: 198.51.100.7", "source.port: 40000",
        ],
        [
          "event.action: login", "event.outcome: failure", "event.reason: Authentication unsuccessful",
          "network.protocol: smtp", "session.id: 08DC39C0F1E2D3B4", "smtp.reply.code: 535",
          "smtp.reply.enhanced: 5.7.3", "smtp.reply.text: Authentication unsuccessful",
          "source.ip: 198.51.100.7", "source.port: 40000",
        ],
        [
          "event.action: reject", "event.outcome: failure", "network.protocol: smtp",
          "session.id: 08DC39C0F1E2D3B4", "smtp.reject_class: relay-denied", "smtp.reply.code: 550",
          "smtp.reply.enhanced: 5.7.54",
          "smtp.reply.text: SMTP; Unable to relay recipient in non-accepted domain",
          "source.ip: 198.51.100.7", "source.port: 40000",
        ],
        [
          "event.action: disconnect", "event.reason: Remote", "network.protocol: smtp",
          "session.id: 08DC39C0F1E2D3B4", "source.ip: 198.51.100.7", "source.port: 40000",
        ],
      ])
    + rows(
      send,
      [
        "2024-03-01T10:00:02.000Z,Internet,08DC39C0F1E2D3B5,0,10.0.0.6:40001,192.0.2.25:25,+,,",
        "2024-03-01T10:00:02.100Z,Internet,08DC39C0F1E2D3B5,4,10.0.0.6:40001,192.0.2.25:25,>,RCPT TO:<x@victim.example>,",
        "2024-03-01T10:00:02.200Z,Internet,08DC39C0F1E2D3B5,5,10.0.0.6:40001,192.0.2.25:25,<,550 5.1.1 No such user,",
      ],
      [
        [
          "destination.ip: 192.0.2.25", "destination.port: 25", "event.action: connect",
          "network.protocol: smtp", "session.id: 08DC39C0F1E2D3B5",
        ],
        [
          "destination.ip: 192.0.2.25", "destination.port: 25", "event.action: service",
          "network.protocol: smtp", "session.id: 08DC39C0F1E2D3B5", "smtp.rcpt_to: x@victim.example",
        ],
        [
          "destination.ip: 192.0.2.25", "destination.port: 25", "event.action: warning",
          "event.outcome: failure", "network.protocol: smtp", "session.id: 08DC39C0F1E2D3B5",
          "smtp.reject_class: unknown-user", "smtp.reply.code: 550", "smtp.reply.enhanced: 5.1.1",
          "smtp.reply.text: No such user",
        ],
      ])
    + rows(
      mailbox,
      [
        "2024-03-01T10:01:00.000Z,0000000000000A01,0,10.0.0.6:143,198.51.100.7:50000,,1,0,36,OpenSession,,,",
        "2024-03-01T10:01:01.000Z,0000000000000A01,1,10.0.0.6:143,198.51.100.7:50000,anna,80,20,30,login,anna *****,\"R=\"\"1 NO LOGIN failed.\"\";Msg=User:anna;ErrMsg=AuthFailed:LogonDenied\",",
        "2024-03-01T10:01:02.000Z,0000000000000A02,2,10.0.0.6:995,198.51.100.7:50001,anna,80,20,30,pass,*****,R=ok,",
      ],
      [
        [
          "event.action: connect", "network.protocol: imap", "session.id: 0000000000000A01",
          "source.ip: 198.51.100.7", "source.port: 50000",
        ],
        [
          "event.action: login", "event.outcome: failure",
          "event.reason: R=\"\"1 NO LOGIN failed.\"\";Msg=User:anna;ErrMsg=AuthFailed:LogonDenied",
          "network.protocol: imap", "session.id: 0000000000000A01", "source.ip: 198.51.100.7",
          "source.port: 50000", "user.name: anna",
        ],
        [
          "event.action: login", "event.outcome: success", "network.protocol: pop3s",
          "session.id: 0000000000000A02", "source.ip: 198.51.100.7", "source.port: 50001",
          "tls.established: true", "user.name: anna",
        ],
      ])
    + rows(
      iis,
      [
        "2024-03-01 10:02:00 198.51.100.7 mx.partner.example SMTPSVC1 OLD1 10.0.0.7 0 MAIL - +FROM:+<sales@partner.example> 250 0 57 45",
        "2024-03-01 10:02:01 198.51.100.7 mx.partner.example SMTPSVC1 OLD1 10.0.0.7 0 RCPT - +TO:<x@victim.example> 550 0 57 45",
        "2024-03-01 10:02:02 198.51.100.7 mx.partner.example SMTPSVC1 OLD1 10.0.0.7 0 DATA - <one@partner.example> 250 0 57 1399",
        "2024-03-01 10:02:03 198.51.100.7 mx.partner.example SMTPSVC1 OLD1 10.0.0.7 0 QUIT - mx.partner.example 240 0 57 4",
        "2024-03-01 10:02:04 198.51.100.7 - SMTPSVC1 OLD1 10.0.0.7 0 get - +/+HTTP/1.0 500 0 32 24",
      ],
      [
        [
          "event.action: service", "network.protocol: smtp", "smtp.helo: mx.partner.example",
          "smtp.mail_from: sales@partner.example", "smtp.reply.code: 250", "source.ip: 198.51.100.7",
        ],
        [
          "event.action: reject", "event.outcome: failure", "network.protocol: smtp",
          "smtp.helo: mx.partner.example", "smtp.rcpt_to: x@victim.example", "smtp.reject_class: other",
          "smtp.reply.code: 550", "smtp.stage: rcpt", "source.ip: 198.51.100.7",
        ],
        [
          "email.message_id: one@partner.example", "event.action: message-received", "event.outcome: success",
          "network.protocol: smtp", "smtp.helo: mx.partner.example", "smtp.reply.code: 250",
          "smtp.size: 1399", "source.ip: 198.51.100.7",
        ],
        [
          "event.action: disconnect", "network.protocol: smtp", "smtp.helo: mx.partner.example",
          "smtp.reply.code: 240", "source.ip: 198.51.100.7",
        ],
        [
          "detail: get", "event.action: reject", "event.outcome: failure", "network.protocol: smtp",
          "smtp.reject_class: protocol", "smtp.reply.code: 500", "source.ip: 198.51.100.7",
        ],
      ])
    + rows("", [first], [firstFields])
    + rows(
      "= \(first)\n",
      [
        "/o=ALPHA/ou=HQ/cn=RECIPIENTS/cn=BRUNO\t0",
        "SMTP:x@partner.example",
        "C=DE;A= ;P=ALPHA;L=EX1-980304111502Z-23656\t1012\t1998.3.4 11:15:02\tINTERNET MAIL SERVICE (EX1)\t/O=ALPHA/CN=MICROSOFT PRIVATE MDB\t<one@partner.example>\tsales@partner.example\t0\t3454\t0\t0\t\t2",
        "C=DE;A= ;P=ALPHA;L=EX1-980304111409Z-23655\t1011\t1998.3.4 11:14:12\tINTERNET MAIL SERVICE (EX1)\t\t\t\t0\t2302\t0\t0\t\t1",
        "C=DE;A= ;P=ALPHA;L=EX1-980304111502Z-23656\t9\t1998.3.4 11:15:03\t\t/O=ALPHA/CN=MICROSOFT MTA\t\t\t0\t3454\t0\t0\t\t1",
        "C=DE;A= ;P=ALPHA;L=EX1-980304111502Z-23656\t7\t1998.3.4 11:15:03\t\t/O=ALPHA/CN=MICROSOFT MTA",
      ],
      [
        ["event.action: service", "smtp.rcpt_to: /o=ALPHA/ou=HQ/cn=RECIPIENTS/cn=BRUNO"],
        ["event.action: service", "smtp.rcpt_to: x@partner.example"],
        [
          "email.local_id: C=DE;A= ;P=ALPHA;L=EX1-980304111502Z-23656",
          "email.message_id: one@partner.example", "event.action: message-received",
          "event.outcome: success", "message.role: begins", "network.protocol: smtp",
          "smtp.mail_from: sales@partner.example", "smtp.recipients: 2", "smtp.size: 3454",
        ],
        [
          "email.local_id: C=DE;A= ;P=ALPHA;L=EX1-980304111409Z-23655", "event.action: delivery",
          "event.outcome: success", "message.role: continues", "network.protocol: smtp",
          "smtp.recipients: 1", "smtp.size: 2302", "smtp.status: sent",
          "transport: INTERNET MAIL SERVICE (EX1)",
        ],
        [
          "email.local_id: C=DE;A= ;P=ALPHA;L=EX1-980304111502Z-23656", "event.action: delivery",
          "event.outcome: success", "message.role: continues", "smtp.recipients: 1", "smtp.size: 3454",
          "smtp.status: sent",
        ],
        [
          "detail: 7", "email.local_id: C=DE;A= ;P=ALPHA;L=EX1-980304111502Z-23656", "event.action: service",
          "message.role: continues",
        ],
      ])

  /// Of Exchange 5.5, which writes no header.
  private static let first =
    "C=DE;A= ;P=ALPHA;L=EX1-980304111409Z-23655\t4\t1998.3.4 11:14:10\t\t/O=ALPHA/CN=MICROSOFT PRIVATE MDB\t\t/o=ALPHA/ou=HQ/cn=RECIPIENTS/cn=ANNA\t0\t2302\t0\t0\t\t1"
  private static let firstFields = [
    "email.local_id: C=DE;A= ;P=ALPHA;L=EX1-980304111409Z-23655", "event.action: message-received",
    "event.outcome: success", "message.role: begins",
    "smtp.mail_from: /o=ALPHA/ou=HQ/cn=RECIPIENTS/cn=ANNA", "smtp.recipients: 1", "smtp.size: 2302",
  ]

  /// Every row behind the header `head`, with what it says.
  private static func rows(_ head: String, _ rows: [String], _ expected: [[String]]) -> String {
    zip(rows, expected).map { row, pairs in
      "\(head)= \(row)\n" + pairs.map { "- \($0)\n" }.joined() + "\n"
    }.joined()
  }
}
