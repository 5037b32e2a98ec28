import { describe, it } from '@jest/globals';
import type { TemplateEngine } from 'nestjs-spring-mail';
import { handlebars } from 'nestjs-spring-mail/handlebars';
import { markdown } from 'nestjs-spring-mail/markdown';
import { engineContract } from 'nestjs-spring-mail/testing';

engineContract({ describe, it }, 'handlebars', () => ({
  engine: handlebars(),
  says: (name) => `Hello {{${name}}}`,
  broken: '{{#if}',
}));

engineContract({ describe, it }, 'markdown with handlebars', () => ({
  engine: markdown({ engine: handlebars() }),
  says: (name) => `Hello {{${name}}}`,
  broken: '{{#if}',
}));

/** An engine of one's own, in ten lines. */
const dollars: TemplateEngine = {
  extensions: ['txt'],
  compile:
    ({ text, part }) =>
    (context) =>
      text.replaceAll(/\$(\w+)/gu, (_whole, name: string) => {
        const value = String((context as Record<string, unknown>)[name]);
        return part === 'html' ? value.replaceAll(/[<>&"]/gu, (char) => `&#${char.charCodeAt(0)};`) : value;
      }),
};
engineContract({ describe, it }, 'an engine of ten lines', () => ({
  engine: dollars,
  says: (name) => `Hi $${name}`,
}));
