/** Speaks with one client: counts what it takes, and fails where `happens` says so. */
export function converse(socket, { happens, copies, events }) {
  let input = '';
  let inData = false;
  let refused = false;
  const harm = () => void (events.harmless += 1);
  const say = (line) => socket.write(`${line}\r\n`);
  say('220 counting ESMTP');
  socket.setEncoding('latin1').on('data', (chunk) => {
    input += chunk;
    while (!socket.destroyed && step());
  });

  function step() {
    const end = inData ? input.indexOf('\r\n.\r\n') : input.indexOf('\r\n');
    if (end < 0) return false;
    const text = input.slice(0, end);
    input = input.slice(end + (inData ? 5 : 2));
    if (inData) take(text);
    else command(text);
    return true;
  }

  function take(content) {
    inData = false;
    if (happens('laterAtEnd')) {
      harm();
      return say('451 4.3.0 later');
    }
    const id = /^Message-ID: (.*)$/imu.exec(content)?.[1];
    copies.set(id, (copies.get(id) ?? 0) + 1);
    if (!happens('dropAfterEnd')) return say('250 2.0.0 taken');
    events.ambiguous += 1;
    return socket.destroy();
  }

  function command(line) {
    const verb = line.slice(0, 4).toUpperCase();
    if (verb === 'EHLO') return say('250-counting\r\n250 PIPELINING');
    if (verb === 'QUIT') return socket.end('221 bye\r\n');
    if (verb === 'MAIL' && happens('dropAtMail')) {
      harm();
      return socket.destroy();
    }
    if (verb === 'MAIL' && happens('closingAtMail')) {
      harm();
      return socket.end('421 4.3.2 closing\r\n');
    }
    if (verb === 'RCPT' && happens('laterAtRecipient')) {
      harm();
      refused = true;
      return say('450 4.2.0 greylisted');
    }
    if (verb === 'MAIL') refused = false;
    if (verb !== 'DATA') return say('250 ok');
    if (refused) return say('503 no recipients');
    inData = true;
    return say('354 go');
  }
}
