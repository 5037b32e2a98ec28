/** How a mail is called in files, classes and templates. */
export interface MailNames {
  /** Below the folder of mails: `orders/receipt`. */
  readonly template: string;
  /** `receipt` */
  readonly file: string;
  /** `Receipt`, so that the class is `ReceiptMail`. */
  readonly type: string;
  /** `Receipt`, for people. */
  readonly title: string;
  /** From the folder of the mail to that of the sources: `../..`. */
  readonly up: string;
}

/** Reads what a person typed: `orders/Receipt`, `orders/receipt-mail`, `OrderReceipt`. */
export function mailNames(name: string): MailNames {
  const parts = name
    .split('/')
    .map((part) => kebab(part))
    .filter((part) => part !== '');
  const file = (parts.pop() ?? '').replace(/-mail$/u, '');
  if (!/^[a-z]/u.test(file))
    throw new Error(`${JSON.stringify(name)} is no name for a mail. Begin it with a letter: welcome.`);
  const words = file.split('-');
  return {
    template: [...parts, file].join('/'),
    file,
    type: words.map(capitalized).join(''),
    title: capitalized(words.join(' ')),
    up: ['..', ...parts.map(() => '..')].join('/'),
  };
}

function kebab(text: string): string {
  return text
    .replaceAll(/(?<=[a-z0-9])(?=[A-Z])/gu, '-')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/gu, '-')
    .replaceAll(/^-+|-+$/gu, '');
}

function capitalized(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
