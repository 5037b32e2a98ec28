import { describe, expect, it } from '@jest/globals';
import { Preparation } from '../../../lib/delivery/preparation.js';
import { MailParseError } from '../../../lib/errors/mail-parse.error.js';
import { rejection } from '../../support/with-server.js';

const message = { from: 'a@example.test', to: 'b@example.test', subject: 'x', text: 'x' };

describe('a message on its way to the transport', () => {
  it('is prepared at once when no step waits', () => {
    const preparation = new Preparation(
      {},
      {
        beforeCheck: [(given) => ({ ...given, subject: `${given.subject}1` })],
        afterCheck: [(mail) => ({ ...mail, subject: `${mail.subject}2` })],
      },
    );
    expect(preparation.prepare(message)).toMatchObject({ subject: 'x12' });
  });

  it('goes through its steps in order, also when they wait', async () => {
    const preparation = new Preparation(
      {},
      {
        beforeCheck: [
          async (given) => ({ ...given, subject: `${given.subject}1` }),
          (given) => ({ ...given, subject: `${given.subject}2` }),
        ],
        afterCheck: [
          async (mail) => ({ ...mail, subject: `${mail.subject}3` }),
          async (mail) => ({ ...mail, subject: `${mail.subject}4` }),
        ],
      },
    );
    await expect(preparation.prepare(message)).resolves.toMatchObject({ subject: 'x1234' });
  });

  it('is checked as the steps left it', async () => {
    const preparation = new Preparation({}, { beforeCheck: [async (given) => ({ ...given, to: 'nobody' })] });
    const error = await rejection(Promise.resolve(preparation.prepare(message)));
    expect(error).toBeInstanceOf(MailParseError);
    expect(error).toMatchObject({ field: 'to' });
  });

  it('is given up by its signal, and by the end of its mailer, while a step waits', async () => {
    const never = (): Promise<never> => new Promise(() => undefined);
    const preparation = new Preparation({}, { beforeCheck: [never] });
    const cause = new Error('not needed');
    const signal = AbortSignal.abort(cause);
    const error = await rejection(Promise.resolve(preparation.prepare(message, { signal })));
    expect(error).toMatchObject({ name: 'MailPreparationError', permanent: false, cause });
    const last = rejection(Promise.resolve(preparation.prepare(message)));
    preparation.close();
    expect(await last).toMatchObject({ name: 'MailPreparationError', permanent: false });
  });

  it('is refused by a step that throws, and the steps behind it never see it', () => {
    const seen: unknown[] = [];
    const refuse = (): never => {
      throw new Error('refused');
    };
    const look = <T>(value: T): T => {
      seen.push(value);
      return value;
    };
    const preparation = new Preparation({}, { afterCheck: [refuse, look] });
    expect(() => preparation.prepare(message)).toThrow(
      expect.objectContaining({ name: 'MailPreparationError', cause: new Error('refused') }),
    );
    expect(seen).toEqual([]);
  });
});
