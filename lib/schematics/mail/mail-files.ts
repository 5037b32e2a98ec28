import { MailLook } from '../../template/look/mail-look.js';
import type { MailNames } from '../names.js';

const importOf = (names: string, from: string): string => `import { ${names} } from '${from}';`;

/** The class of a mail. */
export function classFile({ template, type }: MailNames): string {
  return `${importOf('Mail, MailClass, type MailMessage', 'nestjs-spring-mail')}

/** What the template shows. */
export interface ${type}Context {
  readonly name: string;
}

declare module 'nestjs-spring-mail' {
  interface MailTemplates {
    ${/^\w+$/u.test(template) ? template : `'${template}'`}: ${type}Context;
  }
}

/** Who gets the mail. */
export interface ${type}Recipient {
  readonly email: string;
  readonly name: string;
}

@Mail()
export class ${type}Mail extends MailClass<${type}Recipient> {
  message({ email, name }: ${type}Recipient): MailMessage {
    return { to: { name, address: email }, template: '${template}', context: { name } };
  }
}
`;
}

/** The test of a mail: it is sent as in production, into a mailbox. */
export function specFile({ file, title, type, up }: MailNames, extension: string): string {
  const imports = [
    importOf('Test, type TestingModule', '@nestjs/testing'),
    importOf('Mailbox, MailTestingModule', 'nestjs-spring-mail/testing'),
    importOf('AppModule', `${up}/app.module${extension}`),
    importOf(`${type}Mail`, `./${file}.mail${extension}`),
  ];
  return `${imports.join('\n')}

describe('${type}Mail', () => {
  let app: TestingModule;

  beforeEach(async () => {
    app = await Test.createTestingModule({ imports: [AppModule, MailTestingModule] }).compile();
    await app.init();
  });
  afterEach(() => app.close());

  it('reaches its recipient and names them', async () => {
    await app.get(${type}Mail).send({ email: 'ann@example.org', name: 'Ann' });
    const mail = app.get(Mailbox).last;
    expect(mail?.envelope.to).toEqual(['ann@example.org']);
    expect(mail?.subject).toBe('${title}, Ann');
    expect(mail?.html).toContain('Hello Ann');
    expect(mail?.text).toContain('Hello Ann');
  });
});
`;
}

/** What a mail shows as HTML, with its subject above. */
export function htmlFile({ title }: MailNames): string {
  return `---
subject: ${title}, {{name}}
---
{{#> layout}}
<h1>Hello {{name}}</h1>
<p>This mail wants to be written.</p>
{{/layout}}
`;
}

/** What programs show that show no HTML. */
export const TEXT_FILE = `Hello {{name}}

This mail wants to be written.
`;

/** What all mails have in common: a page that suits phones and dark mode, for the project to change. */
export function layoutFile(): string {
  return new MailLook().page('{{> @partial-block}}');
}
