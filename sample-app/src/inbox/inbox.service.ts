import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import PostalMime, { type Email } from 'postal-mime';
import { type Observable, Subject } from 'rxjs';

/** The addresses of `MAIL FROM` and `RCPT TO`; the only place where a bcc shows. */
export interface Envelope {
  readonly from: string;
  readonly to: readonly string[];
}

export interface ReceivedMail {
  readonly id: string;
  readonly receivedAt: Date;
  readonly envelope: Envelope;
  readonly email: Email;
}

const mailsKept = 200;

/** The last mails that arrived, newest first. */
@Injectable()
export class InboxService {
  #mails: readonly ReceivedMail[] = [];
  readonly #arrivals = new Subject<ReceivedMail>();

  get mails(): readonly ReceivedMail[] {
    return this.#mails;
  }

  get arrivals(): Observable<ReceivedMail> {
    return this.#arrivals.asObservable();
  }

  find(id: string): ReceivedMail | undefined {
    return this.#mails.find((mail) => mail.id === id);
  }

  async receive(source: Uint8Array, envelope: Envelope): Promise<void> {
    const email = await PostalMime.parse(source);
    const mail = { id: randomUUID(), receivedAt: new Date(), envelope, email };
    this.#mails = [mail, ...this.#mails].slice(0, mailsKept);
    this.#arrivals.next(mail);
  }
}
