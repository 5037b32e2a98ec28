import { typeCheck } from '../../packed-package.mjs';

const consumer = `import { MailModule, MailService, isMailError, type MailMessage, type Receipt } from 'nestjs-spring-mail';
export const module = MailModule.forRoot({ host: 'localhost' });
export const send = (mail: MailService, message: MailMessage): Promise<Receipt> => mail.send(message);
export const code = (error: unknown): string => (isMailError(error) ? error.code : '');
`;

export function consumerTypes({ folder }) {
  typeCheck(folder, { 'consumer.mts': consumer, 'consumer.cts': consumer });
  // Types that came out as `any` would take everything.
  const typo = consumer.replace('host:', 'hots:');
  if (compiles(folder, { 'typo.mts': typo }))
    throw new Error('An option that there is not compiles as well.');
  return 'as ES module and as CommonJS';
}

function compiles(folder, sources) {
  try {
    typeCheck(folder, sources);
    return true;
  } catch (error) {
    if (error.message.includes("'hots' does not exist")) return false;
    throw error;
  }
}
