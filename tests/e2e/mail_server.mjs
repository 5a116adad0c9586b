import {createServer} from 'node:net';

/** A mail server on loopback, of as much of SMTP as the notifications service speaks: it keeps
 * what it takes in `taken`, and takes nothing for the addresses in `refused`. */
export class MailServer {
  taken = [];
  refused = new Set();
  #server = createServer((socket) => this.#talk(socket));

  async start() {
    await new Promise((done) => { this.#server.listen(0, '127.0.0.1', done); });
    return `smtp://127.0.0.1:${this.#server.address().port}`;
  }

  stop() {
    this.#server.close();
  }

  /** All that was written to an address so far, oldest first. */
  mailTo = (address) => this.taken.filter(({to}) => to === address).map(({text}) => text);

  #talk(socket) {
    let heard = '';
    let to = '';
    let reading = false;
    const say = (line) => socket.write(`${line}\r\n`);
    const answer = (line) => {
      const [, rcpt] = line.match(/^RCPT TO:<([^>]*)>/i) ?? [];
      if (rcpt !== undefined) {
        to = rcpt;
        return say(this.refused.has(to) ? '550 5.1.1 No such mailbox' : '250 OK');
      }
      if (/^DATA/i.test(line)) {
        reading = true;
        return say('354 Go on');
      }
      if (/^QUIT/i.test(line)) return socket.end('221 Bye\r\n');
      return say('250 OK');
    };
    // What is left of what was heard, once all that is whole in it was answered.
    const rest = (text) => {
      const mark = reading ? '\r\n.\r\n' : '\r\n';
      const end = text.indexOf(mark);
      if (end < 0) return text;
      const whole = text.slice(0, end);
      if (reading) {
        this.taken.push({to, text: whole.replace(/=\r\n/g, '').replace(/=3D/g, '=')});
        reading = false;
        say('250 Taken');
      } else {
        answer(whole);
      }
      return rest(text.slice(end + mark.length));
    };
    socket.setEncoding('utf8');
    socket.on('data', (more) => { heard = rest(heard + more); });
    socket.on('error', () => {});
    say('220 mail.example.org');
  }
}
