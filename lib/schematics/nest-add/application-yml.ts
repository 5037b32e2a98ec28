import { type Document, isMap, parseDocument } from 'yaml';

/** Where mails go while one develops; production gives its own host by SPRING_MAIL_HOST. */
const CREATED = (from: string): string => `spring:
  mail:
    host: localhost # Gmail: smtp.gmail.com
    port: 2525 # Gmail: 587
    # username: someone@gmail.com
    # The password comes from the environment variable SPRING_MAIL_PASSWORD.
    # properties:
    #   mail.smtp.auth: true
    #   mail.smtp.starttls.enable: true

nest:
  mail:
    defaults:
      from: ${from}
`;

/**
 * The settings of a project with those for mail.
 * @param text the file as it is, when there is one
 * @returns `undefined` when it has settings for mail, or is written in a way that only a person can change
 */
export function withMailSettings(text: string | undefined, from: string): string | undefined {
  if (text === undefined || text.trim() === '') return CREATED(from);
  if (/spring\.mail|^---/mu.test(text)) return undefined;
  const document = parseDocument(text);
  if (document.errors.length > 0 || document.hasIn(['spring', 'mail'])) return undefined;
  if (!PARENTS.every((path) => takesKeys(document.getIn(path, true)))) return undefined;
  add(document, ['spring', 'mail', 'host'], 'localhost');
  add(document, ['spring', 'mail', 'port'], 2525);
  add(document, ['nest', 'mail', 'defaults', 'from'], from);
  return document.toString();
}

/** Where keys are added. */
const PARENTS = [[], ['spring'], ['nest'], ['nest', 'mail'], ['nest', 'mail', 'defaults']];

/** Not what is named and left empty, nor an alias. */
function takesKeys(node: unknown): boolean {
  return node == null || isMap(node);
}

function add(document: Document, path: readonly string[], value: string | number): void {
  if (!document.hasIn(path)) document.setIn(path, value);
}
